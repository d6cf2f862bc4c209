// SPDX-License-Identifier: Apache-2.0
// Bounds of complex functions and of reductions: measured on the real worker against arithmetic with more digits, and printed
// in docs/precision.md. `WEFT_UPDATE=1` writes the table; without it the test fails when a result passes its bound.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Input, WeftRunner } from './weft';

const PAGE = path.resolve(import.meta.dirname, '../../docs/precision.md');
const MARKS = ['<!-- complex and reductions -->', '<!-- end of complex and reductions -->'] as const;
const FUNCTIONS = 'exp log log10 sqrt sin cos tan sinh cosh tanh arcsin arccos arctan arcsinh arccosh arctanh'.split(
  ' ',
);
const REDUCTIONS: readonly (readonly [string, string, string])[] = [
  ['abs', 'np.abs(z)', 'the result'],
  ['multiply', 'z * w', 'the result'],
  ['divide', 'z / w', 'the result'],
  ['power', 'z ** w', 'the result'],
  ['sum', 'np.sum(x)', 'the sum of the sizes'],
  ['prod', 'np.prod(p)', 'the result'],
  ['mean', 'np.mean(x)', 'the mean of the sizes'],
  ['var', 'np.var(x)', 'the result'],
  ['std', 'np.std(x)', 'the result'],
  ['norm', 'np.linalg.norm(x)', 'the result'],
  ['dot', 'np.dot(x, y)', 'the sum of the products’ sizes'],
  ['matmul', 'a @ b', 'the sum of the products’ sizes'],
  ['einsum', "np.einsum('ij,jk->ik', a, b)", 'the sum of the products’ sizes'],
  ['convolve', 'np.convolve(x[:20000], y[:300])', 'the sum of the products’ sizes'],
  ['cumsum', 'np.cumsum(x)', 'the sum of the sizes so far'],
  ['cumprod', 'np.cumprod(p)', 'the result'],
  ['trace', 'np.trace(a)', 'the sum of the sizes'],
  ['logaddexp.reduce', 'np.logaddexp.reduce(x)', 'the result'],
];
const OPERATIONS = [...FUNCTIONS.map((name) => [name, `np.${name}(z)`, 'the result'] as const), ...REDUCTIONS];
const SOURCE = `import numpy as np
def f(z, w, x, y, p, a, b):
    return (${OPERATIONS.map(([, text]) => text).join(', ')})
`;
const RANKS = { z: 1, w: 1, x: 1, y: 1, p: 1, a: 2, b: 2 } as const;

type Errors = Readonly<Record<string, number>>;

describe('precision', () => {
  let runner: WeftRunner;
  beforeAll(async () => {
    runner = await WeftRunner.create();
  });
  afterAll(() => runner.close());

  const python = (...args: string[]): string =>
    execFileSync(
      process.env.WEFT_PYTHON ?? '/usr/bin/python3',
      [path.join(import.meta.dirname, 'precision_oracle.py'), ...args],
      { encoding: 'utf8' },
    );

  const errorsOf = async (kind: 'single' | 'double'): Promise<Errors> => {
    const folder = path.join(runner.home, kind);
    mkdirSync(folder);
    python('make', folder, kind);
    const inputs = Object.entries(RANKS).map(([name, rank]): Input => {
      const isComplex = name === 'z' || name === 'w';
      const dtype = kind === 'single' ? (isComplex ? 'c64' : 'f32') : isComplex ? 'c128' : 'f64';
      return { name, type: { kind: 'array', dtype, rank }, value: path.join(folder, `${name}.npy`) };
    });
    const ran = await runner.run(SOURCE, 'f', inputs);
    if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran));
    return JSON.parse(python('measure', folder, ran.results, kind)) as Errors;
  };

  it('of complex functions and reductions is as docs/precision.md says', { timeout: 600_000 }, async () => {
    const single = await errorsOf('single');
    const double = await errorsOf('double');
    if (process.env.WEFT_UPDATE === '1') writePage(single, double);
    const bounds = readPage();
    const passed = OPERATIONS.flatMap(([name]) => {
      const [most32, most64] = bounds.get(name) ?? [0, 0];
      return [
        ...(single[name]! <= most32 ? [] : [`${name} float32: ${single[name]} > ${most32}`]),
        ...(double[name]! <= most64 ? [] : [`${name} float64: ${double[name]} > ${most64}`]),
      ];
    });
    expect(passed).toEqual([]);
  });
});

/** Rounded up, with half a rounding to spare. */
function bound(error: number): string {
  return (Math.ceil((error + 0.5) * 2) / 2).toFixed(1);
}

function parts(): readonly [string, string, string] {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(MARKS[0]);
  const [table, after] = (rest ?? '').split(MARKS[1]);
  if (rest === undefined || after === undefined) throw new Error(`${PAGE} has no place for the table`);
  return [before!, table!, after];
}

function writePage(single: Errors, double: Errors): void {
  const [before, , after] = parts();
  const rows = OPERATIONS.map(
    ([name, , scale]) => `| \`${name}\` | ${bound(single[name]!)} | ${bound(double[name]!)} | ${scale} |`,
  );
  const table = ['| operation | single | double | roundings of |', '|---|---|---|---|', ...rows].join('\n');
  writeFileSync(PAGE, `${before}${MARKS[0]}\n\n${table}\n\n${MARKS[1]}${after}`);
}

/** The bounds that the page states: float32 or complex64, and float64 or complex128. */
function readPage(): Map<string, readonly [number, number]> {
  const rows = [...parts()[1].matchAll(/^\| `([\w.]+)` \| ([\d.]+) \| ([\d.]+) \|/gm)];
  return new Map(rows.map(([, name, single, double]) => [name!, [Number(single), Number(double)] as const]));
}
