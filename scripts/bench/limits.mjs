// SPDX-License-Identifier: Apache-2.0
// What the machine allows, measured beside the programs: memory bandwidth, the speed of a product of matrices,
// and what a second thread gives.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { capture, root, StepError } from '../lib/shell.mjs';

const BYTES = 128 * 1024 * 1024;
const ORDER = 1024;

async function output(program, args, options) {
  const { code, stdout, stderr } = await capture(program, args, options);
  if (code !== 0) throw new StepError(`${program} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

const program = path.join(root, 'build/bench/limits');

async function build() {
  mkdirSync(path.dirname(program), { recursive: true });
  const source = path.join(root, 'test/bench/limits.c');
  await output('gcc', ['-O3', '-march=native', '-fopenmp', source, '-o', program, '-lopenblas', '-lgomp']);
}

/** How much faster `threads` threads run a trivial OpenMP loop than one thread does, now. */
export async function speedup(threads) {
  // Each thread on a processor of its own: a new thread may stay on that of its parent for longer than the loop takes.
  const env = { ...process.env, OMP_PROC_BIND: 'true', OMP_PLACES: 'cores' };
  return Number(await output(program, [String(threads)], { env }));
}

/** STREAM's copy and triad in GB/s and a 1024² product in Gflop/s, with `threads` threads. */
export async function limits(threads) {
  await build();
  const env = { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
  const [copy, triad, product] = (await output(program, [String(BYTES), String(ORDER)], { env }))
    .trim()
    .split(' ')
    .map(Number);
  return { threads, copy, triad, product };
}

export const limitsLine = ({ threads, copy, triad, product }) =>
  `${threads} ${threads === 1 ? 'thread' : 'threads'}: copy ${copy} GB/s, triad ${triad} GB/s, 1024² product ${product} Gflop/s`;
