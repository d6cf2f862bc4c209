// SPDX-License-Identifier: Apache-2.0
// The whole front end over texts that change: never throws, and what is remembered equals what is computed anew.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseSignature } from '../../../test/harness/signature';
import { type Analysis, analyse } from './analyse';
import { AnalysisCache } from './analysis-cache';
import { printGraph } from './graph/print';
import { PythonParser } from './syntax/parser';

const root = join(__dirname, '../../..');
let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});

function analyseText(text: string, entry?: string, call?: string): Analysis {
  const parsed = parser.parse(text);
  const options = { file: 'folder/program.py', ...(entry === undefined ? {} : { entry }) };
  const result = analyse(parsed, call === undefined ? options : { ...options, signature: parseSignature(call) });
  parsed.dispose();
  return result;
}

const PROGRAM = `import numpy as np
import weft
from numpy.typing import NDArray

STEPS = 3


def smooth(u):
    v = u.copy()
    v[1:-1] = 0.5 * (u[:-2] + u[2:])
    return v


@weft.task(precision="fast", threads=2)
def heat(u: NDArray[np.float64], n: int = STEPS):
    """Smooths."""
    for _ in range(n):
        u = smooth(u)
    return u


@weft.task
def total(a, scale=1.5):
    return (a * scale).sum()
`;

describe('analyse', () => {
  it('describes every task', () => {
    const { tasks, diagnostics, graph } = analyseText(PROGRAM);
    expect(diagnostics).toEqual([]);
    expect(graph).toBeUndefined();
    expect(
      tasks.map(({ name, compiles, threads, precision, docstring }) => ({
        name,
        compiles,
        threads,
        precision,
        docstring,
      })),
    ).toEqual([
      { name: 'heat', compiles: true, threads: 2, precision: 'fast', docstring: 'Smooths.' },
      { name: 'total', compiles: true, threads: undefined, precision: 'strict', docstring: undefined },
    ]);
    expect(tasks[0]!.parameters).toMatchObject([
      { name: 'u', hasDefault: false, annotation: 'NDArray[np.float64]' },
      { name: 'n', hasDefault: true, annotation: 'int', default: 'STEPS', type: 'int' },
    ]);
    expect(tasks[1]!.parameters).toMatchObject([
      { name: 'a', hasDefault: false },
      { name: 'scale', default: '1.5', type: 'float' },
    ]);
  });

  it('gives the graph of a call, the same every time', () => {
    const first = analyseText(PROGRAM, 'total', 'a=f32[n,m]').graph!;
    const again = analyseText(PROGRAM, 'total', 'a=f32[n,m]').graph!;
    expect(printGraph(first)).toBe(printGraph(again));
    expect(first.file).toBe('program.py');
    expect(first.functions[0]!.name).toBe('total');
  });

  it('gives no graph for a refused program, and says why', () => {
    const { graph, diagnostics, tasks } = analyseText('def f(a):\n    return a + missing\n', 'f', 'a=int');
    expect(graph).toBeUndefined();
    expect(diagnostics.map((item) => item.code)).toEqual(['WEFT140']);
    expect(tasks[0]).toMatchObject({ name: 'f', compiles: false });
  });

  it('names the files that a call reads', () => {
    const text = "import numpy as np\ndef f():\n    return np.load('points.npy') * 2\n";
    const first = analyseText(text, 'f', '()');
    expect(first.loads).toEqual(['points.npy']);
    expect(first.graph).toBeUndefined();
    const parsed = parser.parse(text);
    const files = new Map([['points.npy', { kind: 'array', dtype: 'f64', rank: 2 } as const]]);
    const second = analyse(parsed, { file: 'a.py', entry: 'f', signature: { parameters: new Map(), files } });
    parsed.dispose();
    expect(second.diagnostics).toEqual([]);
    expect(printGraph(second.graph!)).toContain('load_npy path="points.npy"');
  });

  it('leaves functions alone that no task reaches', () => {
    expect(analyseText('def f(a):\n    return a + missing\n').diagnostics).toEqual([]);
  });
});

const programs = ['examples', 'test/golden'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

describe('incremental analysis', () => {
  it('equals a fresh one after random edits, and never throws', () => {
    const pieces = fc.constantFrom(
      '',
      '',
      '\n',
      ' ',
      'x',
      'n',
      '0',
      '.',
      '(',
      ')',
      '[0]',
      ' + 1',
      'return u\n    ',
      '# note\n',
      '@weft.task\n',
      ', axis=0',
      'np.',
      '"',
    );
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(4), insert: pieces });
    fc.assert(
      fc.property(
        fc.constantFrom(PROGRAM, ...programs),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        (program, edits) => {
          const cache = new AnalysisCache();
          let text = program;
          let parsed = parser.parse(text);
          analyse(parsed, { file: 'a.py' }, cache);
          for (const { at, remove, insert } of edits) {
            const start = Math.floor(at * text.length);
            text = text.slice(0, start) + insert + text.slice(start + remove);
            const next = parser.parse(text, parsed);
            parsed.dispose();
            parsed = next;
            const incremental = analyse(parsed, { file: 'a.py' }, cache);
            const full = parser.parse(text);
            if (full.diagnostics.length === 0) expect(incremental).toEqual(analyse(full, { file: 'a.py' }));
            full.dispose();
            expect(incremental.diagnostics.map((item) => item.code)).not.toContain('WEFT190');
          }
          parsed.dispose();
        },
      ),
      { numRuns: 120, seed: 5 },
    );
  });

  it('compiles every function of broken programs without a fault of its own', () => {
    const cut = fc.record({
      program: fc.constantFrom(...programs),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
    });
    fc.assert(
      fc.property(cut, ({ program, at, length }) => {
        const start = Math.floor(at * program.length);
        const parsed = parser.parse(program.slice(0, start) + program.slice(start + length));
        for (const fn of parsed.module.functions) {
          const { diagnostics } = analyse(parsed, { file: 'a.py', entry: fn.name });
          expect(diagnostics.map((item) => item.code)).not.toContain('WEFT190');
        }
        parsed.dispose();
      }),
      { numRuns: 150, seed: 9 },
    );
  });
});
