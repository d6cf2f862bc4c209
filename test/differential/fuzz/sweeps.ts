// SPDX-License-Identifier: Apache-2.0
// Programs of loops over the rows and columns of square arrays: statements that overlap what they write, shifted, reversed and triangular
// slices, products of growing slices, matrices from both sides, masks. Sizes are those at which vectors and tiles begin.

import type { Values } from '../oracle';
import type { FuzzProgram } from './program';
import { Random } from './random';
import type { DType } from './values';

/**
 * `exact`: each element is rounded in one way only, and may be odd. `whole`: numbers small enough for sums in any order. `near`: sums and
 * functions that round in their own way; nothing is decided by such numbers, and no statement makes a difference larger.
 */
type Mode = 'exact' | 'whole' | 'near';

/** Slices of one length, whatever `i` is. */
const WINDOWS: readonly (readonly string[])[] = [
  [':', ':', '::-1'],
  ['1:', ':-1', ':0:-1', ':n - 1'],
  ['1:-1', '2:', ':-2', '-2:0:-1', '1 : n - 1'],
  ['::2'],
  ['1::3'],
  ['3:7', '2:6', '-4:', '6:2:-1'],
];
const WINDOWS_OF: readonly (readonly string[])[] = [
  [':i', 'n - i :', '1 : i + 1', 'i - 1 :: -1'],
  ['i:', ': n - i', ':-i', 'i - 1 : -1'],
  ['i + 1 :', ': n - i - 1', '1 : n - i', ': i : -1'],
  [': i - 5'],
  ['i - 3 :'],
  ['i : i + 9'],
  ['i - 4 : i + 1'],
  ['-i:', ': i', '-i - 1 : -1'],
  ['i::2'],
];

class Sweep {
  readonly random: Random;
  readonly lines: string[] = [];
  readonly mode: Mode;
  readonly dtype: DType;
  readonly n: number;
  /** Nothing but assignments of sums: what whole loops are planned of. */
  readonly isPlain: boolean;
  /** Plain loops go over columns. */
  readonly isTurned: boolean;
  readonly matrices = ['a', 'b', 'c'];
  readonly vectors = ['u', 'v', 'w'];
  /** Variables of the loops around, each from 2 to n - 3. */
  places: string[] = [];
  /** Of a plain loop: the slices of most of its statements. */
  kept: readonly string[] | undefined;
  made = 0;
  indent = 1;

  constructor(seed: number) {
    this.random = new Random(seed ^ 0x5bd1e995);
    this.mode = this.random.pick<Mode>(['exact', 'exact', 'whole', 'near']);
    this.dtype = this.random.pick<DType>(
      this.mode === 'near'
        ? ['f64', 'f64', 'c128']
        : this.mode === 'whole'
          ? ['f64', 'f64', 'f32', 'i64', 'i32']
          : ['f64', 'f64', 'f64', 'f32', 'c128'],
    );
    this.isPlain = this.random.chance(0.5);
    this.isTurned = this.random.chance(0.3);
    this.n = this.random.chance(0.08) ? 640 : this.random.pick([9, 16, 17, 24, 33, 40, 64, 67, 130]);
  }

  get isComplex(): boolean {
    return this.dtype === 'c128';
  }

  emit(text: string): void {
    this.lines.push(`${'    '.repeat(this.indent)}${text}`);
  }

  /** An index of an axis: a variable of a loop or near it. */
  at(): string {
    const { random, places } = this;
    if (places.length === 0 || random.chance(0.06)) return random.pick(['0', '1', '-1', '-2', '3']);
    const place = this.isPlain ? places.at(-1)! : random.pick(places);
    if (this.isPlain && random.chance(0.9))
      return random.pick([place, place, `${place} - 1`, `${place} + 1`, `${place} - 2`]);
    return random.pick([
      place,
      place,
      place,
      `${place} - 1`,
      `${place} + 1`,
      `${place} - 2`,
      `${place} + 2`,
      `-${place}`,
    ]);
  }

  window(): readonly string[] {
    const { random, places } = this;
    if (this.kept && random.chance(0.8)) return this.kept;
    const place = random.pick(places);
    const found =
      places.length === 0 || random.chance(0.6)
        ? random.pick(WINDOWS)
        : random.pick(WINDOWS_OF).map((each) => each.replaceAll(/\bi\b/g, place));
    const plain = this.isPlain ? found.filter((each) => !/:.*:/.test(each)) : found;
    return plain.length > 0 ? plain : [':'];
  }

  /** Elements of a row, a column or a vector, as many as the slices of `window` have. */
  line(window: readonly string[], isTarget = false): string {
    const { random } = this;
    const slice = random.pick(window);
    const roll = random.below(10);
    if (roll < 3) return `${random.pick(this.vectors)}[${slice}]`;
    const matrix = random.pick(this.matrices);
    if (this.isPlain && random.chance(0.9))
      return this.isTurned ? `${matrix}[${slice}, ${this.at()}]` : `${matrix}[${this.at()}, ${slice}]`;
    if (roll < 8)
      return slice === ':' && random.chance(0.5) ? `${matrix}[${this.at()}]` : `${matrix}[${this.at()}, ${slice}]`;
    if (roll < 9 || isTarget) return `${matrix}[${slice}, ${this.at()}]`;
    return `${matrix}.T[${this.at()}, ${slice}]`;
  }

  block(rows: readonly string[], columns: readonly string[]): string {
    const { random } = this;
    const isTurned = random.chance(0.15);
    const [first, second] = isTurned ? [columns, rows] : [rows, columns];
    return `${random.pick(this.matrices)}[${random.pick(first)}, ${random.pick(second)}]${isTurned ? '.T' : ''}`;
  }

  element(): string {
    return this.random.chance(0.3)
      ? `${this.random.pick(this.vectors)}[${this.at()}]`
      : `${this.random.pick(this.matrices)}[${this.at()}, ${this.at()}]`;
  }

  /** A test of the elements that `source` gives, which nothing rounds in its own way. */
  test(source: () => string, window?: readonly string[]): string {
    const { random } = this;
    const limit = random.pick(['0', '1', '-2']);
    const compare = random.pick(['>', '<', '>=', '!=']);
    if (this.mode === 'near' || this.isComplex)
      return `(e${window ? `[${random.pick(window)}]` : `[${this.at()}]`} ${compare} ${limit})`;
    return `(${source()} ${compare} ${limit})`;
  }

  /** A sum of elements of `source`, no larger than they are. */
  value(source: () => string, window?: readonly string[]): string {
    const { random, mode } = this;
    const count = 1 + random.below(3);
    const terms = Array.from({ length: count }, () => this.term(source, window));
    const sum = terms.join(random.pick([' + ', ' - ']));
    if (mode === 'whole') return `(${sum}) % ${random.pick([97, 61, 13])}`;
    return `${random.pick(['0.125', ['0.45', '0.22', '0.15'][count - 1]!])} * (${sum})`;
  }

  private term(source: () => string, window?: readonly string[]): string {
    const { random, mode } = this;
    const roll = random.below(this.isPlain ? 12 : 20);
    if (roll < 7) return source();
    if (roll < 9)
      return `${mode === 'whole' ? random.pick(['2', '3', '-1']) : random.pick(['0.5', '-0.25', '0.1'])} * ${source()}`;
    if (roll < 11) return mode === 'whole' ? `${source()} * ${source()}` : `0.0625 * ${source()} * ${source()}`;
    if (roll < 12)
      return mode === 'whole' ? `${this.element()} * ${source()}` : `0.0625 * ${this.element()} * ${source()}`;
    if (roll < 13 && !this.isComplex) return `np.${random.pick(['minimum', 'maximum'])}(${source()}, ${source()})`;
    if (roll < 14 && window) return `np.where(${this.test(source, window)}, ${source()}, ${source()})`;
    if (roll < 15 && mode !== 'whole' && !(this.isComplex && mode === 'exact'))
      return `${source()} / (2.5 + np.abs(${source()}))`;
    if (roll < 16 && mode === 'near')
      return `np.${random.pick(['sin', 'tanh'])}(${source()}${this.isComplex ? '.real' : ''})`;
    if (roll < 17 && mode === 'near') return `np.exp(-np.abs(${source()}))`;
    if (roll < 18 && mode !== 'exact') return this.total();
    return `-${source()}`;
  }

  /** One number of many. */
  total(): string {
    const { random, mode } = this;
    const window = this.window();
    const from = () => this.line(window);
    const scaled = mode === 'near' ? ' / (20.0 * n)' : '';
    const roll = random.below(10);
    if (roll < 5) return `(${from()} @ ${from()})${scaled}`;
    if (roll < 7) return `(${from()} @ ${random.pick(this.vectors)}[${this.chosen(window)}])${scaled}`;
    if (roll < 8) return `${from()}.sum()${mode === 'near' ? ' / n' : ''}`;
    if (roll < 9) return `(${from()} * ${from()}).sum()${scaled}`;
    return `${random.pick(this.vectors)}[${this.test(() => random.pick(this.vectors), [':'])}].sum()${mode === 'near' ? ' / n' : ''}`;
  }

  private chosen(window: readonly string[]): string {
    return `p[${this.random.pick(window)}]`;
  }

  /** What a matrix makes of a vector, from either side. */
  image(window: readonly string[]): string {
    const { random } = this;
    const [slice, inner] = [random.pick(window), this.window()];
    const [matrix, other] = [random.pick(this.matrices), this.line(inner)];
    const scaled = this.mode === 'near' ? ' / (20.0 * n)' : ' % 97';
    const within = random.pick(inner);
    const form = random.pick([
      `${matrix}[${slice}, ${within}] @ ${other}`,
      `${other} @ ${matrix}[${within}, ${slice}]`,
      `${matrix}[${within}, ${slice}].T @ ${other}`,
      `${other} @ ${matrix}.T[${within}, ${slice}]`,
    ]);
    return `(${form})${scaled}`;
  }

  /** Products of matrices with vectors from both sides, and what is written between them. */
  sides(): void {
    const { random, mode } = this;
    const count = 3 + random.below(6);
    for (let i = 0; i < count; i++) {
      const [target, vector, matrix] = [
        random.pick(this.vectors),
        random.pick(this.vectors),
        random.pick(['a', 'a', 'b']),
      ];
      const roll = random.below(10);
      if (roll < 7) {
        const form = random.pick([`${matrix} @ ${vector}`, `${vector} @ ${matrix}`, `${matrix}.T @ ${vector}`]);
        this.emit(`${target}${random.pick(['', '[:]'])} = (${form})${mode === 'near' ? ' / (20.0 * n)' : ' % 97'}`);
      } else if (roll < 8) this.emit(`${target}[${random.below(this.n)}] = ${random.pick([1, 2, 3])}`);
      else if (roll < 9)
        this.emit(`${matrix}[${random.below(this.n)}, ${random.pick([':', '::2', '5'])}] = ${random.pick([0, 1])}`);
      else
        this.assign(
          this.line([':'], true),
          this.value(() => this.line([':']), [':']),
        );
    }
  }

  assign(target: string, value: string): void {
    const { random, mode } = this;
    // What is added again and again grows: whole numbers stay small, and the others are halved.
    if (mode === 'whole' || random.chance(0.6)) this.emit(`${target} = ${value}`);
    else if (random.chance(0.3)) this.emit(`${target} *= ${random.pick(['0.5', '-0.25'])}`);
    else {
      this.emit(`${target} *= 0.5`);
      this.emit(`${target} ${random.pick(['+=', '-='])} ${value}`);
    }
  }

  statement(): void {
    const { random, mode } = this;
    const roll = random.below(this.isPlain ? 50 : 100);
    const window = this.window();
    const line = () => this.line(window);
    if (this.isPlain && mode === 'near' && random.chance(0.1)) this.passed();
    else if (this.isPlain && mode === 'near' && random.chance(0.3))
      this.assign(this.line(window, true), this.image(window));
    else if (roll < 34) this.assign(this.line(window, true), this.value(line, window));
    else if (roll < 46 && this.places.length > 0)
      this.assign(
        this.element(),
        this.value(() => this.element()),
      );
    else if (roll < 54) {
      const columns = this.window();
      const block = () => this.block(window, columns);
      this.assign(`${random.pick(this.matrices)}[${random.pick(window)}, ${random.pick(columns)}]`, this.value(block));
    } else if (roll < 62 && mode !== 'exact') this.assign(this.line(window, true), this.image(window));
    else if (roll < 68 && mode !== 'exact')
      this.assign(this.element(), mode === 'near' ? `0.4 * ${this.total()}` : `${this.total()} % 53`);
    else if (roll < 74) this.masked();
    else if (roll < 78) this.local(window);
    else if (roll < 82) {
      const [x, y] = random.chance(0.5)
        ? [random.pick(this.matrices), random.pick(this.matrices)]
        : [random.pick(this.vectors), random.pick(this.vectors)];
      this.emit(`${x}, ${y} = ${y}, ${x}`);
    } else if (roll < 86) {
      const matrix = random.pick(this.matrices);
      this.emit(
        random.pick([
          `${matrix}[${this.at()}] = ${matrix}[${this.at()}, p]`,
          `${random.pick(this.vectors)}[${this.chosen(window)}] = ${line()}`.replace(/= (.*)/, '= np.copy($1)'),
        ]),
      );
    } else if (roll < 90 && this.places.length > 0) {
      this.emit(`if ${this.test(() => this.element())}:`);
      this.indent++;
      this.emit(random.pick(['continue', 'continue', 'break']));
      this.indent--;
    } else if (roll < 94) this.emit(`h0(${this.line(window, true)}, ${line()})`);
    else if (mode === 'exact' && !this.isComplex)
      this.emit(
        `${random.pick(this.vectors)}[${this.at()}] = ${this.line([':'])}.${random.pick(['argmax', 'argmin', 'max'])}()`,
      );
    else this.assign(this.line(window, true), this.value(line, window));
  }

  /** A product that goes through a vector to where it stays. */
  private passed(): void {
    const { random } = this;
    const vector = random.pick(this.vectors);
    this.emit(`${vector}[:] = ${this.image([':'])}`);
    this.emit(`${this.line([':'], true)} = ${random.pick([vector, vector, `${vector} * 0.5`, `${vector}[::-1]`])}`);
  }

  private masked(): void {
    const { random, mode } = this;
    const [window, number] = [[':'], random.pick(mode === 'whole' ? ['3', '-1', '0'] : ['0.5', '-1.5', '0'])];
    const matrix = random.pick(this.matrices);
    const [target, others] = random.chance(0.5)
      ? [random.pick(this.vectors), () => random.pick(this.vectors)]
      : [`${matrix}[${this.at()}]`, () => this.line([':'])];
    const mask = this.test(random.chance(0.5) ? () => target : others, window);
    const form = random.below(4);
    if (form === 0) this.emit(`${target}[${mask}] = ${number}`);
    else if (form === 1) this.emit(`${target}[${mask}] ${mode === 'whole' ? '//= 2' : '*= 0.5'}`);
    else {
      this.emit(`m = ${mask}`);
      this.emit(
        form === 2
          ? `${target}[m] = ${others()}[m]`
          : `${target}[m] = (${target}[m] + ${others()}[m]) ${mode === 'whole' ? '% 31' : '* 0.5'}`,
      );
    }
  }

  private local(window: readonly string[]): void {
    const name = `t${this.made++}`;
    this.emit(`${name} = ${this.value(() => this.line(window), window)}`);
    this.emit(
      `${this.line(window, true)} = ${this.mode === 'whole' ? `(${name} + ${this.line(window)}) % 41` : `(${name} - ${this.line(window)}) * 0.5`}`,
    );
    if (this.random.chance(0.3)) this.emit(`${this.line(window, true)} = ${name}`);
  }

  loop(depth: number): void {
    const { random } = this;
    const name = ['i', 'j', 'k'][this.places.length]!;
    const outer = this.places.at(-1);
    const range = random.pick([
      'range(2, n - 2)',
      'range(2, n - 2)',
      'range(n - 3, 1, -1)',
      ...(this.isPlain ? [] : ['range(3, n - 2, 2)']),
      ...(outer ? [`range(2, ${outer} + 1)`, `range(${outer}, n - 2)`, `range(${outer}, 1, -1)`] : []),
    ]);
    const isRepeated = depth > 1 && this.places.length === 0 && random.chance(0.25);
    if (isRepeated) this.emit(`for r in range(${random.pick([2, 3])}):`);
    else {
      this.emit(`for ${name} in ${range}:`);
      this.places = [...this.places, name];
    }
    this.indent++;
    const before = this.kept;
    this.kept = this.isPlain ? this.window() : undefined;
    const count = 1 + random.below(3);
    for (let i = 0; i < count; i++) {
      if (depth > 1 && random.chance(isRepeated ? 0.6 : 0.35)) this.loop(depth - 1);
      else this.statement();
    }
    this.indent--;
    this.kept = before;
    if (!isRepeated) this.places = this.places.slice(0, -1);
  }
}

/** The program of a seed. */
export function sweepProgram(seed: number): FuzzProgram {
  const sweep = new Sweep(seed);
  const { random, n, dtype, mode } = sweep;
  const values: Values =
    mode === 'exact' && random.chance(0.35)
      ? 'special'
      : mode === 'whole'
        ? 'small'
        : random.pick(['small', 'normal'] as const);
  const arrays = [...sweep.matrices, ...sweep.vectors].map((name) => ({
    name: `${name}0`,
    dtype: mode === 'whole' ? ('i64' as const) : dtype,
    shape: name < 'd' ? [n, n] : [n],
    order: random.chance(0.2) ? ('F' as const) : ('C' as const),
    seed: random.below(8),
    values,
  }));
  sweep.emit('n = u0.shape[0]');
  sweep.emit('p = np.arange(n) * 7 % n');
  sweep.emit('e = np.arange(n) * 5 % 7 - 3');
  for (const { name } of arrays)
    sweep.emit(
      `${name[0]} = ${mode === 'whole' ? `${name}.astype(np.${{ f64: 'float64', f32: 'float32', i64: 'int64', i32: 'int32' }[dtype as 'f64']})` : name}${random.chance(0.2) && name < 'd' ? '.T' : ''}`,
    );
  const count = 2 + random.below(3);
  for (let i = 0; i < count; i++) {
    if (n > 200 && mode !== 'exact' && random.chance(0.7)) sweep.sides();
    else if (random.chance(0.8)) sweep.loop(1 + random.below(n > 200 ? 1 : n > 40 ? 2 : 3));
    else sweep.statement();
  }
  // `minimum` and `maximum` leave open which zero wins.
  const rule = mode === 'near' ? 'within:1e-7' : 'zero';
  const half =
    mode === 'whole'
      ? ['x[1:] = (x[1:] + y[:-1]) % 37', 'x[:3] = y[::-1][:3]']
      : ['x[1:] += y[:-1] * 0.5', 'x[:] = x * 0.25 - y[::-1] * 0.5'];
  return {
    seed,
    arrays,
    scalars: [],
    helpers: ['def h0(x, y):', ...half.map((line) => `    ${line}`), '', ''],
    lines: sweep.lines,
    returns: [...sweep.matrices, ...sweep.vectors].map((text) => ({ text, rule })),
    isTold: mode !== 'near' && !sweep.isComplex,
    argumentRules: Object.fromEntries(arrays.map(({ name }) => [name, rule])),
  };
}
