// SPDX-License-Identifier: Apache-2.0
// Random index expressions: integer arrays, masks and lists mixed with integers, slices, `None` and `...`, on the left and on
// the right of assignments. Most fit their array; a few do not, and both sides have to raise the same.

import { DTYPES } from '../../language-server/src/core/graph/graph';
import { Random } from './fuzz/random';
import type { InputSpec } from './oracle';

export interface IndexProgram {
  readonly source: string;
  readonly inputs: readonly Omit<InputSpec, 'path'>[];
  readonly names: readonly string[];
}

const SIZES = [1, 2, 3, 4, 5, 7];

interface ArrayName {
  readonly name: string;
  readonly shape: readonly number[];
}

class IndexGenerator {
  readonly #lines: string[] = [];
  readonly #results: string[] = [];
  #mistakes = 0;

  constructor(
    readonly random: Random,
    /** How often an index does not fit. */
    readonly wrong: number,
  ) {}

  program(statements: number): IndexProgram {
    const { random } = this;
    const inputs: Omit<InputSpec, 'path'>[] = [];
    const arrays: ArrayName[] = [];
    for (let rank = 1; rank <= 4; rank++) {
      const shape = Array.from({ length: rank }, () => (random.chance(0.05) ? 0 : random.pick(SIZES)));
      const dtype = random.chance(0.7) ? random.pick(['f64', 'f32', 'i64', 'i32', 'b1']) : random.pick(DTYPES);
      inputs.push({ dtype, shape, order: random.pick(['C', 'F']), seed: random.below(1e6) });
      arrays.push({ name: `x${rank}`, shape });
    }
    for (const array of [...arrays]) {
      const { shape, name } = array;
      if (random.chance(0.5)) arrays.push({ name: `${name}.T`, shape: [...shape].reverse() });
      if (random.chance(0.5)) arrays.push({ name: `${name}[::-1]`, shape });
      if (random.chance(0.3))
        arrays.push({
          name: `${name}[..., ::2]`,
          shape: shape.map((n, i) => (i === shape.length - 1 ? Math.ceil(n / 2) : n)),
        });
    }
    for (let i = 0; i < statements; i++) {
      const array = random.pick(arrays);
      if (random.chance(0.5)) this.#value(i, array);
      else this.#target(i, array);
    }
    const names = inputs.map((_, i) => `x${i + 1}`);
    const source = [
      'import numpy as np',
      '',
      `def f(${names.join(', ')}):`,
      ...this.#lines.map((line) => `    ${line}`),
      `    return (${this.#results.map((name) => `${name},`).join(' ')})`,
      '',
    ].join('\n');
    return { source, inputs, names };
  }

  #value(i: number, array: ArrayName): void {
    this.#lines.push(`r${i} = ${array.name}[${this.#index(array.shape)}]`);
    this.#results.push(`r${i}`);
  }

  #target(i: number, array: ArrayName): void {
    const { random } = this;
    const name = `r${i}`;
    this.#lines.push(`${name} = ${array.name}.copy()`);
    const target = random.chance(0.3) ? this.#view(name, array.shape) : { name, shape: array.shape };
    const text = `${target.name}[${this.#index(target.shape)}]`;
    const op = random.pick(['=', '=', '+=', '*=']);
    const value = random.pick([
      () => '1',
      () => `${text}[..., ::-1]`,
      () => `${text} * 1`,
      () => `${target.name}[::-1].copy()[${text.slice(target.name.length + 1)}`,
      () => `${target.name}[::-1][${text.slice(target.name.length + 1)}`,
      () => `${text}[..., :1]`,
      () => `${text}[:1]`,
    ])();
    // An element has no axes, and bools no difference; the rest is what any scientist may write.
    this.#lines.push(`${text} ${op} ${value}`);
    this.#results.push(name);
  }

  #view(name: string, shape: readonly number[]): ArrayName {
    if (this.random.chance(0.5)) return { name: `${name}.T`, shape: [...shape].reverse() };
    return { name: `${name}[::-1]`, shape };
  }

  /** An index with at least one integer array or mask, of common length `k`. */
  #index(shape: readonly number[]): string {
    const { random } = this;
    const parts: string[] = [];
    let k = random.chance(0.1) ? 0 : 1 + random.below(4);
    let ellipses = 0;
    let fresh = 0;
    let advanced = 0;
    let axis = 0;
    if (random.chance(0.15) && shape.length > 0) {
      // A mask of all axes, or of the first ones.
      const count = 1 + random.below(shape.length);
      parts.push(this.#mask(shape.slice(0, count), undefined));
      axis = count;
      k = 1;
      advanced++;
    }
    while (axis < shape.length) {
      const left = shape.length - axis;
      if (advanced > 0 && random.chance(0.15)) break;
      if (ellipses === 0 && random.chance(0.1)) {
        ellipses++;
        const skipped = random.below(left);
        parts.push('...');
        axis += skipped;
        this.#tail(shape, axis, parts, k);
        return parts.join(', ');
      }
      if (fresh < 2 && random.chance(0.12)) {
        fresh++;
        parts.push(random.pick(['None', 'np.newaxis']));
        continue;
      }
      parts.push(this.#item(shape, axis, k));
      const used = this.#used;
      if (this.#wasAdvanced) advanced++;
      axis += used;
    }
    if (advanced === 0) {
      const place = parts.findIndex((part) => part.includes(':'));
      const size = shape[this.#axisOf(parts, place)] ?? 1;
      if (place >= 0 && ellipses === 0) parts[place] = this.#integers(size, k);
    }
    return parts.join(', ');
  }

  #used = 1;
  #wasAdvanced = false;

  /** Items for exactly the axes behind `...`. */
  #tail(shape: readonly number[], first: number, parts: string[], k: number): void {
    let axis = first;
    while (axis < shape.length) {
      parts.push(this.#item(shape, axis, k));
      axis += this.#used;
    }
  }

  #axisOf(parts: readonly string[], place: number): number {
    return parts.slice(0, place).filter((part) => part !== 'None' && part !== 'np.newaxis').length;
  }

  #item(shape: readonly number[], axis: number, k: number): string {
    const { random } = this;
    const size = shape[axis]!;
    this.#used = 1;
    this.#wasAdvanced = true;
    const kind = random.below(10);
    if (kind < 4) return this.#integers(size, k);
    if (kind === 4 && k <= size) return this.#mask([size], k);
    if (kind === 5 && axis + 1 < shape.length) {
      this.#used = 2;
      return this.#mask(shape.slice(axis, axis + 2), k);
    }
    this.#wasAdvanced = false;
    if (kind === 6 && size > 0) return String(random.below(2 * size) - size);
    return this.#slice(size);
  }

  #slice(size: number): string {
    const { random } = this;
    const bound = () => (random.chance(0.4) ? '' : String(random.below(2 * size + 3) - size - 1));
    const step = random.pick(['', '', ':-1', ':2', ':-2']);
    return step === '' && random.chance(0.3) ? ':' : `${bound()}:${bound()}${step}`;
  }

  #integers(size: number, k: number): string {
    const { random } = this;
    const isWrong = random.chance(this.wrong) && this.#mistakes++ === 0;
    const count = isWrong && random.chance(0.5) ? k + 2 : k;
    const one = () => {
      if (isWrong && count === k) return String(size + random.below(3));
      return size === 0 ? '0' : String(random.below(2 * size) - size);
    };
    if (size === 0) return 'np.arange(0)';
    const list = (n: number) => `[${Array.from({ length: n }, one).join(', ')}]`;
    if (count === 0) return random.pick(['[]', 'np.zeros(0, dtype=np.int64)', 'np.arange(0)']);
    switch (random.below(7)) {
      case 0:
        return list(count);
      case 1:
        return `np.array(${list(count)})`;
      case 2:
        return `np.array(${list(count)}, dtype=np.int32)`;
      case 3:
        return `np.array([${list(count)}, ${list(count)}])`;
      case 4:
        return `np.array(${list(count)})[:, None]`;
      case 5:
        return `np.array(${list(count)})[::-1]`;
      default:
        return `[${one()}]`;
    }
  }

  /** A mask with `trues` true elements, or with any number. */
  #mask(shape: readonly number[], trues: number | undefined): string {
    const { random } = this;
    const wrong = random.chance(this.wrong) && this.#mistakes++ === 0;
    const sizes = shape.map((n, i) => (wrong && i === 0 ? n + 1 : n));
    const count = sizes.reduce((a, b) => a * b, 1);
    const flags = Array.from({ length: count }, () => trues === undefined && random.chance(0.5));
    for (let i = 0; i < Math.min(trues ?? 0, count); i++) {
      let at = random.below(count);
      while (flags[at]) at = (at + 1) % count;
      flags[at] = true;
    }
    if (count === 0) return `np.zeros((${sizes.join(', ')},), dtype=bool)`;
    const text = flags.map((flag) => (flag ? 'True' : 'False')).join(', ');
    if (sizes.length === 1 && random.chance(0.4)) return `[${text}]`;
    const array = `np.array([${text}])`;
    return sizes.length === 1 ? array : `${array}.reshape(${sizes.join(', ')})`;
  }
}

/** A program of a few statements; `wrong` is how often an index does not fit. */
export function indexProgram(seed: number, statements: number, wrong: number): IndexProgram {
  return new IndexGenerator(new Random(seed), wrong).program(statements);
}
