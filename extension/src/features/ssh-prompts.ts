// SPDX-License-Identifier: Apache-2.0
// Questions of a connection, put to the user: host keys as a modal with the fingerprint, passwords, passphrases and
// one-time codes in input boxes that show the server's words as they are.

import * as vscode from 'vscode';
import type { WeftContext } from '../context';
import { WeftError } from '../net/error';
import type { Prompter, PromptRound } from '../ssh/prompter';

const COMPARE = "Compare it with the fingerprint that the host's administrators publish. It is asked for once.";

export function createPrompter(ctx: WeftContext): Prompter {
  return {
    ask: (round) => askRound(round),
    confirm: async (question, detail) => {
      const choice = await vscode.window.showWarningMessage(
        question,
        { modal: true, detail: [...detail, '', COMPARE].join('\n') },
        'Yes, Connect',
      );
      return choice !== undefined;
    },
    notice: (message) => {
      ctx.log.info(message.trimEnd());
    },
  };
}

async function askRound(round: PromptRound): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const [index, line] of round.lines.entries()) {
    // Menus of second factors span lines, and an input box shows one: they are shown above it, whole.
    const words = [round.instructions.trim(), line.text.trim()].filter((text) => text !== '');
    const answer = await askLine(round.title, words, !line.echo, index, round.lines.length);
    if (answer === undefined) {
      throw new WeftError('WEFT447', `${round.title} was not given an answer`, 'run again and answer the question');
    }
    answers.push(answer);
  }
  return answers;
}

async function askLine(
  title: string,
  words: readonly string[],
  isSecret: boolean,
  index: number,
  count: number,
): Promise<string | undefined> {
  const text = words.join('\n');
  if (text.includes('\n')) {
    const choice = await vscode.window.showInformationMessage(title, { modal: true, detail: text }, 'Answer…');
    if (choice === undefined) return undefined;
  }
  return vscode.window.showInputBox({
    title: count > 1 ? `${title} (${index + 1} of ${count})` : title,
    prompt: words.at(-1)?.split('\n').at(-1) ?? '',
    password: isSecret,
    ignoreFocusOut: true,
  });
}
