// SPDX-License-Identifier: Apache-2.0
// Where to look when something went wrong: the extension's log, the language server's, and the logs of jobs.

import * as vscode from 'vscode';
import type { WeftContext } from '../context';

export class JobLogs {
  #channel: vscode.OutputChannel | undefined;

  constructor(ctx: WeftContext) {
    ctx.own({ dispose: () => this.#channel?.dispose() });
    ctx.command('weft.showLogs', () => ctx.log.show());
  }

  /** Replaces what the channel shows by the log of one job. */
  show(job: string, title: string, text: string): void {
    this.#channel ??= vscode.window.createOutputChannel('Weft Jobs');
    this.#channel.replace(`${title} (${job})\n\n${text === '' ? 'The job has written nothing yet\n' : text}`);
    this.#channel.show(true);
  }

  /** What a running job prints, as it comes; the first piece clears the channel. */
  printer(job: string, title: string): (text: string) => void {
    let isFirst = true;
    return (text) => {
      this.#channel ??= vscode.window.createOutputChannel('Weft Jobs');
      if (isFirst) {
        this.#channel.replace(`${title} (${job})\n\n`);
        this.#channel.show(true);
      }
      isFirst = false;
      this.#channel.append(text);
    };
  }

  append(line: string): void {
    this.#channel ??= vscode.window.createOutputChannel('Weft Jobs');
    this.#channel.appendLine(line);
  }
}
