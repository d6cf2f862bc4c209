// SPDX-License-Identifier: Apache-2.0
// What a program prints, shown while its job runs and completed when it has ended.

import { WeftError } from '../net/error';
import { streamJobFile } from './jobs';
import type { Session } from './session';

/** How often the log of a running job is looked at. */
const LOOK_MS = 300;

export class RunLog {
  private readonly decoder = new TextDecoder();
  private offset = 0;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private last = '\n';

  constructor(
    private readonly session: Session,
    private readonly job: string,
    private readonly show: (text: string) => void,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => {
      // What goes wrong here goes wrong again at the end, and is told there.
      this.reading ??= this.read('')
        .catch(() => {})
        .finally(() => {
          this.reading = undefined;
        });
    }, LOOK_MS);
  }

  /** Shows the rest. `ending`: what the worker itself wrote last, which is told elsewhere. */
  async finish(ending = ''): Promise<void> {
    clearInterval(this.timer);
    await this.reading;
    await this.read(ending);
    if (!this.last.endsWith('\n')) this.show('\n');
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async read(ending: string): Promise<void> {
    let text = '';
    try {
      this.offset = await streamJobFile(this.session, this.job, 'log', this.offset, (chunk) => {
        text += this.decoder.decode(chunk, { stream: true });
      });
    } catch (error) {
      // Not there yet, or gone: the run itself tells how it ended.
      if (!(error instanceof WeftError)) throw error;
    }
    if (ending !== '' && text.endsWith(ending)) text = text.slice(0, -ending.length);
    if (text === '') return;
    this.last = text;
    this.show(text);
  }
}
