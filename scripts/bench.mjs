// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- N SWEEPS]: Jacobi sweeps in Weft, NumPy and hand-written C, interleaved, at one and two threads.
// Medians of the rounds and ratios of one run; single times mean little on a shared machine.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildProduct } from './build.mjs';
import { capture, main, root, StepError } from './lib/shell.mjs';

const [n = '2048', sweeps = '200'] = process.argv.slice(2);
const rounds = 3;
const limits = path.join(root, 'build/bench/limits');

async function number(program, args, options) {
  const { code, stdout, stderr } = await capture(program, args, options);
  if (code !== 0) throw new StepError(`${program} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const numpy = `
import sys, time
sys.path[:0] = ['examples', 'runtime/python']
from heat import heat
begun = time.perf_counter(); heat(${n}, ${sweeps}); print(1e3 * (time.perf_counter() - begun))
`;

const contestants = (threads) => ({
  weft: async () => {
    const args = ['dist/weft.cjs', 'run', 'examples/heat.py', '--arg', `n=${n}`, '--arg', `sweeps=${sweeps}`];
    const json = await number(process.execPath, [...args, '--threads', String(threads), '--repeat', '3', '--json']);
    return Math.min(...JSON.parse(json).timing.run_ms);
  },
  numpy: async () => Number(await number('/usr/bin/python3', ['-c', numpy])),
  c: async () =>
    Number(await number(limits, ['jacobi', n, sweeps], { env: { ...process.env, OMP_NUM_THREADS: threads } })),
  copy: async () => {
    const bytes = 256 * 1024 * 1024;
    const ms = Number(
      await number(limits, ['copy', String(bytes)], { env: { ...process.env, OMP_NUM_THREADS: threads } }),
    );
    return (2 * bytes) / ms / 1e6;
  },
});

await main(async () => {
  await buildProduct();
  mkdirSync(path.dirname(limits), { recursive: true });
  await number('gcc', ['-O3', '-march=native', '-ffp-contract=off', '-fopenmp', 'test/bench/limits.c', '-o', limits]);
  process.stdout.write(`Jacobi ${n}², ${sweeps} sweeps, float64; medians of ${rounds} interleaved rounds\n`);
  process.stdout.write('threads   Weft ms   NumPy ms   C ms   over NumPy   over C   Weft GB/s   copy GB/s\n');
  for (const threads of [1, 2]) {
    const times = { weft: [], numpy: [], c: [], copy: [] };
    for (let round = 0; round < rounds; round++) {
      for (const [name, run] of Object.entries(contestants(threads))) times[name].push(await run());
    }
    const [weft, reference, c, copy] = ['weft', 'numpy', 'c', 'copy'].map((name) => median(times[name]));
    const bandwidth = (16 * n * n * sweeps) / weft / 1e6;
    const cells = [threads, weft.toFixed(0), reference.toFixed(0), c.toFixed(0), `${(reference / weft).toFixed(1)}x`];
    cells.push(`${(c / weft).toFixed(2)}x`, bandwidth.toFixed(1), copy.toFixed(1));
    process.stdout.write(
      `${cells.map((cell, i) => String(cell).padStart([7, 10, 11, 7, 13, 9, 12, 12][i])).join('')}\n`,
    );
  }
});
