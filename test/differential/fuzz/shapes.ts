// SPDX-License-Identifier: Apache-2.0
// Views and other arrangements of the same elements: slices, transposes, joins, gathers.

import { advancedIndex } from './advanced';
import type { Expressions } from './expressions';
import type { Random } from './random';
import { greatest, isComplex, isUnsigned, made, product, type Shape, tuple, type Value } from './values';

/** An index expression and what it selects. */
export interface Selected {
  readonly text: string;
  readonly shape: Shape;
}

/** A basic index: slices with steps of both signs, whole numbers, new axes, an ellipsis. */
export function basicIndex(random: Random, shape: Shape, canDrop = true): Selected {
  const parts: string[] = [];
  const result: number[] = [];
  const given = random.chance(0.7) ? shape.length : 1 + random.below(shape.length);
  const isFromEnd = given < shape.length && random.chance(0.4);
  const skipped = shape.length - given;
  const axes = isFromEnd ? shape.slice(skipped) : shape.slice(0, given);
  if (isFromEnd) {
    parts.push('...');
    result.push(...shape.slice(0, skipped));
  }
  for (const n of axes) {
    if (random.chance(0.06) && shape.length < 5 && canDrop) {
      parts.push(random.pick(['None', 'np.newaxis']));
      result.push(1);
    }
    if (canDrop && n > 0 && random.chance(0.18)) {
      parts.push(String(random.chance(0.4) ? -1 - random.below(n) : random.below(n)));
      continue;
    }
    const [text, size] = sliceOf(random, n);
    parts.push(text);
    result.push(size);
  }
  if (!isFromEnd) result.push(...shape.slice(given));
  return { text: parts.join(', '), shape: result };
}

/** A slice of an axis of `n`, and how many it selects. */
export function sliceOf(random: Random, n: number): [string, number] {
  if (random.chance(0.25)) return [':', n];
  const bound = () => (random.chance(0.35) ? undefined : random.below(2 * n + 4) - n - 2);
  const [start, stop] = [bound(), bound()];
  const step = random.pick([1, 1, 1, 2, -1, -1, -2, 3]);
  const text = `${start ?? ''}:${stop ?? ''}${step === 1 ? '' : `:${step}`}`;
  return [text, lengthOf(n, start, stop, step)];
}

function lengthOf(n: number, start: number | undefined, stop: number | undefined, step: number): number {
  const [low, high] = step > 0 ? [0, n] : [-1, n - 1];
  const place = (at: number | undefined, without: number) =>
    at === undefined ? without : Math.min(high, Math.max(low, at < 0 ? Math.max(at + n, low) : at));
  const from = place(start, step > 0 ? 0 : n - 1);
  const to = place(stop, step > 0 ? n : -1);
  return Math.max(0, Math.ceil((to - from) / step));
}

/** A view of a named array that shares its elements. */
export function view(random: Random, value: Value): Value | undefined {
  const { shape, text } = value;
  const keep = (next: string, to: Shape): Value => ({ ...value, text: next, shape: to });
  if (shape.length === 0) return undefined;
  const options: (() => Value)[] = [
    () => {
      const selected = basicIndex(random, shape);
      return keep(`${text}[${selected.text}]`, selected.shape);
    },
    () => keep(`${text}.T`, [...shape].reverse()),
  ];
  if (shape.length >= 2) {
    options.push(() => keep(`${text}.swapaxes(0, -1)`, [shape.at(-1)!, ...shape.slice(1, -1), shape[0]!]));
    options.push(() => {
      const order = shape.map((_, i) => i).sort(() => random.next() - 0.5);
      const next = `np.transpose(${text}, ${tuple(order)})`;
      return keep(
        next,
        order.map((i) => shape[i]!),
      );
    });
    const n = Math.min(shape[0]!, shape[1]!);
    options.push(() => keep(`np.diagonal(${text})`, [...shape.slice(2), n]));
    options.push(() => keep(`np.moveaxis(${text}, 0, -1)`, [...shape.slice(1), shape[0]!]));
  }
  if (shape.length < 5) options.push(() => keep(`np.expand_dims(${text}, ${random.pick([0, -1])})`, shape));
  if (shape.length < 5) options[options.length - 1] = () => keep(`np.expand_dims(${text}, 0)`, [1, ...shape]);
  options.push(() => keep(`np.flip(${text}, ${random.below(shape.length)})`, shape));
  if (isComplex(value.dtype)) {
    const part = value.dtype === 'c64' ? 'f32' : 'f64';
    options.push(() => ({ ...keep(`${text}.${random.pick(['real', 'imag'])}`, shape), dtype: part }));
  }
  return random.pick(options)();
}

/** The same elements in another arrangement, as a view or a copy. */
export function reshaped(expressions: Expressions, value: Value, depth: number): Value {
  const { random } = expressions;
  const { dtype, shape, text } = value;
  const size = value.facts.size;
  // Whether NumPy gives a view depends on the strides: facts are shared as if it were one.
  const next = (to: string, form: Shape): Value => ({ ...value, text: to, shape: form });
  if (shape.length === 0) return expressions.unary(value);
  const axis = random.below(shape.length);
  const count = product(shape);
  const along = (n: number) => shape.map((each, i) => (i === axis ? n : each));
  const options: (() => Value)[] = [
    () => next(`np.roll(${text}, ${random.below(5) - 2}, axis=${axis})`, shape),
    () => next(`np.ravel(${text})`, [count]),
    () => next(`${text}.reshape(${random.chance(0.5) ? '-1' : count})`, [count]),
  ];
  for (let i = 0; i < 3; i++) options.push(() => view(random, value) ?? value);
  if (count > 0 && count % 2 === 0) options.push(() => next(`${text}.reshape(2, -1)`, [2, count / 2]));
  if (count > 0 && count % 3 === 0) options.push(() => next(`np.reshape(${text}, (${count / 3}, 3))`, [count / 3, 3]));
  if (count <= 60) {
    options.push(() => next(`np.repeat(${text}, 2, axis=${axis})`, along(2 * shape[axis]!)));
    options.push(() => next(`np.concatenate((${text}, ${text}), axis=${axis})`, along(2 * shape[axis]!)));
    options.push(() => {
      const other = expressions.partner(value, depth - 1);
      if (other.dtype !== dtype || String(other.shape) !== String(shape))
        return next(`np.tile(${text}, 2)`, [...shape.slice(0, -1), 2 * shape.at(-1)!]);
      const bound = Math.max(size, other.facts.size);
      if (random.chance(0.5) && shape.length < 5)
        return made(`np.stack([${text}, ${other.text}])`, dtype, [2, ...shape], [value, other], bound);
      return made(
        `np.concatenate([${text}, ${other.text}], axis=${axis})`,
        dtype,
        along(2 * shape[axis]!),
        [value, other],
        bound,
      );
    });
    const mode = shape.every((n) => n > 0)
      ? random.pick(["'constant'", "'edge'", "'wrap'", "'reflect'"])
      : "'constant'";
    options.push(() =>
      next(
        `np.pad(${text}, 1, mode=${mode})`,
        shape.map((n) => n + 2),
      ),
    );
  }
  if (shape.length === 2)
    options.push(() => next(`np.${random.pick(['triu', 'tril'])}(${text}, ${random.below(3) - 1})`, shape));
  if (shape[axis]! > 0) {
    const places = Array.from({ length: random.below(4) + 1 }, () => random.below(2 * shape[axis]!) - shape[axis]!);
    options.push(() => next(`np.take(${text}, np.array([${places.join(', ')}]), axis=${axis})`, along(places.length)));
    options.push(() => {
      const index = (random.chance(0.6) && advancedIndex(random, shape)) || gather(random, shape);
      return next(`${text}[${index.text}]`, index.shape);
    });
  }
  return random.pick(options)();
}

/** An index by arrays of whole numbers, slices between them; rarely out of range. */
export function gather(random: Random, shape: Shape): Selected {
  const count = 1 + random.below(3);
  const first = shape[0]!;
  const numbers = (n: number) => {
    const items = Array.from({ length: count }, () => random.below(2 * n) - n);
    // NumPy before 2 does not look at indices that select nothing.
    if (random.chance(0.005) && product(shape) > 0) items[0] = n;
    return `np.array([${items.join(', ')}])`;
  };
  if (first === 0) return { text: ':', shape };
  if (shape.length >= 2 && shape[1]! > 0 && random.chance(0.4)) {
    return { text: `${numbers(first)}, ${numbers(shape[1]!)}`, shape: [count, ...shape.slice(2)] };
  }
  if (shape.length >= 2 && random.chance(0.3) && shape.at(-1)! > 0) {
    return { text: `..., ${numbers(shape.at(-1)!)}`, shape: [...shape.slice(0, -1), count] };
  }
  return { text: numbers(first), shape: [count, ...shape.slice(1)] };
}

/** A number that every element of the type holds. */
export const fitting = (random: Random, value: Value) =>
  value.dtype === 'b1'
    ? 'True'
    : isUnsigned(value.dtype) || greatest(value.dtype) < 10
      ? random.pick(['1', '3'])
      : random.pick(['-1', '2', '0']);
