/** The commands that switch hints: all of them at once, or one kind from a hint's tooltip. */

import { type ConfigurationTarget, commands, window, workspace } from "vscode";
import { target } from "./settings";

/** Hint kinds and what a message calls them; the keys are the setting names. */
const KINDS = new Map([
  ["bindings", "storage of names"],
  ["parameters", "storage of parameters"],
  ["calls", "arguments changed by a call"],
  ["attributes", "storage of attributes"],
  ["recursion", "recursion depth"],
  ["lifetimes", "end of an object's life"],
  ["returns", "what a return hands out"],
  ["sizes", "sizes"],
]);

/** Turns all inline hints on or off, in the scope where the user has set them. */
export async function toggleHints(): Promise<void> {
  const config = workspace.getConfiguration("memlens");
  const enabled = !config.get<boolean>("hints.enable", true);
  await config.update("hints.enable", enabled, target("hints.enable"));
  if (!enabled) {
    return;
  }
  const scope = window.activeTextEditor?.document;
  const editor = workspace.getConfiguration("editor", scope);
  if (editor.get("inlayHints.enabled") === "off") {
    const open = "Open Settings";
    const answer = await window.showWarningMessage(
      "Memlens hints are on, but this editor shows no inlay hints at all: editor.inlayHints.enabled is “off”.",
      open,
    );
    if (answer === open) {
      await commands.executeCommand("workbench.action.openSettings", "editor.inlayHints.enabled");
    }
  }
}

/** Hides one kind. The argument comes out of a link in a tooltip, so it is checked. */
export async function hideHints(kind: unknown): Promise<void> {
  const what = typeof kind === "string" ? KINDS.get(kind) : undefined;
  if (typeof kind !== "string" || what === undefined) {
    return;
  }
  const key = `hints.${kind}`;
  const where: ConfigurationTarget = target(key);
  await workspace.getConfiguration("memlens").update(key, false, where);
  const undo = "Undo";
  const settings = "Open Settings";
  const answer = await window.showInformationMessage(
    `Memlens hints are hidden: ${what} (memlens.${key}).`,
    undo,
    settings,
  );
  if (answer === undo) {
    await workspace.getConfiguration("memlens").update(key, true, where);
  }
  if (answer === settings) {
    await commands.executeCommand("workbench.action.openSettings", "memlens.hints");
  }
}
