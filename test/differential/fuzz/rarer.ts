// SPDX-License-Identifier: Apache-2.0
// Whole-array functions whose intermediate sizes depend on values, comprehensions of arrays, linear algebra.

import type { Expressions } from './expressions';
import { isComplex, isExact, isFloat, isInteger, isTame, made, product, rounded, type Value } from './values';

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
  return options.length === 0 ? expressions.unary(value) : random.pick(options)();
}
