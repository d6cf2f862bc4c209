// SPDX-License-Identifier: Apache-2.0
// Reductions, accumulations, sorting and searching.

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
  type Value,
} from './values';

/** A reduction of `value` along an axis, all of them or several, or something else along an axis. */
export function reduction(expressions: Expressions, value: Value): Value {
  const { random } = expressions;
  const { dtype, shape, text } = value;
  if (shape.length === 0) return expressions.unary(value);
  const axis = random.below(shape.length);
  const shown = random.chance(0.3) ? axis - shape.length : axis;
  const isAll = random.chance(0.25);
  const keep = !isAll && random.chance(0.3);
  const rest = isAll ? [] : keep ? shape.map((n, i) => (i === axis ? 1 : n)) : shape.filter((_, i) => i !== axis);
  const options = isAll ? '' : `axis=${shown}${keep ? ', keepdims=True' : ''}`;
  const whole = isInteger(dtype) || dtype === 'b1';
  const count = Math.max(1, isAll ? product(shape) : shape[axis]!);
  const size = value.facts.size;
  const isEmpty = (isAll ? product(shape) : shape[axis]!) === 0;
  const wide: DType = whole ? (isUnsigned(dtype) ? 'u64' : 'i64') : dtype;
  const call = (name: string) =>
    random.chance(0.5) ? `${text}.${name}(${options})` : `np.${name}(${text}${options ? `, ${options}` : ''})`;
  const choices: (() => Value)[] = [];
  if (isExact(value)) {
    choices.push(() => made(call(random.pick(['any', 'all'])), 'b1', rest, [], 1));
    choices.push(() =>
      // Python's own number, or from NumPy 2.4 on its int64.
      made(
        isAll ? `np.int64(np.count_nonzero(${text}))` : `np.count_nonzero(${text}, ${options})`,
        'i64',
        rest,
        [],
        count,
      ),
    );
    if (!isComplex(dtype) && (!isEmpty || random.chance(0.02))) {
      choices.push(() => made(call(random.pick(['argmin', 'argmax'])), 'i64', rest, [], count));
      choices.push(() => sortedAlong(expressions, value, axis));
    }
    if (dtype !== 'b1') choices.push(() => difference(value, axis, shown));
  }
  if (!isComplex(dtype) && (!isEmpty || random.chance(0.02))) {
    choices.push(() => open(made(call(random.pick(['min', 'max'])), dtype, rest, [value], size)));
    if (dtype !== 'b1')
      choices.push(() =>
        open(
          made(
            `np.ptp(${text}${isAll ? '' : `, axis=${shown}`})`,
            dtype,
            isAll ? [] : shape.filter((_, i) => i !== axis),
            [value],
            2 * size,
          ),
        ),
      );
  }
  if (whole || (isTame(value) && isExact(value))) {
    choices.push(() => rounded(made(call('sum'), wide, rest, [value], size * count)));
    choices.push(() => rounded(made(`np.cumsum(${text}, axis=${shown})`, wide, shape, [value], size * count)));
    if (whole) choices.push(() => made(call('prod'), wide, rest, [value], Infinity));
  }
  if (isFloat(dtype) && isTame(value) && isExact(value) && !isEmpty) {
    choices.push(() => rounded(made(call(random.pick(['mean', 'var'])), dtype, rest, [value], (size + 1) ** 2 * 4)));
    choices.push(() =>
      rounded(
        made(
          `np.median(${text}${isAll ? '' : `, axis=${shown}`})`,
          dtype,
          isAll ? [] : shape.filter((_, i) => i !== axis),
          [value],
          size,
        ),
      ),
    );
  }
  if (isInteger(dtype) && size <= 1e6 && !isEmpty) {
    choices.push(() => rounded(made(call('mean'), 'f64', rest, [value], size)));
  }
  return choices.length === 0 ? expressions.unary(value) : random.pick(choices)();
}

function open(value: Value): Value {
  return isFloat(value.dtype) ? { ...value, facts: { ...value.facts, openZero: true } } : value;
}

function difference(value: Value, axis: number, shown: number): Value {
  const shape = value.shape.map((n, i) => (i === axis ? Math.max(0, n - 1) : n));
  return made(`np.diff(${value.text}, axis=${shown})`, value.dtype, shape, [value], 2 * value.facts.size);
}

function sortedAlong({ random }: Expressions, value: Value, axis: number): Value {
  const { dtype, shape, text } = value;
  const count = Math.max(1, shape[axis]!);
  if (random.chance(0.4)) return open(made(`np.sort(${text}, axis=${axis})`, dtype, shape, [value], value.facts.size));
  if (random.chance(0.5)) return made(`np.argsort(${text}, axis=${axis}, kind='stable')`, 'i64', shape, [], count);
  const sorted = `np.sort(${text}, axis=None)`;
  const side = random.pick(['left', 'right']);
  return made(`np.searchsorted(${sorted}, ${text}, side='${side}')`, 'i64', shape, [], product(shape));
}
