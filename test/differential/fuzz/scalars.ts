// SPDX-License-Identifier: Apache-2.0
// Python's own numbers: whole numbers and floats that stay small, and conditions.

import type { Random } from './random';
import { type ArrayName, isComplex, isExact, isTame, product } from './values';

/** What the names at this place of the program stand for. */
export interface Scope {
  arrays: ArrayName[];
  ints: string[];
  floats: string[];
  /** Lists of whole numbers; they are never empty. */
  lists: string[];
  /** Lists of such lists. */
  grids: string[];
  /** Closures of a whole number, that give one. */
  closures: string[];
  /** Names of several types: numbers, or None. */
  unions: string[];
  /** Dictionaries from whole numbers to whole numbers. */
  tables: string[];
  /** Objects of the class of the module. */
  objects: string[];
}

/** Where nothing else has a name yet. */
export function scopeOf(arrays: ArrayName[], ints: string[], floats: string[]): Scope {
  return { arrays, ints, floats, lists: [], grids: [], closures: [], unions: [], tables: [], objects: [] };
}

export class Scalars {
  constructor(
    readonly random: Random,
    readonly scope: Scope,
  ) {}

  /** A whole number below 100 in magnitude. */
  int(depth: number): string {
    const { random, scope } = this;
    if (depth <= 0 || random.chance(0.3)) {
      return scope.ints.length > 0 && random.chance(0.7) ? random.pick(scope.ints) : String(random.below(9) - 2);
    }
    const sub = () => this.int(depth - 1);
    const options: (() => string)[] = [
      () => `((${sub()} ${random.pick(['+', '-', '*'])} ${sub()}) % ${random.pick([7, 13, 50, -9])})`,
      () => `(${sub()} // ${random.pick(['2', '-3', '4'])})`,
      () => `${random.pick(['min', 'max'])}(${sub()}, ${sub()})`,
      () => `abs(${sub()})`,
      () => `(${sub()} if ${this.condition(depth - 1)} else ${sub()})`,
      () => `int(${this.float(depth - 1)})`,
    ];
    if (random.chance(0.02)) options.push(() => `(${sub()} // ${sub()})`);
    if (random.chance(0.3)) options.push(() => this.bits(depth));
    if (scope.grids.length > 0) {
      const grid = random.pick(scope.grids);
      options.push(
        () => `len(${grid})`,
        () => `(${grid}[${random.pick(['0', '-1', `${sub()} % len(${grid})`])}][${random.pick(['0', '-1'])}] % 47)`,
        () => `len(${grid}[${random.pick(['0', '-1'])}])`,
      );
    }
    if (scope.lists.length > 0) {
      const list = random.pick(scope.lists);
      options.push(
        () => `len(${list})`,
        () => `(sum(${list}) % 31)`,
        () => `${list}[${random.pick(['0', '-1', `${sub()} % len(${list})`])}]`,
        () => `${random.pick(['min', 'max'])}(${list})`,
        () => `sorted(${list}${random.chance(0.3) ? ', reverse=True' : ''})[0]`,
      );
    }
    if (scope.tables.length > 0) {
      const table = random.pick(scope.tables);
      const key = sub();
      options.push(
        () => `len(${table})`,
        () => `(${table}.get(${key}, ${sub()}) % 43)`,
        () => `(${table}[${key}] % 41 if ${key} in ${table} else ${sub()})`,
        () => `(sum(${table}.values()) % 23)`,
      );
    }
    if (scope.objects.length > 0) {
      const object = random.pick(scope.objects);
      options.push(
        () => `${object}.n`,
        () => `${object}.size`,
        () => `len(${object}.items)`,
      );
    }
    if (scope.closures.length > 0) options.push(() => `${random.pick(scope.closures)}(${sub()})`);
    const arrays = scope.arrays.filter((each) => each.shape.length > 0);
    if (arrays.length > 0) {
      const array = random.pick(arrays);
      options.push(() => `${array.text}.shape[${random.below(array.shape.length)}]`);
      options.push(() => `(${array.text}.size % 90)`);
    }
    return random.pick(options)();
  }

  /** Whole numbers of many bits on the way to small ones, shifts, powers. */
  private bits(depth: number): string {
    const { random } = this;
    const sub = () => this.int(depth - 1);
    return random.pick([
      () => `((9223372036854775807 - abs(${sub()})) % 97)`,
      () => `((-9223372036854775808 + abs(${sub()})) // 3 % 61)`,
      () => `((${sub()} << ${random.below(50)}) % 89)`,
      () => `((${sub()} << 40 | ${sub()}) >> ${random.pick([3, 37, 41])} & 63)`,
      () => `(${sub()} ${random.pick(['&', '|', '^'])} ${sub()})`,
      () => `(~${sub()} >> ${random.below(4)})`,
      () => `((${sub()}) ** ${random.pick([2, 3])} % 71)`,
      () => `((${sub()} * 4611686018427387) // 1000 % 83)`,
      () => `divmod(${sub()}, ${random.pick([7, -5])})[${random.below(2)}]`,
      () => `round(${this.float(depth - 1)})`,
      () => `len(str(${sub()}))`,
    ])();
  }

  /** A float below 100 in magnitude, the same on both sides to the last bit. */
  float(depth: number): string {
    const { random, scope } = this;
    if (depth <= 0 || random.chance(0.3)) {
      return scope.floats.length > 0 && random.chance(0.7)
        ? random.pick(scope.floats)
        : random.pick(['0.5', '-1.25', '2.0', '3.75', '-0.0']);
    }
    const sub = () => this.float(depth - 1);
    return random.pick([
      () => `((${sub()} ${random.pick(['+', '-', '*'])} ${sub()}) % ${random.pick(['17.5', '-8.25'])})`,
      () => `(${sub()} / ${random.pick(['2', '-4.0'])})`,
      () => `((${sub()} ${random.pick(['+', '-'])} ${this.int(depth - 1)}) % 10.5)`,
      () => `${random.pick(['min', 'max'])}(${sub()}, ${sub()})`,
      () => `abs(${sub()})`,
      () => `(${sub()} if ${this.condition(depth - 1)} else ${sub()})`,
      () => `float(${this.int(depth - 1)})`,
      () => `(${this.int(depth - 1)} / 4)`,
      () => `(${sub()} ${random.pick(['//', '%'])} ${random.pick(['0.75', '-2.5'])})`,
      () => `round(${sub()}, ${random.pick(['1', '2', '0'])})`,
      () => `math.${random.pick(['floor', 'ceil', 'fabs', 'trunc'])}(${sub()}) * 0.5`,
      () => `(${sub()} ** 2 % 33.5)`,
      () => `math.copysign(${sub()}, ${sub()})`,
      () => `max(-50.0, min(${sub()} * ${random.pick(["float('inf')", '1e300', "float('nan')"])}, 50.0))`,
    ])();
  }

  condition(depth: number): string {
    const { random, scope } = this;
    const operator = () => random.pick(['<', '<=', '>', '>=', '==', '!=']);
    const plain = () =>
      random.chance(0.6)
        ? `${this.int(0)} ${operator()} ${this.int(0)}`
        : `${this.float(0)} ${operator()} ${this.float(0)}`;
    if (depth <= 0) return plain();
    const options: (() => string)[] = [
      plain,
      () => `${this.int(1)} ${operator()} ${this.int(0)}`,
      () => `${this.int(0)} <= ${this.int(0)} < ${this.int(0)}`,
      () => `(${this.condition(depth - 1)} ${random.pick(['and', 'or'])} ${this.condition(depth - 1)})`,
      () => `not ${plain()}`,
      () => `${this.int(0)} in (1, ${this.int(0)}, 5)`,
      () => `${this.float(0)} ${operator()} ${this.int(0)} ${operator()} ${this.float(0)} != ${this.int(0)}`,
      () => `${this.float(0)} * ${random.pick(["float('nan')", "float('inf')"])} ${operator()} ${this.float(0)}`,
      () => `not (${plain()}) ${random.pick(['==', '!='])} (${plain()})`,
      () => `bool(${this.int(1)})`,
    ];
    if (scope.tables.length > 0) options.push(() => `${this.int(0)} in ${random.pick(scope.tables)}`);
    if (scope.lists.length > 0) {
      options.push(() => `${this.int(0)} ${random.pick(['in', 'not in'])} ${random.pick(scope.lists)}`);
      options.push(() => `${random.pick(scope.lists)} ${random.pick(['==', '!=', '<'])} ${random.pick(scope.lists)}`);
    }
    const arrays = scope.arrays.filter((each) => isExact(each) && each.shape.length > 0);
    if (arrays.length > 0) {
      const array = random.pick(arrays);
      options.push(() => `${array.text}.${random.pick(['any', 'all'])}()`);
      if (product(array.shape) > 0 && !isComplex(array.dtype) && isTame(array)) {
        options.push(() => `${array.text}.${random.pick(['max', 'min'])}() ${operator()} ${random.below(4)}`);
      }
    }
    return random.pick(options)();
  }
}
