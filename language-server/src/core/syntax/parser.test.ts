// SPDX-License-Identifier: Apache-2.0
// What CPython cannot be asked: columns in UTF-16, incremental parsing, and texts that are no programs.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as ast from './ast';
import { type ParsedModule, PythonParser } from './parser';

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});
afterAll(() => parser.dispose());

function parse(text: string): ParsedModule {
  const parsed = parser.parse(text);
  parsed.dispose();
  return parsed;
}

const PROGRAM = `"""Doc."""
import numpy as np
import weft

SCALE = 2.0


def helper(x):
    return x * SCALE


@weft.task(threads=4)
def main(a, n=3, *, tol=1e-6):
    """Does it."""
    total = 0.0
    for i in range(n):
        if a[i, ::2].sum() > tol:
            total += helper(a[i, 0])
        elif i == 2:
            break
    else:
        total = -total
    while total > 1e3 and not n < 2 <= i:
        total /= 2
    return total, np.where(a > 0, a, "é")


if __name__ == "__main__":
    main(np.zeros((3, 3)))
`;

describe('columns', () => {
  it('count UTF-16 code units', () => {
    const { module } = parse('x = "😀é" + yß\n');
    const statement = module.statements[0] as ast.AssignStmt;
    const sum = statement.value as ast.BinaryExpr;
    expect(sum.right).toMatchObject({ kind: 'Name', id: 'yß', range: { startColumn: 12, endColumn: 14 } });
    expect(sum.left).toMatchObject({ kind: 'Str', value: '😀é', range: { startColumn: 4, endColumn: 9 } });
  });

  it('identify names by their compatibility form, as CPython', () => {
    const { module } = parse('ﬁ = 1\n');
    expect((module.statements[0] as ast.AssignStmt).targets[0]).toMatchObject({ id: 'fi' });
  });
});

describe('diagnostics', () => {
  it.each([
    ['f(a', 'WEFT101', [0, 0, 0, 3]],
    ['def f(:\n    return 1\n', 'WEFT102', [0, 5, 0, 6]],
    ['x = 1\r\ry = 2\n', 'WEFT112', [0, 5, 0, 6]],
    ['x = 1\n😀 = 1\n', 'WEFT101', [1, 0, 1, 4]],
  ] as const)('%j gets %s at its range', (text, code, [startLine, startColumn, endLine, endColumn]) => {
    const first = parse(text).diagnostics.find((item) => item.code === code);
    expect(first?.range).toEqual({ startLine, startColumn, endLine, endColumn });
  });

  it('leave the other functions of the file alone', () => {
    const { module, diagnostics } = parse('def f(:\n    pass\n\ndef g(a):\n    return a\n');
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(module.functions.find((fn) => fn.name === 'g')?.body[0]?.kind).toBe('Return');
  });

  it('hold for nesting far beyond every limit', () => {
    for (const text of [
      '('.repeat(20000),
      '-'.repeat(20000) + 'a',
      'a+'.repeat(20000) + 'a',
      'x='.repeat(5000) + '1',
      '[[[['.repeat(5000),
    ]) {
      expect(() => parse(text)).not.toThrow();
    }
    let deep = '';
    for (let i = 0; i < 300; i++) deep += `${' '.repeat(i)}if a:\n`;
    expect(() => parse(`${deep}${' '.repeat(300)}pass\n`)).not.toThrow();
    expect(() => parse(`if a:\n  pass\n${'elif b:\n  pass\n'.repeat(3000)}`)).not.toThrow();
  });
});

describe('incremental parsing', () => {
  it('gives the module of a full parse after random edits', () => {
    const pieces = fc.constantFrom(
      '\n',
      '    ',
      'x',
      '(',
      ')',
      'if a:\n        b = 1\n',
      '#c\n',
      '"',
      '😀',
      'def g():\n    pass\n',
      ' + 1',
      '\t',
      '\r\n',
      ':',
    );
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(12),
      insert: fc.oneof(fc.constant(''), pieces),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        let text = PROGRAM;
        let parsed = parser.parse(text);
        for (const { at, remove, insert } of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + insert + text.slice(start + remove);
          const next = parser.parse(text, parsed);
          parsed.dispose();
          parsed = next;
          const full = parse(text);
          const isAccepted = full.diagnostics.length === 0;
          expect(parsed.diagnostics.length === 0, JSON.stringify(text)).toBe(isAccepted);
          // Where there are errors tree-sitter may recover in another way.
          if (isAccepted) expect(parsed.module).toEqual(full.module);
        }
        parsed.dispose();
      }),
      { numRuns: 80, seed: 11 },
    );
  });

  it('keeps what an edit did not touch, moved to its new lines', () => {
    const before = parser.parse(PROGRAM);
    const after = parser.parse(`# one line more\n${PROGRAM}`, before);
    expect(after.module).toEqual(parse(`# one line more\n${PROGRAM}`).module);
    const same = parser.parse(PROGRAM.replace('total /= 2', 'total /= 4'), before);
    expect(same.module.functions[0]).toBe(before.module.functions[0]);
    for (const parsed of [before, after, same]) parsed.dispose();
  });

  it('never throws for any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom(...'():,[]{}\'"\\\n \t\r#@=+-*/x1._😀'), { maxLength: 60 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (sample) => {
        parse(sample);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
