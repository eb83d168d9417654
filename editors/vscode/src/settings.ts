/** The settings as the server reads them, and where a change of one is written. */

import { ConfigurationTarget, workspace } from "vscode";

/** Everything under `memlens`, defaults filled in. */
export function settings(): Record<string, unknown> {
  const config = workspace.getConfiguration("memlens");
  return {
    hints: config.get("hints"),
    model: config.get("model"),
    pythonVersion: config.get("pythonVersion"),
    diagnostics: config.get("diagnostics"),
  };
}

/** The narrowest scope that has a value of its own, so that a change takes effect; else the user's. */
export function target(key: string): ConfigurationTarget {
  const found = workspace.getConfiguration("memlens").inspect(key);
  if (found?.workspaceFolderValue !== undefined) {
    return ConfigurationTarget.WorkspaceFolder;
  }
  if (found?.workspaceValue !== undefined) {
    return ConfigurationTarget.Workspace;
  }
  return ConfigurationTarget.Global;
}
