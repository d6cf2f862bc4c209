// SPDX-License-Identifier: Apache-2.0
// Whole-array functions whose intermediate sizes depend on values, comprehensions of arrays, linear algebra.

import type { Expressions } from './expressions';
import {
  type DType,
  isComplex,
  isExact,
  isFloat,
  isInteger,
  isTame,
  isUnsigned,
  made,
  product,
  rounded,
  type Shape,
  type Value,
} from './values';

/** A value made of `value` in a way that the other files do not have. */
export function rarer(expressions: Expressions, value: Value): Value {
  const { random } = expressions;
  const { dtype, shape, text } = value;
  const { size } = value.facts;
  const options: (() => Value)[] = [];
  if (shape.length > 0 && isExact(value)) {
    const test = `${text} ${random.pick(['>', '!=', '<='])} 1`;
    options.push(() => made(`np.int64(${text}[${test}].size)`, 'i64', [], [], product(shape)));
    options.push(() => made(`np.int64(np.nonzero(${text})[0].sum())`, 'i64', [], [], product(shape) * 8));
    if (dtype === 'i64') {
      options.push(() => made(`np.sum(${text}[${test}])`, 'i64', [], [value], Infinity));
      options.push(() => made(`np.unique(${text}).sum()`, 'i64', [], [value], Infinity));
    }
    if (!isComplex(dtype) && isTame(value)) {
      options.push(() => made(`np.int64(len(np.unique(${text})))`, 'i64', [], [], product(shape)));
    }
    if (isInteger(dtype)) {
      options.push(() =>
        made(`np.bincount((np.ravel(${text}) % 4).astype(np.int64), minlength=4)`, 'i64', [4], [], product(shape)),
      );
    }
  }
  if (shape.length > 0 && shape.length < 4 && product(shape) < 60 && dtype !== 'b1') {
    const times = random.pick(['j', 'j + 1', '2']);
    options.push(() =>
      made(`np.stack([${text} + (${times}) for j in range(3)])`, dtype, [3, ...shape], [value], size + 3),
    );
    const whole = `np.concatenate([${text} for j in range(2)])`;
    options.push(() => made(whole, dtype, [2 * shape[0]!, ...shape.slice(1)], [value], size));
  }
  if (shape.length === 2 && isFloat(dtype) && isExact(value) && size <= 100 && shape[0]! > 0) {
    const n = shape[0]!;
    const square = `(${text} @ ${text}.T + ${n * 20} * np.eye(${n}, dtype=${text}.dtype))`;
    const bound = size * size * shape[1]! + n * 20;
    options.push(() => rounded(made(`np.linalg.solve(${square}, ${text})`, dtype, shape, [value], bound)));
    options.push(() => rounded(made(`np.linalg.inv(${square})`, dtype, [n, n], [value], bound)));
  }
  const more = shape.length > 0 ? [...library(expressions, value), ...searches(expressions, value)] : [];
  if (more.length > 0 && (options.length === 0 || random.chance(0.6))) return random.pick(more)();
  return options.length === 0 ? expressions.unary(value) : random.pick(options)();
}

/** Products, norms and decompositions of small arrays, and functions along one axis. */
function library({ random }: Expressions, value: Value): (() => Value)[] {
  const { dtype, shape, text } = value;
  const { size } = value.facts;
  const options: (() => Value)[] = [];
  const count = product(shape);
  const whole = isInteger(dtype);
  if (!isExact(value) || !(whole || isTame(value)) || dtype === 'b1') return options;
  const result = (each: string, type: DType, form: Shape, bound: number) =>
    options.push(() => rounded(made(each, type, form, [value], bound)));
  if (shape.length === 2) {
    const [n, m] = shape as [number, number];
    const wide: DType = whole ? (isUnsigned(dtype) ? 'u64' : 'i64') : dtype;
    result(`np.trace(${text}, offset=${random.below(3) - 1})`, wide, [], size * (n + 1));
    result(`np.einsum('ij->j', ${text})`, dtype, [m], size * (n + 1));
    result(`np.einsum('ij,kj->ik', ${text}, ${text})`, dtype, [n, n], size * size * (m + 1));
    result(`np.tensordot(${text}, ${text}, axes=([0], [0]))`, dtype, [m, m], size * size * (n + 1));
    if (count <= 12) result(`np.kron(${text}, ${text})`, dtype, [n * n, m * m], size * size);
    if (isFloat(dtype) && count > 0 && size <= 100) {
      result(`np.linalg.norm(${text})`, dtype, [], size * count);
      const square = `(${text} @ ${text}.T + ${n * 20} * np.eye(${n}, dtype=${text}.dtype))`;
      const bound = size * size * m + n * 20;
      result(`np.linalg.cholesky(${square})`, dtype, [n, n], bound);
      result(`np.linalg.eigvalsh(${square})`, dtype, [n], bound * n);
      result(`np.linalg.svd(${text}, compute_uv=False)`, dtype, [Math.min(n, m)], size * count);
      if (n <= 3) result(`np.linalg.det(${square})`, dtype, [], bound ** n);
    }
  }
  if (shape.length === 1 && shape[0]! > 0 && !isComplex(dtype)) {
    const n = shape[0]!;
    result(`np.convolve(${text}, np.array([1, 2], dtype=${text}.dtype))`, dtype, [n + 1], size * 3);
    if (isFloat(dtype) && n > 1) result(`np.gradient(${text})`, dtype, [n], 2 * size);
    if (dtype === 'f64') result(`np.interp(${text}, np.arange(4.0), np.array([0.5, -1.0, 2.0, 0.0]))`, 'f64', [n], 3);
  }
  const axis = random.below(shape.length);
  if (shape[axis]! > 0 && shape.length < 4)
    result(
      `np.average(${text}, axis=${axis}, weights=np.arange(1, ${shape[axis]! + 1}))`,
      whole ? 'f64' : dtype === 'f32' ? 'f64' : dtype === 'c64' ? 'c128' : dtype,
      shape.filter((_, i) => i !== axis),
      size * 4,
    );
  return options;
}

/** Sets, searches, places. */
function searches({ random }: Expressions, value: Value): (() => Value)[] {
  const { dtype, shape, text } = value;
  const options: (() => Value)[] = [];
  if (!isExact(value) || isComplex(dtype)) return options;
  const count = product(shape);
  const one = (each: string, type: DType = 'i64', bound = count * 8) =>
    options.push(() => made(each, type, [], [], bound));
  const all = (each: string, type: DType, bound: number) => options.push(() => made(each, type, shape, [value], bound));
  if (isTame(value)) {
    one(`np.int64((np.unique(${text}, return_counts=True)[1] ** 2).sum())`, 'i64', count * count);
    one(`np.int64((np.unique(${text}, return_inverse=True)[1] * 2).sum())`, 'i64', count * count * 2);
    // NumPy before 2 fails where these meet uint64.
    if (dtype !== 'u64') one(`np.int64(np.setdiff1d(${text}, np.array([0, 1, 2])).size)`);
    if (dtype !== 'u64') all(`np.isin(${text}, [0, 1, 3])`, 'b1', 1);
  }
  one(`np.int64(np.flatnonzero(${text}).sum())`);
  one(`np.int64(np.argwhere(${text}).sum())`);
  one(`np.bool_(np.array_equal(${text}, ${text}[::-1]))`, 'b1', 1);
  if (dtype !== 'b1') {
    all(`np.digitize(${text}, np.array([-1, 0, 3]))`, 'i64', 3);
    const kind = isFloat(dtype) ? ', nan=1.5, posinf=2.0, neginf=-2.0' : '';
    all(`np.nan_to_num(${text}${kind})`, dtype, value.facts.size);
    all(`np.select([${text} > 2, ${text} < 1], [${text}, -${text}], default=${text})`, dtype, value.facts.size);
  }
  if (count > 0 && shape.length === 1 && dtype !== 'b1') {
    const place = random.below(count);
    options.push(() => {
      const part = made(`np.partition(${text}, ${place})[${place}]`, dtype, [], [value], value.facts.size);
      return isFloat(dtype) ? { ...part, facts: { ...part.facts, openZero: true } } : part;
    });
    options.push(() => made(`np.lexsort((${text}, ${text}))`, 'i64', shape, [], count));
  }
  return options;
}
