/** Which call of a function, and which time in it, is to be shown. */

import type { Answer, Choice, Step } from "./messages";

export class Chosen {
  private choice: Choice = {};
  /** The time belongs to this line. */
  private line = -1;
  /** The call is one of these; `undefined` until the answer tells. */
  private calls: string | undefined;

  forget(): void {
    this.choice = {};
    this.calls = undefined;
  }

  /** The user chooses among what the answer offers. */
  choose(choice: Choice, answer: Answer, line: number): void {
    this.choice = choice;
    this.line = line;
    this.calls = names(answer);
  }

  /** A step may lead into another function. */
  step({ call, round, position }: Step): void {
    this.choice = {
      ...(call === undefined ? {} : { call }),
      ...(round === undefined ? {} : { round }),
    };
    this.line = position.line;
    this.calls = undefined;
  }

  at(line: number): Choice {
    const { call } = this.choice;
    return line === this.line ? this.choice : call === undefined ? {} : { call };
  }

  /** Whether the answer is about the calls chosen from; else the choice is forgotten. */
  fits(answer: Answer): boolean {
    if (this.choice.call === undefined) {
      return true;
    }
    const calls = names(answer);
    this.calls ??= calls;
    if (this.calls === calls) {
      return true;
    }
    this.forget();
    return false;
  }
}

function names(answer: Answer): string {
  return JSON.stringify(answer.calls.map((call) => call.text));
}
