// SPDX-License-Identifier: Apache-2.0
// What several threads gain at large sizes: those for which a user asks for several threads. Weft alone, at each number of threads in
// turns; its answers are compared with NumPy's, which runs once.

import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/shell.mjs';
import { Peer, Weft } from './contestants.mjs';
import { speedup } from './limits.mjs';
import { accepted, breakDown, callsOf, emptyRow, median, prepared } from './measure.mjs';

/** Writes inputs and NumPy's results into `folder`, and takes those of Weft's rows whose answers are the same into the run. */
async function checked(program, folder, wefts) {
  const reference = program.form === 'loops' ? { ...program, form: 'numpy' } : program;
  const numpy = new Peer('numpy', reference, 'large', Math.max(...wefts.map(({ row }) => row.threads)), folder);
  try {
    await numpy.start();
    const { arrayBytes } = await numpy.write();
    const running = [];
    for (const weft of wefts) {
      weft.row.arrayBytes = arrayBytes;
      if (!(await prepared(weft.contestant, weft.entry))) continue;
      if (accepted(weft.entry, await numpy.distance(weft.contestant.files))) running.push(weft);
    }
    return running;
  } finally {
    numpy.close();
  }
}

/** The rows of a program at its large size, one for each number of threads, as those of `measure` but with Weft's numbers alone. */
export async function measureLarge(program, threadCounts, rounds, { home }) {
  const folder = path.join(root, 'build/bench/data', `large-${program.name}-${program.form}`);
  mkdirSync(folder, { recursive: true });
  const wefts = threadCounts.map((threads) => {
    const row = emptyRow(program, threads);
    row.contestants.weft = { ms: [] };
    return { contestant: new Weft(program, threads, folder, home), entry: row.contestants.weft, row };
  });
  try {
    const running = await checked(program, folder, wefts);
    for (const each of running) each.calls = await callsOf(each, program);
    for (let round = 0; round < rounds; round++) {
      for (const { contestant, entry, calls } of running) entry.ms.push(median(await contestant.run(calls)));
      for (const { row } of wefts) if (row.threads > 1) row.openmp.push(await speedup(row.threads));
    }
    await breakDown(running, folder);
  } finally {
    await home.emptyJobs();
    rmSync(folder, { recursive: true, force: true });
  }
  return wefts.map(({ row }) => row);
}
