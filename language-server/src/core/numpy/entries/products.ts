// SPDX-License-Identifier: Apache-2.0
// NumPy's products of vectors, matrices and tensors.

import { promote } from '../../types/promote';
import { type GraphValue, isArray, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { composed } from '../compose';
import { lowerEinsum } from '../einsum';
import type { Entry } from '../entry';
import { transposeArray } from '../indexing';
import { matrix } from '../linalg';
import { cross, dot, inner, kron, matmul, outer, stackProduct, tensordot, trace, vdot, vecdot } from '../products';
import { quietly } from '../warning-state';

type Rest = Partial<Pick<Entry, 'method' | 'aliases' | 'dtype'>>;

/** The result stored in `out=`, where it is given. `dot` wants its element type, sums the number of axes of the result. */
function withOut(name: string, lower: (call: Call) => Value): (call: Call) => Value {
  return composed((c, call) => {
    const result = lower(call);
    const out = call.given('out');
    if (result.kind !== 'value' || out?.kind !== 'value' || !isArray(out)) return result;
    const own = c.dtype(result);
    const hasRank = /^(matmul|outer|vecdot|matvec|vecmat)$/.test(name) || c.rank(result) === c.rank(out);
    if (!hasRank)
      c.reject('out', 'the result has another number of axes; NumPy raises `ValueError`', 'Give an array of its shape');
    const isSafe = name !== 'einsum' || promote(own, out.type.dtype) === out.type.dtype;
    if (!isSafe || (name === 'dot' && own !== out.type.dtype))
      c.reject('out', `the result is \`${own}\`; NumPy raises an error`, `Give an array of \`${own}\``);
    // Whether a view is in C order is known when it runs.
    if (name === 'dot') c.kernel('dot.check_out', [out], []);
    return result;
  });
}

function product(
  name: string,
  parameters: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  rest: Rest = {},
): Entry {
  const stored = parameters.includes('out=None') ? withOut(name, lower) : lower;
  return { name, group: 'Products', parameters, dtype: 'promoted', shape, lowering, doc, lower: stored, ...rest };
}

/** A product of two numbers or arrays. */
function pair(
  first: string,
  second: string,
  lower: (call: Call, a: GraphValue, b: GraphValue) => Value,
): (call: Call) => Value {
  return (call) => {
    const a = call.numeric(first);
    const b = call.numeric(second);
    return a && b ? lower(call, a, b) : UNKNOWN;
  };
}

const TRACE = 'a, offset=0, axis1=0, axis2=1, dtype=None, out=None';

export const PRODUCTS: readonly Entry[] = [
  product(
    'matmul',
    'x1, x2, out=None',
    'matrix product; leading axes broadcast',
    '`matmul`',
    'Matrix product, as `@`',
    pair('x1', 'x2', (call, a, b) => matmul(call.ctx, call.range, a, b)),
    { aliases: ['linalg.matmul'] },
  ),
  product(
    'dot',
    'a, b, out=None',
    'the last axis of a and the second last of b are summed',
    '`matmul`, or `mul` with a number',
    'Product of vectors, matrices and tensors',
    pair('a', 'b', (call, a, b) => dot(call.ctx, call.range, a, b)),
    { method: true },
  ),
  product(
    'inner',
    'a, b',
    'the last axes are summed',
    '`transpose`, `matmul`',
    'Inner product',
    pair('a', 'b', (call, a, b) => inner(call.ctx, call.range, a, b)),
  ),
  product(
    'outer',
    'a, b, out=None',
    '(size of a, size of b)',
    '`view`, `mul`',
    'Outer product of all elements',
    pair('a', 'b', (call, a, b) => outer(call.ctx, call.range, a, b)),
    { aliases: ['linalg.outer'] },
  ),
  product(
    'vdot',
    'a, b',
    'a number',
    '`conj`, `reshape`, `matmul`',
    'Sum of all products, the first operand conjugated',
    pair('a', 'b', (call, a, b) => vdot(call.ctx, call.range, a, b)),
  ),
  product(
    'vecdot',
    'x1, x2, out=None, *, axis=-1',
    'without the axis; the others broadcast',
    '`conj`, `mul`, `sum`',
    'Products of vectors along an axis (NumPy 2), the first operand conjugated',
    vecdot,
    { aliases: ['linalg.vecdot'] },
  ),
  product(
    'matvec',
    'x1, x2, out=None',
    'a vector for each matrix; leading axes broadcast',
    '`view`, `matmul`',
    'Matrices times vectors (NumPy 2)',
    (call) => stackProduct(call, false),
  ),
  product(
    'vecmat',
    'x1, x2, out=None',
    'a vector for each matrix; leading axes broadcast',
    '`conj`, `view`, `matmul`',
    'Vectors, conjugated, times matrices (NumPy 2)',
    (call) => stackProduct(call, true),
  ),
  product(
    'tensordot',
    'a, b, axes=2',
    'the axes of a and then of b that are not summed',
    '`transpose`, `reshape`, `matmul`',
    'Sum of products over pairs of axes',
    tensordot,
    { aliases: ['linalg.tensordot'] },
  ),
  product(
    'einsum',
    'subscripts, *operands, out=None, optimize=False',
    'by the subscripts',
    '`transpose`, `reshape`, `matmul`, `mul`, `sum`',
    'Products of tensors summed as the subscripts say, from left to right; the subscripts are a constant text',
    (call) => quietly(call.ctx, call.range, () => lowerEinsum(call)),
  ),
  product('kron', 'a, b', 'the product of the sizes', '`view`, `mul`, `reshape`', 'Kronecker product', (call) => {
    const a = call.array('a');
    const b = call.array('b');
    return a && b ? kron(call.ctx, call.range, a, b) : UNKNOWN;
  }),
  product(
    'cross',
    'a, b, axisa=-1, axisb=-1, axisc=-1, axis=None',
    'vectors of three elements',
    '`view`, `mul`, `sub`, `concatenate`',
    'Cross product of vectors',
    cross,
    { aliases: ['linalg.cross'] },
  ),
  product('trace', TRACE, 'without the two axes', '`eye`, `where`, `sum`', 'Sum of the diagonal of two axes', trace, {
    method: true,
    dtype: 'as `sum`',
  }),
  product(
    'matrix_transpose',
    'x',
    'the last two axes exchanged',
    '`transpose`',
    'Matrices transposed; a view (NumPy 2)',
    (call) => {
      const x = matrix(call, 'x');
      if (!x || !isArray(x)) return UNKNOWN;
      const axes = x.type.dims.map((_, axis) => axis);
      axes.push(axes.splice(-2, 1)[0]!);
      return transposeArray(call.ctx, call.range, x, axes);
    },
    { aliases: ['linalg.matrix_transpose'], dtype: 'as the operand' },
  ),
];
