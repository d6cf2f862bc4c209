// SPDX-License-Identifier: Apache-2.0
// Random NumPy programs for differential tests: well-typed by construction, so that most of them run, and small enough to read.
// The generator tracks element type and concrete shape of every name; the program text itself mentions no type.

export type Kind = 'f64' | 'f32' | 'i64' | 'b1';

export interface ArrayInput {
  readonly name: string;
  readonly dtype: Kind;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  readonly seed: number;
}

export interface RandomProgram {
  readonly seed: number;
  readonly source: string;
  readonly arrays: readonly ArrayInput[];
  readonly scalars: ReadonlyMap<string, { readonly kind: 'int' | 'float'; readonly text: string }>;
}

interface ArrayName {
  readonly name: string;
  readonly dtype: Kind;
  readonly shape: readonly number[];
}

/** A small seeded generator (mulberry32): the same seed gives the same program everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((n, i) => n === b[i]);
const product = (shape: readonly number[]) => shape.reduce((total, n) => total * n, 1);

class Generator {
  readonly #random: Random;
  readonly #lines: string[] = [];
  readonly #arrays: ArrayName[] = [];
  readonly #loopInts: string[] = [];
  #indent = 1;
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  program(seed: number): RandomProgram {
    const random = this.#random;
    const rank = random.pick([1, 2, 2, 2, 3]);
    const base = Array.from({ length: rank }, () => random.pick([1, 2, 3, 4, 5, 7]));
    const inputs: ArrayInput[] = [];
    for (let i = 0; i < 2 + random.below(2); i++) {
      const shape = random.chance(0.75)
        ? base
        : base.map((n) => (random.chance(0.3) ? 1 : n)).slice(random.below(rank));
      const dtype = random.pick<Kind>(['f64', 'f64', 'f64', 'i64', 'i64', 'f32', 'b1']);
      const input: ArrayInput = {
        name: `a${i}`,
        dtype,
        shape,
        order: random.chance(0.25) ? 'F' : 'C',
        seed: random.below(1e6),
      };
      inputs.push(input);
      this.#arrays.push(input);
    }
    const scalars = new Map<string, { kind: 'int' | 'float'; text: string }>();
    scalars.set('k', { kind: 'int', text: String(1 + random.below(4)) });
    scalars.set('s', { kind: 'float', text: String((random.below(17) - 8) / 4) });
    const count = 3 + random.below(5);
    for (let i = 0; i < count; i++) this.#statement(2);
    const results = this.#arrays.filter((array) => array.name.startsWith('v')).map((array) => array.name);
    const returned = results.length === 0 ? [this.#arrays[0]!.name] : results;
    const header = `def f(${[...inputs.map((input) => input.name), 'k', 's'].join(', ')}):`;
    const source = ['import numpy as np', '', '', header, ...this.#lines, `    return ${returned.join(', ')}`, ''].join(
      '\n',
    );
    return { seed, source, arrays: inputs, scalars };
  }

  #emit(text: string): void {
    this.#lines.push(`${'    '.repeat(this.#indent)}${text}`);
  }

  #statement(depth: number): void {
    const random = this.#random;
    const roll = random.next();
    if (depth > 0 && roll < 0.16) {
      this.#loop(depth);
      return;
    }
    if (depth > 0 && roll < 0.26) {
      this.#branch(depth);
      return;
    }
    if (roll < 0.42) {
      this.#sliceAssign();
      return;
    }
    if (roll < 0.5) {
      this.#augmented();
      return;
    }
    if (roll < 0.56) {
      this.#element();
      return;
    }
    if (this.#indent === 1) this.#define();
    else this.#redefine();
  }

  #define(): void {
    const random = this.#random;
    const model = random.pick(this.#arrays);
    const dtype = random.pick<Kind>([model.dtype, 'f64', 'i64']);
    const roll = random.next();
    const name = `v${this.#next++}`;
    if (roll < 0.22) {
      const axis = random.below(model.shape.length);
      const keep = random.chance(0.5) || model.shape.length === 1;
      const operation = random.pick(
        model.dtype === 'b1' ? ['sum', 'any', 'all'] : ['sum', 'min', 'max', 'sum', 'mean'],
      );
      const result: Kind = this.#reduced(operation, model.dtype);
      this.#emit(
        `${name} = ${this.#array(model.dtype, model.shape, 2)}.${operation}(axis=${random.chance(0.3) ? axis - model.shape.length : axis}${keep ? ', keepdims=True' : ''})`,
      );
      const shape = keep ? model.shape.map((n, i) => (i === axis ? 1 : n)) : model.shape.filter((_, i) => i !== axis);
      this.#arrays.push({ name, dtype: result, shape });
    } else if (roll < 0.3 && model.shape.length >= 2) {
      const order = model.shape.map((_, i) => i).reverse();
      this.#emit(`${name} = ${random.chance(0.5) ? `${model.name}.T` : `np.transpose(${model.name})`}`);
      this.#arrays.push({ name, dtype: model.dtype, shape: order.map((i) => model.shape[i]!) });
    } else if (roll < 0.36) {
      this.#emit(`${name} = ${this.#array(model.dtype, model.shape, 1)}.reshape(${product(model.shape)})`);
      this.#arrays.push({ name, dtype: model.dtype, shape: [product(model.shape)] });
    } else if (roll < 0.42) {
      const axis = random.below(model.shape.length);
      const shape = model.shape.map((n, i) => (i === axis ? 2 * n : n));
      this.#emit(
        `${name} = np.concatenate((${model.name}, ${this.#array(model.dtype, model.shape, 1)}), axis=${axis})`,
      );
      this.#arrays.push({ name, dtype: model.dtype, shape });
    } else if (roll < 0.48) {
      this.#emit(`${name} = ${model.name}.copy()`);
      this.#arrays.push({ name, dtype: model.dtype, shape: model.shape });
    } else if (roll < 0.54 && model.dtype === 'f64' && model.shape.length === 2) {
      this.#emit(`${name} = ${model.name} @ ${model.name}.T`);
      this.#arrays.push({ name, dtype: 'f64', shape: [model.shape[0]!, model.shape[0]!] });
    } else {
      this.#emit(`${name} = ${this.#array(dtype, model.shape, 3)}`);
      this.#arrays.push({ name, dtype, shape: model.shape });
    }
  }

  #reduced(operation: string, dtype: Kind): Kind {
    if (operation === 'any' || operation === 'all') return 'b1';
    if (operation === 'mean') return dtype === 'f32' ? 'f32' : 'f64';
    if (operation === 'sum') return dtype === 'b1' ? 'i64' : dtype;
    return dtype;
  }

  /** Inside loops and branches a name keeps its type and shape. */
  #redefine(): void {
    const target = this.#target();
    if (target) this.#emit(`${target.name} = ${this.#array(target.dtype, target.shape, 2)}`);
    else this.#emit('pass');
  }

  #target(): ArrayName | undefined {
    const own = this.#arrays.filter(
      (array) => array.name.startsWith('v') && array.dtype !== 'b1' && product(array.shape) > 0,
    );
    return own.length === 0 ? undefined : this.#random.pick(own);
  }

  #sliceAssign(): void {
    const target = this.#target();
    if (!target) {
      this.#defineAtTop();
      return;
    }
    const { text, shape } = this.#slice(target.shape);
    const value = this.#random.chance(0.3) ? this.#scalar(target.dtype) : this.#array(target.dtype, shape, 2);
    this.#emit(`${target.name}[${text}] ${this.#random.chance(0.3) ? '+=' : '='} ${value}`);
  }

  #defineAtTop(): void {
    if (this.#indent === 1) this.#define();
    else this.#emit('pass');
  }

  #augmented(): void {
    const target = this.#target();
    if (!target) {
      this.#defineAtTop();
      return;
    }
    const operator = this.#random.pick(target.dtype === 'i64' ? ['+=', '-=', '*='] : ['+=', '-=', '*=']);
    const value = this.#random.chance(0.4) ? this.#scalar(target.dtype) : this.#array(target.dtype, target.shape, 2);
    this.#emit(`${target.name} ${operator} ${value}`);
  }

  #element(): void {
    const target = this.#target();
    if (!target) {
      this.#defineAtTop();
      return;
    }
    const index = target.shape.map((n) => this.#index(n)).join(', ');
    const other = target.shape.map((n) => this.#index(n)).join(', ');
    this.#emit(
      `${target.name}[${index}] = ${target.name}[${other}] ${this.#random.pick(['+', '-'])} ${this.#scalar(target.dtype)}`,
    );
  }

  #index(size: number): string {
    const random = this.#random;
    if (this.#loopInts.length > 0 && random.chance(0.5)) return `${random.pick(this.#loopInts)} % ${size}`;
    return String(random.chance(0.3) ? -1 - random.below(size) : random.below(size));
  }

  #loop(depth: number): void {
    const random = this.#random;
    const name = `i${this.#next++}`;
    this.#emit(`for ${name} in range(${random.pick(['k', '3', '2, 5', '4, 0, -2', '0'])}):`);
    this.#indent++;
    this.#loopInts.push(name);
    for (let i = 0; i < 1 + random.below(3); i++) this.#statement(depth - 1);
    if (random.chance(0.25)) {
      this.#emit(`if ${name} ${random.pick(['>', '==', '!='])} ${random.below(4)}:`);
      this.#indent++;
      this.#emit(random.pick(['break', 'continue']));
      this.#indent--;
    }
    this.#redefine();
    this.#loopInts.pop();
    this.#indent--;
  }

  #branch(depth: number): void {
    const random = this.#random;
    const model = random.pick(this.#arrays);
    const test =
      model.dtype === 'b1'
        ? `${model.name}.any()`
        : `${model.name}.max() ${random.pick(['>', '<=', '<'])} ${random.below(6) - 2}`;
    this.#emit(
      `if ${random.pick([test, `k > ${random.below(4)}`, `k % 2 == ${random.below(2)} and s < ${random.below(3) - 1}`])}:`,
    );
    this.#indent++;
    for (let i = 0; i < 1 + random.below(2); i++) this.#statement(depth - 1);
    this.#redefine();
    this.#indent--;
    if (random.chance(0.5)) {
      this.#emit('else:');
      this.#indent++;
      this.#redefine();
      this.#indent--;
    }
  }

  #scalar(dtype: Kind): string {
    const random = this.#random;
    if (dtype === 'i64') return random.pick(['k', '2', '-3', '1']);
    if (dtype === 'b1') return random.pick(['True', 'False']);
    return random.pick(['s', '0.5', '-1.25', '2', 'k']);
  }

  /** A slice of `shape` as text, and the shape it selects. */
  #slice(shape: readonly number[]): { text: string; shape: number[] } {
    const random = this.#random;
    const parts: string[] = [];
    const result: number[] = [];
    for (const n of shape) {
      const form = random.pick([':', ':', '1:', ':-1', '::2', '::-1', 'int', '-2:', '1:-1']);
      if (form === 'int' && parts.length < shape.length && (result.length > 0 || parts.length < shape.length - 1)) {
        parts.push(String(random.chance(0.5) ? random.below(n) : -1 - random.below(n)));
        continue;
      }
      const size: Record<string, number> = {
        ':': n,
        '1:': Math.max(n - 1, 0),
        ':-1': n - 1,
        '::2': Math.ceil(n / 2),
        '::-1': n,
        '-2:': Math.min(n, 2),
        '1:-1': Math.max(n - 2, 0),
      };
      const text = form === 'int' ? ':' : form;
      parts.push(text);
      result.push(size[text]!);
    }
    return { text: parts.join(', '), shape: result };
  }

  /** An expression of the given element type and exactly the given shape. */
  #array(dtype: Kind, shape: readonly number[], depth: number): string {
    const random = this.#random;
    if (depth <= 0 || random.chance(0.15)) return this.#leaf(dtype, shape);
    const sub = (kind: Kind = dtype) => this.#array(kind, shape, depth - 1);
    if (dtype === 'b1') {
      const kind = random.pick<Kind>(['f64', 'i64']);
      return random.pick([
        () => `(${sub(kind)} ${random.pick(['<', '<=', '>', '>=', '==', '!='])} ${sub(kind)})`,
        () => `np.logical_not(${sub()})`,
        () => `(${sub()} ${random.pick(['&', '|', '^'])} ${sub()})`,
      ])();
    }
    if (dtype === 'i64') {
      return random.pick([
        () => `(${sub()} ${random.pick(['+', '-', '*'])} ${sub()})`,
        () => `(${sub()} ${random.pick(['//', '%'])} ${random.pick(['3', '-4', 'k', '7'])})`,
        () => `(${sub()} ${random.pick(['+', '-', '*'])} ${this.#scalar(dtype)})`,
        () => `np.where(${sub('b1')}, ${sub()}, ${sub()})`,
        () => `${random.pick(['np.abs', 'np.sign', '-'])}(${sub()})`,
        () => `np.${random.pick(['minimum', 'maximum'])}(${sub()}, ${sub()})`,
        () => `(${sub('b1')}).astype(np.int64)`,
      ])();
    }
    return random.pick([
      () => `(${sub()} ${random.pick(['+', '-', '*'])} ${sub()})`,
      () => `(${sub()} ${random.pick(['+', '-', '*', '/'])} ${random.pick(['2', '4.0', '-0.5'])})`,
      () => `(${this.#scalar(dtype)} ${random.pick(['+', '-', '*'])} ${sub()})`,
      () => `np.where(${sub('b1')}, ${sub()}, ${sub()})`,
      () => `${random.pick(['np.abs', 'np.floor', 'np.sign', '-', 'np.ceil', 'np.square'])}(${sub()})`,
      () => `np.sqrt(np.abs(${sub()}))`,
      () => `np.${random.pick(['minimum', 'maximum'])}(${sub()}, ${sub()})`,
      () => (dtype === 'f64' ? `(${sub('i64')} * ${random.pick(['0.5', '1.5'])})` : `(${sub()} * 0.5)`),
      () => (dtype === 'f64' ? `np.${random.pick(['sin', 'cos', 'tanh', 'arctan'])}(${sub()})` : `(${sub()} ** 2)`),
    ])();
  }

  #leaf(dtype: Kind, shape: readonly number[]): string {
    const random = this.#random;
    const exact = this.#arrays.filter((array) => array.dtype === dtype && same(array.shape, shape));
    if (exact.length > 0 && random.chance(0.85)) return random.pick(exact).name;
    const name = { f64: 'np.float64', f32: 'np.float32', i64: 'np.int64', b1: 'np.bool_' }[dtype];
    const text = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
    const similar = this.#arrays.filter((array) => same(array.shape, shape) && array.dtype !== dtype);
    if (dtype !== 'b1' && similar.length > 0 && random.chance(0.5)) {
      const source = random.pick(
        similar.filter((array) => !(dtype === 'i64' && array.dtype.startsWith('f'))).concat([]),
      );
      if (source) return `${source.name}.astype(${name})`;
    }
    if (dtype === 'i64' && shape.length === 1) return `np.arange(${shape[0]})`;
    return `np.full(${text}, ${dtype === 'b1' ? random.pick(['True', 'False']) : random.pick(['1', '2', '-3'])}, dtype=${name})`;
  }
}

/** The program of a seed: a function `f` of arrays, an int `k` and a float `s`, that returns the arrays it made. */
export function randomProgram(seed: number): RandomProgram {
  return new Generator(new Random(seed)).program(seed);
}
