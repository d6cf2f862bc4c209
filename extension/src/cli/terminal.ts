// SPDX-License-Identifier: Apache-2.0
// Standard streams: results to stdout, everything else to stderr, with one status line that rewrites itself on a terminal.

import { type createReadStream, createWriteStream, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream } from 'node:tty';
import { WeftError } from '../net/error';
import { cannotAsk, type Prompter, type PromptRound } from '../ssh/prompter';

export class Terminal {
  private status = '';
  private lastPlain = '';

  constructor(
    private readonly stdout: NodeJS.WriteStream = process.stdout,
    private readonly stderr: NodeJS.WriteStream = process.stderr,
  ) {}

  get columns(): number {
    return this.stderr.columns || 100; // A terminal without a size says 0.
  }

  /** Results, and the one JSON object. */
  out(text: string): void {
    this.clear();
    this.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Text as it comes, in pieces that need not be lines. */
  raw(text: string): void {
    this.clear();
    this.stdout.write(text);
  }

  /** Everything for people beside the results. */
  note(text: string): void {
    this.clear();
    this.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** What goes on now. Off a terminal each new `stage` is one line; `detail` (percentages) only shows on a terminal. */
  progress(stage: string, detail = ''): void {
    if (this.stderr.isTTY) {
      const line = `${stage}${detail === '' ? '' : ` ${detail}`}`.slice(0, Math.max(10, this.columns - 1));
      if (line === this.status) return;
      this.stderr.write(`\r\x1b[2K${line}`);
      this.status = line;
    } else if (stage !== this.lastPlain) {
      this.lastPlain = stage;
      this.stderr.write(`${stage}\n`);
    }
  }

  clear(): void {
    if (this.status !== '') this.stderr.write('\r\x1b[2K');
    this.status = '';
  }
}

/** Asks on the controlling terminal, so that prompts work while stdin and stdout are redirected. */
export class TerminalPrompter implements Prompter {
  constructor(private readonly terminal: Terminal) {}

  async ask(round: PromptRound): Promise<readonly string[]> {
    const answers: string[] = [];
    if (round.lines.length === 0) return answers;
    const tty = openTerminal(round.title, round.lines.map((line) => `\`${line.text.trim()}\``).join(', '));
    try {
      this.terminal.clear();
      if (round.instructions.trim() !== '') tty.write(`${round.instructions.trimEnd()}\n`);
      for (const line of round.lines) answers.push(await tty.question(line.text, line.echo));
      return answers;
    } finally {
      tty.close();
    }
  }

  async confirm(question: string, detail: readonly string[]): Promise<boolean> {
    let tty: Tty;
    try {
      tty = openTerminal('the host key', 'a yes or no');
    } catch {
      return false; // Nobody can be asked: the caller's refusal names the fingerprint and the way out.
    }
    try {
      this.terminal.clear();
      const answer = await tty.question(`${question}\n${detail.join('\n')}\nType yes or no: `, true);
      return answer.trim().toLowerCase() === 'yes';
    } finally {
      tty.close();
    }
  }

  notice(message: string): void {
    this.terminal.note(message);
  }
}

interface Tty {
  write(text: string): void;
  question(text: string, echo: boolean): Promise<string>;
  close(): void;
}

function openTerminal(title: string, what: string): Tty {
  let input: ReadStream | ReturnType<typeof createReadStream>;
  let descriptor: number;
  try {
    descriptor = openSync('/dev/tty', 'r+');
    input = new ReadStream(descriptor);
  } catch {
    throw cannotAsk(title, what);
  }
  const output = createWriteStream('/dev/tty');
  output.on('error', () => {
    // The terminal went away: the question below ends with its input.
  });
  return {
    write: (text) => output.write(text),
    question: (text, echo) =>
      echo ? visible(input, output, text, title) : hidden(input as ReadStream, output, text, title),
    close: () => {
      input.destroy();
      output.end();
    },
  };
}

function gaveUp(title: string): WeftError {
  return new WeftError(
    'WEFT447',
    `${title}: no answer was given`,
    'run again and answer, or set up a key for this host',
  );
}

function visible(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  text: string,
  title: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input, output, terminal: false });
    output.write(text);
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('close', () => reject(gaveUp(title)));
  });
}

/** Reads a line without showing it: raw mode, backspace and Ctrl-C handled here. */
function hidden(input: ReadStream, output: NodeJS.WritableStream, text: string, title: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let value = '';
    output.write(text);
    input.setRawMode(true);
    const finish = (action: () => void): void => {
      input.setRawMode(false);
      input.off('data', onData);
      output.write('\n');
      action();
    };
    const onData = (chunk: Buffer | string): void => {
      for (const character of chunk.toString()) {
        if (character === '\r' || character === '\n') {
          finish(() => resolve(value));
          return;
        }
        if (character === '\u0003' || character === '\u0004') {
          finish(() => reject(gaveUp(title)));
          return;
        }
        if (character === '\u007f' || character === '\b') value = value.slice(0, -1);
        else value += character;
      }
    };
    input.on('data', onData);
    input.resume();
  });
}
