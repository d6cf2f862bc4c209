// SPDX-License-Identifier: Apache-2.0
// How connecting asks the user something. The editor and the command line each implement it; tests script it.

import { WeftError } from '../net/error';

export interface PromptLine {
  readonly text: string;
  /** False for secrets: what is typed is not shown. */
  readonly echo: boolean;
}

export interface PromptRound {
  /** Who asks, for a window title: `user@host`. */
  readonly title: string;
  /** The server's own words, shown verbatim; may be empty or span lines. */
  readonly instructions: string;
  readonly lines: readonly PromptLine[];
}

export interface Prompter {
  /** One answer for each line. Rejects with `WEFT447` when nobody can be asked or the user gave up. */
  ask(round: PromptRound): Promise<readonly string[]>;
  /** A question with a plain yes or no; `detail` lines explain it. */
  confirm(question: string, detail: readonly string[]): Promise<boolean>;
  /** Something the user should see, without an answer (banners, a stored host key). */
  notice(message: string): void;
}

export function cannotAsk(title: string, what: string): WeftError {
  return new WeftError(
    'WEFT447',
    `${title} asks for ${what}, and there is no terminal to ask on`,
    'run `weft` in a terminal, or set up a key or an agent for this host',
  );
}

/** Refuses every question: for scripts and tests. */
export class SilentPrompter implements Prompter {
  constructor(private readonly onNotice: (message: string) => void = () => {}) {}

  ask(round: PromptRound): Promise<readonly string[]> {
    const what = round.lines.map((line) => `\`${line.text.trim()}\``).join(', ');
    return Promise.reject(cannotAsk(round.title, what));
  }

  confirm(): Promise<boolean> {
    return Promise.resolve(false);
  }

  notice(message: string): void {
    this.onNotice(message);
  }
}
