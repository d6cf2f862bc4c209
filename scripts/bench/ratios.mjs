// SPDX-License-Identifier: Apache-2.0
// What the rows of a run say: times, ratios and shares of one program.

import { median } from './measure.mjs';

const PEERS = ['numpy', 'numba', 'numba-parallel', 'pythran'];

/** The median of the rounds in ms; undefined for who failed or took no part. */
export const time = (row, kind) => {
  const entry = row.contestants[kind];
  return entry && !entry.failed && entry.ms.length > 0 ? median(entry.ms) : undefined;
};

/** The fastest of NumPy, Numba and Pythran, with its time. */
export function best(row) {
  const timed = PEERS.map((kind) => [kind, time(row, kind)]).filter(([, ms]) => ms !== undefined);
  return timed.sort((a, b) => a[1] - b[1])[0];
}

const over = (a, b) => (a === undefined || b === undefined ? undefined : a / b);
export const overPeers = (row) => over(best(row)?.[1], time(row, 'weft'));
export const overNumpy = (row) => over(time(row, 'numpy'), time(row, 'weft'));
export const overC = (row) => over(time(row, 'c'), time(row, 'weft'));

/** How much faster Weft is in `row` than in `single`, the same program on one thread. */
export const scaling = (row, single) => over(single && time(single, 'weft'), time(row, 'weft'));

/** What the machine gave a trivial loop on the same threads meanwhile. */
export const offered = (row) => (row.openmp.length > 0 ? median(row.openmp) : undefined);

/** The bytes of inputs and results over the time, as a share of what a copy reaches. */
export function memoryShare(row, machine) {
  const copy = machine.find(({ threads }) => threads === row.threads)?.copy;
  const ms = time(row, 'weft');
  return copy && ms ? (row.arrayBytes * 1e-6) / ms / copy : undefined;
}

/** The largest memory that Weft held over that of inputs, results and temporaries that nobody can avoid. */
export const memoryRatio = (row) => over(row.contestants.weft?.peakBytes, row.arrayBytes + (row.temporaryBytes ?? 0));

export function geometricMean(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0
    ? undefined
    : Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length);
}

/** How far apart the rounds of Weft were, as a part of their median. */
export function spread(row) {
  const ms = row.contestants.weft?.ms ?? [];
  return ms.length < 2 ? '' : `±${Math.round((50 * (Math.max(...ms) - Math.min(...ms))) / median(ms))}%`;
}

/** Rows that are compared with peers, by class and number of threads. */
export function groups(rows) {
  const compared = rows.filter((row) => row.form !== 'tiny');
  const keys = [...new Set(compared.map((row) => `${row.class} ${row.threads}`))];
  return keys.map((key) => [key, compared.filter((row) => `${row.class} ${row.threads}` === key)]);
}

export const label = (row) => `${row.name}${row.form === 'science' || row.form === 'tiny' ? '' : `, ${row.form}`}`;
export const milliseconds = (ms) => (ms === undefined ? '–' : ms < 10 ? ms.toFixed(3) : ms.toFixed(1));
export const ratio = (value) => (value === undefined ? '–' : `${value < 10 ? value.toFixed(2) : value.toFixed(0)}×`);
