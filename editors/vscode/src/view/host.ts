/** The editor's side, as the page sees it. */

import type { FromPage, Place } from "../picture/messages";

/** What is kept while the panel is hidden, and over a reload of the window. */
export interface Kept {
  place?: Place;
  /** `null`: fitted to the panel. */
  zoom?: number | null;
  left?: number;
  top?: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const api = acquireVsCodeApi();

export function tell(message: FromPage): void {
  api.postMessage(message);
}

export function kept(): Kept {
  return api.getState() ?? {};
}

export function keep(more: Kept): void {
  api.setState({ ...kept(), ...more });
}

/** An element of the page that is always there. */
export function byId<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`the page has no ${id}`);
  }
  return found;
}
