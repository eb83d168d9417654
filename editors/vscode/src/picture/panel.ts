/** The panel beside the editor: it follows the cursor, and leads back into the text. */

import {
  type Disposable,
  languages,
  Position,
  type TextDocument,
  type TextEditor,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import { type Client, FILES } from "../client";
import { Chosen } from "./chosen";
import { Feed, type Question, type Result } from "./feed";
import { Marks, named, origin, range } from "./marks";
import type { Answer, Format, FromPage, Place, Shown, ToPage } from "./messages";
import { page } from "./page";
import { reopen, reveal } from "./reveal";
import { save } from "./save";

/** The editor does not tell when the mouse leaves a name: its mark goes by itself. */
const MARK_MS = 5000;

/** What the page draws from, and of which text. */
interface Current {
  document: TextDocument;
  answer: Answer;
  cursor: Position;
}

export class PicturePanel implements Disposable {
  private readonly feed: Feed;
  private readonly marks = new Marks();
  private readonly chosen = new Chosen();
  private readonly parts: { dispose(): void }[];
  /** What the picture follows. */
  private followed: { document: TextDocument; position: Position } | undefined;
  private current: Current | undefined;
  /** A half-typed text that was not drawn. */
  private held: { version: number; line: number } | undefined;
  private markEnd: NodeJS.Timeout | undefined;
  private isReady = false;
  private waiting: (() => void)[] = [];
  private gotPng: ((data: Uint8Array | null) => void) | undefined;

  constructor(
    readonly panel: WebviewPanel,
    dist: Uri,
    client: Client,
  ) {
    this.feed = new Feed(
      client,
      () => this.question(),
      (question, result) => {
        this.answered(question, result);
      },
    );
    this.parts = [
      this.feed,
      this.marks,
      panel.webview.onDidReceiveMessage((message: FromPage) => this.received(message)),
      panel.onDidChangeViewState(() => {
        // A hidden page is gone; it says when it is there again.
        if (!panel.visible) {
          this.isReady = false;
          this.marks.clear();
        }
      }),
      client.onRunning(() => {
        this.feed.refresh();
      }),
      window.onDidChangeActiveTextEditor((editor) => {
        this.follow(editor);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.follow(textEditor);
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.followed?.document && contentChanges.length > 0) {
          this.marks.clear();
          this.feed.refresh();
        }
      }),
      client.onPictureRefresh(() => {
        this.feed.refresh();
      }),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.html = page(panel.webview, dist);
    this.follow(window.activeTextEditor);
  }

  /** From now on the picture is that of this editor's cursor, if it shows Python beside others. */
  follow(editor: TextEditor | undefined): void {
    if (editor?.viewColumn === undefined || languages.match(FILES, editor.document) === 0) {
      return;
    }
    if (editor.document !== this.followed?.document) {
      this.chosen.forget();
    }
    this.followed = { document: editor.document, position: editor.selection.active };
    this.feed.refresh();
  }

  /** Where the panel was before the window was loaded anew, unless an editor is followed already. */
  async restore(place: Place | undefined): Promise<void> {
    const document = place && (await reopen(Uri.parse(place.uri)));
    if (place !== undefined && document !== undefined) {
      this.followed ??= { document, position: new Position(place.line, place.character) };
    }
    this.feed.refresh();
  }

  /** Marks in the picture what is named under the mouse; nothing where that is no name. */
  pointedAt(document: TextDocument, position: Position): void {
    const answer = this.answerOf(document);
    if (answer === undefined) {
      return;
    }
    clearTimeout(this.markEnd);
    this.post({ type: "mark", ids: named(answer, position) });
    this.markEnd = setTimeout(() => {
      this.post({ type: "mark", ids: [] });
    }, MARK_MS);
  }

  async step(to: "previous" | "next"): Promise<void> {
    const step = this.current?.answer[to];
    if (!step || this.current === undefined) {
      return;
    }
    const { document } = this.current;
    this.chosen.step(step);
    const { line, character } = step.position;
    const position = new Position(line, character);
    this.followed = { document, position };
    await reveal(document, position, false);
    // The same line another time moves no cursor.
    this.feed.refresh();
  }

  /** Writes what is shown to a file: the given one, or one that the user is asked for. */
  async export(format: Format, target?: Uri): Promise<void> {
    if (this.current === undefined) {
      void window.showInformationMessage("There is no picture to export yet.");
      return;
    }
    const { document, answer } = this.current;
    await save(format, target, document.uri, answer, () => this.drawPng());
  }

  dispose(): void {
    clearTimeout(this.markEnd);
    this.isReady = false;
    this.gotPng?.(null);
    for (const part of this.parts) {
      part.dispose();
    }
  }

  private question(): Question | undefined {
    // A closed text is no longer analysed: its last picture stays.
    if (!this.isReady || this.followed?.document.isClosed === true) {
      return undefined;
    }
    if (this.followed === undefined) {
      this.post({ type: "empty", title: "Open a Python file to see its frames and objects." });
      return undefined;
    }
    return { ...this.followed, choice: this.chosen.at(this.followed.position.line) };
  }

  private answered({ document, position }: Question, answer: Result): void {
    if (answer === undefined) {
      this.post({ type: "note", note: "Waiting for the Memlens server." });
      return;
    }
    if (answer === null) {
      this.current = undefined;
      this.post({ type: "empty", title: "No statement yet." });
      return;
    }
    if (!this.chosen.fits(answer)) {
      this.feed.refresh();
      return;
    }
    if (this.isHalfTyped(document, position, answer)) {
      this.held = { version: answer.version, line: position.line };
      this.post({ type: "note", note: "Half-typed: this is the memory before the edit." });
      return;
    }
    this.held = undefined;
    if (answer.svg !== this.current?.answer.svg) {
      this.marks.clear();
    }
    this.current = { document, answer, cursor: position };
    this.show();
  }

  /** Whether typing has just broken what is shown; a cursor that then goes elsewhere sees what is known. */
  private isHalfTyped(document: TextDocument, { line }: Position, answer: Answer): boolean {
    if (answer.syntaxError === undefined || this.current?.document !== document) {
      return false;
    }
    const hasMoved = this.held?.version === answer.version && this.held.line !== line;
    return this.current.answer.syntaxError === undefined && !hasMoved;
  }

  private show(): void {
    if (this.current !== undefined) {
      const { syntaxError } = this.current.answer;
      const note =
        syntaxError === undefined
          ? ""
          : `Line ${String(syntaxError + 1)} is half-typed: what depends on it is not known.`;
      this.post({ type: "show", shown: shown(this.current), note });
    }
  }

  /** The answer, if it is of the document as it is now. */
  private answerOf(document: TextDocument): Answer | undefined {
    const { current } = this;
    const isIt = current?.document === document && current.answer.version === document.version;
    return isIt ? current.answer : undefined;
  }

  private async received(message: FromPage): Promise<void> {
    const { current } = this;
    switch (message.type) {
      case "ready":
        this.isReady = true;
        this.show();
        for (const resume of this.waiting.splice(0)) {
          resume();
        }
        this.feed.refresh();
        return;
      case "step":
        await this.step(message.to);
        return;
      case "choose":
        if (current !== undefined && this.followed !== undefined) {
          this.chosen.choose(message.choice, current.answer, this.followed.position.line);
          this.feed.refresh();
        }
        return;
      case "go": {
        const found = current && origin(current.answer, message.id);
        if (current !== undefined && found !== undefined) {
          await reveal(current.document, range(found).start, true);
        }
        return;
      }
      case "point": {
        const answer = current && this.answerOf(current.document);
        if (current !== undefined && answer !== undefined) {
          this.marks.show(current.document, answer, message.id);
        }
        return;
      }
      case "save":
        await this.export(message.format);
        return;
      case "png":
        this.gotPng?.(message.data);
        return;
      case "leave":
        if (current !== undefined) {
          await reveal(current.document, undefined, true);
        }
    }
  }

  /** The page draws; nothing if it cannot. */
  private async drawPng(): Promise<Uint8Array | null> {
    if (!this.isReady) {
      const ready = new Promise<void>((resolve) => this.waiting.push(resolve));
      this.panel.reveal(undefined, true);
      await ready;
    }
    this.gotPng?.(null);
    return new Promise((resolve) => {
      this.gotPng = resolve;
      this.post({ type: "draw-png" });
    });
  }

  private post(message: ToPage): void {
    if (this.isReady) {
      void this.panel.webview.postMessage(message);
    }
  }
}

function shown({ document, answer, cursor }: Current): Shown {
  // A call to choose from: else the picture stands for all of them.
  const hasChoice = typeof answer.call === "number" && answer.calls.length > 1;
  return {
    title: answer.title,
    svg: answer.svg,
    parts: answer.parts.map(({ id, kind, name, object }) => ({
      id,
      kind,
      ...(name === undefined ? {} : { name }),
      ...(object === undefined ? {} : { object }),
    })),
    cursor: named(answer, cursor),
    calls: hasChoice
      ? answer.calls.map(({ range, text }) => `${text}  (line ${String(range.start.line + 1)})`)
      : [],
    call: answer.call ?? null,
    round: answer.round ?? null,
    rounds: answer.rounds ?? null,
    hasPrevious: answer.previous !== null,
    hasNext: answer.next !== null,
    place: { uri: document.uri.toString(), line: cursor.line, character: cursor.character },
  };
}
