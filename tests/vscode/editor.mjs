/**
 * A real VS Code for tests: its web server with one extension installed, shown in a headless
 * Chromium. Everything it writes goes into a folder of its own, and it ends only what it started.
 */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

/** Far more than anything here takes on a busy machine; reached only by a failure. */
const PATIENCE_MS = 60_000;

const QUIET = {
  "editor.inlayHints.enabled": "on",
  "editor.minimap.enabled": false,
  "editor.scrollBeyondLastLine": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "notebook.lineNumbers": "on",
  "git.openRepositoryInParentFolders": "never",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.activityBar.location": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.reduceMotion": "on",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

export class Editor {
  /**
   * `vscode`: folder of VS Code's web server; `vsix`: the extension; `folder`: written anew, for
   * the workspace, the profile and the log; `files`: the workspace's, by name; `keys`: the user's own keybindings.
   */
  static async start({ vscode, vsix, folder, files, keys = [] }) {
    const editor = new Editor();
    rmSync(folder, { recursive: true, force: true });
    editor.workspace = join(folder, "workspace");
    editor.data = join(folder, "data");
    mkdirSync(editor.workspace, { recursive: true });
    for (const name of ["User", "Machine"]) mkdirSync(join(editor.data, name), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(editor.workspace, name), text);
    }
    writeFileSync(join(editor.data, "User/settings.json"), JSON.stringify(QUIET));
    writeFileSync(join(editor.data, "User/keybindings.json"), JSON.stringify(keys));
    editor.log = join(folder, "vscode.log");
    const log = createWriteStream(editor.log);
    try {
      await editor.#startServer(vscode, vsix, log);
      await editor.#startBrowser(log);
    } catch (error) {
      await editor.stop();
      throw error;
    }
    return editor;
  }

  async #startServer(vscode, vsix, log) {
    this.port = await freePort();
    const main = join(vscode, "out/server-main.js");
    const flags = [
      ...["--user-data-dir", this.data, "--server-data-dir", join(this.data, "server")],
      ...["--extensions-dir", join(this.data, "extensions")],
      ...["--accept-server-license-terms", "--telemetry-level", "off", "--disable-workspace-trust"],
    ];
    // An empty gallery: nothing is asked of the network. And nothing called memlens on PATH.
    const env = { ...process.env, EXTENSIONS_GALLERY: "{}", PATH: "/usr/bin:/bin" };
    execFileSync(process.execPath, [main, ...flags, "--install-extension", vsix], { env, stdio: "pipe" });
    const address = ["--host", "127.0.0.1", "--port", String(this.port), "--without-connection-token"];
    this.server = spawn(process.execPath, [main, ...flags, ...address], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.server.stdout.pipe(log, { end: false });
    this.server.stderr.pipe(log, { end: false });
    await until("VS Code's server answers", async () => {
      if (this.server.exitCode !== null) throw new Error(`VS Code's server ended, see ${this.log}`);
      return (await fetch(`http://127.0.0.1:${this.port}/version`).catch(() => ({ ok: false }))).ok;
    });
  }

  async #startBrowser(log) {
    this.browser = await chromium.launch({
      executablePath: findChromium(),
      headless: true,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
    this.page = await this.browser.newPage({ viewport: { width: 1100, height: 700 } });
    this.page.on("console", (message) => log.write(`[page] ${message.text()}\n`));
  }

  /** Ends the browser and VS Code's server, by the processes this object started. */
  async stop() {
    await this.browser?.close();
    if (this.server !== undefined && this.server.exitCode === null) {
      this.server.kill("SIGTERM");
      const ended = await Promise.race([once(this.server, "exit"), sleep(5000)]);
      if (ended === undefined) this.server.kill("SIGKILL");
    }
  }

  /** Replaces the machine's settings; VS Code sees that file change (the user's own it reads once). */
  settings(values) {
    writeFileSync(join(this.data, "Machine/settings.json"), JSON.stringify(values, null, 2));
  }

  /** Loads the window anew with these files of the workspace open, the last one in front. */
  async open(...names) {
    const payload = names.map((name) => [
      "openFile",
      `vscode-remote://127.0.0.1:${this.port}${join(this.workspace, name)}`,
    ]);
    const query = new URLSearchParams({ folder: this.workspace, payload: JSON.stringify(payload) });
    await this.page.goto(`http://127.0.0.1:${this.port}/?${query}`);
    await this.page.locator(".editor-instance .view-line").first().waitFor({ timeout: PATIENCE_MS });
  }

  /** Opens a notebook from the explorer: by its URI it would be opened as text. */
  async openNotebook(name) {
    await this.page.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: name }).dblclick();
    await this.page.locator(".notebookOverlay .code-cell-row .view-line").first().waitFor({ timeout: PATIENCE_MS });
  }

  /** Runs a command by its title, through the command palette; `asks`: it opens a list of choices. */
  async command(title, { asks = false } = {}) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget .quick-input-box input:visible");
    await input.waitFor({ timeout: PATIENCE_MS });
    await input.fill(`>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: startsWith(title) }).first();
    await row.waitFor({ timeout: PATIENCE_MS });
    await row.click();
    if (!asks) await input.waitFor({ state: "hidden", timeout: PATIENCE_MS });
  }

  /** Puts the cursor at the end of a line (from 1) and the focus into the text. */
  async goTo(line) {
    await this.page.keyboard.press("Control+1");
    await this.page.keyboard.press("Control+g");
    const input = this.page.locator(".quick-input-widget .quick-input-box input:visible");
    await input.waitFor({ timeout: PATIENCE_MS });
    await input.fill(`:${line}`);
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.press("End");
  }

  /**
   * The lines on the screen by their numbers, as one sees them, with each hint between ‹ and ›; of a notebook those
   * of one code cell, from 1 downwards.
   */
  async lines(cell) {
    if (cell !== undefined) await this.#numberCells();
    const lines = await this.page.evaluate((within) => {
      const drawn = (line) => {
        let text = "";
        let hint = "";
        for (const part of line.querySelectorAll(":scope > span > span")) {
          // Text that is drawn but not in the document gets its look from a rule made at run time.
          if (/\bdyn-rule-/.test(part.className)) {
            hint += part.textContent;
            continue;
          }
          text += hint === "" ? part.textContent : `‹${hint.trim()}›${part.textContent}`;
          hint = "";
        }
        return (hint === "" ? text : `${text}‹${hint.trim()}›`).replaceAll("\u00a0", " ");
      };
      const numbers = new Map();
      for (const margin of document.querySelectorAll(`${within} .margin-view-overlays > div`)) {
        numbers.set(margin.style.top, Number(margin.querySelector(".line-numbers")?.textContent));
      }
      return [...document.querySelectorAll(`${within} .view-line`)].map((line) => {
        line.dataset.number = numbers.get(line.style.top);
        return [numbers.get(line.style.top), drawn(line)];
      });
    }, area(cell));
    return new Map(lines);
  }

  /** Gives the code cells on the screen their numbers. */
  async #numberCells() {
    await this.page.evaluate(() => {
      const top = (cell) => cell.getBoundingClientRect().top;
      const cells = [...document.querySelectorAll(".notebookOverlay .code-cell-row")];
      cells.sort((a, b) => top(a) - top(b)).forEach((cell, index) => {
        cell.dataset.cell = String(index + 1);
      });
    });
  }

  /** Waits until the line (from 1) is `wanted`: its text, a pattern, or a function of its text. */
  async line(number, wanted, cell) {
    const test = matcher(wanted);
    let last;
    await until(
      () => `line ${number} to match ${wanted}; it is ${JSON.stringify(last)}`,
      async () => {
        last = (await this.lines(cell)).get(number);
        return last !== undefined && test(last);
      },
    );
    return last;
  }

  /** Puts the cursor at the end of a notebook's cell. */
  async goToCell(cell) {
    await this.#numberCells();
    await this.page.mouse.move(20, 690);
    await this.page.locator(".monaco-hover:visible").waitFor({ state: "hidden" });
    await this.page.locator(`${area(cell)} .view-lines`).click();
    await this.page.keyboard.press("Control+End");
  }

  /** Points the mouse at the first `word` of a line and gives the hover's text. */
  async hover(line, word, cell) {
    let text = "";
    await until(
      () => `a hover on “${word}” in line ${line}; it says ${JSON.stringify(text)}`,
      async () => {
        await this.lines(cell); // They carry their numbers afterwards.
        const spot = await this.#find(line, word, cell);
        if (spot === undefined) return false;
        await this.page.mouse.move(20, 690);
        await this.page.locator(".monaco-hover:visible").waitFor({ state: "hidden" });
        await this.page.mouse.move(spot.x, spot.y, { steps: 4 });
        await sleep(700);
        text = (await this.page.locator(".monaco-hover:visible").allInnerTexts()).join("\n").trim();
        return text !== "" && !/^Loading/.test(text);
      },
    );
    return text;
  }

  async #find(line, word, cell) {
    return this.page.evaluate(
      ([line, word, within]) => {
        const drawn = document.querySelector(`${within} .view-line[data-number="${line}"]`);
        if (drawn === null) return undefined;
        const texts = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const at = texts.currentNode.data.replaceAll("\u00a0", " ").indexOf(word);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(texts.currentNode, at);
          range.setEnd(texts.currentNode, at + word.length);
          const box = range.getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        }
        return undefined;
      },
      [line, word, area(cell)],
    );
  }

  /** Lines (from 1) that the extension marks, one for each place. */
  async decorated() {
    const found = await this.page.evaluate(() => {
      const numbers = new Map();
      for (const margin of document.querySelectorAll(".editor-instance .margin-view-overlays > div")) {
        numbers.set(margin.style.top, Number(margin.querySelector(".line-numbers")?.textContent));
      }
      const marks = document.querySelectorAll('.editor-instance .view-overlays .cdr[class*="ced-"]');
      return [...marks].map((mark) => numbers.get(mark.parentElement.style.top));
    });
    return found.filter((line) => line !== undefined).sort((a, b) => a - b);
  }

  /** What the status bar says of the cursor: `Ln 3, Col 1`. */
  async cursor() {
    return this.page.locator('[id="status.editor.selection"]').innerText({ timeout: PATIENCE_MS });
  }

  /** The line of the text that the cursor is in, wherever the focus is. */
  async activeLine() {
    return Number(await this.page.locator(".editor-instance .active-line-number").first().innerText());
  }

  /** Loads the window anew, as it was. */
  async reload() {
    const query = new URLSearchParams({ folder: this.workspace });
    await this.page.goto(`http://127.0.0.1:${this.port}/?${query}`);
    await this.page.locator(".editor-instance .view-line").first().waitFor({ timeout: PATIENCE_MS });
  }

  /** Opens one more file of the workspace, in the group of the text. */
  async openBeside(name) {
    await this.page.keyboard.press("Control+1");
    await this.page.keyboard.press("Control+p");
    const input = this.page.locator(".quick-input-widget .quick-input-box input:visible");
    await input.waitFor({ timeout: PATIENCE_MS });
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().click();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: PATIENCE_MS });
  }

  /** How many squiggles of a kind (`error`, `warning`, `info`) the editor draws. */
  async squiggles(kind) {
    return this.page.locator(`.cdr.squiggly-${kind}`).count();
  }

  /** Waits for a notification that holds this text and gives it, for its buttons. */
  async notification(text) {
    const toast = this.page.locator(".notification-toast").filter({ hasText: text }).first();
    await toast.waitFor({ timeout: PATIENCE_MS });
    return toast;
  }

  /** Saves what one sees; `lines`: only the editor's text down to that line; `height`: only the editors, from above. */
  async picture(path, { lines, height } = {}) {
    if (height !== undefined) {
      const { x, y, width } = await this.page.locator(".part.editor").boundingBox();
      await this.page.screenshot({ path, clip: { x, y, width, height } });
      return;
    }
    if (lines === undefined) {
      await this.page.screenshot({ path });
      return;
    }
    const text = await this.page.locator(".editor-instance .overflow-guard").first().boundingBox();
    const line = await this.page.locator(".editor-instance .view-line").first().boundingBox();
    const clip = { x: text.x, y: text.y, width: 810, height: line.height * (lines + 0.5) };
    await this.page.screenshot({ path, clip });
  }

  /** Process ids of the language server that came inside the extension. */
  languageServers() {
    const extensions = join(this.data, "extensions");
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
          return words.some((word) => word.startsWith(extensions) && word.endsWith("/server/memlens"));
        } catch {
          return false; // Ended meanwhile, or a kernel thread.
        }
      })
      .map(Number);
  }

  /** What the output channel says so far; VS Code keeps it as a file too. */
  output() {
    const logs = execFileSync("find", [join(this.data, "server"), this.data, "-name", "*Memlens.log"], {
      encoding: "utf8",
    });
    return [...new Set(logs.split("\n").filter(Boolean))].map((log) => readFileSync(log, "utf8")).join("");
  }
}

/** Asks until the answer is true. `what` tells what was waited for; a function gives the last state. */
export async function until(what, ask) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await ask())) {
    if (Date.now() > end) {
      throw new Error(`Waited ${PATIENCE_MS / 1000} s for ${typeof what === "function" ? what() : what}`);
    }
    await sleep(100);
  }
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

function findChromium() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // The next one.
    }
  }
  throw new Error("there is no chromium on PATH");
}

/** Where in the page the text is. */
function area(cell) {
  return cell === undefined ? ".editor-instance" : `[data-cell="${cell}"]`;
}

function matcher(wanted) {
  if (wanted instanceof RegExp) return (text) => wanted.test(text);
  if (typeof wanted === "string") return (text) => text === wanted;
  return wanted;
}

function startsWith(text) {
  return new RegExp(`^\\s*${text.replaceAll(/[^\w\s]/g, "\\$&")}`);
}
