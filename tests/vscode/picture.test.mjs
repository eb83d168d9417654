/**
 * The panel "Frames and Objects" of the packaged extension in a real VS Code, as one sees and uses it.
 *
 *   tests/run vscode     installs and packages first, as for vscode.test.mjs
 *
 * The cases share one VS Code and run in order; each leaves the text as it found it.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { out, showing, start } from "./cases.mjs";
import { until } from "./editor.mjs";
import { Panel } from "./panel.mjs";

const pictures = join(out, "panel-pictures");

/** Where a key of the user exports to. */
const byKey = join(out, "run-panel/workspace/by-key.png");

const LESSON = `\
xs = [1, 2]
ys = xs
n = 3


def add(items, x):
    items.append(x)
    return items


class Person:
    def __init__(self, name):
        self.name = name
        self.friends = []


zs = add(xs, n)
ws = add([7, 8], 9)
ada = Person("Ada")
ada.friends.append(Person("Bob"))
book = {"xs": xs, "ada": ada}
`;

const LOOP = `\
total = 0
for k in [4, 5, 6]:
    total += k
`;

const SHOW = "Memlens: Show Frames and Objects";

describe("Frames and Objects", { concurrency: false }, () => {
  /** @type {import("./editor.mjs").Editor} */
  let editor;
  /** @type {Panel} */
  let panel;

  before(async () => {
    editor = await start(pictures, {
      folder: join(out, "run-panel"),
      keys: [{ key: "ctrl+alt+e", command: "memlens.exportPng", args: pathToFileURL(byKey).href }],
      files: { "lesson.py": LESSON, "other.py": LOOP, "notes.txt": "no Python\n", "empty.py": "" },
    });
    panel = new Panel(editor);
    await editor.open("lesson.py");
    await editor.line(1, "xs‹heap› = [1, 2]");
    await editor.command("View: Toggle Primary Side Bar Visibility");
  });

  after(async () => editor?.stop());

  const shows = showing(pictures, () => editor);

  const backspace = async (text) => {
    for (let i = 0; i < text.length; i++) await editor.page.keyboard.press("Backspace");
  };

  shows("the button of the editor opens it beside, and the text keeps the focus", async () => {
    await editor.goTo(2);
    await editor.page.locator(`.editor-actions a[aria-label^="${SHOW.slice(9)}"]`).click();
    await panel.shows(/^Memory after line 2 of lesson\.py/);
    const rows = await panel.rows();
    assert.ok(rows.some((row) => row.startsWith("xs refers to list")), rows.join("; "));
    assert.ok(rows.some((row) => row.startsWith("ys refers to list")), rows.join("; "));
    assert.equal((await panel.marked("object")).length, 1, "one list");
    const [text, drawn] = await Promise.all(
      [".editor-instance .monaco-editor", ".webview"].map((found) => editor.page.locator(found).first().boundingBox()),
    );
    assert.ok(drawn.x >= text.x + text.width, "beside the text");
    await editor.page.keyboard.type(" ");
    await editor.line(2, "ys‹heap · same as xs› = xs ");
    await backspace(" ");
  });

  shows("it follows the cursor", async () => {
    await editor.goTo(3);
    await panel.shows(/after line 3 /);
    assert.ok((await panel.rows()).some((row) => row.startsWith("n: 3")));
    await editor.page.keyboard.press("ArrowUp");
    await panel.shows(/after line 2 /);
    assert.ok(!(await panel.rows()).some((row) => row.startsWith("n: 3")));
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    // Faster than anything is drawn: the last place counts.
    await Promise.all(Array.from({ length: 4 }, () => editor.page.keyboard.press("ArrowUp")));
    await panel.shows(/after line 17 /);
    await editor.page.waitForTimeout(500);
    await panel.shows(/after line 17 /);
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    await editor.picture(join(pictures, "panel.png"));
  });

  shows("it follows every keystroke, before anything is saved", async () => {
    await editor.goTo(3);
    await panel.shows(/after line 3 /);
    await editor.page.keyboard.type("5");
    await panel.has(/^n: 35/);
    await editor.page.keyboard.type("\nmore = ys");
    await panel.has(/^more refers to list/);
    await panel.shows(/after line 4 /);
    await backspace("5\nmore = ys");
    await panel.has(/^n: 3(,|$)/);
  });

  shows("half-typed code leaves the picture as it was, with a word on it", async () => {
    await editor.goTo(3);
    await panel.shows(/after line 3 /);
    const before = await panel.rows();
    await editor.page.keyboard.type("\nmore = xs +");
    await until("a note", async () => /^Half-typed/.test(await panel.note()));
    await editor.picture(join(pictures, "half-typed.png"));
    assert.deepEqual(await panel.rows().then((rows) => rows.slice(0, 2)), before.slice(0, 2));
    // The cursor goes elsewhere: what is known there.
    await editor.page.keyboard.press("ArrowUp");
    await editor.page.keyboard.press("ArrowUp");
    await panel.shows(/after line 2 /);
    assert.match(await panel.note(), /^Line \d+ is half-typed/);
    await editor.goTo(4);
    await backspace("\nmore = xs +");
    await until("no note", async () => (await panel.note()) === "");
    await panel.shows(/after line 3 /);
  });

  shows("the name under the cursor is marked in the picture", async () => {
    await editor.goTo(2);
    await panel.shows(/after line 2 /);
    // At its end stands `xs`.
    await until("xs is marked", async () => (await panel.marked("slot.at-cursor")).some((row) => row.startsWith("xs ")));
    await editor.page.keyboard.press("Home");
    await until("ys is marked", async () => (await panel.marked("slot.at-cursor")).some((row) => row.startsWith("ys ")));
    assert.equal((await panel.marked("slot.at-cursor")).length, 1);
  });

  shows("the mouse on a name marks its slot and arrow", async () => {
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    await editor.hover(19, "ada");
    await until("ada is marked", async () =>
      (await panel.marked("slot.pointed")).some((row) => row.startsWith("ada refers to Person instance")),
    );
    assert.ok((await panel.marked("object.pointed")).some((box) => /Person instance/.test(box)));
    assert.equal(await panel.ask(() => document.querySelectorAll("[data-from].pointed").length), 1);
    await editor.picture(join(pictures, "hover-in-text.png"));
    await until("the mark goes by itself", async () => (await panel.marked("slot.pointed")).length === 0);
    await editor.hover(18, "add");
    await until("add is marked instead", async () =>
      (await panel.marked("slot.pointed")).every((row) => row.startsWith("add ")),
    );
  });

  shows("the mouse on a slot marks the name in the text", async () => {
    await editor.page.mouse.move(200, 600);
    await editor.page.locator(".monaco-hover:visible").waitFor({ state: "hidden" });
    await panel.point(/^xs refers/);
    // Lines 1, 2, 17 and 21 name it.
    await until("four places are marked", async () => (await editor.decorated()).length === 4);
    assert.deepEqual(await editor.decorated(), [1, 2, 17, 21]);
    await editor.picture(join(pictures, "hover-in-panel.png"));
    await panel.point(/^(#\d+ )?Person instance/);
    await until("what makes it is marked", async () => (await editor.decorated()).includes(19));
    await editor.page.mouse.move(200, 400);
    await until("nothing is marked", async () => (await editor.decorated()).length === 0);
  });

  shows("a click leads to the binding and to what makes an object", async () => {
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    await panel.point(/^n: 3/, { clicks: true });
    await until("the cursor is at n", async () => /^Ln 3, Col 1\b/.test(await editor.cursor()));
    await panel.shows(/after line 3 /);
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    await panel.point(/^(#\d+ )?Person instance/, { clicks: true });
    await until("the cursor is where it is made", async () => /^Ln 19, Col 7\b/.test(await editor.cursor()));
  });

  shows("steps lead through the statements and back", async () => {
    await editor.goTo(1);
    await panel.shows(/after line 1 /);
    assert.ok(await panel.ask(() => document.getElementById("previous").disabled), "no step before the first");
    await panel.click("next");
    await panel.shows(/after line 2 /);
    await panel.click("next");
    await panel.shows(/after line 3 /);
    await until("the cursor goes along", async () => (await editor.activeLine()) === 3);
    await panel.click("previous");
    await panel.shows(/after line 2 /);
    await editor.command("Memlens: Next Step");
    await panel.shows(/after line 3 /);
    // By the keys, as far as there are steps: no round trip without end.
    const seen = [];
    await (await panel.frame()).locator("#next").focus();
    for (let step = 0; step < 40; step++) {
      const title = await panel.title();
      seen.push(Number(/line (\d+)/i.exec(title)[1]));
      if (await panel.ask(() => document.getElementById("next").disabled)) break;
      await editor.page.keyboard.press("n");
      await until(`a step on from “${title}”`, async () => (await panel.title()) !== title);
    }
    assert.equal(seen.at(-1), 21);
    assert.ok(seen.includes(7), `a step within the function: ${seen}`);
  });

  shows("of several calls one is chosen", async () => {
    await editor.goTo(7);
    await panel.shows(/line 7 /);
    const call = (await panel.frame()).locator("#call");
    await call.waitFor();
    assert.deepEqual(await call.locator("option").allInnerTexts(), ["add(xs, n)  (line 17)", "add([7, 8], 9)  (line 18)"]);
    await panel.has(/^x: 3/);
    await editor.picture(join(pictures, "first-call.png"));
    await call.selectOption({ index: 1 });
    await panel.has(/^x: 9/);
    // It stays with the call as long as the cursor stays in the function.
    await editor.goTo(8);
    await panel.shows(/line 8 /);
    await panel.has(/^x: 9/);
    await editor.goTo(3);
    await panel.shows(/line 3 /);
    await call.waitFor({ state: "hidden" });
    await editor.goTo(7);
    await panel.has(/^x: /);
  });

  shows("everything can be done by the keyboard", async () => {
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    const focused = () => panel.ask(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.id);
    await (await panel.frame()).locator("#png").focus();
    await editor.page.keyboard.press("Tab");
    assert.match(await focused(), /^(book|ada|xs|Global frame)/);
    await editor.page.keyboard.press("Home");
    assert.equal(await focused(), "Global frame");
    await editor.page.keyboard.press("ArrowDown");
    assert.match(await focused(), /^xs refers to/);
    await until("its places are marked", async () => (await editor.decorated()).length === 4);
    await editor.picture(join(pictures, "keyboard.png"));
    await editor.page.keyboard.press("ArrowRight");
    assert.match(await focused(), /list/);
    await editor.page.keyboard.press("ArrowLeft");
    assert.match(await focused(), /^xs refers to/);
    await editor.page.keyboard.press("End");
    assert.notEqual(await focused(), "xs");
    await editor.page.keyboard.press("Home");
    await editor.page.keyboard.press("ArrowDown");
    await editor.page.keyboard.press("ArrowDown");
    assert.match(await focused(), /^ys refers to/);
    await editor.page.keyboard.press("Enter");
    await until("the cursor is at ys", async () => /^Ln 2, Col 1\b/.test(await editor.cursor()));
    await editor.page.keyboard.type("q");
    await editor.line(2, /^qys/);
    await backspace("q");
    await (await panel.frame()).locator("#png").focus();
    await editor.page.keyboard.press("Escape");
    await editor.page.locator(".monaco-editor.focused").waitFor();
    await editor.page.keyboard.type("q");
    await editor.line(2, /^qys/);
    await backspace("q");
    // Every part has words, and the moment is announced.
    assert.ok((await panel.marked("slot")).every((label) => /\S+(: | refers to )\S/.test(label)));
    assert.equal(await panel.ask(() => document.getElementById("moment").ariaLive), "polite");
  });

  shows("zoom and scroll stay while one types, and while the panel is hidden", async () => {
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    for (let i = 0; i < 6; i++) await panel.click("larger");
    const scroll = await panel.ask(() => {
      const place = document.getElementById("drawing");
      place.scrollTo(40, 60);
      return [place.scrollLeft, place.scrollTop];
    });
    assert.deepEqual(scroll, [40, 60]);
    const state = () =>
      panel.ask(() => {
        const place = document.getElementById("drawing");
        return [document.getElementById("fit").textContent, place.scrollLeft, place.scrollTop];
      });
    const before = await state();
    assert.match(before[0], /^2\d\d %$/);
    await editor.page.keyboard.press("Control+1");
    await editor.page.keyboard.type("\nlast = xs");
    await panel.has(/^last refers to list/);
    assert.deepEqual(await state(), before);
    await backspace("\nlast = xs");
    await panel.shows(/after line 21 /);
    // Another tab over it, and back.
    await editor.page.keyboard.press("Control+2");
    await until("the focus is in the panel", async () => panel.ask(() => document.hasFocus()));
    await editor.command("File: New Untitled Text File");
    await until("the panel is hidden", async () => !(await panel.isThere()));
    await editor.command("View: Revert and Close Editor");
    await panel.shows(/after line 21 /);
    await until("the same zoom and scroll", async () => JSON.stringify(await state()) === JSON.stringify(before));
    await panel.click("fit");
    await editor.goTo(21);
  });

  shows("it is exported as SVG and as PNG", async () => {
    await editor.goTo(21);
    await panel.shows(/after line 21 /);
    const svg = (await exported(() => panel.click("svg"), "lesson-line-21.svg")).toString("utf8");
    assert.equal(svg.split("<style>").length, 2, "it brings its own style");
    const drawn = await editor.page.evaluate((text) => {
      const found = new DOMParser().parseFromString(text, "image/svg+xml");
      return {
        title: found.querySelector("title")?.textContent,
        parts: found.querySelectorAll("[data-id]").length,
        scripts: found.querySelectorAll("script, foreignObject, image, a").length,
      };
      // The page that looks admits no styles.
    }, svg.replace(/<style>.*<\/style>/s, ""));
    const here = await panel.ask(() => document.querySelectorAll("main [data-id]").length);
    assert.match(drawn.title, /^Memory after line 21 of lesson\.py/);
    assert.equal(drawn.parts, here);
    assert.equal(drawn.scripts, 0);
    assert.doesNotMatch(svg.replaceAll(/xmlns="[^"]*"/g, ""), /https?:/);

    await editor.goTo(21);
    const png = await exported(() => editor.command("Memlens: Export Picture as PNG…", { asks: true }), "by-command.png");
    assert.equal(png.subarray(1, 4).toString("latin1"), "PNG");
    const size = await panel.ask(() => document.querySelector("main svg").viewBox.baseVal.width);
    assert.equal(png.readUInt32BE(16), Math.ceil(size * 2), "two pixels a unit");
    const colours = await editor.page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const count = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        count.set(colour, (count.get(colour) ?? 0) + 1);
      }
      return [...count].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
    }, png.toString("base64"));
    const { frame, object } = await panel.colours();
    assert.equal(colours[0], "255,255,255", "the theme's background");
    assert.deepEqual([frame, object].filter((colour) => !colours.slice(0, 5).includes(colour)), [], "and its boxes");
  });

  shows("a key with a file's URI exports without asking", async () => {
    await editor.goTo(2);
    await panel.shows(/after line 2 /);
    await editor.page.keyboard.press("Control+Alt+e");
    await until("the file", async () => existsSync(byKey) && readFileSync(byKey).length > 100);
    assert.equal(readFileSync(byKey).subarray(1, 4).toString("latin1"), "PNG");
    assert.equal(await editor.page.locator(".quick-input-widget:visible").count(), 0);
  });

  /** Runs the export, answers the dialog with a name beside the source, and gives what was written. */
  async function exported(run, name) {
    const target = join(editor.workspace, name);
    await run();
    const input = editor.page.locator(".quick-input-widget .quick-input-box input:visible");
    await input.waitFor();
    await until("the dialog to offer a name", async () => /lesson-line-21\.(svg|png)$/.test(await input.inputValue()));
    await input.fill(target);
    await until("the file", async () => {
      if (await input.isVisible()) await editor.page.keyboard.press("Enter");
      return existsSync(target) && readFileSync(target).length > 100;
    });
    await input.waitFor({ state: "hidden" });
    return readFileSync(target);
  }

  for (const [theme, name, background] of [
    ["Default Dark Modern", "dark", "rgb(31, 31, 31)"],
    ["Default High Contrast", "high-contrast", "rgb(0, 0, 0)"],
    ["Default High Contrast Light", "high-contrast-light", "rgb(255, 255, 255)"],
    ["Default Light Modern", "light", "rgb(255, 255, 255)"],
  ]) {
    shows(`it can be read in the theme ${theme}`, async () => {
      editor.settings({ "workbench.colorTheme": theme });
      await until("the theme", async () => (await panel.themeKind()) === name);
      await editor.goTo(7);
      await panel.shows(/after line 7 /);
      const look = await panel.colours();
      assert.equal(look.background, background);
      assert.ok(look.text >= 4.5, `text on its box: ${look.text}`);
      assert.ok(look.caption >= 4.5, `captions: ${look.caption}`);
      assert.ok(look.arrow >= 3, `arrows: ${look.arrow}`);
      if (name.startsWith("high")) assert.ok(look.border >= 3, `borders: ${look.border}`);
      await panel.point(/^items refers/);
      await until("the places of items are marked", async () => (await editor.decorated()).length === 3);
      await editor.picture(join(pictures, `${name}.png`), { height: 400 });
      await editor.page.mouse.move(200, 600);
    });
  }

  shows("another model is drawn at once, the cursor where it is", async () => {
    await editor.goTo(3);
    await panel.shows(/after line 3 /);
    await panel.has(/^n: 3(,|$)/);
    const place = await editor.page.locator(".monaco-editor .cursor").first().boundingBox();
    editor.settings({ "memlens.model": "cpython" });
    await panel.has(/^n refers to int/);
    editor.settings({ "memlens.model": "teaching" });
    await panel.has(/^n: 3(,|$)/);
    assert.deepEqual(await editor.page.locator(".monaco-editor .cursor").first().boundingBox(), place);
    editor.settings({});
  });

  shows("a function's lens leads to the picture of its frame", async () => {
    await editor.goTo(3);
    await panel.shows(/after line 3 /);
    editor.settings({ "memlens.codeLens.enable": true });
    const lens = editor.page.locator(".codelens-decoration a", { hasText: "frame: 2 slots" }).first();
    await lens.waitFor();
    await lens.click();
    await panel.shows(/after line 7 /);
    await panel.has(/^x: 3/);
    editor.settings({});
    await lens.waitFor({ state: "detached" });
  });

  shows("it survives a reload of the window", async () => {
    editor.settings({});
    await editor.goTo(3);
    await panel.shows(/after line 3 /);
    await editor.page.waitForTimeout(1500); // The window keeps its state now and then, not at once.
    await editor.reload();
    await panel.shows(/after line \d+ of lesson\.py/);
    await editor.goTo(2);
    await panel.shows(/after line 2 /);
  });

  shows("it lives through a restart of the server", async () => {
    const [first] = editor.languageServers();
    await editor.command("Memlens: Restart Server");
    await until("a new process", async () => !editor.languageServers().includes(first));
    await editor.goTo(3);
    await panel.shows(/after line 3 /);
    await until("no note", async () => (await panel.note()) === "");
  });

  shows("a text without statements is told, another language is not followed", async () => {
    await editor.openBeside("empty.py");
    await panel.shows(/^No statement yet\.$/);
    await editor.page.keyboard.type("k = 1");
    await panel.has(/^k: 1/);
    await backspace("k = 1");
    await panel.shows(/^No statement yet\.$/);
    await editor.openBeside("other.py");
    await panel.shows(/of other\.py/);
    await editor.openBeside("notes.txt");
    await editor.page.waitForTimeout(500);
    await panel.shows(/of other\.py/);
  });

  shows("of a line that runs several times one time is chosen, and steps go through them", async () => {
    await editor.openBeside("other.py");
    await editor.goTo(3);
    await panel.has(/^total: 4/);
    const round = (await panel.frame()).locator("#round");
    await round.waitFor();
    assert.equal(await panel.ask(() => document.getElementById("rounds").textContent), "of 3");
    await round.fill("3");
    await round.press("Enter");
    await panel.has(/^total: 15/);
    await editor.picture(join(pictures, "loop.png"));
    const seen = new Set();
    while (!(await panel.ask(() => document.getElementById("previous").disabled))) {
      const before = await panel.rows();
      await panel.click("previous");
      await until("the step before", async () => JSON.stringify(await panel.rows()) !== JSON.stringify(before));
      for (const row of await panel.rows()) if (row.startsWith("total: ")) seen.add(Number(row.match(/\d+/)[0]));
      assert.ok(seen.size < 10);
    }
    assert.deepEqual([...seen], [9, 4, 0]);
  });

  shows("the gutter's menu shows the memory after its line; other languages do not offer it", async () => {
    await editor.openBeside("other.py");
    await panel.shows(/of other\.py/);
    await editor.command("View: Close Editor");
    await editor.openBeside("lesson.py");
    await editor.page.locator(".margin-view-overlays .line-numbers", { hasText: /^2$/ }).click({ button: "right" });
    await editor.page.locator(".context-view .action-label", { hasText: SHOW.slice(9) }).click();
    await until("the cursor", async () => (await editor.activeLine()) === 2);
    await panel.shows(/after line 2 of lesson\.py/);
    await editor.openBeside("notes.txt");
    await editor.page.keyboard.press("F1");
    const input = editor.page.locator(".quick-input-widget .quick-input-box input:visible");
    await input.fill(`>${SHOW}`);
    const rows = editor.page.locator(".quick-input-list .monaco-list-row");
    await until("the list", async () => (await rows.count()) > 0);
    assert.equal(await rows.filter({ hasText: SHOW }).count(), 0);
    await editor.page.keyboard.press("Escape");
  });

  test("nothing in it breaks its policy, and no script of it fails", () => {
    const log = readFileSync(editor.log, "utf8");
    assert.doesNotMatch(log, /violates the following Content Security Policy/);
    assert.doesNotMatch(log, /Uncaught/);
    assert.doesNotMatch(editor.output(), /panicked/);
  });
});
