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

  /** The box or row with this label. */
  async part(label) {
    return (await this.frame()).locator(`main [data-id][aria-label="${label}"]`).first();
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
}
