// SPDX-License-Identifier: Apache-2.0
// Statements: definitions, writes through views, loops, branches, lists, closures, calls of helper functions.

import { advancedIndex } from './advanced';
import { failure, nest, swap } from './control';
import { Expressions } from './expressions';
import { grid, list } from './lists';
import { objects } from './objects';
import type { Random } from './random';
import { Scalars, type Scope } from './scalars';
import { basicIndex, fitting, gather, view } from './shapes';
import { groups, set, table } from './tables';
import { at, output } from './ufuncs';
import { severalTypes } from './unions';
import {
  type ArrayName,
  covers,
  type Facts,
  greatest,
  isComplex,
  isExact,
  isFloat,
  isInteger,
  isUnsigned,
  made,
  PYTHON_NAMES,
  product,
  same,
  type Value,
} from './values';

/** What all functions of one program share. */
export interface Shared {
  readonly random: Random;
  /** Lines of helper functions at the top of the module. */
  readonly helpers: string[];
  next: number;
  makeHelper(block: Block): void;
}

export class Block {
  readonly random: Random;
  readonly lines: string[] = [];
  readonly scalars: Scalars;
  readonly expressions: Expressions;
  loops: number;

  constructor(
    readonly shared: Shared,
    readonly scope: Scope,
    public indent: number,
    /** In a loop facts stand: what comes later is read earlier. */
    loops: number,
    readonly isHelper: boolean,
  ) {
    this.random = shared.random;
    this.loops = loops;
    this.scalars = new Scalars(this.random, scope);
    this.expressions = new Expressions(this.random, scope, this.scalars);
  }

  get isFrozen(): number {
    return this.loops;
  }

  emit(text: string): void {
    this.lines.push(`${'    '.repeat(this.indent)}${text}`);
  }

  name(letter: string): string {
    return `${letter}${this.shared.next++}`;
  }

  statement(depth: number): void {
    const { random } = this;
    const roll = random.below(100);
    if (depth > 0 && roll < 9) this.loop(depth);
    else if (depth > 0 && roll < 12) nest(this, depth);
    else if (depth > 0 && roll < 20) this.branch(depth);
    else if (roll < 35) this.assignPart();
    else if (roll < 42) this.augment();
    else if (roll < 47) this.overlap();
    else if (roll < 51) output(this);
    else if (roll < 53) at(this);
    else if (roll < 56) this.number();
    else if (roll < 59) list(this);
    else if (roll < 63) grid(this);
    else if (roll < 66) severalTypes(this);
    else if (roll < 72) this.structure();
    else if (roll < 74) this.say();
    else if (roll < 77 && !this.isHelper) this.shared.makeHelper(this);
    else if (roll < 80) this.closure();
    else if (roll < 82) swap(this);
    else if (roll < 83) random.chance(0.3) ? failure(this) : this.number();
    else if (roll < 87) this.redefine();
    else this.define();
  }

  body(depth: number, count: number): void {
    const before = Object.entries(this.scope).map(([key, names]) => [key, [...names]] as const);
    this.indent++;
    const written = this.lines.length;
    for (let i = 0; i < count; i++) this.statement(depth);
    if (this.lines.length === written) this.emit('pass');
    this.indent--;
    Object.assign(this.scope, Object.fromEntries(before));
  }

  /** Runs `write` with one more level of indentation, outside any bookkeeping of names. */
  inside(write: () => void): void {
    this.indent++;
    write();
    this.indent--;
  }

  addArray(name: string, value: Value): ArrayName {
    const isWritable = value.shape.length > 0 && !/np\.diagonal|broadcast_to/.test(value.text);
    const array = { ...value, text: name, isWritable };
    this.scope.arrays.push(array);
    return array;
  }

  define(): void {
    const { random } = this;
    const name = this.name('v');
    const arrays = this.scope.arrays.filter((each) => each.shape.length > 0);
    const shown = arrays.length > 0 && random.chance(0.25) ? view(random, random.pick(arrays)) : undefined;
    // A part of complex numbers that is kept is refused.
    if (shown && !/\.(real|imag)$/.test(shown.text)) {
      this.emit(`${name} = ${shown.text}`);
      this.addArray(name, shown);
      return;
    }
    if (random.chance(0.08)) {
      const [a, b] = [this.expressions.any(2), this.expressions.any(2)];
      const other = this.name('v');
      this.emit(`${name}, ${other} = ${a.text}, ${b.text}`);
      this.addArray(name, a);
      this.addArray(other, b);
      return;
    }
    const made = this.expressions.any(3);
    this.emit(`${name} = ${made.text}`);
    const added = this.addArray(name, made);
    // Room for what loops write later.
    if (this.scope.arrays.some((each) => each !== added && each.facts === added.facts) || this.loops > 0) return;
    if (isInteger(made.dtype) && random.chance(0.6)) added.facts.size = greatest(made.dtype);
    else if (random.chance(0.25) && isFloat(made.dtype)) added.facts.size = Infinity;
    else if (made.dtype !== 'b1') added.facts.size = Math.max(added.facts.size, 50);
  }

  target(): ArrayName | undefined {
    const names = this.scope.arrays.filter((each) => each.isWritable);
    return names.length === 0 ? undefined : this.random.pick(names);
  }

  /** Whether `facts` may be written to `target`; makes room for them where no earlier reader is. */
  admit(target: Value, facts: Facts): boolean {
    if (isInteger(target.dtype) || target.dtype === 'b1') {
      const size = facts.size <= greatest(target.dtype) ? facts.size : greatest(target.dtype);
      if (target.facts.size >= size) return true;
      if (this.loops > 0) return false;
      target.facts.size = size;
      return true;
    }
    if (covers(target.facts, facts)) return true;
    if (this.loops > 0) return false;
    target.facts.size = Math.max(target.facts.size, facts.size);
    target.facts.eps = Math.max(target.facts.eps, facts.eps);
    target.facts.openZero ||= facts.openZero;
    return true;
  }

  assignPart(): void {
    const { random } = this;
    const target = this.target();
    if (!target) {
      this.define();
      return;
    }
    const roll = random.below(10);
    if (roll < 2) {
      this.assignMasked(target);
      return;
    }
    if (roll < 4) {
      this.assignGathered(target);
      return;
    }
    const selected = basicIndex(random, target.shape);
    const value = this.expressions.writable(target, selected.shape, 2);
    if (!value || !this.admit(target, value.facts)) return;
    this.emit(`${target.text}[${selected.text}] = ${value.text}`);
  }

  private assignMasked(target: ArrayName): void {
    const { random } = this;
    const masks = this.scope.arrays.filter(
      (each) =>
        each.dtype === 'b1' && each.shape.length > 0 && same(each.shape, target.shape.slice(0, each.shape.length)),
    );
    const mask =
      masks.length > 0
        ? random.pick(masks).text
        : isExact(target)
          ? `${target.text} ${random.pick(['>', '!=', '<='])} 1`
          : `np.isnan(${target.text})`;
    const number = fitting(random, target);
    if (random.chance(0.4)) {
      const others = this.scope.arrays.filter((each) => each.dtype === target.dtype && same(each.shape, target.shape));
      const other = random.pick(others);
      if (this.admit(target, other.facts)) this.emit(`${target.text}[${mask}] = ${other.text}[${mask}]`);
      return;
    }
    const operator = target.dtype === 'b1' ? '=' : random.pick(['=', '=', '+=', '-=']);
    if (operator !== '=' && !this.admit(target, { ...target.facts, size: target.facts.size + 10 })) return;
    if (this.admit(target, { size: 10, eps: 0, openZero: false }))
      this.emit(`${target.text}[${mask}] ${operator} ${number}`);
  }

  private assignGathered(target: ArrayName): void {
    const { random } = this;
    const index = random.chance(0.6) ? advancedIndex(random, target.shape) : gather(random, target.shape);
    if (!index || index.text === ':') return;
    if (random.chance(0.5)) {
      const value = this.expressions.writable(target, index.shape, 1);
      // NumPy before 2 reads overlapping values while it writes.
      if (value && this.admit(target, value.facts)) this.emit(`${target.text}[${index.text}] = np.copy(${value.text})`);
      return;
    }
    if (target.dtype === 'b1') return;
    if (!this.admit(target, { ...target.facts, size: target.facts.size + 10 })) return;
    this.emit(`${target.text}[${index.text}] ${random.pick(['+=', '-='])} ${fitting(random, target)}`);
  }

  augment(): void {
    const { random } = this;
    const target = this.target();
    if (!target || target.dtype === 'b1') {
      this.define();
      return;
    }
    const isPart = random.chance(0.5);
    const selected = isPart ? basicIndex(random, target.shape) : { text: '', shape: target.shape };
    const place = isPart ? `${target.text}[${selected.text}]` : target.text;
    if (this.loops > 0 && isFloat(target.dtype) && random.chance(0.5)) {
      if (random.chance(0.5)) this.emit(`${place} *= 0.5`);
      else if (isExact(target) && this.admit(target, { size: 16, eps: 0, openZero: false }))
        this.emit(`${place} %= 7.5`);
      return;
    }
    const value = this.expressions.writable(target, selected.shape, 1);
    if (!value) return;
    // Casting to another kind is refused in place; a part is assigned by an operation on its elements as well.
    const kind = (each: Value) =>
      isComplex(each.dtype)
        ? 3
        : isFloat(each.dtype)
          ? 2
          : isInteger(each.dtype)
            ? isUnsigned(each.dtype)
              ? 0.5
              : 1
            : 0;
    if (
      kind(value) > kind(target) ||
      (isUnsigned(value.dtype) && isInteger(target.dtype) && value.dtype !== target.dtype)
    )
      return;
    const operator = random.pick(['+=', '-=', '*=']);
    const [a, b] = [target.facts.size, value.facts.size];
    const facts = {
      ...value.facts,
      size: operator === '*=' ? a * b : a + b,
      eps: Math.max(target.facts.eps, value.facts.eps),
    };
    if (facts.size > 1e30) facts.size = Infinity;
    if (isExact(value) && value.dtype === 'b1' && operator === '-=') return;
    if (this.admit(target, facts)) this.emit(`${place} ${operator} ${value.text}`);
  }

  /** Writes of an array into itself at another place. */
  overlap(): void {
    const { random } = this;
    const target = this.target();
    if (!target) {
      this.define();
      return;
    }
    const n = target.shape[0]!;
    const forms = [
      `X[1:] = X[:-1]`,
      `X[:-1] = X[1:]`,
      `X[...] = X[::-1]`,
      `X[::2] = X[${n % 2 === 0 ? '1::2' : '::-2'}]`,
      ...(n > 1 ? [`X[0], X[-1] = X[1].copy(), X[0].copy()`] : []),
    ];
    const isSquare = target.shape.length === 2 && n === target.shape[1];
    if (isSquare) forms.push('X[...] = X.T', 'X[:, 0] = X[0]', 'X[...] = X + X.T', 'X += X.T');
    const sums = ['X[1:] += X[:-1]', 'X[::-1] += X', 'X += X[::-1]', 'X -= X[:1]'];
    if (target.dtype !== 'b1') forms.push(...sums);
    const form = random.pick(forms);
    const grows = /\+|-=/.test(form.replace(/\[.*?\]/g, ''));
    if (grows && target.dtype === 'b1') return;
    if (grows && n === 0 && form.includes(':1')) return;
    if (grows && !this.admit(target, { ...target.facts, size: 2 * target.facts.size })) return;
    this.emit(form.replaceAll('X', target.text));
  }

  /** Gives a name another value of its type and shape. */
  redefine(): void {
    const { random } = this;
    const names = this.scope.arrays.filter((each) => each.text.startsWith('v'));
    if (names.length === 0) {
      this.define();
      return;
    }
    const target = random.pick(names);
    const value = this.expressions.writable(target, target.shape, 2);
    if (!value || !same(value.shape, target.shape) || !this.admit(target, value.facts)) {
      if (target.shape.length > 0) this.emit(`${target.text} = ${target.text}.copy()`);
      return;
    }
    const type = PYTHON_NAMES[target.dtype];
    this.emit(
      `${target.text} = ${target.shape.length > 0 ? `(${value.text}).astype(${type})` : `${type}(${value.text})`}`,
    );
  }

  number(): void {
    const { random, scope, scalars } = this;
    if (random.chance(0.5)) {
      const value = `(${scalars.int(2)}) % ${random.pick([11, 40, 97])}`;
      if (scope.ints.length > 2 && random.chance(0.6)) {
        const own = scope.ints.filter((each) => each.startsWith('n'));
        if (own.length > 0) {
          this.emit(`${random.pick(own)} = ${value}`);
          return;
        }
      }
      const name = this.name('n');
      this.emit(`${name} = ${value}`);
      scope.ints.push(name);
      return;
    }
    const value = `(${scalars.float(2)}) % ${random.pick(['9.5', '40.25'])}`;
    const own = scope.floats.filter((each) => each.startsWith('x'));
    if (own.length > 0 && random.chance(0.5)) {
      this.emit(`${random.pick(own)} = ${value}`);
      return;
    }
    const name = this.name('x');
    this.emit(`${name} = ${value}`);
    scope.floats.push(name);
  }

  /** Dictionaries, sets, objects. */
  private structure(): void {
    this.random.pick([table, table, groups, set, objects, objects])(this);
  }

  say(): void {
    const { random, scalars } = this;
    const format = random.pick(['', ':.3f', ':8.2f', ':e', ':g', ':+.1f', ':<9.4g', '!r:>12', ':012.5f', ':.1%']);
    const whole = random.pick(['', ':5d', ':+d', ':03d', ':x', ':<4', ':^7', ':,', ':b']);
    const arrays = this.scope.arrays.filter((each) => isExact(each) && !each.facts.openZero && each.facts.size < 1e6);
    const forms = arrays.map(({ text }) => `print(${text}, ${text}.shape)`).slice(0, 1);
    this.emit(
      random.pick([
        ...(random.chance(0.5) ? forms : []),
        `print(f'{${scalars.int(1)}${whole}}|{${scalars.condition(0)}}|{${scalars.float(0)}${format}}')`,
        `print(f'{${scalars.int(1)}} {${scalars.float(0)}${format}}')`,
        `print(${scalars.int(1)}, ${scalars.float(1)}, ${scalars.condition(0)})`,
      ]),
    );
  }

  /** A function inside this one, of a whole number or of an array, that reads the names around it. */
  closure(): void {
    const { random, scope } = this;
    if (this.indent !== 1) {
      this.define();
      return;
    }
    const name = this.name('g');
    const parameter = this.name('t');
    const inner = new Scalars(random, { ...scope, ints: [...scope.ints, parameter], closures: [] });
    if (random.chance(0.5)) {
      this.emit(`${name} = lambda ${parameter}: (${inner.int(2)}) % 61`);
    } else {
      this.emit(`def ${name}(${parameter}, more=${random.below(4)}):`);
      this.inside(() => {
        this.emit(`if ${inner.condition(1)}:`);
        this.inside(() => this.emit(`return ${parameter} % 7 + more`));
        this.emit(`return (${inner.int(2)}) % 53`);
      });
    }
    scope.closures.push(name);
  }

  branch(depth: number): void {
    const { random } = this;
    this.emit(`if ${this.scalars.condition(2)}:`);
    this.body(depth - 1, 1 + random.below(2));
    if (random.chance(0.2)) {
      this.emit(`elif ${this.scalars.condition(1)}:`);
      this.body(depth - 1, 1);
    }
    if (random.chance(0.5)) {
      this.emit('else:');
      this.body(depth - 1, 1);
    }
  }

  loop(depth: number): void {
    const { random, scope } = this;
    const name = this.name('i');
    const arrays = scope.arrays.filter((each) => each.shape.length >= 2 && each.shape[0]! < 8);
    const roll = random.below(10);
    const added: { ints: string[]; arrays: ArrayName[] } = { ints: [name], arrays: [] };
    let ending = '';
    if (roll < 2 && scope.lists.length > 0) {
      const list = random.pick(scope.lists);
      const place = this.name('i');
      const [head, names] = random.pick([
        [`for ${name} in list(${list}):`, [name]],
        [`for ${place}, ${name} in enumerate(list(${list})):`, [place, name]],
        [`for ${place}, ${name} in zip(range(4), ${list}.copy()):`, [place, name]],
      ] as const);
      this.emit(head);
      added.ints = [...names];
    } else if (roll < 4 && arrays.length > 0) {
      const array = random.pick(arrays);
      const row = this.name('r');
      this.emit(
        random.chance(0.5) ? `for ${row} in ${array.text}:` : `for ${name}, ${row} in enumerate(${array.text}):`,
      );
      if (!this.lines.at(-1)!.includes('enumerate')) added.ints = [];
      added.arrays = [{ ...array, text: row, shape: array.shape.slice(1) }];
    } else if (roll < 6) {
      this.emit(`${name} = ${random.below(4)}`);
      this.emit(`while ${name} < ${random.below(7)}${random.chance(0.3) ? ` and ${this.scalars.condition(0)}` : ''}:`);
      ending = `${name} += ${1 + random.below(2)}`;
    } else {
      this.emit(`for ${name} in range(${random.pick([scope.ints[0]!, '3', '2, 5', '4, 0, -2', '0', '1, 8, 3'])}):`);
    }
    const before = { ints: scope.ints, arrays: scope.arrays };
    scope.ints = [...scope.ints, ...added.ints];
    scope.arrays = [...scope.arrays, ...added.arrays];
    this.loops++;
    if (ending) this.inside(() => this.emit(ending));
    if (random.chance(0.3)) {
      this.inside(() => {
        this.emit(`if ${this.scalars.condition(1)}:`);
        this.inside(() => this.emit(random.pick(['break', 'continue'])));
      });
    }
    this.body(depth - 1, 1 + random.below(3));
    scope.ints = before.ints;
    scope.arrays = before.arrays;
    if (random.chance(0.15)) {
      this.emit('else:');
      this.body(depth - 1, 1);
    }
    this.loops--;
  }

  /** A value of another function, or of this one: an array made of names at hand. */
  result(): Value {
    const value = this.expressions.any(2);
    return product(value.shape) <= 400 ? value : made('np.zeros(2)', 'f64', [2], [], 1);
  }
}
