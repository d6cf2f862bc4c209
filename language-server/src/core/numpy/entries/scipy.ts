// SPDX-License-Identifier: Apache-2.0
// SciPy's names for operations that exist here: `scipy.linalg`, `scipy.fft`, `scipy.special`.

import { arrayType, dimsOf, type GraphValue, isArray, tupleValue, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { differ, flagConstant, inexactOf, lastDim, matrix, option, squareMatrix } from '../linalg';
import { lowerNorm, NORM_PARAMETERS } from '../norms';
import { FFT_HELPERS, transforms } from './fft';
import { lowerDet, lowerInv, lowerSolve, qrOf, svdOf } from './linalg';
import { SCIPY_EIGEN } from './scipy-eigen';
import { SCIPY_INTEGRATE, SCIPY_LINALG } from './scipy-linalg';
import { SPECIAL, scipy } from './scipy-special';

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

/** Long and short names of what `solve` may assume of a matrix, and the number that the kernel knows. */
const ASSUMED: Readonly<Record<string, number>> = {
  gen: -1,
  general: -1,
  pos: 0,
  'positive definite': 0,
  sym: 1,
  symmetric: 1,
  her: 2,
  hermitian: 2,
};

function lowerAssumed(call: Call): Value {
  const name = option(call, 'assume_a', Object.keys(ASSUMED), 'gen');
  const isLower = call.constantBool('lower', false);
  if (!call.only('transposed', [false], 'Give `a.T`') || name === undefined || isLower === undefined) return UNKNOWN;
  const assumed = ASSUMED[name]!;
  if (assumed < 0) return lowerSolve(call);
  const a = squareMatrix(call, 'a');
  const b = call.array('b');
  if (!a || !b) return UNKNOWN;
  const kind: GraphValue = { kind: 'value', type: { kind: 'int' }, constant: BigInt(assumed) };
  return solution(call, 'linalg.solve_triangle', a, b, [a, b, kind, flagConstant(isLower)]);
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

/** Options that change no value, and the check of what is given. */
const OPTIONS = 'overwrite_a=False, check_finite=True';
const OPTIONS_B = 'overwrite_a=False, overwrite_b=False, check_finite=True';

const LINALG: readonly Entry[] = [
  scipy(
    'linalg.solve',
    `a, b, *, lower=False, ${OPTIONS_B}, assume_a='gen', transposed=False`,
    '`kernel linalg.solve` (gesv), `kernel linalg.solve_triangle` (potrf, gesv)',
    "Solution of `a @ x = b`; with `assume_a` `'pos'`, `'sym'` or `'her'` one triangle of `a` is read",
    lowerAssumed,
    'as `b`',
  ),
  scipy('linalg.inv', `a, ${OPTIONS}`, '`kernel linalg.inv` (gesv)', 'Inverse of a matrix', lowerInv),
  scipy('linalg.det', `a, ${OPTIONS}`, '`kernel linalg.det` (getrf)', 'Determinant', lowerDet, 'a number'),
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
    `a, lower=False, ${OPTIONS}`,
    '`kernel linalg.cholesky` (potrf)',
    'Triangular factor, upper by default',
    lowerCholesky,
  ),
  scipy(
    'linalg.solve_triangular',
    'a, b, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, check_finite=True',
    '`kernel linalg.solve_triangular` (trtrs)',
    'Solution with a triangular matrix; the other triangle is not read',
    lowerSolveTriangular,
    'as `b`',
  ),
  scipy(
    'linalg.lu_factor',
    `a, ${OPTIONS}`,
    '`kernel linalg.lu_factor` (getrf)',
    'LU factors and pivots',
    lowerLuFactor,
    'factors and pivots',
  ),
  scipy(
    'linalg.lu_solve',
    'lu_and_piv, b, trans=0, overwrite_b=False, check_finite=True',
    '`kernel linalg.lu_solve` (getrs)',
    'Solution with LU factors',
    lowerLuSolve,
    'as `b`',
  ),
  scipy(
    'linalg.qr',
    "a, overwrite_a=False, lwork=None, mode='full', pivoting=False, check_finite=True",
    '`kernel linalg.qr` (geqrf, orgqr)',
    'QR factors, full by default',
    lowerQr,
    'by `mode`',
  ),
  scipy(
    'linalg.svd',
    `a, full_matrices=True, compute_uv=True, ${OPTIONS}`,
    '`kernel linalg.svd` (gesdd)',
    'Singular value decomposition',
    lowerSvd,
    'as `np.linalg.svd`',
  ),
  scipy(
    'linalg.svdvals',
    `a, ${OPTIONS}`,
    '`kernel linalg.svd` (gesdd)',
    'Singular values',
    (call) => {
      const a = matrix(call, 'a');
      return a ? svdOf(call, a, false, false) : UNKNOWN;
    },
    'min(n, m)',
  ),
];

/** The arrays of an argument; those of a tuple one by one. */
function arraysOf(value: Value | undefined): GraphValue[] {
  if (value?.kind === 'tuple') return value.items.flatMap(arraysOf);
  return value?.kind === 'value' && isArray(value) ? [value] : [];
}

/** The arrays of an argument: of the pairs that hold factors both, of other sequences the array that they become. */
function given(c: Composer, name: string): GraphValue[] {
  const value = c.call.value(name);
  return value?.kind === 'tuple' && !name.includes('_and_') ? [c.arrayArgument(name)] : arraysOf(value);
}

const MATRICES = ['a', 'lu_and_piv', 'c_and_lower', 'ab', 'b', 'd', 'e'];

/** `check_finite=True` raises for NaN and infinity before anything else is looked at. */
function checked(entry: Entry): Entry {
  if (!entry.parameters.includes('check_finite')) return entry;
  const names = MATRICES.filter((name) => new RegExp(`(^|, )${name}(,|$)`).test(entry.parameters));
  const lower = composed((c, call) => {
    const isChecked = c.bool('check_finite', true);
    const arrays = isChecked ? names.flatMap((name) => given(c, name)) : [];
    for (const array of arrays) {
      const dtype = c.dtype(array);
      if (!/^[fc]/.test(dtype)) continue;
      const finite = c.reduce('all', c.op('is_finite', dtype, [array], 'b1'));
      const isBad = c.op('logical_not', 'b1', [finite]);
      c.raiseIf(c.cast(isBad, 'bool'), 'ValueError', 'array must not contain infs or NaNs');
    }
    return entry.lower(call);
  });
  return { ...entry, lower };
}

export const SCIPY: readonly Entry[] = [
  ...LINALG.map(checked),
  ...SCIPY_EIGEN.map(checked),
  ...SCIPY_LINALG.map(checked),
  ...SCIPY_INTEGRATE,
  ...transforms('x'),
  ...FFT_HELPERS.map((entry): Entry => ({ ...entry, group: 'SciPy' })),
  ...SPECIAL,
];
