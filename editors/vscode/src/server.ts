/** Which memlens binary is run. Looks at files only; starts nothing. */

import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

/** Where a binary was found, and on whose word. */
export interface Server {
  command: string;
  origin: "setting" | "bundled" | "PATH";
}

/** Why there is none, as a sentence for the user. */
export class ServerMissing extends Error {}

const BINARY = process.platform === "win32" ? "memlens.exe" : "memlens";

/**
 * The setting wins, and a setting that names no program is an error: running another
 * program than the one asked for would hide the mistake. Then the bundled one, then PATH.
 */
export async function findServer(
  setting: string,
  extensionFolder: string,
  workspaceFolder: string | undefined,
): Promise<Server> {
  const asked = setting.trim();
  if (asked !== "") {
    const command = await resolveSetting(asked, workspaceFolder);
    if (command === undefined) {
      throw new ServerMissing(
        `Memlens cannot start: the setting memlens.server.path names “${asked}”, which is not a program.`,
      );
    }
    return { command, origin: "setting" };
  }
  const bundled = join(extensionFolder, "server", BINARY);
  if (await isProgram(bundled)) {
    return { command: bundled, origin: "bundled" };
  }
  const onPath = await searchPath(BINARY);
  if (onPath !== undefined) {
    return { command: onPath, origin: "PATH" };
  }
  throw new ServerMissing(
    "Memlens cannot start: this build brings no server for your platform, and there is no " +
      "memlens on PATH. Install it, or name it in the setting memlens.server.path.",
  );
}

async function resolveSetting(
  asked: string,
  workspaceFolder: string | undefined,
): Promise<string | undefined> {
  let path = asked;
  if (path.startsWith("~/") || path.startsWith("~\\")) {
    path = join(homedir(), path.slice(2));
  }
  if (!path.includes("/") && !path.includes("\\")) {
    return searchPath(path);
  }
  if (!isAbsolute(path) && workspaceFolder !== undefined) {
    path = join(workspaceFolder, path);
  }
  return isAbsolute(path) && (await isProgram(path)) ? path : undefined;
}

async function searchPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const candidate = join(folder, name);
    if (isAbsolute(folder) && (await isProgram(candidate))) {
      return candidate;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
