// SPDX-License-Identifier: Apache-2.0
// Why a program falls short of a target: what was found when it was measured.

import { breakdownText } from './breakdown.mjs';

/** By program's name (with its form, where the forms differ); `compile` and `memory` are about those targets. */
const CAUSES = {
  'adi, loops': {
    compile:
      'two functions of five rows side by side, of 1200 instructions each, and the same loops as written: 60, 60 and 40 ms of processor time',
  },
  atax: { time: 'one pass over 32 MB, which C with OpenMP shares at 1.63 to 1.71×' },
  bicg: { time: 'the pass over 32 MB that atax makes, which C with OpenMP shares at 1.63 to 1.71×' },
  cavity_flow: {
    compile: '19 nests take 160 ms of processor time, on two threads, and the long code around them 25',
  },
  'cholesky, loops': {
    time: 'its loops are not planned, because math.sqrt may raise: native code in the order of the program, on one thread',
  },
  cholesky_rows: {
    time: 'each of its 80 000 elements is a product of two rows, 15 ns, that needs the elements before it',
  },
  contour_integral: {
    time: '16 systems of 150 rows, 0.56 ms each, one after the other: each is factored on one thread before its right sides are divided',
  },
  covariance_library: { memory: 'the centred data (5.8 MB, as much as the input), which the product takes as a whole' },
  'floyd_warshall, loops': {
    time: 'each of its passes reads and writes the whole matrix from the second-level cache, and threads meet three times in it: row l runs alone between the rows before and after it',
  },
  heat_3d: { time: 'steps of 9 µs: C with OpenMP gains 1.40×' },
  horizontal_diffusion: {
    memory:
      'differences and two fluxes (8.3 MB each), which statements read at several places: computed anew at each, elements that no statement reads would go without the warnings that NumPy gives of them',
  },
  kmeans: {
    time: 'members of the clusters, half of the time, are one step after the other of 5 to 40 µs, whose sizes the next one needs',
  },
  'ludcmp, loops': {
    time: 'fewer than 512 rows are not cut into blocks, which would cost as much on one thread as they save: 4 µs a row, one after the other',
  },
  'ludcmp, numpy': {
    time: 'each element left of the diagonal is a product of a row and a column, 60 ns, that needs the elements before it',
  },
  'lu, numpy': {
    time: 'each element left of the diagonal is a product of a row and a column, 60 ns, that needs the elements before it: nine tenths of the time',
  },
  'lu, loops': {
    time: 'fewer than 512 rows are not cut into blocks, which would cost as much on one thread as they save: 4 µs a row, one after the other',
  },
  mvt: { time: 'the pass over 32 MB that atax makes, which C with OpenMP shares at 1.63 to 1.71×' },
  nussinov: { time: 'each element needs those left of it and below it: rows in order, on one thread' },
  option_prices: {
    compile:
      'two nests of some 60 operations, which give three results, with the code that looks for odd numbers: 200 ms of processor time, on two threads',
    memory: 'one array (16 MB): both calls in one nest would be too many operations',
  },
  power_spectrum: {
    time: 'its 1 952 transforms take 4 µs each, and each is added to the sum before the next one starts',
  },
  ridge_regression: {
    memory: 'what the product of `x.T` with `x` keeps in blocks, each for the rows of one task (5 MB)',
  },
  seidel_2d: {
    time: 'each row needs the one before it: strips of 32 rows follow each other on two threads, which together take a fifth longer than rows in order',
  },
  thomas_lines: {
    time: 'two nests of 0.5 ms, whose tasks take pieces of 480 bytes of every row: together they take a third longer than whole rows on one thread',
  },
};

/** Why a class as a whole falls short of what its target asks for; `peers`: what the fastest peer of each program reaches over NumPy. */
export const classCause = (name, peers) =>
  ({
    triangular: `the target was measured on other programs; on these the best of the peers reaches ${peers} over NumPy, whose forms of some compute rows by products`,
  })[name] ?? 'not known yet';

function kindOf(title) {
  if (/ompilation/.test(title)) return 'compile';
  if (/memory/.test(title)) return 'memory';
  return /threads over one/.test(title) ? 'gain' : 'time';
}

export function causes(row, title) {
  const known = CAUSES[`${row.name}, ${row.form}`] ?? CAUSES[row.name] ?? {};
  const kind = kindOf(title);
  const told = kind === 'gain' ? [known.time, row.breakdown && breakdownText(row.breakdown)] : [known[kind]];
  return told.filter(Boolean).join(': ') || 'not known yet';
}
