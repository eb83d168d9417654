/** The keyboard in the drawing: one stop of the tab key, arrow keys within. */

import type { Drawing } from "./drawing";

/** Which part a key leads to from another. */
export function neighbour(drawing: Drawing, id: string, key: string): string | undefined {
  const parts = drawing.shown.parts.filter((part) => drawing.groups.has(part.id));
  const at = parts.findIndex((part) => part.id === id);
  const part = parts[at];
  switch (key) {
    case "ArrowDown":
      return parts[at + 1]?.id;
    case "ArrowUp":
      return parts[at - 1]?.id;
    case "Home":
      return parts[0]?.id;
    case "End":
      return parts.at(-1)?.id;
    case "ArrowRight":
      // Along the arrow; from a box to its first row.
      return part?.object ?? parts.find((row) => row.id.startsWith(`${id}-`))?.id;
    case "ArrowLeft":
      // From a row to its box; from a box to what refers to it first.
      return id.includes("-") ? id.split("-")[0] : parts.find((row) => row.object === id)?.id;
    default:
      return undefined;
  }
}

/** Which part the tab key comes to; the one before, if it is still there. */
export class Stop {
  private id = "";

  constructor(private readonly place: HTMLElement) {}

  /** A new drawing came: the focus stays on the part that has the same name. */
  take(drawing: Drawing, hadFocus: boolean): void {
    const first = drawing.shown.cursor[0] ?? drawing.shown.parts[0]?.id ?? "";
    this.set(drawing, drawing.groups.has(this.id) ? this.id : first);
    if (hadFocus) {
      (drawing.groups.get(this.id) ?? this.place).focus({ preventScroll: true });
    }
  }

  set(drawing: Drawing, id: string): void {
    drawing.groups.get(this.id)?.setAttribute("tabindex", "-1");
    drawing.groups.get(id)?.setAttribute("tabindex", "0");
    this.id = id;
  }
}
