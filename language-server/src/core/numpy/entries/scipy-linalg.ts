// SPDX-License-Identifier: Apache-2.0
// What `scipy.linalg` has and NumPy has not, and the rules of `scipy.integrate` for values at points.

import { addPoly, parseDim, printPoly } from '../../types/dims';
import {
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  isNumeric,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { assignItems, index } from '../indexing';
import { flagConstant, inexactOf, leastDim, matrix, squareMatrix } from '../linalg';
import { concatenateValues } from '../shapes';
import { lowerTrapezoid } from './cumulative';
import { scipy } from './scipy-special';

/** Options that change no value, and the check of what is given. */
const CHECKS = 'overwrite_a=False, check_finite=True';

function oneMatrix(c: Composer, call: Call, name: string, isSquare: boolean) {
  const a = c.need(isSquare ? squareMatrix(call, name) : matrix(call, name));
  if (c.rank(a) !== 2) c.reject(name, 'one matrix is taken at a time', 'Write a loop over the matrices');
  return a;
}

const lowerLu = composed((c, call) => {
  const a = oneMatrix(c, call, 'a', false);
  const permutes = c.bool('permute_l', false);
  if (!call.only('p_indices', [false], 'Leave it out: `np.argmax(p, axis=0)` are the indices')) c.stop();
  const dtype = inexactOf(a);
  const [m, n] = a.type.dims.map((dim) => c.ctx.resolve(dim)) as [string, string];
  const least = leastDim(c.ctx, m, n);
  const types = [arrayType(dtype, [m, m]), arrayType(dtype, [m, least]), arrayType(dtype, [least, n])];
  return tupleValue(c.kernel('linalg.lu', [a, flagConstant(permutes)], permutes ? types.slice(1) : types));
});

const lowerChoFactor = composed((c, call) => {
  const a = oneMatrix(c, call, 'a', true);
  const lower = c.bool('lower', false);
  const factor = c.one('linalg.cho_factor', [a, flagConstant(lower)], arrayType(inexactOf(a), a.type.dims));
  return tupleValue([factor, flagConstant(lower)]);
});

const lowerChoSolve = composed((c, call) => {
  const given = call.value('c_and_lower');
  const [factor, lower] = given?.kind === 'tuple' ? given.items : [];
  if (given?.kind === 'unknown') c.stop();
  if (!factor || !lower || !isArray(factor) || lower.kind !== 'value' || !isNumeric(lower) || isArray(lower))
    c.reject('c_and_lower', 'the result of `cho_factor` is needed', 'Give `scipy.linalg.cho_factor(a)`');
  const b = c.arrayArgument('b');
  if (c.rank(factor as GraphValue) !== 2 || c.rank(b) > 2)
    c.reject('b', 'one system is solved at a time', 'Write a loop over the systems');
  const operands = [factor as GraphValue, b, c.cast(lower as GraphValue, 'bool')];
  return c.one('linalg.cho_solve', operands, arrayType(inexactOf(factor as GraphValue, b), dimsOf(b)));
});

const lowerSolveBanded = composed((c) => {
  const bands = c.integers('l_and_u');
  if (bands.length !== 2) c.reject('l_and_u', 'two integers are needed', 'Write `(1, 1)` for a tridiagonal matrix');
  const ab = c.arrayArgument('ab');
  const b = c.arrayArgument('b');
  if (c.rank(ab) !== 2 || c.rank(b) > 2)
    c.reject('ab', 'one system is solved at a time', 'Give the diagonals as the rows of a matrix');
  return c.one('linalg.solve_banded', [ab, b, ...bands], arrayType(inexactOf(ab, b), dimsOf(b)));
});

const lowerExpm = composed((c, call) => {
  const a = c.need(squareMatrix(call, 'A'));
  return c.one('linalg.expm', [a], arrayType(inexactOf(a), a.type.dims));
});

/** Each item as a matrix, on the diagonal of zeros. */
const lowerBlockDiag = composed((c, call) => {
  const given = call.value('arrs');
  const items = given?.kind === 'tuple' ? given.items : [];
  if (items.length === 0) c.reject('arrs', 'one array at least is needed', 'Give the blocks one by one');
  const blocks = items.map((item) => {
    if (item.kind === 'unknown') c.stop();
    const value = item.kind === 'tuple' ? c.sequence(item) : item;
    if (!isNumeric(value)) c.reject('arrs', 'blocks are arrays', 'Give arrays');
    const array = c.atLeast1d(value as GraphValue);
    if (c.rank(array) > 2) c.reject('arrs', 'blocks have at most two axes', 'Give matrices');
    return c.rank(array) === 1 ? c.expand(array, [0]) : array;
  });
  const total = (axis: number) => blocks.map((each) => c.size(each, axis)).reduce((a, b) => c.intOp('add', a, b));
  const dims = [0, 1].map((axis) =>
    c.ctx.resolve(
      printPoly(blocks.map((each) => parseDim(c.ctx.resolve(dimsOf(each)[axis]!))).reduce((a, b) => addPoly(a, b))),
    ),
  );
  const zeros = c.full(0, c.common(...blocks), [total(0), total(1)]);
  const out = c.array({ ...zeros, type: arrayType(c.dtype(zeros), dims) });
  let [row, column] = [c.int(0), c.int(0)];
  for (const block of blocks) {
    const [nextRow, nextColumn] = [c.intOp('add', row, c.size(block, 0)), c.intOp('add', column, c.size(block, 1))];
    const items = [
      { kind: 'slice', lower: row, upper: nextRow },
      { kind: 'slice', lower: column, upper: nextColumn },
    ] as const;
    assignItems(c.ctx, c.range, out, items, block);
    [row, column] = [nextRow, nextColumn];
  }
  return out;
});

/** A vector of an argument, flat as NumPy's `ravel` gives it. */
function flatArgument(c: Composer, name: string) {
  const value = c.numericArgument(name);
  const array = c.atLeast1d(value);
  return c.rank(array) === 1 ? array : c.flat(array);
}

/** A matrix of the elements of `values` at `row + column * step + offset`. */
function gathered(
  c: Composer,
  values: GraphValue,
  [rows, columns]: readonly [GraphValue, GraphValue],
  places: (i: GraphValue, j: GraphValue) => GraphValue,
): Value {
  const i = c.expand(c.arange(0, rows, 'i64', c.dimOf(rows)), [1]);
  const j = c.expand(c.arange(0, columns, 'i64', c.dimOf(columns)), [0]);
  return index(c.ctx, c.range, values, [{ kind: 'array', value: places(i, j), range: c.range }]) ?? UNKNOWN;
}

const lowerToeplitz = composed((c) => {
  const first = flatArgument(c, 'c');
  const conjugate = /^c/.test(c.dtype(first)) ? c.op('conj', c.dtype(first), [first]) : first;
  const row = c.isGiven('r') ? flatArgument(c, 'r') : c.array(conjugate);
  const common = c.common(first, row);
  const [n, m] = [c.size(first, 0), c.size(row, 0)];
  const column = c.cast(first, common);
  const above = c.cast(row, common);
  // Below the diagonal c[i - j], above it r[j - i].
  const below = (i: GraphValue, j: GraphValue) => c.op('maximum', 'i64', [c.sub(i, j), 0]);
  const right = (i: GraphValue, j: GraphValue) => c.op('maximum', 'i64', [c.sub(j, i), 0]);
  const low = c.value(gathered(c, column, [n, m], (i, j) => below(i, j)));
  const high = c.value(gathered(c, above, [n, m], (i, j) => right(i, j)));
  const i = c.expand(c.arange(0, n, 'i64', c.dimOf(n)), [1]);
  const j = c.expand(c.arange(0, m, 'i64', c.dimOf(m)), [0]);
  return c.where(c.compare('greater_equal', i, j), low, high);
});

const lowerCirculant = composed((c) => {
  const values = flatArgument(c, 'c');
  const n = c.size(values, 0);
  return gathered(c, values, [n, n], (i, j) => c.mod(c.sub(i, j), c.cast(n, 'i64')));
});

const lowerCumulativeTrapezoid = composed((c, call) => {
  const y = c.arrayArgument('y');
  const axis = c.axis('axis', y, -1);
  const dtype = c.floatDType(y);
  const values = c.cast(y, dtype);
  let step: GraphValue = c.isGiven('dx') ? c.numericArgument('dx') : c.constant(1);
  if (c.isGiven('x')) {
    const x = c.arrayArgument('x');
    if (c.rank(x) !== 1 && c.rank(x) !== c.rank(y))
      c.reject('x', 'it has neither one axis nor those of `y`', 'Give one axis');
    const own = c.rank(x) === 1 ? 0 : axis;
    const steps = c.sub(c.slice(x, own, 1), c.slice(x, own, undefined, -1));
    const others = dimsOf(y)
      .map((_, each) => each)
      .filter((each) => each !== axis);
    step = c.rank(x) === 1 && c.rank(y) > 1 ? c.expand(c.array(steps), others) : steps;
  }
  const sums = c.add(c.slice(values, axis, 1), c.slice(values, axis, undefined, -1));
  const areas = c.div(c.mul(step, sums), 2);
  const total = c.ctx.emit('cum_sum', c.range, [areas], arrayType(c.dtype(areas), dimsOf(areas)), { axes: [axis] });
  if (!c.isGiven('initial')) return total;
  if (!call.only('initial', [0n], 'Use 0, which SciPy alone takes')) c.stop();
  const sizes = dimsOf(y).map((_, each) => (each === axis ? c.int(1) : c.size(y, each)));
  const first = c.full(0, c.dtype(total), sizes);
  return concatenateValues(c.ctx, c.range, [first, total], axis);
});

const lowerSimpson = composed((c) => {
  const y = c.arrayArgument('y');
  if (/^c/.test(c.dtype(y))) c.reject('y', 'complex values are not compiled', 'Integrate `y.real` and `y.imag`');
  const axis = c.axis('axis', y, -1);
  const last = (array: GraphValue, from: number) => {
    const rank = c.rank(array);
    const axes = Array.from({ length: rank }, (_, each) => each).filter((each) => each !== from);
    return c.transpose(c.array(array), [...axes, from]);
  };
  const x = c.isGiven('x') ? c.arrayArgument('x') : undefined;
  if (x && c.rank(x) !== 1 && c.rank(x) !== c.rank(y))
    c.reject('x', 'it has neither one axis nor those of `y`', 'Give one axis');
  const places = x && (c.rank(x) === 1 ? x : last(x, axis));
  const dx = c.isGiven('dx') ? c.cast(c.numericArgument('dx'), 'f64') : c.cast(1, 'f64');
  const dims = dimsOf(y).filter((_, each) => each !== axis);
  return c.one('integrate.simpson', [last(y, axis), places ?? null, dx], c.shaped('f64', dims));
});

export const SCIPY_LINALG: readonly Entry[] = [
  scipy(
    'linalg.lu',
    `a, permute_l=False, ${CHECKS}, p_indices=False`,
    '`kernel linalg.lu` (getrf)',
    'Permutation, lower and upper factor',
    lowerLu,
    'three matrices, or two with `permute_l`',
  ),
  scipy(
    'linalg.cho_factor',
    `a, lower=False, ${CHECKS}`,
    '`kernel linalg.cho_factor` (potrf)',
    'Cholesky factor for `cho_solve`',
    lowerChoFactor,
    'the factor and `lower`',
  ),
  scipy(
    'linalg.cho_solve',
    'c_and_lower, b, overwrite_b=False, check_finite=True',
    '`kernel linalg.cho_solve` (potrs)',
    'Solution with a Cholesky factor',
    lowerChoSolve,
    'as `b`',
  ),
  scipy(
    'linalg.solve_banded',
    'l_and_u, ab, b, overwrite_ab=False, overwrite_b=False, check_finite=True',
    '`kernel linalg.solve_banded` (gbsv)',
    'Solution with a band matrix, whose diagonals are rows',
    lowerSolveBanded,
    'as `b`',
  ),
  scipy('linalg.expm', 'A', '`kernel linalg.expm`', 'Exponential of a matrix', lowerExpm),
  scipy(
    'linalg.block_diag',
    '*arrs',
    '`full`, `assign`',
    'Matrices on the diagonal of zeros',
    lowerBlockDiag,
    'sizes added',
  ),
  scipy(
    'linalg.toeplitz',
    'c, r=None',
    '`arange`, `index.get`',
    'Matrix with a constant along each diagonal',
    lowerToeplitz,
    '(len(c), len(r))',
  ),
  scipy(
    'linalg.circulant',
    'c',
    '`arange`, `index.get`',
    'Matrix whose columns are turned by one',
    lowerCirculant,
    '(len(c), len(c))',
  ),
];

export const SCIPY_INTEGRATE: readonly Entry[] = [
  scipy(
    'integrate.trapezoid',
    'y, x=None, dx=1.0, axis=-1',
    '`view`, `mul`, `sum`',
    'Integral by the trapezoidal rule',
    lowerTrapezoid,
    'without the axis',
  ),
  scipy(
    'integrate.cumulative_trapezoid',
    'y, x=None, dx=1.0, axis=-1, initial=None',
    '`view`, `mul`, `cum_sum`',
    'Integral up to each point by the trapezoidal rule',
    lowerCumulativeTrapezoid,
    'one less along the axis, or as many with `initial=0`',
  ),
  scipy(
    'integrate.simpson',
    'y, x=None, dx=1.0, axis=-1',
    '`kernel integrate.simpson`',
    "Integral by Simpson's rule, as SciPy 1.11",
    lowerSimpson,
    'without the axis',
  ),
];
