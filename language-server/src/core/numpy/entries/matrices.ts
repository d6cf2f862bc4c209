// SPDX-License-Identifier: Apache-2.0
// NumPy's matrices with a pattern: identities, diagonals, triangles, index arrays.

import { addPoly, parseDim, printPoly } from '../../types/dims';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { keptPart } from '../parts';
import { stackArrays } from '../shapes';

const lowerEye = composed((c: Composer, call) => {
  const rows = c.need(call.int(call.has('N') ? 'N' : 'n'));
  const columns = call.given('M') ? c.need(call.int('M')) : rows;
  const diagonal = call.has('k') ? c.need(call.int('k')) : c.int(0);
  const dtype = c.need(call.dtype());
  const type = arrayType(dtype ?? 'f64', [c.dimOf(rows), c.dimOf(columns)]);
  return call.ctx.emit('eye', call.range, [rows, columns, diagonal], type);
});

const DIAGONAL_VIEW = 'it is a diagonal; NumPy raises `ValueError`';

/** The matrix with a vector on a diagonal. */
function diagonalMatrix(c: Composer, vector: ArrayValue): GraphValue {
  const k = c.call.has('k') ? c.need(c.call.int('k')) : c.int(0);
  const shift = typeof k.constant === 'bigint' ? (k.constant < 0n ? -k.constant : k.constant) : undefined;
  const dim =
    shift === undefined
      ? c.ctx.unknownDim()
      : printPoly(addPoly(parseDim(c.ctx.resolve(dimsOf(vector)[0]!)), parseDim(String(shift))));
  return c.one('diag', [vector, k], arrayType(vector.type.dtype, [dim, dim]));
}

const lowerDiag = composed((c: Composer, call) => {
  const array = c.array(keptPart(c.ctx, c.range, c.arrayArgument('v')));
  if (c.rank(array) === 1) return diagonalMatrix(c, array);
  if (c.rank(array) > 2) c.reject('v', 'it has more than 2 axes; NumPy raises `ValueError`', 'Use `np.diagonal`');
  const k = call.has('k') ? c.need(call.int('k')) : c.int(0);
  const [rows, columns] = dimsOf(array).map((dim) => c.ctx.resolve(dim));
  const dim = k.constant === 0n && rows === columns ? rows! : c.ctx.unknownDim();
  const type = arrayType(array.type.dtype, [dim]);
  return { ...c.one('view.diagonal', [array, k, c.int(0), c.int(1)], type), readOnly: DIAGONAL_VIEW };
});

const lowerDiagflat = composed((c: Composer) => diagonalMatrix(c, c.flat(c.atLeast1d(c.numericArgument('v')))));

const lowerDiagonal = composed((c: Composer, call) => {
  const array = c.array(keptPart(c.ctx, c.range, c.arrayArgument('a')));
  if (c.rank(array) < 2) c.reject('a', 'two axes are needed; NumPy raises `ValueError`', 'Give a matrix');
  const [first, second] = [c.axis('axis1', array, 0), c.axis('axis2', array, 1)];
  if (first === second) c.reject('axis2', 'the axes must be different; NumPy raises `ValueError`', 'Name two axes');
  const offset = call.has('offset') ? c.need(call.int('offset')) : c.int(0);
  const dims = dimsOf(array).map((dim) => c.ctx.resolve(dim));
  const last = offset.constant === 0n && dims[first] === dims[second] ? dims[first]! : c.ctx.unknownDim();
  const kept = dims.filter((_, axis) => axis !== first && axis !== second);
  const type = arrayType(array.type.dtype, [...kept, last]);
  const result = c.one('view.diagonal', [array, offset, c.int(first), c.int(second)], type);
  return { ...result, readOnly: DIAGONAL_VIEW };
});

/** Where a column lies on or below diagonal `k` of a matrix of these sizes. */
function isLower(c: Composer, rows: GraphValue, columns: GraphValue, k: GraphValue): GraphValue {
  const down = c.arange(0, rows, 'i64', c.dimOf(rows));
  const start = c.intOp('sub', 0, k);
  const right = c.arange(start, c.intOp('sub', columns, k), 'i64', c.dimOf(columns));
  return c.compare('greater_equal', c.expand(down, [1]), c.expand(right, [0]));
}

const lowerTri = composed((c: Composer, call) => {
  const rows = c.need(call.int('N'));
  const columns = call.given('M') ? c.need(call.int('M')) : rows;
  const k = call.has('k') ? c.need(call.int('k')) : c.int(0);
  const dtype = c.need(call.dtype());
  return c.cast(isLower(c, rows, columns, k), dtype ?? 'f64');
});

function triangle(keepsLower: boolean): (call: Call) => Value {
  return composed((c: Composer, call) => {
    const given = c.arrayArgument('m');
    // A vector stands for a matrix with equal rows.
    const n = c.size(given, 0);
    const array = c.rank(given) > 1 ? given : c.broadcastTo(given, [n, n], [dimsOf(given)[0]!, dimsOf(given)[0]!]);
    const rank = c.rank(array);
    const k = call.has('k') ? c.need(call.int('k')) : c.int(0);
    const sizes = [c.size(array, rank - 2), c.size(array, rank - 1)] as const;
    const mask = isLower(c, sizes[0], sizes[1], keepsLower ? k : c.intOp('sub', k, 1));
    const zero = c.cast(0, c.dtype(array));
    return keepsLower ? c.where(mask, array, zero) : c.where(mask, zero, array);
  });
}

const lowerIndices = composed((c: Composer, call) => {
  const sizes = c.integers('dimensions');
  if (sizes.length === 0 || sizes.length > 7) c.reject('dimensions', 'it makes 1 to 7 axes', 'Give 1 to 7 sizes');
  const dtype = c.need(call.dtype()) ?? 'i64';
  const dims = sizes.map((size) => c.dimOf(size));
  const vectors = sizes.map((size, axis) => {
    const vector = c.cast(c.arange(0, size, 'i64', dims[axis]!), dtype);
    const others = sizes.flatMap((_, each) => (each === axis ? [] : [each]));
    return others.length === 0 ? vector : c.expand(c.array(vector), others);
  });
  if (c.bool('sparse', false)) return tupleValue(vectors);
  const grids = vectors.map((vector) => c.broadcastTo(vector, sizes, dims));
  return stackArrays(call, grids, 0);
});

function matrix(
  name: string,
  parameters: string,
  dtype: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  method?: boolean,
): Entry {
  return { name, group: 'Creation', parameters, dtype, shape, lowering, doc, lower, ...(method ? { method } : {}) };
}

/** An object that is indexed, not called; `lower/grids.ts` has its meaning. */
function indexed(name: string, shape: string, doc: string): Entry {
  return matrix(name, '', 'promoted', shape, '`arange`, `mul`, `add`', doc, (call) => {
    const reason = 'it is indexed, not called';
    call.ctx.report('WEFT235', call.range, { function: call.name, reason, instead: `Write \`${call.name}[...]\`` });
    return UNKNOWN;
  });
}

const FLOAT = 'float64, or `dtype`';
const SAME = 'as the operand';

export const MATRICES: readonly Entry[] = [
  matrix('eye', 'N, M=None, k=0, dtype=float', FLOAT, '(N, M)', '`eye`', 'Ones on a diagonal', lowerEye),
  matrix('identity', 'n, dtype=float', FLOAT, '(n, n)', '`eye`', 'Identity matrix', lowerEye),
  matrix(
    'diag',
    'v, k=0',
    SAME,
    'a matrix of a vector, a vector of a matrix',
    'kernel `diag`',
    'Matrix with a diagonal, or the diagonal of a matrix as a read-only view',
    lowerDiag,
  ),
  matrix(
    'diagflat',
    'v, k=0',
    SAME,
    'a matrix',
    'kernel `diag`',
    'Matrix with all elements on a diagonal',
    lowerDiagflat,
  ),
  matrix(
    'diagonal',
    'a, offset=0, axis1=0, axis2=1',
    SAME,
    'without two axes, the diagonal last',
    'kernel `view.diagonal`',
    'Diagonals of matrices as a read-only view',
    lowerDiagonal,
    true,
  ),
  matrix(
    'tri',
    'N, M=None, k=0, dtype=float',
    FLOAT,
    '(N, M)',
    '`arange`, `greater_equal`',
    'Ones below a diagonal',
    lowerTri,
  ),
  matrix('tril', 'm, k=0', SAME, SAME, '`arange`, `where`', 'Zeros above a diagonal', triangle(true)),
  matrix('triu', 'm, k=0', SAME, SAME, '`arange`, `where`', 'Zeros below a diagonal', triangle(false)),
  matrix(
    'indices',
    'dimensions, dtype=int, sparse=False',
    'int64, or `dtype`',
    'the number of axes, then `dimensions`',
    '`arange`, `broadcast_to`, `concatenate`',
    'The indices of each element of an array',
    lowerIndices,
  ),
  matrix(
    'fromfunction',
    'function, shape, *, dtype=float',
    'as the function gives',
    'as the function gives',
    '`arange`, `broadcast_to`, `call`',
    'A function called with the indices of all elements',
    composed((c: Composer) => c.reject('function', 'a function is needed', 'Give a function or a lambda')),
  ),
  indexed('mgrid', 'one axis for each slice, after one for the axes', '`np.mgrid[0:n, 0:1:5j]`: coordinates of a grid'),
  indexed('ogrid', 'a tuple, one axis each', '`np.ogrid[0:n, 0:m]`: coordinates that broadcast to a grid'),
  indexed('r_', 'sizes added', '`np.r_[0, a, 2:5]`: numbers, arrays and ranges end to end'),
  indexed('c_', 'columns added', '`np.c_[a, b]`: vectors and matrices as columns'),
  indexed('s_', 'no array', '`np.s_[1:-1, ::2]`: an index as a value'),
  indexed('index_exp', 'no array', '`np.index_exp[1:-1]`: an index as a value, always a tuple'),
];
