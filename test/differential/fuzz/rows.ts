// SPDX-License-Identifier: Apache-2.0
// Programs of loops whose iterations mostly touch a row of their own: elements that other arrays choose, inner loops of computed length,
// names, branches, statements on a row. Some iterations read what others write, some indices do not fit, some numbers are odd.

import type { Values } from '../oracle';
import type { FuzzProgram } from './program';
import { Random } from './random';

class Rows {
  readonly random: Random;
  readonly lines: string[] = [];
  readonly n: number;
  indent = 1;
  /** Names that hold floats here. */
  names: string[] = [];
  made = 0;

  constructor(seed: number) {
    this.random = new Random(seed ^ 0x2c1b3c6d);
    this.n = this.random.chance(0.3) ? 5000 : this.random.pick([3, 9, 20, 64, 300]);
  }

  emit(text: string): void {
    this.lines.push(`${'    '.repeat(this.indent)}${text}`);
  }

  /** An index of the inputs' rows. */
  place(): string {
    return this.random.pick(['i', 'i', 'p[i]', 'p[i]', 'p[p[i]]', '(i * 3) % n', 'c[i]', 'n - 1 - i']);
  }

  number(): string {
    const { random } = this;
    return random.pick([
      `u[${this.place()}]`,
      `v[${this.place()}]`,
      `m[${this.place()}, ${random.below(6)}]`,
      'x',
      random.pick(['0.5', '-2.0', '3.0']),
      ...this.names,
      ...this.names,
    ]);
  }

  value(): string {
    const { random } = this;
    const [a, b] = [this.number(), this.number()];
    return random.pick([
      a,
      `${a} + ${b}`,
      `${a} * ${b}`,
      `${a} - ${b} * 0.5`,
      `max(${a}, ${b})`,
      `h0(${a}, ${b})`,
      `np.float64(${a}) / ${b}`,
      `abs(${a})`,
    ]);
  }

  row(): string {
    const { random } = this;
    const part = random.pick([':3', '2:5', '3:', '::2']);
    return `m[${this.place()}, ${part}]`;
  }

  /** An element of the iteration's own, mostly. */
  own(): string {
    const { random } = this;
    if (random.chance(0.06)) return random.pick(['y[p[i]]', 'y[0]', 'w[p[i], 1]']);
    return random.pick(['y[i]', 'y[i]', `w[i, ${random.below(6)}]`, 'z[1, i + 1]']);
  }

  nested(body: () => void): void {
    const before = this.names;
    this.indent++;
    body();
    this.indent--;
    this.names = before;
  }

  statement(depth: number): void {
    const { random } = this;
    const roll = random.below(100);
    if (roll < 22) this.emit(`${this.own()} = ${this.value()}`);
    else if (roll < 38) this.emit(`${this.own()} ${random.pick(['+=', '-=', '*='])} ${this.value()}`);
    else if (roll < 46) {
      const name = `s${this.made++ % 3}`;
      this.emit(`${name} = ${this.value()}`);
      this.names = [...this.names, name];
    } else if (roll < 58 && depth > 0) {
      const name = `s${this.made++ % 3}`;
      this.emit(`${name} = ${random.pick(['0.0', this.number()])}`);
      this.names = [...this.names, name];
      this.emit(`for k in range(${random.pick(['c[i]', '3', 'c[p[i]] - 1', 'i % 5'])}):`);
      this.nested(() => {
        this.emit(`${name} ${random.pick(['+=', '-='])} v[p[(i + k) % n]]${random.pick(['', ' * 0.5', ' * u[k]'])}`);
        if (random.chance(0.4)) this.statement(depth - 1);
        if (random.chance(0.2)) {
          this.emit(`if ${name} > ${this.number()}:`);
          this.nested(() => this.emit(random.pick(['break', 'continue'])));
        }
      });
    } else if (roll < 64 && depth > 0) {
      this.emit('j = i');
      this.emit('while j > 1:');
      this.nested(() => {
        this.emit(random.pick(['j = j // 2', 'j -= 3', 'j = p[j] % j']));
        this.emit(`${this.own()} += v[j]`);
      });
    } else if (roll < 72) {
      this.emit(`if ${this.number()} ${random.pick(['>', '<', '!='])} ${this.number()}:`);
      this.nested(() => {
        if (random.chance(0.3) && depth > 1) this.emit('continue');
        else this.statement(depth - 1);
      });
      if (random.chance(0.3)) {
        this.emit('else:');
        this.nested(() => this.statement(depth - 1));
      }
    } else if (roll < 82) {
      const part = random.pick([':3', '2:5', '3:']);
      const other = random.pick([`m[${this.place()}, ${part}]`, `w[i, ${part}]`, this.number()]);
      this.emit(
        `w[i, ${part}] ${random.pick(['=', '=', '+='])} ${other} * ${random.pick(['0.5', '2.0', 'u[i]'])} + ${this.number()}`,
      );
    } else if (roll < 88) {
      const name = `t${this.made++}`;
      this.emit(`${name} = ${random.pick([this.row(), `${this.row()} * 2.0`, `m[i, p[i] % 3 :] - ${this.number()}`])}`);
      this.emit(`${this.own()} = ${random.pick([`${name}[0]`, `${name}.max()`, `${name}[-1] + ${name}[1]`])}`);
    } else if (roll < 92)
      this.emit(`q[i] ${random.pick(['=', '+='])} ${random.pick(['p[i] * 3', 'i - c[i]', 'c[p[i]] // 2'])}`);
    else if (roll < 94) this.emit(`last = ${random.pick(['i', 'p[i]', 'c[i]'])}`);
    else if (roll < 96) this.emit(`y[i] = y[i ${random.pick(['- 1', '+ 1 - n', '- n'])}] + ${this.number()}`);
    else this.emit(`w[i] = m[${this.place()}] * ${this.number()}`);
  }

  /** Six floats that an iteration may add to an array. */
  term(): string {
    const { random } = this;
    const row = () => random.pick([`m[${this.place()}]`, `w[i]`, `v[p[i] % 3 : p[i] % 3 + 6]`]);
    return random.pick([
      `${row()} * ${this.number()}`,
      row(),
      `np.sort(${row()})`,
      `np.cumsum(${row()}) - ${row()}`,
      `np.linalg.cholesky(np.eye(6) * (${random.chance(0.9) ? 'abs' : ''}(${this.number()}) + 0.5))[i % 6]`,
      `m[${this.place()}, :1]`,
    ]);
  }

  /** What calls the library, names arrays, or adds to what all iterations add to. */
  whole(): void {
    const { random } = this;
    const roll = random.below(10);
    if (roll < 5)
      this.emit(`${random.pick(['g', 'g', 'h', 'f[2]'])} ${random.pick(['+=', '+=', '-='])} ${this.term()}`);
    else if (roll < 7) {
      const name = random.pick(['b0', 'b1']);
      this.emit(`${name} = ${random.pick([this.term(), 'np.zeros(6)', 'np.ones(6) * x'])}`);
      if (random.chance(0.5)) this.emit(`${name} ${random.pick(['+=', '*='])} ${this.term()}`);
      this.emit(`w[i] = ${name} * 0.5`);
    } else if (roll < 9) {
      this.emit(`k0 = m[c == ${random.pick(['i', 'i % 7', '9'])}]`);
      this.emit('if k0.shape[0] > 0:');
      this.nested(() => this.emit(`w[i] = k0.${random.pick(['min', 'max'])}(axis=0)`));
    } else this.emit(`y[i] = np.${random.pick(['median', 'max', 'argmin'])}(m[${this.place()}])`);
  }

  loop(): void {
    const { random } = this;
    this.emit(`for i in range(${random.pick(['n', 'n', 'n', '1, n', 'n - 1', '-2, n - 2', 'n // 2', 'n + 1'])}):`);
    this.nested(() => {
      const count = 1 + random.below(4);
      const calls = random.chance(0.4);
      for (let k = 0; k < count; k++) {
        if (calls && random.chance(0.6)) this.whole();
        else this.statement(2);
      }
      if (random.chance(calls ? 0.6 : 0.1)) this.emit(`g ${random.pick(['+=', '-='])} ${this.term()}`);
    });
  }
}

/** The program of a seed. */
export function rowProgram(seed: number): FuzzProgram {
  const rows = new Rows(seed);
  const { random, n } = rows;
  const values: Values = random.chance(0.25) ? 'special' : random.pick(['small', 'normal'] as const);
  const arrays = ['u', 'v', 'm'].map((name) => ({
    name,
    dtype: 'f64' as const,
    shape: name === 'm' ? [n, 6] : [n],
    order: name === 'm' && random.chance(0.2) ? ('F' as const) : ('C' as const),
    seed: random.below(8),
    values,
  }));
  rows.emit('n = u.shape[0]');
  rows.emit(`p = np.arange(n) * ${random.pick([7, 11, 1])} % n`);
  rows.emit('c = np.arange(n) * 5 % 7');
  rows.emit('y = np.zeros(n)');
  rows.emit('w = np.ones((n, 6))');
  rows.emit('z = np.zeros((2, n + 1))');
  rows.emit('q = np.zeros(n, dtype=np.int64)');
  rows.emit('last = -1');
  rows.emit('g = np.zeros(6)');
  rows.emit('h = np.ones(6)');
  rows.emit('f = np.zeros((4, 6))');
  rows.emit('b0 = b1 = np.zeros(6)');
  rows.emit('s0 = s1 = s2 = 0.0');
  if (random.chance(0.15)) rows.emit(`p[n - ${1 + random.below(3)}] = n`);
  const count = 1 + random.below(3);
  for (let k = 0; k < count; k++) rows.loop();
  return {
    seed,
    arrays,
    scalars: [{ name: 'x', kind: 'float', value: (random.below(17) - 8) / 4 }],
    helpers: ['def h0(a, b):', '    if a > b:', '        return a - b', '    return b * 0.5', '', ''],
    lines: rows.lines,
    returns: ['y', 'w', 'z', 'q', 'last', 's0', 's1', 's2', 'g', 'h', 'f', 'b0', 'b1'].map((text) => ({
      text,
      rule: 'zero',
    })),
    isTold: true,
    argumentRules: Object.fromEntries(arrays.map(({ name }) => [name, 'zero'])),
  };
}
