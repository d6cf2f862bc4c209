// SPDX-License-Identifier: Apache-2.0
// What people type on the way to a program, and what no one would type: the server answers every text, and never with a fault of its own.
// WEFT_FUZZ=100000 runs that many texts; WEFT_SEED starts elsewhere.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PythonParser } from '../../language-server/src/core/syntax/parser';
import { codeActions } from '../../language-server/src/ide/code-actions';
import { hoverAt, hoverTask } from '../../language-server/src/ide/hover';
import { lensesOf } from '../../language-server/src/ide/lenses';
import { Documents } from '../../language-server/src/server/documents';
import { Random } from '../differential/fuzz/random';

const COUNT = Number(process.env.WEFT_FUZZ ?? 1500);
const SEED = Number(process.env.WEFT_SEED ?? 1);
/** Far more than a text of this size takes; a text that hangs the server is a fault too. */
const PATIENCE_MS = 5000;
const root = path.resolve(import.meta.dirname, '../..');

function corpus(): string[] {
  const folders = ['test/golden', 'test/errors', 'examples', 'test/polybench/programs'];
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.py'))
      .map((name) => readFileSync(path.join(root, folder, name), 'utf8')),
  );
}

const PIECES = [
  ...['(', ')', '[', ']', '{', '}', ':', ',', '.', '=', '==', '**', '//', '@', '->', ';', '\\', '`', '$', '?', '!'],
  ...[
    'def ',
    'lambda x: ',
    'return',
    'yield ',
    'for i in ',
    'while True:',
    'else:',
    'if ',
    'with a as b:',
    'class A:',
    'async ',
  ],
  ...[
    'import numpy as np\n',
    'from math import *\n',
    'np.',
    'np.linalg.',
    'np.zeros((',
    'x[',
    'x[::-1, ',
    '*args',
    '**kwargs',
    ':= ',
  ],
  ...[
    '"',
    "'",
    '"""',
    "f'{x",
    'f"{x:.3',
    '0x',
    '1e',
    '1_000',
    '99999999999999999999',
    '1j',
    '-0.0',
    'None',
    'True',
    '...',
  ],
  ...[
    '\n',
    '\r\n',
    '\t',
    '    ',
    '\u0000',
    '\u2028',
    '\ufeff',
    'é',
    '變數',
    '🙂',
    '\ud800',
    '\n\n@weft.task\n',
    '# weft: ',
  ],
  ...[
    'global x',
    'nonlocal x',
    'del x',
    'assert ',
    'raise ',
    'try:\n',
    'except:',
    'match x:\n',
    'case _:',
    'print(f"{a=}")',
  ],
];

/** One text from another: cut off, a piece put in, taken out, doubled, moved, or lines of two programs mixed. */
function mutate(random: Random, text: string, other: string): string {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + 1 + random.below(random.chance(0.8) ? 12 : 400));
  switch (random.below(9)) {
    case 0:
      return text.slice(0, at);
    case 1:
    case 2:
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at);
    case 3:
      return text.slice(0, at) + text.slice(to);
    case 4:
      return text.slice(0, to) + text.slice(at);
    case 5:
      return text.slice(0, at) + random.pick(PIECES) + text.slice(to);
    case 6: {
      const from = random.below(other.length + 1);
      return text.slice(0, at) + other.slice(from, from + 1 + random.below(80)) + text.slice(at);
    }
    case 7: {
      // A name for another: what it means changes, the grammar does not.
      const names = [...text.matchAll(/\b[A-Za-z_]\w*\b/g)];
      if (names.length < 2) return text;
      const [one, two] = [random.pick(names), random.pick(names)];
      return text.slice(0, one.index) + two[0] + text.slice(one.index + one[0].length);
    }
    default: {
      const numbers = [...text.matchAll(/\b\d+(\.\d+)?\b/g)];
      if (numbers.length === 0) return text;
      const number = random.pick(numbers);
      const value = random.pick([
        '0',
        '-1',
        '1',
        '2.5',
        '9223372036854775808',
        'None',
        '[]',
        '()',
        '"a"',
        '1j',
        'True',
      ]);
      return text.slice(0, number.index) + value + text.slice(number.index + number[0].length);
    }
  }
}

function garbage(random: Random): string {
  const length = random.below(60);
  return Array.from({ length }, () =>
    random.chance(0.7) ? random.pick(PIECES) : String.fromCharCode(random.below(random.chance(0.9) ? 128 : 0xffff)),
  ).join(random.chance(0.5) ? ' ' : '');
}

describe('any text has an answer', () => {
  let parser: PythonParser;
  beforeAll(async () => {
    parser = await PythonParser.create();
  });
  afterAll(() => parser.dispose());

  it(
    `${COUNT} texts from seed ${SEED}`,
    () => {
      const programs = corpus();
      const random = new Random(SEED);
      const documents = new Documents(parser);
      let text = '';
      let version = 0;
      for (let i = 0; i < COUNT; i++) {
        // A few edits in a row of one document, so that the incremental parse has a history.
        if (i % 4 === 0) text = random.chance(0.08) ? garbage(random) : random.pick(programs);
        const rounds = 1 + random.below(3);
        for (let k = 0; k < rounds; k++) text = mutate(random, text, random.pick(programs));
        const current = text;
        const document = { uri: 'file:///typed.py', version: ++version, getText: () => current };
        const started = performance.now();
        const fault = answerAll(documents, document, random);
        const elapsed = performance.now() - started;
        if (fault !== undefined || elapsed > PATIENCE_MS) {
          throw new Error(`seed ${SEED}, text ${i}: ${fault ?? `took ${elapsed} ms`}\n${JSON.stringify(text)}`);
        }
      }
      expect(version).toBe(COUNT);
    },
    COUNT * 200 + 20_000,
  );
});

/** Everything an editor asks after an edit; the text of the fault when one shows. */
function answerAll(
  documents: Documents,
  document: { uri: string; version: number; getText(): string },
  random: Random,
): string | undefined {
  try {
    const analysis = documents.analysis(document);
    const fault = analysis.diagnostics.find((diagnostic) => diagnostic.code === 'WEFT190');
    if (fault !== undefined) return fault.message;
    const lines = document.getText().split('\n');
    const line = random.below(lines.length);
    const position = { line, column: random.below((lines[line]?.length ?? 0) + 1) };
    hoverAt(analysis, position);
    hoverTask(analysis, position);
    lensesOf(analysis, document.uri, { target: 'local', runs: new Map() });
    const range = {
      startLine: position.line,
      startColumn: position.column,
      endLine: position.line,
      endColumn: position.column,
    };
    codeActions(documents.parsed(document), analysis, range, (name) => documents.describe(document, name));
    for (const diagnostic of analysis.diagnostics) {
      const { startLine, endLine } = diagnostic.range;
      if (startLine < 0 || endLine < startLine || endLine > lines.length)
        return `range outside the text: ${diagnostic.message}`;
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
