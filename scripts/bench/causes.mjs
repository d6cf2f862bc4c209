// SPDX-License-Identifier: Apache-2.0
// Why a program falls short of a target: what was found when it was measured.

const SHORT_STEPS = (what) =>
  `every step is shorter than waking a second thread takes (25 to 40 µs): ${what}, so all of it stays on one`;
const STORED = (what) => `temporaries that no other way of computing it avoids: ${what}`;

/** By program's name (with its form, where the forms differ); `compile` and `memory` are about those targets. */
const CAUSES = {
  adi: { compile: 'scalar code of rows that run behind each other takes the whole pipeline of LLVM' },
  bilinear_gather: { compile: "what looks at odd numbers has 600 instructions, which LLVM's vectoriser looks through" },
  cavity_flow: {
    compile: 'the code around the nests is one function: choosing its instructions and registers takes 100 ms',
    time: SHORT_STEPS('nests of 101 × 101 elements'),
  },
  covariance_library: { memory: STORED('the centred data, which the product takes') },
  'gramschmidt, numpy': { time: SHORT_STEPS('a product of one column with the others takes 8 µs') },
  heat_3d: { time: SHORT_STEPS('a sweep takes 16 µs') },
  horizontal_diffusion: { memory: STORED('the differences, which the next statement reads at several places') },
  laplace_residual: { time: SHORT_STEPS('a copy takes 7 µs, a sweep 15') },
  'lu, numpy': { time: SHORT_STEPS('a row takes 18 µs') },
  ludcmp: { time: SHORT_STEPS('a row takes 18 µs') },
  matrix_chain: { memory: STORED('the first product, which the second takes') },
  nussinov: { time: 'each element needs those left of it and below it: rows in order, on one thread' },
  option_prices: {
    compile: "what looks at odd numbers has 600 instructions, which LLVM's vectoriser looks through",
    memory: STORED('arguments of functions that two results share'),
  },
  quantiles: { memory: STORED('the rows in another order, in which selection leaves them') },
  ridge_regression: { memory: STORED('predictions and what products keep in blocks') },
  seidel_2d: { time: 'each row needs the one before it: rows run behind each other in the registers of one thread' },
  softmax: { memory: STORED('the exponentials, whose sum comes first') },
  syr2k: { time: SHORT_STEPS('a row takes 5 µs') },
  upwind_advection: { memory: STORED('what np.roll gives, which is not fused yet') },
  wave_step: { time: 'np.zeros_like is filled whole although only its border stays: without that it reaches 90 %' },
  vertical_advection: { memory: STORED('coefficients of the way up, which the way down reads') },
};

/** Why a class as a whole falls short of what its target asks for; `peers`: what the fastest peer of each program reaches over NumPy. */
export const classCause = (name, peers) =>
  ({
    triangular: `the target was measured on other programs; on these the best of the peers reaches ${peers} over NumPy, whose forms compute rows by products`,
    scalar: `the target was measured on other programs; on these the best of the peers reaches ${peers} over NumPy, whose forms of two of them are statements on arrays`,
  })[name] ?? 'not known yet';

const kindOf = (title) => (/ompilation/.test(title) ? 'compile' : /memory/.test(title) ? 'memory' : 'time');

export function causes(row, title) {
  const known = CAUSES[`${row.name}, ${row.form}`] ?? CAUSES[row.name] ?? {};
  return known[kindOf(title)] ?? 'not known yet';
}
