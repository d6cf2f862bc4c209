// SPDX-License-Identifier: Apache-2.0
// Expressions over arrays, made from the values at hand upwards: each knows its element type and shape.

import type { Random } from './random';
import { rarer } from './rarer';
import { reduction } from './reductions';
import type { Scalars, Scope } from './scalars';
import { reshaped } from './shapes';
import { method, shifted, wideReduction } from './ufuncs';
import {
  type ArrayName,
  broadcast,
  DTYPES,
  type DType,
  greatest,
  isComplex,
  isExact,
  isFloat,
  isInteger,
  isTame,
  isUnsigned,
  made,
  PYTHON_NAMES,
  product,
  promote,
  promoteWeak,
  rounded,
  type Shape,
  same,
  tuple,
  type Value,
} from './values';

/** NumPy before 2 takes a `np.complex128` for Python's own complex beside arrays of less. */
function unweak(value: Value, other: Value): Value {
  if (value.dtype !== 'c128' || value.shape.length > 0 || other.shape.length === 0 || other.dtype === 'c128')
    return value;
  return { ...value, text: `np.full(1, ${value.text})` };
}

export class Expressions {
  constructor(
    readonly random: Random,
    readonly scope: Scope,
    readonly scalars: Scalars,
  ) {}

  /** Any array or NumPy scalar. */
  any(depth: number): Value {
    const { random } = this;
    if (depth <= 0 || random.chance(0.12)) return this.leaf();
    const roll = random.below(100);
    if (roll < 30) return this.binary(depth);
    if (roll < 48) return this.unary(this.any(depth - 1));
    if (roll < 54) return reduction(this, this.any(depth - 1));
    if (roll < 58) return wideReduction(this, this.any(depth - 1));
    if (roll < 61) return method(this, this.any(depth - 1));
    if (roll < 62) return shifted(this, this.any(depth - 1));
    if (roll < 74) return reshaped(this, this.any(depth - 1), depth);
    if (roll < 81) return this.choice(depth);
    if (roll < 86) return this.comparison(depth);
    if (roll < 89) return this.product(depth);
    if (roll < 94) return rarer(this, this.any(depth - 1));
    return this.cast(this.any(depth - 1), random.pick(DTYPES));
  }

  leaf(): Value {
    const { random } = this;
    if (this.scope.arrays.length > 0 && random.chance(0.9)) return random.pick(this.scope.arrays);
    return this.fresh(random.pick(DTYPES), [random.pick([0, 1, 2, 3])].slice(random.below(2)));
  }

  /** A new array of the given type and shape. */
  fresh(dtype: DType, shape: Shape): Value {
    const { random } = this;
    const text = `dtype=${PYTHON_NAMES[dtype]}`;
    if (shape.length === 0) return made(`${PYTHON_NAMES[dtype]}(${this.literal(dtype)})`, dtype, shape, [], 10);
    if (shape.length === 1 && dtype !== 'b1' && random.chance(0.4)) {
      return made(`np.arange(${shape[0]}, ${text})`, dtype, shape, [], 10);
    }
    if (shape.length === 1 && shape[0]! > 0 && random.chance(0.4)) {
      const items = Array.from({ length: shape[0]! }, () => this.literal(dtype));
      return made(`np.array([${items.join(', ')}], ${text})`, dtype, shape, [], 10);
    }
    if (isFloat(dtype) && random.chance(0.2)) {
      const special = () => random.pick(['np.nan', 'np.inf', '-np.inf', '-0.0', '0.0', '1.5', '1e-40', '1e30']);
      if (shape.length === 1 && shape[0]! > 0)
        return made(
          `np.array([${shape.map(() => special())[0]}${`, X`.repeat(shape[0]! - 1).replaceAll('X', special)}], ${text})`,
          dtype,
          shape,
          [],
          Infinity,
        );
      return made(`np.full(${tuple(shape)}, ${special()}, ${text})`, dtype, shape, [], Infinity);
    }
    if (random.chance(0.3))
      return made(`np.${random.pick(['ones', 'zeros'])}(${tuple(shape)}, ${text})`, dtype, shape, [], 1);
    return made(`np.full(${tuple(shape)}, ${this.literal(dtype)}, ${text})`, dtype, shape, [], 10);
  }

  literal(dtype: DType): string {
    const { random } = this;
    if (dtype === 'b1') return random.pick(['True', 'False']);
    if (isUnsigned(dtype)) return random.pick(['0', '1', '2', '7']);
    if (isInteger(dtype)) return random.pick(['0', '1', '-2', '3', '-7']);
    if (isComplex(dtype)) return random.pick(['0.5', '1j', '(1.5-2j)', '2']);
    return random.pick(['0.5', '-1.25', '2.0', '-0.0', '3']);
  }

  /** An array that broadcasts with `other`, from the names at hand or the operand itself. */
  partner(other: Value, depth: number): Value {
    const { random } = this;
    const fits = (value: Value) => {
      const shape = broadcast(value.shape, other.shape);
      return shape !== undefined && product(shape) <= 400;
    };
    const drawn = this.any(depth);
    if (fits(drawn)) return drawn;
    const names = this.scope.arrays.filter(fits);
    if (names.length > 0 && random.chance(0.7)) return random.pick(names);
    return random.chance(0.5) ? this.unary(other) : this.fresh(random.pick(DTYPES), other.shape.slice(random.below(2)));
  }

  binary(depth: number): Value {
    const { random } = this;
    const left = this.any(depth - 1);
    return random.chance(0.35) ? this.withNumber(left) : this.combine(left, this.partner(left, depth - 1));
  }

  /** An operation of two arrays whose shapes broadcast. */
  combine(first: Value, second: Value): Value {
    const { random } = this;
    const [left, right] = [unweak(first, second), unweak(second, first)];
    const dtype = promote(left.dtype, right.dtype);
    const shape = broadcast(left.shape, right.shape)!;
    const [a, b] = [left.facts.size, right.facts.size];
    const from = [left, right];
    const options: (() => Value)[] = [
      () => made(`(${left.text} + ${right.text})`, dtype, shape, from, a + b),
      () => made(`(${left.text} * ${right.text})`, dtype, shape, from, a * b),
    ];
    if (dtype !== 'b1') options.push(() => made(`(${left.text} - ${right.text})`, dtype, shape, from, a + b));
    if (!isComplex(dtype) && from.every(isExact)) {
      const name = random.pick(['minimum', 'maximum', 'fmin', 'fmax']);
      options.push(() => {
        const value = made(`np.${name}(${left.text}, ${right.text})`, dtype, shape, from, Math.max(a, b));
        return { ...value, facts: { ...value.facts, openZero: true } };
      });
    }
    if (right.facts.eps === 0 && !right.facts.openZero && !isComplex(dtype)) {
      const whole = isInteger(dtype) || dtype === 'b1';
      const divided = whole || (left.dtype === 'b1' && right.dtype === 'b1') ? 'f64' : dtype;
      options.push(() => made(`(${left.text} / ${right.text})`, divided, shape, from, Infinity));
      if (left.facts.eps === 0 && dtype !== 'b1') {
        options.push(() =>
          made(
            `(${left.text} ${random.pick(['//', '%'])} ${right.text})`,
            dtype,
            shape,
            from,
            whole ? a + b : Infinity,
          ),
        );
      }
    }
    if (isInteger(dtype) || dtype === 'b1') {
      options.push(() =>
        made(`(${left.text} ${random.pick(['&', '|', '^'])} ${right.text})`, dtype, shape, from, Infinity),
      );
    }
    return random.pick(options)();
  }

  /** An operation with a number of Python, whose type only counts by its kind. */
  withNumber(value: Value): Value {
    const { random, scalars } = this;
    const { dtype, shape, text } = value;
    const size = value.facts.size;
    const number = random.pick<'int' | 'float' | 'complex'>(['int', 'int', 'float', 'complex']);
    const other =
      number === 'int'
        ? random.chance(0.5) || isUnsigned(dtype)
          ? random.pick(['1', '2', '3'])
          : dtype === 'i8'
            ? random.pick(['-2', '5'])
            : scalars.int(1)
        : number === 'float'
          ? random.chance(0.5)
            ? random.pick(['0.5', '-1.25', '2.0'])
            : scalars.float(1)
          : random.pick(['1j', '(0.5-1j)']);
    const type = promoteWeak(dtype, number);
    const bound = 100;
    if (number === 'int' && !isComplex(type) && /^\d$/.test(other) && isExact(value) && random.chance(0.4)) {
      if (type === 'b1') return value;
      return made(`(${text} ${random.pick(['//', '%'])} ${other})`, type, shape, [value], size + 10);
    }
    if (number !== 'complex' && /^[\d.]+$/.test(other) && !isComplex(dtype) && random.chance(0.25)) {
      const divided = isFloat(type) ? type : 'f64';
      return made(`(${text} / ${other})`, divided, shape, [value], size * 2);
    }
    const operator = random.pick(['+', '-', '*']);
    const [left, right] = random.chance(0.3) ? [other, text] : [text, other];
    if (operator === '*') return made(`(${left} * ${right})`, type, shape, [value], size * bound);
    return made(`(${left} ${operator} ${right})`, type, shape, [value], size + bound);
  }

  comparison(depth: number): Value {
    const { random } = this;
    const left = this.exact(this.any(depth - 1));
    const operator = random.pick(['<', '<=', '>', '>=', '==', '!=']);
    const names = this.scope.arrays.filter((each) => isExact(each) && broadcast(each.shape, left.shape));
    if (names.length === 0 || random.chance(0.4)) {
      const number = isUnsigned(left.dtype) ? '3' : random.pick(['0', '1', '-1', '2']);
      return made(`(${left.text} ${operator} ${number})`, 'b1', left.shape, [], 1);
    }
    const right = random.pick(names);
    return made(`(${left.text} ${operator} ${right.text})`, 'b1', broadcast(left.shape, right.shape)!, [], 1);
  }

  /** The value itself where it is exact, or something of the same shape that is. */
  exact(value: Value): Value {
    if (isExact(value)) return value;
    const names = this.scope.arrays.filter((each) => isExact(each) && same(each.shape, value.shape));
    return names.length > 0 ? this.random.pick(names) : this.fresh(this.random.pick(DTYPES), value.shape);
  }

  unary(value: Value): Value {
    const { random } = this;
    const { dtype, shape, text } = value;
    const size = value.facts.size;
    const options: (() => Value)[] = [() => made(`np.copy(${text})`, dtype, shape, [value], size)];
    if (shape.length === 0) options[0] = () => value;
    if (dtype !== 'b1') {
      options.push(() => made(`(-${text})`, dtype, shape, [value], size));
      options.push(() => made(`np.square(${text})`, dtype, shape, [value], size * size));
      options.push(() => made(`(${text} ** 2)`, dtype, shape, [value], size * size));
    }
    if (!isComplex(dtype)) {
      if (dtype !== 'b1') options.push(() => made(`np.abs(${text})`, dtype, shape, [value], size));
      if (isExact(value) && dtype !== 'b1') options.push(() => made(`np.sign(${text})`, dtype, shape, [value], 1));
      if (isExact(value) && isFloat(dtype)) {
        const name = random.pick(['floor', 'ceil', 'rint', 'trunc']);
        options.push(() => made(`np.${name}(${text})`, dtype, shape, [value], size + 1));
      }
      if (isFloat(dtype)) options.push(() => made(`np.sqrt(np.abs(${text}))`, dtype, shape, [value], size));
      if (isFloat(dtype) && isTame(value)) {
        const name = random.pick(['sin', 'cos', 'tanh', 'arctan', 'arcsinh']);
        options.push(() => rounded(made(`np.${name}(${text})`, dtype, shape, [value], size + 1)));
        options.push(() => rounded(made(`np.exp(-np.abs(${text}))`, dtype, shape, [value], size + 1)));
        options.push(() => rounded(made(`np.log1p(np.abs(${text}))`, dtype, shape, [value], size + 1)));
      }
      const low = isUnsigned(dtype) ? 1 : -2;
      if (dtype !== 'b1')
        options.push(() => made(`np.clip(${text}, ${low}, 5)`, dtype, shape, [value], Math.max(size, 5)));
    } else {
      const part = dtype === 'c64' ? 'f32' : 'f64';
      const names = ['np.real(X)', 'np.imag(X)', ...(shape.length > 0 ? ['X.real', 'X.imag'] : [])];
      options.push(() => ({ ...value, text: random.pick(names).replace('X', text), dtype: part }));
      options.push(() => made(`np.conj(${text})`, dtype, shape, [value], size));
      if (isTame(value)) options.push(() => rounded(made(`np.abs(${text})`, part, shape, [value], 2 * size)));
    }
    if (isInteger(dtype)) {
      options.push(() => made(`(~${text})`, dtype, shape, [value], Infinity));
      options.push(() =>
        made(`(${text} ${random.pick(['<<', '>>'])} ${random.below(4)})`, dtype, shape, [value], Infinity),
      );
    }
    if (isExact(value)) {
      const names = ['logical_not', ...(isComplex(dtype) ? ['isnan'] : ['isnan', 'isfinite', 'isinf'])];
      options.push(() => made(`np.${random.pick(names)}(${text})`, 'b1', shape, [], 1));
      if (!value.facts.openZero && isFloat(dtype) && size < Infinity)
        options.push(() => made(`np.signbit(${text})`, 'b1', shape, [], 1));
    }
    return random.pick(options)();
  }

  choice(depth: number): Value {
    const { random } = this;
    const left = this.any(depth - 1);
    const right = this.partner(left, depth - 1);
    const shape = broadcast(left.shape, right.shape)!;
    const names = this.scope.arrays.filter((each) => each.dtype === 'b1' && broadcast(each.shape, shape));
    const test =
      names.length > 0 && random.chance(0.6)
        ? random.pick(names)
        : { text: `(${this.exact(left).text} ${random.pick(['>', '!='])} 1)`, shape: left.shape };
    const dtype = promote(left.dtype, right.dtype);
    const all = broadcast(test.shape, shape)!;
    if (product(all) > 400) return left;
    const size = Math.max(left.facts.size, right.facts.size);
    return made(`np.where(${test.text}, ${left.text}, ${right.text})`, dtype, all, [left, right], size);
  }

  product(depth: number): Value {
    const { random } = this;
    const left = this.any(depth - 1);
    const right = this.any(depth - 1);
    const dtype = promote(left.dtype, right.dtype);
    const isFine =
      isInteger(dtype) || dtype === 'b1' || (isTame(left) && isTame(right) && isExact(left) && isExact(right));
    if (!isFine) return this.unary(left);
    const size = left.facts.size * right.facts.size * 8;
    if (left.shape.length === 1 && right.shape.length === 1 && random.chance(0.6)) {
      return rounded(
        made(`np.outer(${left.text}, ${right.text})`, dtype, [left.shape[0]!, right.shape[0]!], [left, right], size),
      );
    }
    if (left.shape.length === 0 || left.shape.length > 3) return this.unary(left);
    const other = left.shape.length === 1 ? left.text : `${left.text}.swapaxes(-1, -2)`;
    const square = left.facts.size ** 2 * 8;
    // Matrix products of bools are refused.
    if (!isInteger(left.dtype) && (left.dtype === 'b1' || !(isTame(left) && isExact(left)))) return this.unary(left);
    const n = left.shape.at(-2)!;
    const shape = left.shape.length === 1 ? [] : [...left.shape.slice(0, -2), n, n];
    return rounded(made(`(${left.text} @ ${other})`, left.dtype, shape, [left], square));
  }

  cast(value: Value, dtype: DType): Value {
    const { facts, shape } = value;
    if (value.dtype === dtype) return value;
    if (isComplex(value.dtype) && !isComplex(dtype)) return this.unary(value);
    const isWhole = isInteger(dtype) || dtype === 'b1';
    if (isWhole && !isExact(value)) return this.unary(value);
    // What does not fit an integer type is undefined.
    const limit = isUnsigned(dtype) ? 0 : Math.min(greatest(dtype), 2 ** 31);
    if (isInteger(dtype) && isFloat(value.dtype) && !(facts.size < limit)) return this.unary(value);
    const name =
      shape.length === 0 ? `${PYTHON_NAMES[dtype]}(${value.text})` : `${value.text}.astype(${PYTHON_NAMES[dtype]})`;
    const size = (dtype === 'f32' || dtype === 'c64') && facts.size > 1e30 ? Infinity : facts.size;
    return made(name, dtype, shape, [value], size);
  }

  /** A value that may be written into `target[...]`: of a shape that broadcasts to `shape`, agreeing as far as its readers know. */
  writable(target: ArrayName, shape: Shape, depth: number): Value | undefined {
    for (let i = 0; i < 6; i++) {
      const drawn = this.any(Math.max(0, depth - (i >> 1)));
      const value = isComplex(drawn.dtype) && !isComplex(target.dtype) ? this.unary(drawn) : drawn;
      if (isComplex(value.dtype) && !isComplex(target.dtype)) continue;
      const common = broadcast(value.shape, shape);
      if (!common || !same(common, shape)) continue;
      const isWhole = isInteger(target.dtype) || target.dtype === 'b1';
      if (isWhole && !isExact(value)) continue;
      // NumPy makes a number of Python of a scalar that it writes, and that may not fit.
      if (isWhole && value.shape.length === 0 && value.dtype !== target.dtype) continue;
      if (isInteger(target.dtype) && isFloat(value.dtype)) {
        if (isUnsigned(target.dtype) || !(value.facts.size < Math.min(greatest(target.dtype), 2 ** 31))) continue;
      }
      return value;
    }
    return this.fresh(target.dtype, shape);
  }
}
