/** What VS Code calls: wires commands and settings to the server's life. */

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { Client } from "./client";
import { hideHints, toggleHints } from "./hints";
import { registerPicture } from "./picture/register";
import { Status } from "./status";

let client: Client | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("Memlens", { log: true });
  const status = new Status();
  const started = new Client(context, output, status);
  client = started;
  context.subscriptions.push(
    output,
    status,
    commands.registerCommand("memlens.toggleHints", toggleHints),
    commands.registerCommand("memlens.hideHints", hideHints),
    commands.registerCommand("memlens.whyNoLoop", () => started.explainRewrite()),
    commands.registerCommand("memlens.restartServer", () => started.restart()),
    commands.registerCommand("memlens.showOutput", () => {
      output.show();
    }),
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("memlens.server.path")) {
        await started.restart();
      }
    }),
    // Only a trusted folder may name a server, so its word may count from now on.
    workspace.onDidGrantWorkspaceTrust(() => started.restart()),
  );
  registerPicture(context, started);
  await started.restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
