/** Writes the picture to a file. */

import { Uri, window, workspace } from "vscode";
import type { Answer, Format } from "./messages";

const FILTERS = { svg: { SVG: ["svg"] }, png: { PNG: ["png"] } };

/** To the target, or to a file that the user is asked for, beside the source at first. */
export async function save(
  format: Format,
  target: Uri | undefined,
  source: Uri,
  answer: Answer,
  png: () => Promise<Uint8Array | null>,
): Promise<void> {
  const to = target ?? (await ask(format, source, answer.line + 1));
  if (to === undefined) {
    return;
  }
  const data = format === "svg" ? Buffer.from(answer.svg, "utf8") : await png();
  if (data === null) {
    void window.showErrorMessage(
      "The picture could not be drawn as PNG. Export it as SVG instead.",
    );
    return;
  }
  const name = to.path.slice(to.path.lastIndexOf("/") + 1);
  try {
    await workspace.fs.writeFile(to, data);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`The picture could not be saved as ${name}: ${why}`);
    return;
  }
  window.setStatusBarMessage(`$(check) Picture saved as ${name}`, 5000);
}

async function ask(format: Format, source: Uri, line: number): Promise<Uri | undefined> {
  const folder =
    source.scheme === "untitled"
      ? workspace.workspaceFolders?.[0]?.uri
      : Uri.joinPath(source, "..");
  const file = source.path.slice(source.path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  const name = `${file}-line-${String(line)}.${format}`;
  return window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
    filters: FILTERS[format],
    title: `Export the Picture as ${format.toUpperCase()}`,
  });
}
