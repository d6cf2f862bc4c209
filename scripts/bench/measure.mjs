// SPDX-License-Identifier: Apache-2.0
// One program: every contestant at every number of threads prepared and checked, then timed in turns.

import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/shell.mjs';
import { breakdown } from './breakdown.mjs';
import { Peer, Weft } from './contestants.mjs';
import { speedup } from './limits.mjs';

const BUDGET_MS = 400;
const MOST_CALLS = 30;
/** Calls of a tiny program: what is measured is the cost of a call. */
const TINY_CALLS = 2000;

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export async function prepared(contestant, entry) {
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
export function accepted(entry, { distance, tolerance }) {
  entry.distance = distance;
  if (distance <= tolerance) return true;
  entry.failed = `another answer than NumPy's (${distance.toExponential(1)})`;
  return false;
}

/** A row of the table without numbers. */
export function emptyRow({ name, form, class: group, serial, outOfCache = false }, threads) {
  return { name, form, class: group, threads, serial, outOfCache, contestants: {}, openmp: [] };
}

/** Starts the contestants of one number of threads and checks their answers; gives those that take part. */
async function field(program, size, threads, folder, row, { home, only }) {
  const entry = (kind) => {
    row.contestants[kind] ??= { ms: [] };
    return row.contestants[kind];
  };
  // The loops of PolyBench take CPython hours; its NumPy form stands for NumPy there too.
  const reference = program.form === 'loops' ? { ...program, form: 'numpy' } : program;
  const numpy = new Peer('numpy', reference, size, threads, folder);
  if (!(await prepared(numpy, entry('numpy')))) return [];
  const { results, arrayBytes, temporaryBytes } = await numpy.write();
  Object.assign(row, { arrayBytes, temporaryBytes });
  const expected = Array.from({ length: results }, (_, i) => path.join(folder, `result.${i}.npy`));
  const running = [numpy];
  for (const kind of program.peers.filter((peer) => !only || only.includes(peer))) {
    if (kind === 'numba-parallel' && threads === 1) continue;
    const peer = new Peer(kind, program, size, threads, folder);
    if (!(await prepared(peer, entry(kind)))) continue;
    if (accepted(entry(kind), await peer.distance(expected))) running.push(peer);
    else peer.close();
  }
  const weft = new Weft(program, threads, folder, home);
  if (await prepared(weft, entry('weft'))) {
    Object.assign(entry('weft'), { cachedMs: weft.cachedMs, peakBytes: weft.peakBytes });
    if (accepted(entry('weft'), await numpy.distance(weft.files))) running.push(weft);
  }
  return running.map((contestant) => ({ contestant, entry: entry(contestant.kind), row }));
}

export async function callsOf({ contestant }, program) {
  if (program.form === 'tiny') return TINY_CALLS;
  const once = Math.min(...(await contestant.run(2)));
  return Math.max(1, Math.min(MOST_CALLS, Math.round(BUDGET_MS / Math.max(once, 0.01))));
}

/** One more round while another process keeps one processor busy. */
async function besideBusyProcess(running) {
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    for (const { contestant, entry, calls } of running) entry.busyMs = median(await contestant.run(calls));
  } finally {
    busy.kill('SIGKILL');
  }
}

/** What keeps the rows of several threads from gaining more. */
export async function breakDown(running, folder) {
  const wefts = running.filter(({ contestant }) => contestant.kind === 'weft');
  const single = wefts.find(({ row }) => row.threads === 1);
  if (!single) return;
  const kept = path.join(folder, 'single.weftprof');
  copyFileSync(await single.contestant.profile(), kept);
  for (const { contestant, row } of wefts) {
    if (row.threads > 1) row.breakdown = await breakdown(await contestant.profile(), kept);
  }
}

/**
 * The table rows of a program, one for each number of threads: of each contestant its times (ms, one median a round),
 * compile time, and distance from NumPy's results, or why it failed; of Weft also the largest memory held (bytes) and
 * the compile time from its cache. `openmp` is what the machine gave a trivial loop on these threads meanwhile; `busyMs` the
 * time beside a process that keeps one processor busy; `breakdown` (breakdown.mjs) where the time of several threads goes.
 * `how` has the `home` of Weft's jobs and, in `only`, the peers that take part.
 */
export async function measure(program, size, threadCounts, rounds, how) {
  const folder = path.join(root, 'build/bench/data', `${program.name}-${program.form}`);
  mkdirSync(folder, { recursive: true });
  const rows = threadCounts.map((threads) => emptyRow(program, threads));
  const running = [];
  try {
    for (const row of rows) running.push(...(await field(program, size, row.threads, folder, row, how)));
    for (const each of running) each.calls = await callsOf(each, program);
    for (let round = 0; round < rounds; round++) {
      for (const { contestant, entry, calls } of running) entry.ms.push(median(await contestant.run(calls)));
      for (const row of rows) if (row.threads > 1) row.openmp.push(await speedup(row.threads));
    }
    await besideBusyProcess(running.filter(({ row }) => row.threads === Math.max(...threadCounts)));
    if (program.form !== 'tiny' && !program.serial) await breakDown(running, folder);
  } finally {
    for (const { contestant } of running) contestant.close();
    await how.home.emptyJobs();
  }
  return rows;
}
