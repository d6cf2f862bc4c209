// SPDX-License-Identifier: Apache-2.0
// `np.linalg`: solvers, factorisations and what follows from them. LAPACK computes, with the drivers NumPy calls.

import type { Dim, DType } from '../../graph/graph';
import { isComplex } from '../../types/promote';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  shapedType,
  type TupleValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { composed } from '../compose';
import { broadcast, constantOf, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import {
  differ,
  flagConstant,
  inexactOf,
  lastDim,
  leastDim,
  matrix,
  NONE,
  option,
  realOf,
  squareMatrix,
  stackDims,
  textConstant,
} from '../linalg';
import { matrixPower, multiDot } from '../linalg-chains';
import { lowerMatrixNorm, lowerNorm, lowerVectorNorm, NORM_PARAMETERS } from '../norms';
import { trace } from '../products';
import { complexOf, realOrComplex, TAKEN_FOR_REAL } from '../real-or-complex';
import { tensorInverse, tensorSolve } from '../tensor-solve';
import { MATRICES } from './matrices';

const INEXACT = 'float32 and complex stay, integers become float64';
const REAL = 'the real type of the operand; integers become float64';

function linalg(
  name: string,
  parameters: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  dtype = INEXACT,
): Entry {
  return { name: `linalg.${name}`, group: 'Linear algebra', parameters, dtype, shape, lowering, doc, lower };
}

/** A tuple whose items have names, as NumPy 2's results of `np.linalg` do. */
function namedTuple(names: readonly string[], items: readonly Value[]): TupleValue {
  return { ...tupleValue(items), names };
}

/** The stack axes of two operands, broadcast; undefined after a report. */
function commonStack(call: Call, a: ArrayValue, b: ArrayValue): Dim[] | undefined {
  const stack = (array: ArrayValue): GraphValue => ({
    ...array,
    type: shapedType(array.type.dtype, stackDims(call.ctx, array, 2)),
  });
  return broadcast(call.ctx, call.range, [stack(a), stack(b)]);
}

export function lowerSolve(call: Call): Value {
  const a = squareMatrix(call, 'a');
  const b = call.array('b');
  if (!a || !b) return UNKNOWN;
  const isVector = b.type.dims.length === 1;
  if (differ(call.ctx, lastDim(call.ctx, a), lastDim(call.ctx, b, isVector ? 1 : 2))) return sizesDiffer(call, a, b);
  const stack = isVector ? stackDims(call.ctx, a, 2) : commonStack(call, a, b);
  if (!stack) return UNKNOWN;
  const core = isVector ? [lastDim(call.ctx, a)] : [lastDim(call.ctx, a), lastDim(call.ctx, b)];
  return call.ctx.kernel('linalg.solve', call.range, [a, b], [arrayType(inexactOf(a, b), [...stack, ...core])])[0]!;
}

function sizesDiffer(call: Call, a: ArrayValue, b: ArrayValue): Value {
  const at = b.type.dims.length === 1 ? 1 : 2;
  return call.ctx.report('WEFT261', call.rangeOf('b'), {
    function: call.name,
    left: `\`${a.type.dtype}[${a.type.dims.map((dim) => call.ctx.resolve(dim)).join(',')}]\``,
    right: `\`${b.type.dtype}[${b.type.dims.map((dim) => call.ctx.resolve(dim)).join(',')}]\``,
    first: call.ctx.resolve(a.type.dims[a.type.dims.length - 2]!),
    second: call.ctx.resolve(b.type.dims[b.type.dims.length - at]!),
  });
}

export function lowerInv(call: Call): Value {
  const a = squareMatrix(call, 'a');
  return a ? call.ctx.kernel('linalg.inv', call.range, [a], [arrayType(inexactOf(a), a.type.dims)])[0]! : UNKNOWN;
}

export function lowerDet(call: Call): Value {
  const a = squareMatrix(call, 'a');
  if (!a) return UNKNOWN;
  return call.ctx.kernel('linalg.det', call.range, [a], [shapedType(inexactOf(a), stackDims(call.ctx, a, 2))])[0]!;
}

function lowerSlogdet(call: Call): Value {
  const a = squareMatrix(call, 'a');
  if (!a) return UNKNOWN;
  const dtype = inexactOf(a);
  const stack = stackDims(call.ctx, a, 2);
  const types = [shapedType(dtype, stack), shapedType(realOf(dtype), stack)];
  return namedTuple(['sign', 'logabsdet'], call.ctx.kernel('linalg.slogdet', call.range, [a], types));
}

function lowerCholesky(call: Call): Value {
  const a = squareMatrix(call, 'a');
  const isUpper = call.constantBool('upper', false);
  if (!a || isUpper === undefined) return UNKNOWN;
  const type = arrayType(inexactOf(a), a.type.dims);
  return call.ctx.kernel('linalg.cholesky', call.range, [a, flagConstant(isUpper)], [type])[0]!;
}

function lowerQr(call: Call): Value {
  const a = matrix(call, 'a');
  const mode = option(call, 'mode', ['reduced', 'complete', 'r', 'raw'], 'reduced');
  return a && mode !== undefined ? qrOf(call, a, mode) : UNKNOWN;
}

export function qrOf(call: Call, a: ArrayValue, mode: 'reduced' | 'complete' | 'r' | 'raw'): Value {
  const { ctx, range } = call;
  const dtype = inexactOf(a);
  const stack = stackDims(ctx, a, 2);
  const [m, n] = [lastDim(ctx, a, 2), lastDim(ctx, a)];
  const least = leastDim(ctx, m, n);
  const array = (...core: Dim[]) => arrayType(dtype, [...stack, ...core]);
  const operands = [a, textConstant(mode)];
  switch (mode) {
    case 'r':
      return ctx.kernel('linalg.qr', range, operands, [array(least, n)])[0]!;
    case 'raw':
      return tupleValue(ctx.kernel('linalg.qr', range, operands, [array(n, m), array(least)]));
    default: {
      const kept = mode === 'complete' ? m : least;
      return namedTuple(['Q', 'R'], ctx.kernel('linalg.qr', range, operands, [array(m, kept), array(kept, n)]));
    }
  }
}

function lowerSvd(call: Call): Value {
  const a = matrix(call, 'a');
  const isFull = call.constantBool('full_matrices', true);
  const hasVectors = call.constantBool('compute_uv', true);
  if (!call.only('hermitian', [false], 'Use `np.linalg.eigh` for Hermitian matrices')) return UNKNOWN;
  return a && isFull !== undefined && hasVectors !== undefined ? svdOf(call, a, isFull, hasVectors) : UNKNOWN;
}

export function svdOf(call: Call, a: ArrayValue, isFull: boolean, hasVectors: boolean): Value {
  const { ctx, range } = call;
  const dtype = inexactOf(a);
  const stack = stackDims(ctx, a, 2);
  const [m, n] = [lastDim(ctx, a, 2), lastDim(ctx, a)];
  const least = leastDim(ctx, m, n);
  const operands = [a, flagConstant(isFull), flagConstant(hasVectors)];
  const values = arrayType(realOf(dtype), [...stack, least]);
  if (!hasVectors) return ctx.kernel('linalg.svd', range, operands, [values])[0]!;
  const left = arrayType(dtype, [...stack, m, isFull ? m : least]);
  const right = arrayType(dtype, [...stack, isFull ? n : least, n]);
  return namedTuple(['U', 'S', 'Vh'], ctx.kernel('linalg.svd', range, operands, [left, values, right]));
}

function lowerEigh(hasVectors: boolean): (call: Call) => Value {
  return (call) => {
    const a = squareMatrix(call, 'a');
    const uplo = option(call, 'UPLO', ['L', 'U', 'l', 'u'], 'L')?.toUpperCase();
    return a && uplo !== undefined ? eighOf(call, a, uplo, hasVectors) : UNKNOWN;
  };
}

export function eighOf(call: Call, a: ArrayValue, uplo: string, hasVectors: boolean): Value {
  const dtype = inexactOf(a);
  const values = arrayType(realOf(dtype), [...stackDims(call.ctx, a, 2), lastDim(call.ctx, a)]);
  const types = hasVectors ? [values, arrayType(dtype, a.type.dims)] : [values];
  const results = call.ctx.kernel('linalg.eigh', call.range, [a, textConstant(uplo), flagConstant(hasVectors)], types);
  return hasVectors ? namedTuple(['eigenvalues', 'eigenvectors'], results) : results[0]!;
}

/** NumPy gives real arrays when no eigenvalue of a real matrix is complex, and complex arrays otherwise. */
function lowerEig(hasVectors: boolean): (call: Call) => Value {
  return (call) => {
    const a = squareMatrix(call, 'a');
    if (!a) return UNKNOWN;
    const { ctx, range } = call;
    const own = inexactOf(a);
    const isOpen = !isComplex(own) && !ctx.remembers(TAKEN_FOR_REAL);
    const dtype = isOpen ? complexOf(own) : own;
    const values = arrayType(dtype, [...stackDims(ctx, a, 2), lastDim(ctx, a)]);
    const types = hasVectors ? [values, arrayType(dtype, a.type.dims)] : [values];
    const found = ctx.kernel('linalg.eig', range, [a, flagConstant(hasVectors)], types);
    const results = isOpen ? realOrComplex(ctx, range, found) : found;
    return hasVectors ? namedTuple(['eigenvalues', 'eigenvectors'], results) : results[0]!;
  };
}

function lowerLstsq(call: Call): Value {
  const a = matrix(call, 'a');
  const b = call.array('b');
  if (!a || !b) return UNKNOWN;
  if (a.type.dims.length !== 2) {
    call.reject('a', 'NumPy solves one system at a time', 'Write a loop over the matrices');
    return UNKNOWN;
  }
  if (b.type.dims.length > 2) {
    call.reject('b', 'it has one or two axes', 'Write a loop over the right sides');
    return UNKNOWN;
  }
  const rcond = call.given('rcond') ? call.numeric('rcond') : NONE;
  if (!rcond) return UNKNOWN;
  return lstsqOf(call, a, b, rcond);
}

export function lstsqOf(call: Call, a: ArrayValue, b: ArrayValue, rcond: GraphValue): Value {
  const { ctx, range } = call;
  if (differ(ctx, lastDim(ctx, a, 2), b.type.dims[0]!)) return sizesDiffer(call, a, b);
  const dtype = inexactOf(a, b);
  const right = b.type.dims.slice(1).map((dim) => ctx.resolve(dim));
  const types = [
    arrayType(dtype, [lastDim(ctx, a), ...right]),
    arrayType(realOf(dtype), [ctx.unknownDim()]),
    shapedType('i32', []),
    arrayType(realOf(dtype), [leastDim(ctx, lastDim(ctx, a, 2), lastDim(ctx, a))]),
  ];
  return tupleValue(ctx.kernel('linalg.lstsq', range, [a, b, rcond], types));
}

/** The smallest relative step of the type that computes. */
function epsilonOf(dtype: DType): number {
  return realOf(dtype) === 'f32' ? 2 ** -23 : 2 ** -52;
}

function lowerPinv(call: Call): Value {
  const a = matrix(call, 'a');
  if (!call.only('hermitian', [false], 'Leave it out: the result is the same')) return UNKNOWN;
  const name = call.given('rtol') ? 'rtol' : 'rcond';
  const rcond = call.given(name) ? call.numeric(name) : constantOf(1e-15, 'float');
  if (!a || !rcond) return UNKNOWN;
  if (isArray(rcond)) {
    call.reject(name, 'one number is compiled for all matrices', 'Give a number');
    return UNKNOWN;
  }
  const dims = [...stackDims(call.ctx, a, 2), lastDim(call.ctx, a), lastDim(call.ctx, a, 2)];
  return call.ctx.kernel('linalg.pinv', call.range, [a, rcond], [arrayType(inexactOf(a), dims)])[0]!;
}

/** Of a vector: 0 where all elements are 0, else 1. */
const lowerVectorRank = composed((c) => {
  const isOther = c.compare('not_equal', c.arrayArgument('A'), 0);
  return c.cast(c.reduce('any', isOther), 'int');
});

function lowerMatrixRank(call: Call): Value {
  const given = call.value('A');
  if (given && isArray(given) && dimsOf(given).length === 1) return lowerVectorRank(call);
  const a = matrix(call, 'A');
  if (!call.only('hermitian', [false], 'Leave it out: the rank is the same')) return UNKNOWN;
  const number = (name: string) => (call.given(name) ? call.numeric(name) : NONE);
  const [tol, rtol] = [number('tol'), number('rtol')];
  if (!a || !tol || !rtol) return UNKNOWN;
  for (const [name, value] of [['tol', tol] as const, ['rtol', rtol] as const]) {
    if (!isArray(value)) continue;
    call.reject(name, 'one number is compiled for all matrices', 'Give a number');
    return UNKNOWN;
  }
  const operands = [a, tol, rtol, constantOf(epsilonOf(inexactOf(a)), 'float')];
  return call.ctx.kernel('linalg.matrix_rank', call.range, operands, [
    shapedType('i64', stackDims(call.ctx, a, 2)),
  ])[0]!;
}

function lowerCond(call: Call): Value {
  const given = call.given('p');
  const value = given?.kind === 'value' ? given.constant : undefined;
  const order = !given ? '2' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value);
  if (given?.kind === 'unknown') return UNKNOWN;
  if (!['1', '-1', '2', '-2', 'inf', '-inf', 'fro'].includes(order)) {
    call.only('p', [], "Use None, 1, -1, 2, -2, `np.inf`, `-np.inf` or `'fro'`");
    return UNKNOWN;
  }
  const x = order === '2' || order === '-2' ? matrix(call, 'x') : squareMatrix(call, 'x');
  if (!x) return UNKNOWN;
  // NumPy gives norms of complex matrices and their inverses complex results, and quotients of singular values real ones.
  const dtype = order === '2' || order === '-2' ? realOf(inexactOf(x)) : inexactOf(x);
  const type = shapedType(dtype, stackDims(call.ctx, x, 2));
  return call.ctx.kernel('linalg.cond', call.range, [x, textConstant(order)], [type])[0]!;
}

/** A function of two axes for the last two, as NumPy 2's `np.linalg` has it. */
function onLastAxes(lower: (call: Call) => Value): (call: Call) => Value {
  return (call) => {
    const values = new Map(call.values);
    const x = values.get('x');
    if (x) values.set('a', x);
    values.set('axis1', { value: intConstant(-2), range: call.range });
    values.set('axis2', { value: intConstant(-1), range: call.range });
    return lower(Object.assign(Object.create(call), { values }));
  };
}

const EIG_DTYPE = 'real operands give real or complex arrays, by the values';

export const LINALG: readonly Entry[] = [
  linalg(
    'solve',
    'a, b',
    'as `b`; leading axes broadcast',
    '`kernel linalg.solve` (gesv)',
    'Solution of `a @ x = b`; `b` with one axis is a vector, as in NumPy 2',
    lowerSolve,
  ),
  linalg('inv', 'a', 'as the operand', '`kernel linalg.inv` (gesv)', 'Inverse of a matrix', lowerInv),
  linalg('det', 'a', 'without the last two axes', '`kernel linalg.det` (getrf)', 'Determinant', lowerDet),
  linalg(
    'slogdet',
    'a',
    'without the last two axes',
    '`kernel linalg.slogdet` (getrf)',
    'Sign and logarithm of the absolute value of the determinant (`.sign`, `.logabsdet`)',
    lowerSlogdet,
  ),
  linalg(
    'cholesky',
    'a, *, upper=False',
    'as the operand',
    '`kernel linalg.cholesky` (potrf)',
    'Triangular factor of a positive definite matrix',
    lowerCholesky,
  ),
  linalg(
    'qr',
    "a, mode='reduced'",
    "by `mode`: 'reduced', 'complete', 'r' or 'raw'",
    '`kernel linalg.qr` (geqrf, orgqr)',
    'Orthonormal and upper triangular factors (`.Q`, `.R`)',
    lowerQr,
  ),
  linalg(
    'svd',
    'a, full_matrices=True, compute_uv=True, hermitian=False',
    'min(n, m) singular values, largest first',
    '`kernel linalg.svd` (gesdd)',
    'Singular value decomposition (`.U`, `.S`, `.Vh`)',
    lowerSvd,
  ),
  linalg(
    'svdvals',
    'a',
    'min(n, m) singular values, largest first',
    '`kernel linalg.svd` (gesdd)',
    'Singular values',
    (call) => {
      const a = matrix(call, 'a');
      return a ? svdOf(call, a, false, false) : UNKNOWN;
    },
    REAL,
  ),
  linalg(
    'eigh',
    "a, UPLO='L'",
    'eigenvalues ascending, vectors in columns',
    '`kernel linalg.eigh` (syevd, heevd)',
    'Eigenvalues and vectors of a symmetric or Hermitian matrix (`.eigenvalues`, `.eigenvectors`)',
    lowerEigh(true),
  ),
  linalg(
    'eigvalsh',
    "a, UPLO='L'",
    'ascending',
    '`kernel linalg.eigh` (syevd, heevd)',
    'Eigenvalues of a symmetric or Hermitian matrix',
    lowerEigh(false),
    REAL,
  ),
  linalg(
    'eig',
    'a',
    'vectors in columns',
    '`kernel linalg.eig` (geev)',
    'Eigenvalues and vectors of a square matrix (`.eigenvalues`, `.eigenvectors`)',
    lowerEig(true),
    EIG_DTYPE,
  ),
  linalg(
    'eigvals',
    'a',
    'one axis less',
    '`kernel linalg.eig` (geev)',
    'Eigenvalues of a square matrix',
    lowerEig(false),
    EIG_DTYPE,
  ),
  linalg(
    'lstsq',
    'a, b, rcond=None',
    'solution, residuals (sizes known when it runs), rank, singular values',
    '`kernel linalg.lstsq` (gelsd)',
    'Least squares',
    lowerLstsq,
  ),
  linalg(
    'pinv',
    'a, rcond=None, hermitian=False, *, rtol=None',
    'the last two axes exchanged',
    '`kernel linalg.pinv` (gesdd)',
    'Pseudo-inverse; `rcond` is 1e-15 by default',
    lowerPinv,
  ),
  linalg(
    'matrix_rank',
    'A, tol=None, hermitian=False, *, rtol=None',
    'without the last two axes',
    '`kernel linalg.matrix_rank` (gesdd)',
    'Number of singular values above the tolerance',
    lowerMatrixRank,
    'int64',
  ),
  linalg(
    'cond',
    'x, p=None',
    'without the last two axes',
    '`kernel linalg.cond` (gesdd, gesv)',
    'Condition number',
    lowerCond,
    REAL,
  ),
  linalg(
    'matrix_power',
    'a, n',
    'as the operand',
    '`kernel linalg.matrix_power`',
    'A matrix to an integer power',
    matrixPower,
    'as the operand; negative powers as `inv`',
  ),
  linalg(
    'multi_dot',
    'arrays',
    'a matrix, a vector or a number',
    '`kernel linalg.multi_dot`',
    'Product of several matrices in the order that costs least',
    multiDot,
    'promoted',
  ),
  linalg(
    'tensorsolve',
    'a, b, axes=None',
    "the axes of `a` after `b`'s",
    '`reshape`, `kernel linalg.solve`',
    'Solution of a tensor equation',
    tensorSolve,
  ),
  linalg(
    'tensorinv',
    'a, ind=2',
    'the two groups of axes exchanged',
    '`reshape`, `kernel linalg.inv`',
    'Inverse of a tensor as an equation',
    tensorInverse,
  ),
  linalg(
    'norm',
    NORM_PARAMETERS,
    'without the axes of the norm',
    '`abs`, `mul`, `sum`, `max`, `sqrt`; singular values by `kernel linalg.svd`',
    'Norm of vectors or matrices',
    lowerNorm,
    REAL,
  ),
  linalg(
    'trace',
    'x, *, offset=0, dtype=None',
    'without the last two axes',
    '`eye`, `where`, `sum`',
    'Sums of the diagonals of matrices',
    onLastAxes(trace),
    'as `sum`',
  ),
  linalg(
    'diagonal',
    'x, *, offset=0',
    'without two axes, the diagonal last',
    '`kernel diagonal`',
    'Diagonals of matrices',
    onLastAxes(MATRICES.find((entry) => entry.name === 'diagonal')!.lower),
    'as the operand',
  ),
  linalg(
    'matrix_norm',
    "x, *, keepdims=False, ord='fro'",
    'without the last two axes',
    '`abs`, `mul`, `sum`, `max`, `sqrt`; singular values by `kernel linalg.svd`',
    'Norm of matrices',
    lowerMatrixNorm,
    REAL,
  ),
  linalg(
    'vector_norm',
    'x, *, axis=None, keepdims=False, ord=2',
    'without the axes',
    '`abs`, `mul`, `sum`, `max`, `sqrt`',
    'Norm of vectors; of all elements without `axis`',
    lowerVectorNorm,
    REAL,
  ),
];
