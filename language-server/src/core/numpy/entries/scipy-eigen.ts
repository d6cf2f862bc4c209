// SPDX-License-Identifier: Apache-2.0
// Eigenvalues by `scipy.linalg`: of Hermitian matrices, of pairs of them, and of tridiagonal ones.

import { addPoly, parseDim, printPoly } from '../../types/dims';
import { type ArrayValue, arrayType, type GraphValue, tupleValue, type Value } from '../../types/value';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { flagConstant, inexactOf, realOf, squareMatrix } from '../linalg';
import { eighOf } from './linalg';
import { scipy } from './scipy-special';

function adjoint(c: Composer, a: ArrayValue): GraphValue {
  const turned = c.transpose(a, [1, 0]);
  return /^c/.test(c.dtype(a)) ? c.op('conj', c.dtype(a), [turned]) : turned;
}

/** The Hermitian matrix that one triangle says. */
function ofTriangle(c: Composer, a: ArrayValue, isLower: boolean): ArrayValue {
  const place = (axis: number) => c.arange(0, c.size(a, axis), 'i64', a.type.dims[axis]!);
  const rows = c.expand(place(0), [1]);
  const isOwn = c.compare(isLower ? 'greater_equal' : 'less_equal', rows, c.expand(place(1), [0]));
  return c.array(c.where(isOwn, a, adjoint(c, a)));
}

/** `a @ x = w * b @ x`: as LAPACK does it, by the Cholesky factor of `b`. */
function ofPair(c: Composer, given: ArrayValue, other: ArrayValue, isLower: boolean, hasVectors: boolean): Value {
  const dtype = inexactOf(given, other);
  const { dims } = given.type;
  const type = arrayType(dtype, dims);
  c.ctx.unify(dims[0]!, other.type.dims[0]!);
  const [a, b] = [given, other].map((each) => c.array(c.cast(each, dtype))) as [ArrayValue, ArrayValue];
  const factor = c.one('linalg.cholesky', [b, flagConstant(!isLower), flagConstant(true)], type);
  // Below, `factor` stands for the lower one, or its adjoint.
  const solve = (right: GraphValue, isAdjoint: boolean) =>
    c.array(
      c.one(
        'linalg.solve_triangular',
        [factor, right, c.int(isAdjoint === isLower ? 2 : 0), flagConstant(isLower), flagConstant(false)],
        type,
      ),
    );
  const half = solve(ofTriangle(c, a, isLower), false);
  const whole = solve(adjoint(c, half), false);
  const found = eighOf(c.call, whole, 'L', hasVectors);
  if (!hasVectors || found.kind !== 'tuple') return found;
  return tupleValue([found.items[0]!, solve(c.value(found.items[1]), true)]);
}

function lowerEigh(vectors: boolean | undefined): (call: Composer['call']) => Value {
  return composed((c, call) => {
    const a = c.need(squareMatrix(call, 'a'));
    const isLower = c.bool('lower', true);
    const hasVectors = vectors ?? !c.bool('eigvals_only', false);
    const isPair = c.isGiven('b');
    const range = c.isGiven('subset_by_index') ? c.integers('subset_by_index') : undefined;
    if ((isPair || range) && c.rank(a) !== 2)
      c.reject('a', 'one matrix is taken at a time', 'Write a loop over the matrices');
    const found = isPair
      ? ofPair(c, a, c.need(squareMatrix(call, 'b')), isLower, hasVectors)
      : eighOf(call, a, isLower ? 'L' : 'U', hasVectors);
    return range ? chosen(c, 'subset_by_index', found, range) : found;
  });
}

/** The values of some places, and their vectors. */
function chosen(c: Composer, name: string, found: Value, range: readonly GraphValue[]): Value {
  const [from, to] = range;
  if (!from || !to || range.length !== 2) c.reject(name, 'two places are needed', 'Write `[0, k - 1]`');
  const stop = c.intOp('add', to!, 1);
  const items = (found.kind === 'tuple' ? found.items : [found]).map((each) => {
    const array = c.array(each);
    const last = c.slice(array, c.rank(array) - 1, from, stop);
    return c.copy(last);
  });
  return found.kind === 'tuple' ? tupleValue(items) : items[0]!;
}

const lowerTridiagonal = (vectors: boolean | undefined) =>
  composed((c, call) => {
    const [d, e] = [c.arrayArgument('d'), c.arrayArgument('e')];
    for (const [name, each] of [['d', d] as const, ['e', e] as const]) {
      if (c.rank(each) !== 1) c.reject(name, 'it has one axis', 'Give the diagonal as a vector');
      if (/^c/.test(c.dtype(each))) c.reject(name, 'it is real', 'Give a real array');
    }
    const one = new Map([['', 1n]]);
    c.ctx.unify(d.type.dims[0]!, printPoly(addPoly(parseDim(c.ctx.resolve(e.type.dims[0]!)), one)));
    const hasVectors = vectors ?? !c.bool('eigvals_only', false);
    const select = c.text('select', 'a', ['a', 'i']);
    if (!call.only('lapack_driver', ['auto', 'stemr'], 'Leave it out')) c.stop();
    const dtype = inexactOf(d, e);
    const [n] = d.type.dims as [string];
    const types = [arrayType(realOf(dtype), [n]), ...(hasVectors ? [arrayType(dtype, [n, n])] : [])];
    const results = c.kernel('linalg.eigh_tridiagonal', [c.cast(d, dtype), c.cast(e, dtype)], types);
    const found = hasVectors ? tupleValue(results) : results[0]!;
    return select === 'i' ? chosen(c, 'select_range', found, c.integers('select_range')) : found;
  });

const CHECKS = 'overwrite_a=False, overwrite_b=False, check_finite=True';
const KERNEL = '`kernel linalg.eigh` (syevd, heevd), with `b` by its Cholesky factor';

export const SCIPY_EIGEN: readonly Entry[] = [
  scipy(
    'linalg.eigh',
    `a, b=None, *, lower=True, eigvals_only=False, subset_by_index=None, ${CHECKS}`,
    KERNEL,
    'Eigenvalues and vectors of a Hermitian matrix, or of a pair: `a @ x = w * b @ x`',
    lowerEigh(undefined),
    'as `np.linalg.eigh`',
  ),
  scipy(
    'linalg.eigvalsh',
    `a, b=None, *, lower=True, subset_by_index=None, ${CHECKS}`,
    KERNEL,
    'Eigenvalues of a Hermitian matrix, or of a pair',
    lowerEigh(false),
    'ascending',
  ),
  scipy(
    'linalg.eigh_tridiagonal',
    "d, e, eigvals_only=False, select='a', select_range=None, check_finite=True, tol=0.0, lapack_driver='auto'",
    '`kernel linalg.eigh_tridiagonal` (stevr)',
    'Eigenvalues and vectors of a real symmetric tridiagonal matrix',
    lowerTridiagonal(undefined),
    'as `np.linalg.eigh`',
  ),
  scipy(
    'linalg.eigvalsh_tridiagonal',
    "d, e, select='a', select_range=None, check_finite=True, tol=0.0, lapack_driver='auto'",
    '`kernel linalg.eigh_tridiagonal` (stevr)',
    'Eigenvalues of a real symmetric tridiagonal matrix',
    lowerTridiagonal(false),
    'ascending',
  ),
];
