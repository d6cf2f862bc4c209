// SPDX-License-Identifier: Apache-2.0
// One program at one number of threads: every contestant prepared and checked, then timed in turns.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/shell.mjs';
import { Peer, Weft } from './contestants.mjs';

const BUDGET_MS = 400;
const MOST_CALLS = 30;

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function prepared(contestant, entry) {
  try {
    await contestant.start();
    entry.compileMs = contestant.compileMs;
    return true;
  } catch (error) {
    entry.failed = String(error.message ?? error).slice(0, 300);
    contestant.close();
    return false;
  }
}

/** Notes how far an answer is from NumPy's, and why it does not count when that is too far. */
function accepted(entry, { distance, tolerance }) {
  entry.distance = distance;
  if (distance <= tolerance) return true;
  entry.failed = `another answer than NumPy's (${distance.toExponential(1)})`;
  return false;
}

/**
 * The table row of a program: for each contestant its times (ms, one median a round), compile time, and distance
 * from NumPy's results; or why it failed.
 */
export async function measure(program, size, threads, rounds, only) {
  const folder = path.join(root, 'build/bench/data', `${program.name}-${program.form}`);
  mkdirSync(folder, { recursive: true });
  const row = { name: program.name, form: program.form, class: program.class, threads, contestants: {} };
  // The loops of PolyBench take CPython hours; its NumPy form stands for NumPy there too.
  const reference = program.form === 'loops' ? { ...program, form: 'numpy' } : program;
  const entry = (kind) => {
    row.contestants[kind] ??= { ms: [] };
    return row.contestants[kind];
  };
  const numpy = new Peer('numpy', reference, size, threads, folder);
  const running = [];
  try {
    if (!(await prepared(numpy, entry('numpy')))) return row;
    const results = await numpy.write();
    const expected = Array.from({ length: results }, (_, i) => path.join(folder, `result.${i}.npy`));
    running.push(numpy);
    for (const kind of program.peers.filter((peer) => !only || only.includes(peer))) {
      if (kind === 'numba-parallel' && threads === 1) continue;
      const peer = new Peer(kind, program, size, threads, folder);
      if (!(await prepared(peer, entry(kind)))) continue;
      if (accepted(entry(kind), await peer.distance(expected))) running.push(peer);
      else peer.close();
    }
    const weft = new Weft(program, threads, folder);
    if (await prepared(weft, entry('weft'))) {
      if (accepted(entry('weft'), await numpy.distance(weft.files))) running.push(weft);
    }
    const calls = new Map();
    for (const contestant of running) {
      const once = Math.min(...(await contestant.run(2)));
      calls.set(contestant, Math.max(1, Math.min(MOST_CALLS, Math.round(BUDGET_MS / Math.max(once, 0.01)))));
    }
    for (let round = 0; round < rounds; round++) {
      for (const contestant of running)
        entry(contestant.kind).ms.push(median(await contestant.run(calls.get(contestant))));
    }
  } finally {
    for (const contestant of running) contestant.close();
  }
  return row;
}
