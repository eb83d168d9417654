/**
 * The packaged extension in a real VS Code: what one sees, read from the screen.
 *
 *   tests/run vscode     installs and packages first; MEMLENS_VSCODE names VS Code's web
 *                        server, MEMLENS_VSIX the package
 *
 * The cases share one VS Code and run in order; each leaves the settings as it found them.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { out, pictureOf, showing, start } from "./cases.mjs";
import { until } from "./editor.mjs";

const pictures = join(out, "pictures");

const LESSON = `\
xs = [1, 2]
ys = xs
n = 3


def add(items, x):
    items.append(x)


add(xs, n)


def countdown(n):
    print(n)
    return countdown(n - 1)


total = sum([k * k for k in range(100_000)])
`;

/** Those of a README are copies of some. */
const picture = (name) => pictureOf(pictures, name);

describe("VS Code", { concurrency: false }, () => {
  /** @type {import("./editor.mjs").Editor} */
  let editor;

  before(async () => {
    editor = await start(pictures, {
      folder: join(out, "run"),
      files: { "lesson.py": LESSON },
    });
    await editor.open("lesson.py");
  });

  after(async () => editor?.stop());

  const shows = showing(pictures, () => editor);

  shows("hints stand in the text", async () => {
    await editor.line(1, "xs‹heap› = [1, 2]");
    await editor.line(2, "ys‹heap · same as xs› = xs");
    await editor.line(3, "n‹stack› = 3");
    await editor.line(6, "def add(items‹heap›, x‹stack›):");
    await editor.line(10, "add(xs‹changed›, n)");
    await editor.line(13, /^def countdown\(n.*\):‹↻ unbounded›$/);
    await editor.picture(picture("hints"), { lines: 16 });
  });

  shows("a hover tells where a name lives", async () => {
    const text = await editor.hover(2, "ys");
    await editor.picture(picture("hover"), { lines: 16 });
    assert.match(text, /heap/i);
    assert.match(text, /list/);
    assert.match(text, /xs/);
    assert.match(await editor.hover(3, "n"), /stack/i);
  });

  shows("a recursion without a base case is underlined and explained", async () => {
    await until("a warning squiggle", async () => (await editor.squiggles("warning")) > 0);
    assert.equal(await editor.squiggles("error"), 0);
    const problem = await editor.hover(15, "countdown");
    await editor.picture(picture("recursion"), { lines: 16 });
    assert.match(problem, /unbounded-recursion/);
    await editor.command("Go to Next Problem (Error, Warning, Info)");
    const marker = editor.page.locator(".marker-widget");
    await marker.waitFor();
    assert.match(await marker.innerText(), /unbounded-recursion/);
    await editor.page.locator(".zone-widget .codicon-close").click();
    await marker.waitFor({ state: "hidden" });
    await editor.goTo(1);
  });

  shows("a tooltip's link hides its kind, and Undo brings it back", async () => {
    const tooltip = await editor.hover(1, "heap");
    await editor.picture(picture("tooltip"), { lines: 16 });
    assert.match(tooltip, /hide/i);
    await editor.page.locator(".monaco-hover:visible a").filter({ hasText: /hide/i }).first().click();
    await editor.line(1, "xs = [1, 2]");
    await editor.line(10, "add(xs‹changed›, n)");
    const toast = await editor.notification("Memlens hints are hidden");
    await toast.getByRole("button", { name: "Undo" }).click();
    await editor.line(1, "xs‹heap› = [1, 2]");
  });

  shows("hints follow typing, before anything is saved", async () => {
    await editor.goTo(3);
    await editor.page.keyboard.type("\nzs = ys");
    await editor.line(4, /^zs‹heap · same as .*› = ys$/);
    await editor.line(1, "xs‹heap› = [1, 2]");
    for (let i = 0; i < "\nzs = ys".length; i++) await editor.page.keyboard.press("Backspace");
    await editor.line(4, "");
  });

  shows("half-typed code keeps the hints elsewhere", async () => {
    await editor.goTo(3);
    await editor.page.keyboard.type("\nif xs.");
    await editor.line(4, /^if xs/);
    await editor.line(1, "xs‹heap› = [1, 2]");
    await editor.line(11, "add(xs‹changed›, n)");
    await editor.page.keyboard.press("Escape");
    for (let i = 0; i < "\nif xs.".length; i++) await editor.page.keyboard.press("Backspace");
    await editor.line(10, "add(xs‹changed›, n)");
  });

  shows("the toggle command turns hints off and on", async () => {
    await editor.command("Memlens: Toggle Inline Hints");
    await editor.line(1, "xs = [1, 2]");
    await until("no hint at all", async () => ![...(await editor.lines()).values()].some((line) => line.includes("‹")));
    await editor.command("Memlens: Toggle Inline Hints");
    await editor.line(1, "xs‹heap› = [1, 2]");
  });

  shows("another model of memory changes the hints", async () => {
    await editor.line(3, "n‹stack› = 3");
    editor.settings({ "memlens.model": "cpython" });
    await editor.line(3, (text) => text.startsWith("n") && !text.includes("stack") && text.includes("‹"));
    await editor.picture(picture("cpython"), { lines: 16 });
    editor.settings({});
    await editor.line(3, "n‹stack› = 3");
  });

  shows("a severity set to off removes the squiggle", async () => {
    await until("a warning squiggle", async () => (await editor.squiggles("warning")) > 0);
    editor.settings({ "memlens.diagnostics.severity": { "unbounded-recursion": "off" } });
    await until("no squiggle", async () => (await editor.squiggles("warning")) === 0);
    editor.settings({ "memlens.diagnostics.severity": { "unbounded-recursion": "error" } });
    await until("an error squiggle", async () => (await editor.squiggles("error")) > 0);
    editor.settings({});
    await until("a warning squiggle", async () => (await editor.squiggles("warning")) > 0);
  });

  shows("a quick fix is offered and applied", async () => {
    await editor.goTo(18);
    await editor.page.keyboard.press("End");
    for (let i = 0; i < 3; i++) await editor.page.keyboard.press("ArrowLeft");
    await until("the quick fix", async () => {
      await editor.page.keyboard.press("Control+.");
      const offered = editor.page.locator(".action-widget", { hasText: "Use a generator expression" });
      return offered.waitFor({ timeout: 2000 }).then(() => true, () => false);
    });
    const menu = editor.page.locator(".action-widget");
    assert.match(await menu.innerText(), /Ignore large-temporary here/);
    await editor.picture(picture("quick-fix"));
    // The preferred one is chosen already.
    await editor.page.keyboard.press("Enter");
    await menu.waitFor({ state: "hidden" });
    await editor.line(18, /^total.* = sum\(k \* k for k.* in range\(100_000\)\)$/);
    await editor.page.keyboard.press("Control+z");
    await editor.line(18, /^total.* = sum\(\[k \* k for k.* in range\(100_000\)\]\)$/);
    await editor.goTo(1);
  });

  shows("Restart Server starts a new process", async () => {
    const [first, ...others] = editor.languageServers();
    assert.ok(first !== undefined && others.length === 0, "one server runs");
    await editor.command("Memlens: Restart Server");
    await until("a new process", async () => {
      const now = editor.languageServers();
      return now.length === 1 && now[0] !== first;
    });
    await editor.goTo(3);
    await editor.page.keyboard.type("\nk = 1");
    await editor.line(4, "k‹stack› = 1");
    for (let i = 0; i < "\nk = 1".length; i++) await editor.page.keyboard.press("Backspace");
  });

  shows("a server that dies is started again, without a word", async () => {
    const [first] = editor.languageServers();
    process.kill(first, "SIGKILL");
    await until("a new process", async () => {
      const now = editor.languageServers();
      return now.length === 1 && now[0] !== first;
    });
    await editor.goTo(3);
    await editor.page.keyboard.type("\nk = []");
    await editor.line(4, /^k‹heap› = \[\]/);
    for (let i = 0; i < "\nk = []".length; i++) await editor.page.keyboard.press("Backspace");
    assert.equal(await editor.page.locator(".notification-toast").count(), 0);
  });

  shows("an untitled file has hints", async () => {
    await editor.command("File: New Untitled Text File");
    await editor.command("Change Language Mode", { asks: true });
    await editor.page.keyboard.type("python");
    await editor.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "(python)" }).click();
    await editor.goTo(1);
    await editor.page.keyboard.type("a = (1, 2)\nb = a");
    await editor.line(1, /^a‹heap› = \(1, 2\)/);
    await editor.line(2, /^b‹heap · same as a› = a$/);
    await editor.picture(picture("untitled"));
    await editor.command("View: Revert and Close Editor");
    await editor.line(1, "xs‹heap› = [1, 2]");
  });

  shows("a server that is not there is named, with a way to the setting", async () => {
    editor.settings({ "memlens.server.path": "/nowhere/memlens" });
    const toast = await editor.notification("/nowhere/memlens");
    assert.match(await toast.innerText(), /memlens\.server\.path/);
    await until("no server", async () => editor.languageServers().length === 0);
    await editor.picture(picture("missing-server"));
    await toast.getByRole("button", { name: "Open Settings" }).click();
    const found = editor.page.locator(".settings-editor .setting-item-contents");
    await found.filter({ hasText: "The memlens program to run" }).first().waitFor();
    editor.settings({});
    await until("a server again", async () => editor.languageServers().length === 1);
    await editor.command("View: Close Editor");
    await editor.line(1, "xs‹heap› = [1, 2]");
  });

  shows("a program that is no language server is named too", async () => {
    editor.settings({ "memlens.server.path": "/bin/true" });
    const toast = await editor.notification("did not answer as a language server");
    assert.match(await toast.innerText(), /\/bin\/true/);
    assert.equal(await editor.page.locator(".notification-toast").count(), 1);
    editor.settings({});
    await until("a server again", async () => editor.languageServers().length === 1);
    await editor.line(1, "xs‹heap› = [1, 2]");
  });

  shows("Show Output shows the server's log", async () => {
    await editor.command("Memlens: Show Output");
    const panel = editor.page.locator(".part.panel");
    await panel.locator(".view-line").first().waitFor();
    assert.match(editor.output(), /Starting \S+memlens/);
    assert.doesNotMatch(editor.output(), /panicked/);
  });

  test("nothing is left running", async () => {
    await editor.stop();
    await until("no server", async () => editor.languageServers().length === 0);
  });
});
