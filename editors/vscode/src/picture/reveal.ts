/** Shows a document at a place, in the column where the user has it. */

import {
  type Position,
  Range,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";

/** Moves the cursor to the place, if one is given. `takesFocus`: the user goes on in the text. */
export async function reveal(
  document: TextDocument,
  place: Position | undefined,
  takesFocus: boolean,
): Promise<void> {
  const visible = window.visibleTextEditors.find((editor) => editor.document === document);
  const column = visible?.viewColumn ?? columnOf(document.uri) ?? ViewColumn.One;
  const open = await reopen(document.uri);
  if (open === undefined) {
    return;
  }
  const editor = await window.showTextDocument(open, {
    viewColumn: column,
    preserveFocus: !takesFocus,
  });
  if (place === undefined) {
    return;
  }
  editor.selection = new Selection(place, place);
  editor.revealRange(new Range(place, place), TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The document, opened again if it was closed; nothing if it is gone. */
export async function reopen(uri: Uri): Promise<TextDocument | undefined> {
  const open = workspace.textDocuments.find((found) => found.uri.toString() === uri.toString());
  if (open !== undefined) {
    return open;
  }
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** Of a tab that is not in front. */
function columnOf(uri: Uri): ViewColumn | undefined {
  const holds = (input: unknown): boolean =>
    typeof input === "object" &&
    input !== null &&
    "uri" in input &&
    input.uri instanceof Uri &&
    input.uri.toString() === uri.toString();
  return window.tabGroups.all.find((group) => group.tabs.some((tab) => holds(tab.input)))
    ?.viewColumn;
}
