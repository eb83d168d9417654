/**
 * A notebook in a real VS Code, with the packaged extension: what one sees in its cells, read from the screen. Run as
 * `vscode.test.mjs`.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { out, showing, start } from "./cases.mjs";
import { until } from "./editor.mjs";

const pictures = join(out, "notebook-pictures");

function code(...lines) {
  return {
    cell_type: "code",
    execution_count: null,
    metadata: {},
    outputs: [],
    source: lines.map((line, index) => (index < lines.length - 1 ? `${line}\n` : line)),
  };
}

const LESSON = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Names and lists"] },
    code("%matplotlib inline", "scores = [3, 5]"),
    code("best = scores", "best.append(8)"),
    code("def countdown(n):", "    print(n)", "    return countdown(n - 1)"),
  ],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
};

describe("a notebook in VS Code", { concurrency: false }, () => {
  /** @type {import("./editor.mjs").Editor} */
  let editor;

  before(async () => {
    editor = await start(pictures, {
      folder: join(out, "run-notebook"),
      files: { "lesson.ipynb": JSON.stringify(LESSON), "lesson.py": "scores = 1\n" },
    });
    await editor.open("lesson.py");
    await editor.openNotebook("lesson.ipynb");
  });

  after(async () => editor?.stop());

  const shows = showing(pictures, () => editor);

  shows("hints stand in the cells", async () => {
    await editor.line(1, "%matplotlib inline", 1);
    await editor.line(2, "scores‹heap› = [3, 5]", 1);
    await editor.line(1, "best‹heap · same as scores› = scores", 2);
    await editor.line(2, "best.append(8)", 2);
    await editor.line(1, /^def countdown\(n.*\):‹↻ unbounded›$/, 3);
  });

  shows("a hover in the second cell tells of the first", async () => {
    const text = await editor.hover(2, "best", 2);
    assert.match(text, /made in cell 1, line 2 with 2 items/);
    assert.match(text, /Changed on line 2 \(append\)/);
    assert.match(await editor.hover(2, "scores", 1), /Changed in cell 2, line 2 \(append\)/);
    await editor.picture(join(pictures, "notebook.png"), { height: 500 });
  });

  shows("the problem is underlined in its cell", async () => {
    const squiggles = (cell) => editor.page.locator(`[data-cell="${cell}"] .cdr.squiggly-warning`).count();
    await until("a squiggle", async () => {
      await editor.lines(3);
      return (await squiggles(3)) > 0;
    });
    assert.deepEqual([await squiggles(1), await squiggles(2)], [0, 0]);
    assert.match(await editor.hover(3, "countdown", 3), /unbounded-recursion/);
  });

  shows("a quick fix edits its cell", async () => {
    await editor.goToCell(3);
    for (let i = 0; i < 3; i++) await editor.page.keyboard.press("ArrowLeft");
    const menu = editor.page.locator(".action-widget");
    await until("the quick fix", async () => {
      await editor.page.keyboard.press("Control+.");
      const offered = menu.filter({ hasText: "Ignore unbounded-recursion here" });
      return offered.waitFor({ timeout: 2000 }).then(() => true, () => false);
    });
    await editor.page.keyboard.press("ArrowDown");
    await editor.page.keyboard.press("Enter");
    await menu.waitFor({ state: "hidden" });
    await editor.line(3, "    return countdown(n - 1)  # memlens: ignore[unbounded-recursion]", 3);
    await until("no squiggle", async () => (await editor.squiggles("warning")) === 0);
    await editor.line(2, "scores‹heap› = [3, 5]", 1);
  });

  shows("the other cells follow an edit of the first", async () => {
    await editor.goToCell(1);
    for (let i = 0; i < "[3, 5]".length; i++) await editor.page.keyboard.press("Backspace");
    await editor.page.keyboard.type("3");
    await editor.line(2, "scores‹stack› = 3", 1);
    await editor.line(1, "best‹stack› = scores", 2);
    for (let i = 0; i < "3".length; i++) await editor.page.keyboard.press("Backspace");
    await editor.page.keyboard.type("[3, 5]");
    await editor.line(1, "best‹heap · same as scores› = scores", 2);
  });

  shows("a cell moves, and the hints with it", async () => {
    await editor.goToCell(2);
    await editor.page.keyboard.press("Escape");
    await editor.page.keyboard.press("Alt+ArrowUp");
    await editor.line(1, "best‹heap› = scores", 1);
    await editor.line(2, "scores‹heap› = [3, 5]", 2);
    await editor.page.keyboard.press("Alt+ArrowDown");
    await editor.line(1, "best‹heap · same as scores› = scores", 2);
  });

  shows("a cell that becomes Markdown counts no more", async () => {
    await editor.goToCell(1);
    await editor.page.keyboard.press("Escape");
    await editor.page.keyboard.press("m");
    await editor.line(1, "best‹heap› = scores", 1);
    assert.match(await editor.hover(1, "scores", 1), /not bound in this notebook/);
  });

  shows("a file of the same name is apart", async () => {
    await editor.page.locator(".tab").filter({ hasText: "lesson.py" }).click();
    await editor.line(1, "scores‹stack› = 1");
  });

  test("no cell was sent as a document of its own, and nothing went wrong", () => {
    const log = editor.output();
    assert.match(log, /memlens \d/);
    assert.doesNotMatch(log, /as a cell of|\[(warning|error)\]/i);
  });
});
