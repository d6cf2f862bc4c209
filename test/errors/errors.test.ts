// SPDX-License-Identifier: Apache-2.0
// One illegal program for each diagnostic code, with the expected diagnostics as comments under their lines:
//
//     return a +* 2
// #          ^^^^ WEFT101 This is not valid Python …
//
// Carets stand under the range (a range over several lines to the end of its first); carets right after `#` mean that
// the range starts in column 0. `# entry: NAME` names a function to compile, `# call: a=f64[n,m] k=int` gives its
// arguments' types. WEFT_UPDATE=1 rewrites the comments, and makes files that are missing from the table's examples.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AnalyseOptions, type Analysis, analyse, type KnownFiles } from '../../language-server/src/core/analyse';
import { ALL_CODES, codeRow } from '../../language-server/src/core/diagnostics/codes';
import type { Diagnostic } from '../../language-server/src/core/diagnostics/diagnostic';
import { PythonParser } from '../../language-server/src/core/syntax/parser';
import { parseSignature } from '../harness/signature';

const isUpdate = process.env.WEFT_UPDATE === '1';
/** The compiler's own fault: no program is known that gets it. */
const WITHOUT_PROGRAM: ReadonlySet<string> = new Set(['WEFT190']);
const codes = ALL_CODES.filter((code) => !WITHOUT_PROGRAM.has(code));

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});

function analyseText(text: string, file: string): Analysis {
  const parsed = parser.parse(text);
  const entry = /^# entry: (\S+)$/m.exec(text)?.[1];
  const call = /^# call: (.+)$/m.exec(text)?.[1];
  let options: AnalyseOptions = { file };
  if (entry !== undefined) options = { ...options, entry };
  if (call !== undefined) options = { ...options, signature: parseSignature(call) };
  const known = /^# file: (\S+) (\S+)$/m.exec(text);
  const missing = /^# unreadable: (\S+)$/m.exec(text)?.[1];
  if (known !== null || missing !== undefined) options = { ...options, data: describedFiles(known, missing) };
  try {
    return analyse(parsed, options);
  } finally {
    parsed.dispose();
  }
}

/** `# file: NAME TYPE` is what the target says of a data file; `# unreadable: NAME` that it cannot read one. */
function describedFiles(known: RegExpExecArray | null, missing: string | undefined): KnownFiles {
  const reason = 'FileNotFoundError: No such file or directory';
  return {
    stamp: '1',
    knowsSizes: true,
    files: known === null ? new Map() : new Map([[known[1]!, parseSignature(`a=${known[2]!}`).parameters.get('a')!]]),
    unreadable: missing === undefined ? new Map() : new Map([[missing, { target: 'local', reason }]]),
  };
}

const EXPECTATION = /^# *\^+ WEFT\d{3}/;

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !EXPECTATION.test(line))
    .join('\n');
}

function comment({ code, message, range }: Diagnostic, line: string): string {
  const end = range.endLine > range.startLine ? line.length : range.endColumn;
  const start = Math.max(1, range.startColumn);
  const carets = '^'.repeat(Math.max(1, end - start));
  return `#${' '.repeat(range.startColumn === 0 ? 0 : start - 1)}${carets} ${code} ${message}`;
}

function withComments(text: string, diagnostics: readonly Diagnostic[]): string {
  return text
    .split('\n')
    .flatMap((line, number) => {
      const here = diagnostics.filter((item) => item.range.startLine === number);
      return [line, ...here.map((item) => comment(item, line))];
    })
    .join('\n');
}

describe('illegal programs', () => {
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.py'));

  it.each(files)('%s gets the diagnostics that it names', (name) => {
    const path = join(__dirname, name);
    const text = readFileSync(path, 'utf8');
    const bare = withoutComments(text);
    const { diagnostics } = analyseText(bare, name);
    const actual = withComments(bare, diagnostics);
    if (isUpdate) writeFileSync(path, actual);
    else expect(actual).toBe(text);
    expect(diagnostics.map((item) => item.code)).toContain(name.slice(0, 7));
  });

  it.each(codes)('%s has a program', (code) => {
    const found = files.some((name) => name.startsWith(code));
    if (!found && isUpdate) writeMissing(code);
    else expect(found).toBe(true);
  });
});

describe('`try`', () => {
  it.each([
    ['except ZeroDivisionError:', 'Test the divisor before: `if b != 0:`'],
    ['except (KeyError):', 'Ask for the key before with `in`, or read it with `d.get(key, default)`'],
    ['except IndexError as error:', 'Compare the index with `len(...)` before'],
    ['except ValueError:', 'Test the values before, such as `text.isdigit()` before `int(text)`'],
    [
      'except np.linalg.LinAlgError:',
      'Test the matrix before: `np.linalg.matrix_rank(a) == len(a)`, or `np.linalg.cond(a) < 1e12`',
    ],
    [
      'except (ZeroDivisionError, IndexError) as error:',
      'Test the divisor before: `if b != 0:`; compare the index with `len(...)` before',
    ],
    ['except Diverged:', 'Return None in place of raising `Diverged`, and test for it'],
    ['except Exception:', 'Test with `if` before for what may fail, or handle the error where the task is called'],
    ['except:', 'Test with `if` before for what may fail, or handle the error where the task is called'],
    ['finally:', 'Write the statements of `finally` after the others: an error ends the task'],
  ])('with `%s` says what to test', (handler, help) => {
    const text = `import weft\n\n@weft.task\ndef f(a: float):\n    try:\n        a = 1 / a\n    ${handler}\n        a = 0.0\n    return a\n`;
    const { diagnostics } = analyseText(text, 'handled.py');
    expect(diagnostics.filter(({ code }) => code === 'WEFT125').map((each) => each.help)).toEqual([help]);
  });
});

function writeMissing(code: (typeof codes)[number]): void {
  const row = codeRow(code);
  const slug = row.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const path = join(__dirname, `${code}-${slug}.py`);
  const text = `# ${row.title}.\n${row.example}`;
  if (!existsSync(path)) writeFileSync(path, withComments(text, analyseText(text, `${code}.py`).diagnostics));
}

describe('the table', () => {
  it.each(codes)('%s: the example gets it, the fix gets nothing', (code) => {
    const row = codeRow(code);
    expect(analyseText(row.example, 'example.py').diagnostics.map((item) => item.code)).toContain(code);
    expect(analyseText(row.fix, 'fix.py').diagnostics).toEqual([]);
  });

  it.each(ALL_CODES)('%s reads as a message of the house', (code) => {
    const { title, what, why, instead } = codeRow(code);
    for (const text of [title, what, instead]) expect(text).toMatch(/^[A-Z`{]/);
    for (const text of [title, what, why, instead]) expect(text).not.toMatch(/\.$/);
    expect(`${what} — ${why}`.length).toBeLessThanOrEqual(120);
  });
});
