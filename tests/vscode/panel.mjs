/** The panel "Frames and Objects" in a running editor: what one sees and does in it. */

import { until } from "./editor.mjs";

export class Panel {
  constructor(editor) {
    this.editor = editor;
  }

  /** Waits until its page is there; it is in a frame of a frame, and a new one after each time it was hidden. */
  async frame() {
    let found;
    await until("the panel's page", async () => {
      for (const frame of this.editor.page.frames()) {
        const isIt = await frame.evaluate(() => document.querySelector("main#drawing") !== null).catch(() => false);
        if (isIt) found = frame;
      }
      return found !== undefined;
    });
    return found;
  }

  /** Runs a function in the page. */
  async ask(body, argument) {
    return (await this.frame()).evaluate(body, argument);
  }

  async title() {
    return this.ask(() => document.getElementById("moment").textContent);
  }

  /** The note under the title; empty where there is none. */
  async note() {
    return this.ask(() => {
      const note = document.getElementById("note");
      return note.hidden ? "" : note.textContent;
    });
  }

  /** Waits until the title matches. */
  async shows(wanted) {
    let last;
    await until(
      () => `the panel to show ${wanted}; it shows ${JSON.stringify(last)}`,
      async () => wanted.test((last = await this.title().catch(() => ""))),
    );
  }

  /** The rows as `name: value` or `name refers to list`, as they are read aloud. */
  async rows() {
    return this.ask(() =>
      [...document.querySelectorAll("main [role=button]")].map((row) => row.getAttribute("aria-label")),
    );
  }

  /** Waits until a row matches. */
  async has(wanted) {
    let last;
    await until(
      () => `a row ${wanted}; there are ${JSON.stringify(last)}`,
      async () => (last = await this.rows().catch(() => [])).some((row) => wanted.test(row)),
    );
  }

  /** Whether it is in front. */
  async isThere() {
    const found = this.editor.page.locator("iframe.webview");
    return (await found.count()) > 0 && (await found.first().isVisible());
  }

  /** Points the mouse at the upper left of the first box or row whose label matches, and clicks if asked to. */
  async point(label, { clicks = false } = {}) {
    const id = await this.ask(
      ([source, flags]) => {
        const wanted = new RegExp(source, flags);
        const parts = [...document.querySelectorAll("main [data-id]")];
        return parts.find((part) => wanted.test(part.getAttribute("aria-label")))?.dataset.id;
      },
      [label.source, label.flags],
    );
    if (id === undefined) throw new Error(`no part ${label}`);
    const area = (await this.frame()).locator(`main [data-id="${id}"] > .area`);
    await area.scrollIntoViewIfNeeded();
    const { x, y } = await area.boundingBox();
    const { mouse } = this.editor.page;
    await mouse.move(x + 6, y + 5, { steps: 3 });
    if (clicks) await mouse.click(x + 6, y + 5);
  }

  /** Labels of the parts with a class. */
  async marked(name) {
    return this.ask(
      (name) => [...document.querySelectorAll(`main [data-id].${name}`)].map((part) => part.getAttribute("aria-label")),
      name,
    );
  }

  async click(id) {
    await (await this.frame()).locator(`#${id}`).click();
  }

  /** `light`, `dark`, `high-contrast` or `high-contrast-light`. */
  async themeKind() {
    return this.ask(() => {
      const { classList } = document.body;
      if (classList.contains("vscode-high-contrast-light")) return "high-contrast-light";
      if (classList.contains("vscode-high-contrast")) return "high-contrast";
      return classList.contains("vscode-dark") ? "dark" : "light";
    });
  }

  /** The colours of the background and the boxes, and the contrast (WCAG 2) of what is drawn with what it stands on. */
  async colours() {
    return this.ask(() => {
      const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const rgb = (colour) => {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      };
      const luminance = (colour) => {
        const [r, g, b] = rgb(colour)
          .map((part) => part / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
      };
      const style = (found) => getComputedStyle(document.querySelector(`main svg ${found}`));
      const background = getComputedStyle(document.body).backgroundColor;
      const boxes = [style("rect.f").fill, style("rect.o").fill];
      return {
        background,
        frame: rgb(style("rect.f").fill).join(),
        object: rgb(style("rect.o").fill).join(),
        text: Math.min(...boxes.map((box) => contrast(style("text:not([class])").fill, box))),
        caption: contrast(style("text.c").fill, background),
        arrow: contrast(style(".a").stroke, background),
        border: Math.min(contrast(style("rect.f").stroke, background), contrast(style("rect.o").stroke, background)),
      };
    });
  }
}
