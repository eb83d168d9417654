/** What the tests in a real VS Code have in common: where it and the extension are, and pictures of every case. */

import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { Editor } from "./editor.mjs";

export const out = resolve(import.meta.dirname, "../../target/editors/vscode");

/** Starts the editor with the extension, both named by the environment; the folder of pictures is emptied. */
export async function start(pictures, options) {
  for (const name of ["MEMLENS_VSCODE", "MEMLENS_VSIX"]) {
    assert.ok(process.env[name], `the environment names no ${name}`);
  }
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  return Editor.start({
    vscode: process.env.MEMLENS_VSCODE,
    vsix: resolve(process.env.MEMLENS_VSIX),
    ...options,
  });
}

/** Where the picture of a case is kept. */
export function pictureOf(pictures, name) {
  return join(pictures, `${name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}.png`);
}

/** A case; a picture of the screen is kept at its end, passed or not. */
export function showing(pictures, editor) {
  return (name, body) =>
    test(name, async () => {
      try {
        await body();
      } finally {
        await editor().picture(pictureOf(pictures, name));
      }
    });
}
