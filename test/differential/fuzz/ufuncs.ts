// SPDX-License-Identifier: Apache-2.0
// Universal functions with their options: outputs, masks, reductions over several axes with a start, their methods.

import type { Expressions } from './expressions';
import { basicIndex } from './shapes';
import type { Block } from './statements';
import {
  broadcast,
  type DType,
  isComplex,
  isExact,
  isFloat,
  isInteger,
  isTame,
  isUnsigned,
  made,
  product,
  promote,
  rounded,
  same,
  type Value,
} from './values';

const rankOf = (dtype: DType) =>
  dtype === 'b1' ? 0 : isUnsigned(dtype) ? 1 : isInteger(dtype) ? 2 : isFloat(dtype) ? 3 : 4;

/** Whether NumPy writes one type into another where a function has an output. */
function goesInto(from: DType, to: DType): boolean {
  if (from === to) return true;
  return rankOf(from) <= rankOf(to) && !(from !== 'b1' && to === 'b1');
}

/** A mask that broadcasts to `shape`, as a text. */
export function maskOf(block: Pick<Expressions, 'random' | 'scope'>, shape: readonly number[]): string | undefined {
  const { random, scope } = block;
  const goes = (each: Value) => {
    const common = broadcast(each.shape, shape);
    return each.shape.length > 0 && common !== undefined && same(common, shape);
  };
  const masks = scope.arrays.filter((each) => each.dtype === 'b1' && goes(each));
  if (masks.length > 0 && random.chance(0.6)) return random.pick(masks).text;
  const others = scope.arrays.filter((each) => isExact(each) && !isComplex(each.dtype) && goes(each));
  if (others.length > 0) return `${random.pick(others).text} ${random.pick(['>', '!=', '<='])} 1`;
  const n = shape.at(-1);
  return n === undefined ? undefined : `np.arange(${n}) % 2 == 0`;
}

/** `np.add(a, b, out=c, where=m)`: into an array at hand, or a part of one, which the operands may be too. */
export function output(block: Block): void {
  const { random, expressions } = block;
  const target = block.target();
  if (!target) {
    block.define();
    return;
  }
  const part = random.chance(0.4) ? basicIndex(random, target.shape, false) : undefined;
  const shape = part ? part.shape : target.shape;
  const place = part ? `${target.text}[${part.text}]` : target.text;
  const fits = (value: Value) => {
    const common = broadcast(value.shape, shape);
    return common !== undefined && same(common, shape);
  };
  const operand = (): Value | undefined => {
    for (let i = 0; i < 4; i++) {
      const value = random.chance(0.3) ? { ...target, text: place, shape } : expressions.any(i < 2 ? 1 : 0);
      if (fits(value) && goesInto(value.dtype, target.dtype)) return value;
    }
    return undefined;
  };
  const left = operand();
  const right = random.chance(0.7) ? operand() : undefined;
  if (!left) {
    block.define();
    return;
  }
  const mask = random.chance(0.4) ? maskOf(block, shape) : undefined;
  const from = right ? [left, right] : [left];
  const dtype = right ? promote(left.dtype, right.dtype) : left.dtype;
  if (!goesInto(dtype, target.dtype)) {
    block.define();
    return;
  }
  const whole = isInteger(dtype) || dtype === 'b1';
  const [a, b] = [left.facts.size, right?.facts.size ?? 0];
  const exact = from.every(isExact);
  const forms: [string, number][] = [];
  if (right) {
    forms.push(['add', a + b], ['multiply', a * b]);
    if (dtype !== 'b1') forms.push(['subtract', a + b]);
    if (exact && !isComplex(dtype) && from.every((each) => !each.facts.openZero))
      forms.push([random.pick(['minimum', 'maximum', 'fmin', 'fmax']), Math.max(a, b)]);
    if (whole) forms.push([random.pick(['bitwise_and', 'bitwise_or', 'bitwise_xor']), Infinity]);
    if (isInteger(dtype)) forms.push([random.pick(['floor_divide', 'remainder']), Infinity]);
    if (exact && isFloat(dtype) && right.facts.openZero === false) forms.push(['divide', Infinity]);
    // NumPy writes what a mask leaves out where a bool is cast and the output overlaps an operand.
    if (exact && !mask && random.chance(0.3))
      forms.push([random.pick(['equal', 'not_equal', 'logical_and', 'logical_xor']), 1]);
  } else {
    if (dtype !== 'b1') forms.push(['negative', a], ['square', a * a]);
    if (dtype !== 'b1' && !isComplex(dtype)) forms.push(['absolute', a]);
    if (exact && isFloat(dtype)) forms.push(['floor', a + 1], ['rint', a + 1]);
    if (isInteger(dtype)) forms.push(['invert', Infinity]);
    if (dtype === 'b1' && !mask) forms.push(['logical_not', 1]);
  }
  if (forms.length === 0) {
    block.define();
    return;
  }
  const [name, size] = random.pick(forms);
  const isOpen = /^f?m[ai]/.test(name);
  const facts = { ...made('', dtype, shape, from, size).facts };
  if (isOpen && isFloat(dtype)) facts.openZero = true;
  if (!block.admit(target, facts)) return;
  const operands = from.map((each) => each.text).join(', ');
  block.emit(`np.${name}(${operands}, out=${place}${mask ? `, where=${mask}` : ''})`);
}

/** `np.add.at(a, places, values)`: every repetition of a place counts. */
export function at(block: Block): void {
  const { random, expressions } = block;
  const target = block.target();
  if (!target || isComplex(target.dtype) || target.shape[0]! === 0 || !isExact(target)) {
    block.define();
    return;
  }
  const n = target.shape[0]!;
  const count = 1 + random.below(4);
  const items = Array.from({ length: count }, () => random.below(2 * n) - n);
  const index =
    target.shape.length > 1 && target.shape[1]! > 0 && random.chance(0.3)
      ? `(np.array([${items.join(', ')}]), ${random.below(target.shape[1]!)})`
      : random.pick([`np.array([${items.join(', ')}])`, `[${items.join(', ')}]`, String(items[0])]);
  // Python's number is an int64 there, which meets uint64 in float64.
  const literal = expressions.literal(target.dtype);
  const value = target.dtype === 'u64' ? `np.uint64(${literal})` : literal;
  const names = target.dtype === 'b1' ? ['logical_or', 'logical_xor'] : ['add', 'subtract', 'maximum', 'minimum'];
  const name = random.pick(names);
  const size = target.facts.size + 10 * count;
  if (block.admit(target, { ...target.facts, size, openZero: target.facts.openZero || isFloat(target.dtype) }))
    block.emit(`np.${name}.at(${target.text}, ${index}, ${value})`);
}

/** A reduction over several axes, with a start or a mask, or by a method of a universal function. */
export function wideReduction(expressions: Expressions, value: Value): Value {
  const { random } = expressions;
  const { dtype, shape, text } = value;
  if (shape.length === 0) return expressions.unary(value);
  const axes = shape.map((_, i) => i).filter(() => random.chance(0.5));
  if (axes.length === 0) axes.push(random.below(shape.length));
  const keep = random.chance(0.3);
  const rest = shape.flatMap((n, i) => (axes.includes(i) ? (keep ? [1] : []) : [n]));
  const shown = axes.map((axis) => (random.chance(0.3) ? axis - shape.length : axis));
  const axis = shown.length === 1 && random.chance(0.6) ? String(shown[0]) : `(${shown.join(', ')},)`;
  const count = Math.max(
    1,
    axes.reduce((total, i) => total * shape[i]!, 1),
  );
  const isEmpty = axes.some((i) => shape[i] === 0);
  const kept = keep ? ', keepdims=True' : '';
  const whole = isInteger(dtype) || dtype === 'b1';
  const wide: DType = whole ? (isUnsigned(dtype) ? 'u64' : 'i64') : dtype;
  const { size } = value.facts;
  const mask = random.chance(0.3) ? maskOf(expressions, shape) : undefined;
  const where = mask ? `, where=${mask}` : '';
  const open = (each: Value): Value =>
    isFloat(each.dtype) ? { ...each, facts: { ...each.facts, openZero: true } } : each;
  const options: (() => Value)[] = [];
  if (whole || (isTame(value) && isExact(value))) {
    const initial = random.chance(0.4) ? ', initial=2' : '';
    options.push(() =>
      rounded(made(`np.sum(${text}, axis=${axis}${kept}${initial}${where})`, wide, rest, [value], size * count + 2)),
    );
    if (whole)
      options.push(() => made(`${text}.prod(axis=${axis}${kept}${initial}${where})`, wide, rest, [value], Infinity));
  }
  if (!isComplex(dtype) && dtype !== 'b1') {
    const start = isEmpty || where !== '' || random.chance(0.3) ? ', initial=1' : '';
    const name = random.pick(['min', 'max']);
    options.push(() =>
      open(made(`np.${name}(${text}, axis=${axis}${kept}${start}${where})`, dtype, rest, [value], Math.max(size, 1))),
    );
    const method = name === 'min' ? 'minimum' : 'maximum';
    options.push(() =>
      open(
        made(
          `np.${method}.reduce(${text}, axis=${axis}${kept}${start}${where})`,
          dtype,
          rest,
          [value],
          Math.max(size, 1),
        ),
      ),
    );
  }
  if (isExact(value)) {
    options.push(() =>
      made(`np.${random.pick(['any', 'all'])}(${text}, axis=${axis}${kept}${where})`, 'b1', rest, [], 1),
    );
    options.push(() =>
      made(`np.${random.pick(['logical_and', 'logical_or'])}.reduce(${text}, axis=${axis}${kept})`, 'b1', rest, [], 1),
    );
  }
  if (whole) {
    options.push(() =>
      made(
        `np.${random.pick(['bitwise_and', 'bitwise_or', 'bitwise_xor'])}.reduce(${text}, axis=${axis})`,
        dtype,
        shape.filter((_, i) => !axes.includes(i)),
        [value],
        Infinity,
      ),
    );
  }
  return options.length === 0 ? expressions.unary(value) : random.pick(options)();
}

/** `accumulate`, `outer`, `reduceat` and running functions. */
export function method(expressions: Expressions, value: Value): Value {
  const { random } = expressions;
  const { dtype, shape, text } = value;
  if (shape.length === 0) return expressions.unary(value);
  const { size } = value.facts;
  const axis = random.below(shape.length);
  const n = shape[axis]!;
  const whole = isInteger(dtype) || dtype === 'b1';
  const wide: DType = whole ? (isUnsigned(dtype) ? 'u64' : 'i64') : dtype;
  const options: (() => Value)[] = [];
  const fine = whole || (isTame(value) && isExact(value));
  const openZero = (each: Value): Value =>
    isFloat(each.dtype) ? { ...each, facts: { ...each.facts, openZero: true } } : each;
  if (fine && dtype !== 'b1') {
    options.push(() =>
      rounded(
        made(`np.add.accumulate(${text}, axis=${axis})`, whole ? wide : dtype, shape, [value], size * Math.max(1, n)),
      ),
    );
    if (n > 0) {
      const starts = Array.from({ length: 1 + random.below(3) }, () => random.below(n));
      options.push(() =>
        rounded(
          made(
            `np.add.reduceat(${text}, np.array([${starts.join(', ')}]), axis=${axis})`,
            whole ? wide : dtype,
            shape.map((each, i) => (i === axis ? starts.length : each)),
            [value],
            size * n,
          ),
        ),
      );
    }
  }
  if (whole && dtype !== 'b1') {
    options.push(() => made(`np.cumprod(${text}, axis=${axis})`, wide, shape, [value], Infinity));
    options.push(() => made(`np.multiply.accumulate(${text}, axis=${axis})`, wide, shape, [value], Infinity));
    options.push(() => made(`np.cumsum(${text})`, wide, [product(shape)], [value], Infinity));
  }
  if (!isComplex(dtype) && dtype !== 'b1') {
    const name = random.pick(['minimum', 'maximum']);
    options.push(() => openZero(made(`np.${name}.accumulate(${text}, axis=${axis})`, dtype, shape, [value], size)));
  }
  const others = expressions.scope.arrays.filter(
    (each) => shape.length + each.shape.length <= 5 && product(shape) * product(each.shape) <= 300 && isExact(each),
  );
  if (others.length > 0 && isExact(value)) {
    const other = random.pick(others);
    const result = [...shape, ...other.shape];
    const both = promote(dtype, other.dtype);
    options.push(() =>
      made(`np.add.outer(${text}, ${other.text})`, both, result, [value, other], size + other.facts.size),
    );
    options.push(() =>
      made(`np.multiply.outer(${text}, ${other.text})`, both, result, [value, other], size * other.facts.size),
    );
    if (!isComplex(both)) options.push(() => made(`np.less.outer(${text}, ${other.text})`, 'b1', result, [], 1));
  }
  return options.length === 0 ? expressions.unary(value) : random.pick(options)();
}

/** Shifts by arrays of any numbers: as many bits as the type has, more, or fewer than none. */
export function shifted(expressions: Expressions, value: Value): Value {
  const { random } = expressions;
  if (!isInteger(value.dtype)) return expressions.unary(value);
  const others = expressions.scope.arrays.filter((each) => {
    const shape = broadcast(each.shape, value.shape);
    return isInteger(each.dtype) && shape && product(shape) <= 400 && isInteger(promote(each.dtype, value.dtype));
  });
  const operator = random.pick(['<<', '>>']);
  if (others.length === 0)
    return made(`(${value.text} ${operator} ${random.pick([0, 1, 7])})`, value.dtype, value.shape, [value], Infinity);
  const other = random.pick(others);
  const dtype = promote(value.dtype, other.dtype);
  return made(
    `(${value.text} ${operator} ${other.text})`,
    dtype,
    broadcast(value.shape, other.shape)!,
    [value, other],
    Infinity,
  );
}
