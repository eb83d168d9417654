/** Marks in the text what the panel points at, and finds in the picture what the text names. */

import {
  type Disposable,
  OverviewRulerLane,
  type Position,
  Range,
  type TextDocument,
  ThemeColor,
  window,
} from "vscode";
import type { Answer, Part, Range as PlainRange } from "./messages";

export function range({ start, end }: PlainRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

/** The slots whose variable is named at the position. */
export function named(answer: Answer, position: Position): string[] {
  return answer.parts
    .filter((part) => part.occurrences?.some((found) => range(found).contains(position)))
    .map((part) => part.id);
}

/** Where a part leads: a slot to its binding, an object to what makes it, a cell to the object it refers to or is in. */
export function origin(answer: Answer, id: string): PlainRange | undefined {
  const find = (wanted: string | undefined): Part | undefined =>
    answer.parts.find((part) => part.id === wanted);
  const part = find(id);
  return part?.range ?? find(part?.object)?.range ?? find(id.split("-")[0])?.range;
}

/** The places that a part is about: of a slot all that name it, of an object its origin and its names. */
function places(answer: Answer, id: string): { names: PlainRange[]; origins: PlainRange[] } {
  const part = answer.parts.find((part) => part.id === id);
  if (part?.kind === "object") {
    const names = answer.parts.filter((slot) => slot.object === id);
    return {
      names: names.flatMap((slot) => slot.occurrences ?? []),
      origins: part.range ? [part.range] : [],
    };
  }
  const from = origin(answer, id);
  const names = part?.occurrences ?? [];
  return { names, origins: names.length === 0 && from !== undefined ? [from] : [] };
}

export class Marks implements Disposable {
  private readonly names = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor("editor.wordHighlightStrongBackground"),
    border: "1px solid",
    borderColor: new ThemeColor("editor.wordHighlightStrongBorder"),
    borderRadius: "2px",
    overviewRulerColor: new ThemeColor("editorOverviewRuler.wordHighlightStrongForeground"),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  private readonly origins = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor("editor.findMatchHighlightBackground"),
    border: "1px solid",
    borderColor: new ThemeColor("editor.findMatchHighlightBorder"),
    borderRadius: "2px",
  });

  /** Marks what the part is about, or nothing. */
  show(document: TextDocument, answer: Answer, id: string | null): void {
    if (id === null) {
      this.clear();
      return;
    }
    const { names, origins } = places(answer, id);
    for (const editor of window.visibleTextEditors) {
      if (editor.document === document) {
        editor.setDecorations(this.names, names.map(range));
        editor.setDecorations(this.origins, origins.map(range));
      }
    }
  }

  clear(): void {
    for (const editor of window.visibleTextEditors) {
      editor.setDecorations(this.names, []);
      editor.setDecorations(this.origins, []);
    }
  }

  dispose(): void {
    this.names.dispose();
    this.origins.dispose();
  }
}
