// SPDX-License-Identifier: Apache-2.0
// What `--explain` says of benchmark programs, line by line: operations and bytes against numbers made from the sizes alone.
// Operations are those of the program's text, each element of a fused statement for itself. Bytes are what a nest or a library call
// reads, each byte once, and writes. Python loops have no bytes, and no operations where branches decide about them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProfile, tableRows } from '../../extension/src/profile/load';
import { renderPlan } from '../../extension/src/profile/plan';
import { type Input, WeftRunner } from './weft';

const F64 = 8;
const F32 = 4;
const sum = (from: number, to: number, of: (i: number) => number): number => {
  let total = 0;
  for (let i = from; i < to; i++) total += of(i);
  return total;
};

interface Described {
  readonly kind: 'array' | 'int' | 'float';
  readonly dtype: 'f64' | 'f32' | 'i64';
  readonly rank: number;
  readonly value: number;
}

interface Line {
  /** A part of the line's text. */
  readonly text: string;
  readonly operations: number;
  readonly bytes?: number;
}

interface Program {
  readonly name: string;
  readonly form: 'loops' | 'numpy' | 'science';
  readonly size: number;
  readonly lines: readonly Line[];
}

const STEPS = 10;

function jacobi(n: number): Line[] {
  const [operations, bytes] = [STEPS * 5 * (n - 2) ** 2, STEPS * F64 * (n * n - 4 + (n - 2) ** 2)];
  return [
    { text: 'B[1:-1, 1:-1] =', operations, bytes },
    { text: 'A[1:-1, 1:-1] =', operations, bytes },
  ];
}

function correlation(m: number, n: number): Line[] {
  const row = F64 * m;
  return [
    { text: 'mean[:] =', operations: n * m + m, bytes: F64 * n * m + 3 * row },
    { text: 'stddev[:] = np.sqrt', operations: 3 * n * m + 2 * m, bytes: F64 * n * m + 4 * row },
    { text: 'stddev[:] = np.where', operations: 0, bytes: 2 * row },
    { text: 'data -= mean', operations: n * m, bytes: 2 * F64 * n * m + row },
    { text: 'data /= ', operations: 2 * n * m, bytes: 2 * F64 * n * m + row },
    {
      text: 'corr[i, i + 1:] =',
      operations: sum(1, m, (k) => 2 * n * k),
      bytes: sum(1, m, (k) => F64 * (n * k + n + 3 * k)),
    },
  ];
}

function kmeans(n: number): Line[] {
  const [k, axes, rounds] = [12, 4, 10];
  return [
    {
      text: 'distance =',
      operations: rounds * 3 * n * k * axes,
      bytes: rounds * F64 * (n * axes + k * axes + n * k),
    },
    { text: 'label = np.argmin', operations: 0, bytes: rounds * F64 * (n * k + n) },
    { text: 'members = points', operations: 0 },
  ];
}

function nbody(n: number): Line[] {
  const steps = 20;
  const square = (steps + 1) * n * n;
  return [
    { text: 'vel += acc * dt / 2.0', operations: steps * 18 * n, bytes: steps * F64 * 18 * n },
    { text: 'pos += vel * dt', operations: steps * 6 * n, bytes: steps * F64 * 9 * n },
    // Differences, squares and the power of nine in one nest, which keeps two results; two more nests; three products.
    { text: 'return np.hstack', operations: square * (11 + 2 * 2 + 3 * 2), bytes: square * F64 * (2 + 2 * 2 + 3) },
  ];
}

function softmax(count: number): Line[] {
  const [all, rows] = [count * 8 * 128 * 128, count * 8 * 128];
  return [
    { text: 'top = np.max', operations: 0, bytes: F32 * (all + rows) },
    { text: 'e = np.exp', operations: 2 * all, bytes: F32 * (2 * all + rows) },
    { text: 'return e / np.sum', operations: 2 * all, bytes: F32 * (3 * all + 2 * rows) },
  ];
}

/** In blocks of 16 rows: the corner of each by the loops of the program, and all else as the loop over rows. */
function lu(n: number): Line[] {
  const left = (size: number) => sum(0, size, (i) => i * i);
  const right = (size: number) => sum(0, size, (i) => 2 * i * (size - i));
  const sizes = Array.from({ length: Math.ceil(n / 16) }, (_, block) => Math.min(16, n - 16 * block));
  const corners = (of: (size: number) => number) => sizes.reduce((total, size) => total + of(size), 0);
  return [
    { text: 'for i in range(n):', operations: left(n) + right(n) - corners(left) - corners(right) },
    { text: 'for j in range(i):', operations: corners(left) },
    { text: 'for j in range(i, n):', operations: corners(right) },
  ];
}

const PROGRAMS: readonly Program[] = [
  { name: 'jacobi_2d', form: 'numpy', size: 150, lines: jacobi(150) },
  {
    name: 'jacobi_2d',
    form: 'loops',
    size: 150,
    lines: [{ text: 'for i in range(1, n - 1):', operations: 2 * STEPS * 5 * 148 ** 2 }],
  },
  {
    name: 'gemm',
    form: 'loops',
    size: 90,
    lines: [{ text: 'for i in range(ni):', operations: 90 * 92 + 3 * 90 * 92 * 94 }],
  },
  {
    name: 'lu',
    form: 'loops',
    size: 70,
    lines: lu(70),
  },
  { name: 'correlation', form: 'numpy', size: 120, lines: correlation(120, 122) },
  {
    name: 'correlation',
    form: 'loops',
    size: 70,
    lines: [{ text: 'for i in range(m - 1):', operations: sum(1, 70, (k) => 2 * 72 * k) }],
  },
  { name: 'kmeans', form: 'science', size: 4000, lines: kmeans(4000) },
  {
    name: 'histograms',
    form: 'science',
    size: 200_000,
    lines: [{ text: 'low, high =', operations: 0, bytes: 2 * F64 * 200_000 }],
  },
  { name: 'softmax', form: 'science', size: 2, lines: softmax(2) },
  {
    name: 'mandelbrot_loops',
    form: 'science',
    size: 40,
    lines: [{ text: 'for i in range(size):', operations: 0 }],
  },
  {
    name: 'seidel_2d',
    form: 'loops',
    size: 80,
    lines: [{ text: 'for t in range(tsteps):', operations: STEPS * 9 * 78 ** 2 }],
  },
  { name: 'nbody', form: 'science', size: 200, lines: nbody(200) },
  {
    name: 'edit_distance',
    form: 'science',
    size: 300,
    lines: [
      { text: 'table[:, 0] =', operations: 0, bytes: F64 * 301 },
      { text: 'table[0, :] =', operations: 0, bytes: F64 * 351 },
      { text: 'for i in range(1, a.size + 1):', operations: 0 },
    ],
  },
];

describe('the plan of a program', () => {
  let runner: WeftRunner;
  beforeAll(async () => {
    // What runs in place has no row of its own.
    process.env.WEFT_WITHOUT = 'shorts,worth,statements';
    runner = await WeftRunner.create();
    delete process.env.WEFT_WITHOUT;
  });
  afterAll(() => runner.close());

  it.each(PROGRAMS)('$name as $form counts what it does', async ({ name, form, size, lines }) => {
    const folder = mkdtempSync(path.join(runner.home, `${name}-`));
    const script = path.join(import.meta.dirname, 'plan_inputs.py');
    const made = execFileSync('/usr/bin/python3', [script, name, form, String(size), folder], { encoding: 'utf8' });
    const about: { path: string; function: string; inputs: Record<string, Described> } = JSON.parse(made);
    const { path: file, function: entry } = about;
    const source = readFileSync(file, 'utf8');
    const inputs = Object.entries(about.inputs).map(([key, each]) => inputOf(key, each, folder));
    const ran = await runner.run(source, entry, inputs);
    if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran, null, 1));
    const model = await readProfile(path.join(ran.results, '..', 'profile.weftprof'));
    if (!model.ok) throw new Error(model.message);
    const plan = renderPlan(model, source);
    const table = model.handle.table('site');
    const text = source.split('\n');
    for (const { text: part, operations, bytes } of lines) {
      const told = { operations: 0, bytes: 0 };
      for (const row of tableRows(table)) {
        const site = model.summary.sites[table.key[row]!]!;
        if (site.function !== entry && form !== 'science') continue;
        if (!text[site.range.startLine]!.includes(part)) continue;
        told.operations += site.operations;
        told.bytes += table.bytes[row]!;
      }
      if (name === 'nbody') expect(plan).toContain('keeps 2 results');
      expect(told.operations, `operations of ${part}\n${plan}`).toBe(operations);
      if (bytes === undefined) continue;
      // A little more: parts of sums that are added up, and vectors beside matrices.
      expect(told.bytes, `bytes of ${part}\n${plan}`).toBeGreaterThanOrEqual(0.99 * bytes);
      expect(told.bytes, `bytes of ${part}\n${plan}`).toBeLessThanOrEqual(1.04 * bytes);
    }
  });
});

function inputOf(name: string, { kind, dtype, rank, value }: Described, folder: string): Input {
  if (kind !== 'array') return { name, type: { kind }, value };
  return { name, type: { kind, dtype, rank }, value: path.join(folder, `${name}.npy`) };
}
