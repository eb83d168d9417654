/** Asks the server for pictures: at most one question on its way, and only the newest is answered. */

import { CancellationTokenSource, type Disposable, type Position, type TextDocument } from "vscode";
import type { Client } from "../client";
import type { Answer, Choice } from "./messages";

/** Events within this time are one: a keystroke changes the text and moves the cursor. */
const TOGETHER_MS = 25;

export interface Question {
  document: TextDocument;
  position: Position;
  choice: Choice;
}

/** `null`: the text has no statements. `undefined`: the server does not run or does not answer. */
export type Result = Answer | null | undefined;

export class Feed implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private onWay: CancellationTokenSource | undefined;

  constructor(
    private readonly client: Client,
    private readonly question: () => Question | undefined,
    private readonly answered: (question: Question, answer: Result) => void,
  ) {}

  /** The question has changed: asks it soon. */
  refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.ask();
    }, TOGETHER_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.onWay?.cancel();
  }

  private async ask(): Promise<void> {
    this.onWay?.cancel();
    const question = this.question();
    if (question === undefined) {
      return;
    }
    const source = new CancellationTokenSource();
    this.onWay = source;
    const answer = await this.client.picture(
      question.document,
      question.position,
      question.choice,
      source.token,
    );
    const isNewest = this.onWay === source && !source.token.isCancellationRequested;
    source.dispose();
    if (!isNewest) {
      return;
    }
    this.onWay = undefined;
    // The text has changed meanwhile: its event brings the next question.
    if (answer && answer.version !== question.document.version) {
      this.refresh();
      return;
    }
    this.answered(question, answer);
  }
}
