// SPDX-License-Identifier: Apache-2.0
// Bounds of SciPy's special functions: measured on the real worker against values of 50 digits and more, and printed in
// docs/precision.md. `WEFT_UPDATE=1` writes the table; without it the test fails when a result passes its bound.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WeftRunner } from './weft';

const PAGE = path.resolve(import.meta.dirname, '../../docs/precision.md');
const MARKS = ['<!-- special functions -->', '<!-- end of special functions -->'] as const;
const COLUMNS = 4;

/** Function: rows of its arguments, its value as the sum of two doubles, and the size that errors are measured in. */
const VALUES = JSON.parse(readFileSync(path.join(import.meta.dirname, 'special-values.json'), 'utf8')) as Record<
  string,
  readonly (readonly [readonly number[], number, number, number])[]
>;

/** The arguments of all functions are rows of one array. */
function program(): { source: string; rows: number[][] } {
  const rows: number[][] = [];
  const calls = Object.entries(VALUES).map(([name, cases]) => {
    const count = cases[0]![0].length;
    const operands = Array.from({ length: count }, (_, i) => {
      rows.push(cases.map(([operands]) => operands[i]!));
      return `p[${rows.length - 1}]`;
    });
    return `sp.${name}(${operands.join(', ')})`;
  });
  return { source: `import scipy.special as sp\n\ndef f(p):\n    return (${calls.join(', ')})\n`, rows };
}

describe('precision', () => {
  let runner: WeftRunner;
  beforeAll(async () => {
    runner = await WeftRunner.create();
  });
  afterAll(() => runner.close());

  const python = (text: string, ...args: string[]): string =>
    execFileSync(process.env.WEFT_PYTHON ?? '/usr/bin/python3', ['-c', text, ...args], { encoding: 'utf8' });

  it('of special functions is as docs/precision.md says', { timeout: 100_000 }, async () => {
    const { source, rows } = program();
    const [input, output] = ['p.json', 'results.json'].map((name) => path.join(runner.home, name));
    const array = path.join(runner.home, 'p.npy');
    writeFileSync(input!, JSON.stringify(rows));
    python(
      'import json, sys, numpy; numpy.save(sys.argv[2], numpy.array(json.load(open(sys.argv[1])), float))',
      input!,
      array,
    );
    const type = { kind: 'array', dtype: 'f64', rank: 2 } as const;
    const ran = await runner.run(source, 'f', [{ name: 'p', type, value: array }]);
    if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran));
    const load = `import json, sys, numpy
results = [numpy.load(f'{sys.argv[1]}/return.{i}.npy').tolist() for i in range(int(sys.argv[3]))]
json.dump(results, open(sys.argv[2], 'w'))`;
    const names = Object.keys(VALUES);
    python(load, ran.results, output!, String(names.length));
    const results = JSON.parse(readFileSync(output!, 'utf8')) as number[][];
    const errors = new Map(names.map((name, i) => [name, largestError(name, results[i]!)] as const));
    if (process.env.WEFT_UPDATE === '1') writePage(errors);
    const bounds = readPage();
    expect(names.filter((name) => !(errors.get(name)! <= (bounds.get(name) ?? 0)))).toEqual([]);
  });
});

/** In roundings, which are half of the distance between 1 and the next number. */
function largestError(name: string, results: readonly number[]): number {
  const errors = VALUES[name]!.map(
    ([, value, rest, size], i) => Math.abs(results[i]! - value - rest) / (size * 2 ** -53),
  );
  return errors.some(Number.isNaN) ? Infinity : Math.max(...errors);
}

function bound(error: number): string {
  return (Math.ceil((error + 0.5) * 2) / 2).toFixed(1);
}

function parts(): readonly [string, string, string] {
  const [before, rest] = readFileSync(PAGE, 'utf8').split(MARKS[0]);
  const [table, after] = (rest ?? '').split(MARKS[1]);
  if (rest === undefined || after === undefined) throw new Error(`${PAGE} has no place for the table`);
  return [before!, table!, after];
}

function writePage(errors: ReadonlyMap<string, number>): void {
  const [before, , after] = parts();
  const cells = [...errors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, error]) => `\`${name}\` | ${bound(error)}`);
  const lines = Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, row) =>
    Array.from({ length: COLUMNS }, (_, column) => cells[row * COLUMNS + column] ?? ' | ').join(' | '),
  );
  const heads = Array.from({ length: COLUMNS }, () => 'function | roundings').join(' | ');
  const table = [`| ${heads} |`, `|${'---|'.repeat(2 * COLUMNS)}`, ...lines.map((line) => `| ${line} |`)].join('\n');
  writeFileSync(PAGE, `${before}${MARKS[0]}\n\n${table}\n\n${MARKS[1]}${after}`);
}

function readPage(): Map<string, number> {
  return new Map(
    [...parts()[1].matchAll(/`(\w+)` \| ([\d.]+)/g)].map(([, name, most]) => [name!, Number(most)] as const),
  );
}
