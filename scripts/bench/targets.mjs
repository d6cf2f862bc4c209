// SPDX-License-Identifier: Apache-2.0
// What the benchmark is held against: each target with what was measured, and the programs that fall short of it.

import { classCause } from './causes.mjs';
import {
  geometricMean,
  label,
  memoryRatio,
  memoryShare,
  offered,
  overC,
  overNumpy,
  overPeers,
  ratio,
  scaling,
  time,
} from './ratios.mjs';

/** Geometric means over NumPy on two threads: the best of all peers, DaCe included, with a margin. */
const CLASS_TARGETS = {
  stencils: 8,
  sweeps: 10,
  triangular: 60,
  scalar: 120,
  nets: 9,
  elementwise: 2.5,
  masks: 7,
  statistics: 2,
  blas: 1.3,
};

/** Below this time on one thread a second thread is not worth waking. */
const PARALLEL_MS = 1;
/** A machine that gives less than this part of its threads to a trivial loop says nothing about a program's scaling. */
const GIVEN = 0.75;
/** Inputs and results below this are not what memory is about. */
const LARGE_BYTES = 8e6;

const whole = (rows, of) => geometricMean(rows.map(of));

/** `of` is a row's number, `needed` the least (or with `most` the largest) that meets the target. */
function each(title, rows, of, needed, { most = false, format = ratio } = {}) {
  const known = rows.filter((row) => of(row) !== undefined);
  const short = known.filter((row) => (most ? of(row) > needed : of(row) < needed));
  short.sort((a, b) => (most ? of(b) - of(a) : of(a) - of(b)));
  return {
    title: `${title} ${most ? '≤' : '≥'} ${format(needed)}`,
    measured: `${known.length - short.length} of ${known.length}`,
    met: short.length === 0,
    short: short.map((row) => ({ row, value: format(of(row)) })),
  };
}

function mean(title, rows, of, needed) {
  const value = whole(rows, of);
  if (value === undefined) return undefined;
  return { title: `${title} ≥ ${ratio(needed)}`, measured: ratio(value), met: value >= needed, short: [] };
}

const percent = (value) => `${Math.round(100 * value)} %`;
const ms = (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
const micro = (value) => `${(1000 * value).toFixed(1)} µs`;

/**
 * What several threads gain over one. Told where the machine gave the threads to a trivial loop meanwhile, and scaled to all of what
 * they promise.
 */
function gains(title, rows, many) {
  const gain = (row) => {
    const one = rows.find((other) => other.name === row.name && other.form === row.form && other.threads === 1);
    const gained = scaling(row, one);
    const given = offered(row);
    if (gained === undefined || time(one, 'weft') < PARALLEL_MS || row.serial) return undefined;
    return given === undefined || given < GIVEN * row.threads
      ? undefined
      : (gained * row.threads) / Math.min(given, row.threads);
  };
  return each(title, many > 1 ? rows.filter((row) => row.threads === many) : [], gain, 0.85 * many);
}

/** Every target that the rows of a run can answer; `large`: those at large sizes. */
export function targets(rows, machine, large = []) {
  const compared = rows.filter((row) => row.form !== 'tiny');
  const many = Math.max(...[...rows, ...large].map((row) => row.threads));
  const loops = compared.filter((row) => row.form === 'loops' && row.threads === 1);
  // The loop form of PolyBench is compared with C; NumPy stands in its table for scale only.
  const unchanged = compared.filter((row) => row.form !== 'loops');
  const cold = (row) => row.contestants.weft?.compileMs;
  const cached = (row) => row.contestants.weft?.cachedMs;
  return [
    ...machine
      .map(({ threads }) => threads)
      .flatMap((threads) => {
        const members = unchanged.filter((row) => row.threads === threads);
        return [
          mean(`Over the best peer, ${threads} threads, geometric mean`, members, overPeers, 1.5),
          each(`Over the best peer, ${threads} threads, each`, members, overPeers, 0.9),
        ];
      }),
    ...Object.entries(CLASS_TARGETS).map(([name, needed]) => {
      const members = unchanged.filter((row) => row.class === name && row.threads === many);
      const peers = whole(members, (row) => overNumpy(row) / overPeers(row));
      const target = mean(`Over NumPy, ${name}, ${many} threads`, members, overNumpy, needed);
      return target && { ...target, cause: () => classCause(name, ratio(peers)) };
    }),
    mean('Over C, loops of PolyBench, 1 thread, geometric mean', loops, overC, 0.95),
    each('Over C, loops of PolyBench, 1 thread, each', loops, overC, 0.8),
    each(
      'Share of the bandwidth of a copy, out of cache,',
      compared.filter((row) => row.outOfCache && row.threads === many),
      (row) => memoryShare(row, machine),
      0.9,
      { format: percent },
    ),
    gains(`${many} threads over one, where the machine gives ${many}×,`, compared, many),
    gains(`${many} threads over one, at large sizes,`, large, many),
    each(
      `Slower beside a busy process, ${many} threads,`,
      compared.filter((row) => row.threads === many && time(row, 'weft') >= PARALLEL_MS),
      (row) => row.contestants.weft.busyMs / time(row, 'weft'),
      2.2,
      { most: true },
    ),
    each(
      'A call of a tiny program',
      rows.filter((row) => row.form === 'tiny'),
      (row) => time(row, 'weft'),
      0.02,
      { most: true, format: micro },
    ),
    each(
      'Cold compilation',
      compared.filter((row) => row.threads === many),
      cold,
      100,
      { most: true, format: ms },
    ),
    each(
      'Compilation from the cache',
      compared.filter((row) => row.threads === many),
      cached,
      5,
      { most: true, format: ms },
    ),
    each(
      'Peak memory over inputs, results and unavoidable temporaries',
      compared.filter((row) => row.threads === many && row.arrayBytes > LARGE_BYTES),
      memoryRatio,
      1.2,
      { most: true },
    ),
  ].filter((target) => target !== undefined && target.measured !== '0 of 0');
}

/** The targets as lines for a terminal. */
export function targetLines(rows, machine, large) {
  return targets(rows, machine, large).map(({ title, measured, met, short }) => {
    const who = short.map(({ row, value }) => `${label(row)} ${value}`).join('; ');
    return `${met ? 'met  ' : 'short'}  ${`${title}:`.padEnd(62)} ${measured}${who ? `  (${who})` : ''}`;
  });
}
