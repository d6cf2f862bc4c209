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
  base_pairs: {
    time: 'each element needs those left of it and below it: rows in order, on one thread',
  },
  bicg: { time: 'the pass over 32 MB that atax makes, which C with OpenMP shares at 1.63 to 1.71×' },
  cavity_flow: {
    compile: '19 nests take 160 ms of processor time, on two threads, and the long code around them 25',
  },
  'cholesky, loops': {
    time: 'below 512 rows its loops run as written, on one thread, since math.sqrt may raise; from there in blocks, whose corners are in order',
  },
  'cholesky, numpy': {
    time: 'below 512 rows each element is a product of two rows that needs the elements before it; from there in blocks, whose corners are in order',
  },
  cholesky_rows: {
    time: 'below 512 rows each element is a product of two rows, 15 ns, that needs the elements before it; from there in blocks, whose corners are in order',
  },
  contour_integral: {
    time: 'a system for each thread at a time, and then the terms of both (5 MB at the large size) are added in order',
    compile: 'its loop twice: as written, and as a function for any thread',
  },
  covariance_library: { memory: 'the centred data (5.8 MB, as much as the input), which the product takes as a whole' },
  doitgen: {
    time: 'the row that each product overwrites is shared by all of them, so they follow each other, 130 µs each at the large size',
  },
  'floyd_warshall, loops': {
    time: 'each of its passes reads and writes the whole matrix from the second-level cache, and threads meet three times in it: row l runs alone between the rows before and after it',
  },
  'gramschmidt, loops': {
    time: 'nests of 15 µs, which take threads two to three times as long as one; at the large size a fifth of the time is work on one column, whose lines lie in the other processor’s cache',
  },
  'gramschmidt, numpy': {
    time: 'each of its steps waits twice for both threads, and 11 % of the work is on one column at a time',
  },
  heat_3d: { time: 'steps of 9 µs: C with OpenMP gains 1.40×' },
  horizontal_diffusion: {
    memory:
      'differences and two fluxes (8.3 MB each), which statements read at several places: computed anew at each, elements that no statement reads would go without the warnings that NumPy gives of them',
  },
  kmeans: {
    time: 'passes over distances and argmin, 43 % of the time, gain 1.6×: memory’s rate',
  },
  lenet: {
    compile: 'its loop twice: as written, and as a function for any thread',
  },
  'lu, loops': {
    time: 'fewer than 512 rows are not cut into blocks, which would cost as much on one thread as they save: 4 µs a row, one after the other',
  },
  'lu, numpy': {
    time: 'each element left of the diagonal is a product of a row and a column, 60 ns, that needs the elements before it: nine tenths of the time',
  },
  lu_elements: {
    time: 'an element is subtracted from and divided in two statements, which blocks do not take: each needs those before it',
  },
  'ludcmp, loops': {
    time: 'fewer than 512 rows are not cut into blocks, which would cost as much on one thread as they save: 4 µs a row, one after the other',
  },
  'ludcmp, numpy': {
    time: 'each element left of the diagonal is a product of a row and a column, 60 ns, that needs the elements before it',
  },
  mvt: { time: 'the pass over 32 MB that atax makes, which C with OpenMP shares at 1.63 to 1.71×' },
  nussinov: { time: 'each element needs those left of it and below it: rows in order, on one thread' },
  option_prices: {
    compile:
      'two nests of some 60 operations, which give three results, with the code that looks for odd numbers: 200 ms of processor time, on two threads',
    memory: 'one array (16 MB): both calls in one nest would be too many operations',
  },
  orthonormal_columns: {
    time: 'each step waits for both threads, and begins with work on one column',
  },
  power_spectrum: {
    time: 'transforms of 4 µs, on both threads; what is left is the addition of their rows in order, and the wait for it',
    compile: 'its loop twice: as written, and as a function for any thread',
  },
  residual_block: {
    compile: 'its loop twice: as written, and as a function for any thread',
  },
  ridge_regression: {
    memory: 'what the product of `x.T` with `x` keeps in blocks, each for the rows of one task (5 MB)',
  },
  seidel_2d: {
    time: 'each row needs the one before it: strips of 32 rows follow each other on two threads, which together take a fifth longer than rows in order',
  },
  shortest_paths: {
    time: 'the branch keeps its loops from being cut at row and column k, which may be written while all rows read them',
  },
  thomas_lines: {
    time: 'rows of 2.4 kB, of which each thread takes half, which costs the prefetch: C with OpenMP over two strips of columns gains 1.2×',
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
