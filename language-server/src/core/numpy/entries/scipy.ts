// SPDX-License-Identifier: Apache-2.0
// SciPy's names for operations that exist here: `scipy.linalg`, `scipy.fft`, `scipy.special`.

import type { DType } from '../../graph/graph';
import {
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  shapedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { differ, flagConstant, inexactOf, lastDim, matrix, option, squareMatrix } from '../linalg';
import { lowerNorm, NORM_PARAMETERS } from '../norms';
import { FFT_HELPERS, transforms } from './fft';
import { eighOf, lowerDet, lowerInv, lowerSolve, qrOf, svdOf } from './linalg';

function scipy(
  name: string,
  parameters: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  shape = 'as the operand',
): Entry {
  return {
    name,
    group: 'SciPy',
    parameters,
    dtype: 'float32 and complex stay, integers become float64',
    shape,
    lowering,
    doc,
    lower,
  };
}

/** A floating argument of a special function; complex ones are refused. */
function real(c: Composer, name: string): GraphValue {
  const value = c.numericArgument(name);
  const dtype = c.floatDType(value);
  if (dtype === 'c64' || dtype === 'c128') c.reject(name, 'complex arguments are not compiled', 'Give real numbers');
  return c.cast(value, dtype);
}

function special(name: string): (call: Call) => Value {
  return composed((c) => {
    const x = real(c, 'x');
    const type = shapedType(elementOfValue(x), dimsOf(x));
    return c.value(c.ctx.kernel(`special.${name}`, c.range, [x], [type])[0]);
  });
}

const lowerExpit = composed((c) => {
  const x = real(c, 'x');
  const dtype = c.dtype(x);
  const decay = c.op('exp', dtype, [c.op('neg', dtype, [x])]);
  return c.op('div', dtype, [1, c.op('add', dtype, [1, decay])]);
});

const lowerLogit = composed((c) => {
  const x = real(c, 'x');
  const dtype = c.dtype(x);
  return c.op('log', dtype, [c.op('div', dtype, [x, c.op('sub', dtype, [1, x])])]);
});

/** x*log(y), and 0 where x is 0 and y is a number. */
const lowerXlogy = composed((c) => {
  const [x, y] = [real(c, 'x'), real(c, 'y')];
  const dtype: DType = c.dtype(x) === 'f32' && c.dtype(y) === 'f32' ? 'f32' : 'f64';
  const isZero = c.op('equal', dtype, [x, 0], 'b1');
  const isNumber = c.op('equal', dtype, [y, y], 'b1');
  const flags = c.elementwise('logical_and', [isZero, isNumber], 'b1');
  const product = c.op('mul', dtype, [x, c.op('log', dtype, [y])]);
  return c.elementwise('where', [flags, c.cast(0, dtype), product], dtype);
});

/** The largest elements along the axes, 0 where they are infinite; with axes of size 1. */
function largest(c: Composer, a: GraphValue, axes: readonly number[]): GraphValue {
  const dtype = c.dtype(a);
  const dims = dimsOf(a).map((dim, axis) => (axes.includes(axis) ? '1' : dim));
  const most = c.ctx.emit('max', c.range, [a], arrayType(dtype, dims), { axes, keepdims: true });
  return c.elementwise('where', [c.op('is_finite', dtype, [most], 'b1'), most, c.cast(0, dtype)], dtype);
}

function sumOver(c: Composer, a: GraphValue, axes: readonly number[], keepdims: boolean): GraphValue {
  const dims = dimsOf(a);
  const kept = keepdims
    ? dims.map((dim, axis) => (axes.includes(axis) ? '1' : dim))
    : dims.filter((_, axis) => !axes.includes(axis));
  return c.ctx.emit('sum', c.range, [a], shapedType(c.dtype(a), kept), {
    axes,
    ...(keepdims ? { keepdims: true } : {}),
  });
}

function exponentials(c: Composer, name: string): { a: GraphValue; axes: readonly number[]; most: GraphValue } {
  const given = c.arrayArgument(name);
  const dtype = c.floatDType(given);
  if (dtype === 'c64' || dtype === 'c128') c.reject(name, 'complex arguments are not compiled', 'Give real numbers');
  const a = c.cast(given, dtype);
  const axes = c.axes('axis', a) ?? dimsOf(a).map((_, axis) => axis);
  return { a, axes, most: largest(c, a, axes) };
}

const lowerLogsumexp = composed((c) => {
  const { a, axes, most } = exponentials(c, 'a');
  const dtype = c.dtype(a);
  const keepdims = c.bool('keepdims', false);
  const terms = c.op('exp', dtype, [c.op('sub', dtype, [a, most])]);
  const total = c.op('log', dtype, [sumOver(c, terms, axes, keepdims)]);
  const offset = keepdims ? most : sumOver(c, most, axes, false);
  return c.op('add', dtype, [total, offset]);
});

const lowerSoftmax = composed((c) => {
  const { a, axes, most } = exponentials(c, 'x');
  const dtype = c.dtype(a);
  const terms = c.op('exp', dtype, [c.op('sub', dtype, [a, most])]);
  return c.op('div', dtype, [terms, sumOver(c, terms, axes, true)]);
});

function lowerCholesky(call: Call): Value {
  const a = squareMatrix(call, 'a');
  const isLower = call.constantBool('lower', false);
  if (!a || isLower === undefined) return UNKNOWN;
  // The third operand asks for SciPy's message.
  const operands = [a, flagConstant(!isLower), flagConstant(true)];
  return call.ctx.kernel('linalg.cholesky', call.range, operands, [arrayType(inexactOf(a), a.type.dims)])[0]!;
}

/** 0, 1, 2, 'N', 'T' or 'C' as 0, 1, 2. */
function transposition(call: Call): number | undefined {
  const value = call.value('trans');
  if (value?.kind === 'value' && typeof value.constant === 'string') {
    const found = option(call, 'trans', ['N', 'T', 'C'], 'N');
    return found === undefined ? undefined : ['N', 'T', 'C'].indexOf(found);
  }
  const trans = call.constantInt('trans', 0);
  if (trans === undefined || (trans >= 0 && trans <= 2)) return trans;
  call.only('trans', [], 'Use 0, 1 or 2');
  return undefined;
}

function solution(call: Call, kernel: string, a: GraphValue, b: GraphValue, operands: readonly GraphValue[]): Value {
  if (dimsOf(a).length !== 2 || dimsOf(b).length > 2) {
    call.reject('b', 'one system is solved at a time', 'Write a loop over the systems');
    return UNKNOWN;
  }
  if (differ(call.ctx, lastDim(call.ctx, a), dimsOf(b)[0]!)) {
    call.reject('b', 'it has not one row for each row of the matrix', 'Give arrays of fitting sizes');
    return UNKNOWN;
  }
  return call.ctx.kernel(kernel, call.range, operands, [arrayType(inexactOf(a, b), dimsOf(b))])[0]!;
}

function lowerSolveTriangular(call: Call): Value {
  const a = squareMatrix(call, 'a');
  const b = call.array('b');
  const trans = transposition(call);
  const isLower = call.constantBool('lower', false);
  const isUnit = call.constantBool('unit_diagonal', false);
  if (!a || !b || trans === undefined || isLower === undefined || isUnit === undefined) return UNKNOWN;
  const options: GraphValue[] = [
    { kind: 'value', type: { kind: 'int' }, constant: BigInt(trans) },
    flagConstant(isLower),
  ];
  return solution(call, 'linalg.solve_triangular', a, b, [a, b, ...options, flagConstant(isUnit)]);
}

function lowerLuFactor(call: Call): Value {
  const a = squareMatrix(call, 'a');
  if (!a) return UNKNOWN;
  if (a.type.dims.length !== 2) {
    call.reject('a', 'one matrix is factored at a time', 'Write a loop over the matrices');
    return UNKNOWN;
  }
  const types = [arrayType(inexactOf(a), a.type.dims), arrayType('i32', a.type.dims.slice(0, 1))];
  return tupleValue(call.ctx.kernel('linalg.lu_factor', call.range, [a], types));
}

function lowerLuSolve(call: Call): Value {
  const given = call.value('lu_and_piv');
  const b = call.array('b');
  const trans = transposition(call);
  if (!given || given.kind === 'unknown' || !b || trans === undefined) return UNKNOWN;
  const [factors, pivots] = given.kind === 'tuple' ? given.items : [];
  if (!factors || !pivots || !isArray(factors) || !isArray(pivots)) {
    call.reject('lu_and_piv', 'the result of `lu_factor` is needed', 'Give `scipy.linalg.lu_factor(a)`');
    return UNKNOWN;
  }
  const option: GraphValue = { kind: 'value', type: { kind: 'int' }, constant: BigInt(trans) };
  return solution(call, 'linalg.lu_solve', factors, b, [factors, pivots, b, option]);
}

function lowerQr(call: Call): Value {
  const a = matrix(call, 'a');
  const mode = option(call, 'mode', ['full', 'economic', 'r'], 'full');
  if (!call.only('pivoting', [false], 'Leave it out') || !a || mode === undefined) return UNKNOWN;
  if (mode === 'r') {
    call.only('mode', [], "Use `np.linalg.qr(a, mode='r')`, which gives the economic factor");
    return UNKNOWN;
  }
  return qrOf(call, a, mode === 'full' ? 'complete' : 'reduced');
}

function lowerSvd(call: Call): Value {
  const a = matrix(call, 'a');
  const isFull = call.constantBool('full_matrices', true);
  const hasVectors = call.constantBool('compute_uv', true);
  return a && isFull !== undefined && hasVectors !== undefined ? svdOf(call, a, isFull, hasVectors) : UNKNOWN;
}

function lowerEigh(vectors: boolean | undefined): (call: Call) => Value {
  return (call) => {
    const a = squareMatrix(call, 'a');
    const isLower = call.constantBool('lower', true);
    const only = vectors === undefined ? call.constantBool('eigvals_only', false) : !vectors;
    return a && isLower !== undefined && only !== undefined ? eighOf(call, a, isLower ? 'L' : 'U', !only) : UNKNOWN;
  };
}

const LINALG: readonly Entry[] = [
  scipy('linalg.solve', 'a, b', '`kernel linalg.solve` (gesv)', 'Solution of `a @ x = b`', lowerSolve, 'as `b`'),
  scipy('linalg.inv', 'a', '`kernel linalg.inv` (gesv)', 'Inverse of a matrix', lowerInv),
  scipy('linalg.det', 'a', '`kernel linalg.det` (getrf)', 'Determinant', lowerDet, 'a number'),
  scipy(
    'linalg.norm',
    NORM_PARAMETERS,
    'as `np.linalg.norm`',
    'Norm of vectors or matrices',
    lowerNorm,
    'without the axes',
  ),
  scipy(
    'linalg.cholesky',
    'a, lower=False',
    '`kernel linalg.cholesky` (potrf)',
    'Triangular factor, upper by default',
    lowerCholesky,
  ),
  scipy(
    'linalg.solve_triangular',
    'a, b, trans=0, lower=False, unit_diagonal=False',
    '`kernel linalg.solve_triangular` (trtrs)',
    'Solution with a triangular matrix; the other triangle is not read',
    lowerSolveTriangular,
    'as `b`',
  ),
  scipy(
    'linalg.lu_factor',
    'a',
    '`kernel linalg.lu_factor` (getrf)',
    'LU factors and pivots',
    lowerLuFactor,
    'factors and pivots',
  ),
  scipy(
    'linalg.lu_solve',
    'lu_and_piv, b, trans=0',
    '`kernel linalg.lu_solve` (getrs)',
    'Solution with LU factors',
    lowerLuSolve,
    'as `b`',
  ),
  scipy(
    'linalg.qr',
    "a, *, mode='full', pivoting=False",
    '`kernel linalg.qr` (geqrf, orgqr)',
    'QR factors, full by default',
    lowerQr,
    'by `mode`',
  ),
  scipy(
    'linalg.svd',
    'a, full_matrices=True, compute_uv=True',
    '`kernel linalg.svd` (gesdd)',
    'Singular value decomposition',
    lowerSvd,
    'as `np.linalg.svd`',
  ),
  scipy(
    'linalg.svdvals',
    'a',
    '`kernel linalg.svd` (gesdd)',
    'Singular values',
    (call) => {
      const a = matrix(call, 'a');
      return a ? svdOf(call, a, false, false) : UNKNOWN;
    },
    'min(n, m)',
  ),
  scipy(
    'linalg.eigh',
    'a, *, lower=True, eigvals_only=False',
    '`kernel linalg.eigh` (syevd, heevd)',
    'Eigenvalues and vectors of a Hermitian matrix',
    lowerEigh(undefined),
    'as `np.linalg.eigh`',
  ),
  scipy(
    'linalg.eigvalsh',
    'a, *, lower=True',
    '`kernel linalg.eigh` (syevd, heevd)',
    'Eigenvalues of a Hermitian matrix',
    lowerEigh(false),
    'ascending',
  ),
];

const SPECIAL: readonly Entry[] = [
  scipy('special.erf', 'x', '`kernel special.erf`', 'Error function', special('erf')),
  scipy('special.erfc', 'x', '`kernel special.erfc`', '1 - erf(x)', special('erfc')),
  scipy('special.gamma', 'x', '`kernel special.gamma`', 'Gamma function', special('gamma')),
  scipy(
    'special.gammaln',
    'x',
    '`kernel special.gammaln`',
    'Logarithm of the absolute value of gamma',
    special('gammaln'),
  ),
  scipy('special.expit', 'x', '`neg`, `exp`, `add`, `div`', 'Logistic function', lowerExpit),
  scipy('special.logit', 'x', '`sub`, `div`, `log`', 'Inverse of `expit`', lowerLogit),
  scipy('special.xlogy', 'x, y', '`log`, `mul`, `where`', 'x*log(y), and 0 where x is 0', lowerXlogy, 'broadcast'),
  scipy(
    'special.logsumexp',
    'a, axis=None, *, keepdims=False',
    '`max`, `exp`, `sum`, `log`',
    'Logarithm of a sum of exponentials',
    lowerLogsumexp,
    'without the axes',
  ),
  scipy('special.softmax', 'x, axis=None', '`max`, `exp`, `sum`, `div`', 'Exponentials over their sum', lowerSoftmax),
];

export const SCIPY: readonly Entry[] = [
  ...LINALG,
  ...transforms('x'),
  ...FFT_HELPERS.map((entry): Entry => ({ ...entry, group: 'SciPy' })),
  ...SPECIAL,
];
