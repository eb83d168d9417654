/** What the server answers to `memlens/picture`, and what the panel and its page tell each other. */

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

/** A box or a row of the drawing; its group there has the id as `data-id`. */
export interface Part {
  id: string;
  kind: "frame" | "slot" | "object" | "cell";
  name?: string;
  range?: Range;
  occurrences?: Range[];
  /** The object that the slot or cell refers to. */
  object?: string;
}

/** Which call of a function, and which time in it; from 0. */
export interface Choice {
  call?: number;
  round?: number;
}

export interface Step extends Choice {
  position: Position;
}

export interface Answer {
  version: number;
  /** Of the statement that is shown, from 0. */
  line: number;
  syntaxError?: number;
  title: string;
  svg: string;
  calls: { range: Range; text: string }[];
  call?: number | null;
  round?: number | null;
  rounds?: number | null;
  parts: Part[];
  previous: Step | null;
  next: Step | null;
}

/** What the page shows. */
export interface Shown {
  title: string;
  svg: string;
  parts: Pick<Part, "id" | "kind" | "name" | "object">[];
  /** Parts of the name under the cursor. */
  cursor: string[];
  calls: string[];
  call: number | null;
  round: number | null;
  rounds: number | null;
  hasPrevious: boolean;
  hasNext: boolean;
  /** Where it is, for the panel that comes back after a reload. */
  place: Place;
}

export interface Place extends Position {
  uri: string;
}

export type ToPage =
  | { type: "show"; shown: Shown; note: string }
  /** There is nothing to draw. */
  | { type: "empty"; title: string }
  /** A word on what is shown; empty where there is none. */
  | { type: "note"; note: string }
  /** The parts of the name under the mouse; none where it left. */
  | { type: "mark"; ids: string[] }
  | { type: "draw-png" };

export type FromPage =
  | { type: "ready" }
  | { type: "step"; to: "previous" | "next" }
  | { type: "choose"; choice: Choice }
  /** Jump to where the part comes from. */
  | { type: "go"; id: string }
  /** The part under the mouse or the keyboard's focus. */
  | { type: "point"; id: string | null }
  | { type: "save"; format: Format }
  | { type: "png"; data: Uint8Array | null }
  /** Back to the text. */
  | { type: "leave" };

export type Format = "svg" | "png";
