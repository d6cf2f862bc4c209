// SPDX-License-Identifier: Apache-2.0
// Random structured programs: loops with break, continue and else, early returns, closures, recursion, printing.
// Names have one type each and every number is kept small, so that all of them run.

import { Random } from './fuzz/random';

const INTS = ['i0', 'i1', 'i2'];
const FLOATS = ['f0', 'f1'];
/** `t` is a tuple of an int and a float, `u` one of a pair of ints and a float. */
const INT_PARTS = ['t[0]', 'u[0][0]', 'u[0][1]'];
const FLOAT_PARTS = ['t[1]', 'u[1]'];

class ControlGenerator {
  private readonly random: Random;
  private readonly lines: string[] = [];
  private closures: { name: string; isInt: boolean }[] = [];
  private budget: number;
  private loopDepth = 0;
  private count = 0;
  private isHelper = false;
  private counters: string[] = [];
  private helpers: string[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.budget = 8 + this.random.below(22);
  }

  program(): string {
    for (let i = this.random.below(3); i > 0; i--) this.helper(`h${i}`);
    this.lines.push('def task(a, n, x):');
    for (const [i, name] of INTS.entries()) this.add(1, `${name} = n + ${i}`);
    for (const [i, name] of FLOATS.entries()) this.add(1, `${name} = x + ${i}.5`);
    this.add(1, 't = (n, 0.5)');
    this.add(1, 'u = ((1, n), x)');
    this.block(1, 3);
    while (this.budget > 0) this.block(1, 2);
    this.add(1, `return ${[...INTS, ...FLOATS, ...INT_PARTS, ...FLOAT_PARTS].join(', ')}`);
    return `import numpy as np\n${this.lines.join('\n')}\n`;
  }

  /** A function of an int and a float, recursive or not, that gives a float. */
  private helper(name: string): void {
    this.isHelper = true;
    this.lines.push(`def ${name}(n, x, depth=0):`);
    for (const [i, each] of INTS.entries()) this.add(1, `${each} = n % ${7 + i}`);
    for (const each of FLOATS) this.add(1, `${each} = x`);
    this.add(1, 't = (depth, x)');
    this.add(1, 'u = ((n, depth), 1.5)');
    this.add(1, `if depth > ${1 + this.random.below(4)}:`);
    this.add(2, `return ${this.float(1)}`);
    this.block(1, 2);
    this.helpers.push(name);
    const inner = this.random.pick(this.helpers);
    this.add(1, `f0 = ${inner}(${this.int(1)}, ${this.float(1)}, depth + 1)`);
    this.add(1, `return (${this.float(1)}) % 50.25`);
    this.isHelper = false;
    this.closures = [];
  }

  private add(depth: number, text: string): void {
    this.lines.push('    '.repeat(depth) + text);
  }

  private int(depth: number): string {
    const { random } = this;
    const leaf = () =>
      random.chance(0.4)
        ? String(random.below(9))
        : random.pick([...INTS, ...INT_PARTS, ...this.counters, ...this.counters]);
    if (depth <= 0 || random.chance(0.25)) return leaf();
    const left = this.int(depth - 1);
    const right = this.int(depth - 1);
    switch (random.below(8)) {
      case 0:
        return `(${left} + ${right})`;
      case 1:
        return `(${left} - ${right})`;
      case 2:
        return `(${left} * ${right} % 101)`;
      case 3:
        return `(${left} // (abs(${right}) + 1))`;
      case 4:
        return `(${left} if ${this.condition(depth - 1)} else ${right})`;
      case 5:
        return `(${left} or ${right})`;
      case 6:
        return `(${left} and ${right})`;
      default:
        return this.closureCall(true) ?? `max(${left}, ${right})`;
    }
  }

  private float(depth: number): string {
    const { random } = this;
    const leaf = () =>
      random.chance(0.4)
        ? `${random.below(20)}.${random.pick(['0', '25', '5'])}`
        : random.pick([...FLOATS, ...FLOAT_PARTS]);
    if (depth <= 0 || random.chance(0.25)) return leaf();
    const left = this.float(depth - 1);
    const right = random.chance(0.3) ? this.int(depth - 1) : this.float(depth - 1);
    switch (random.below(7)) {
      case 0:
        return `(${left} + ${right})`;
      case 1:
        return `(${left} - ${right})`;
      case 2:
        return `(${left} * ${right} % 97.5)`;
      case 3:
        return `(${left} / (abs(${right}) + 1))`;
      case 4:
        return `(${left} if ${this.condition(depth - 1)} else ${this.float(depth - 1)})`;
      case 5:
        return `(${left} or ${this.float(depth - 1)})`;
      default:
        return this.closureCall(false) ?? `abs(${left})`;
    }
  }

  private condition(depth: number): string {
    const { random } = this;
    const operator = () => random.pick(['<', '<=', '>', '>=', '==', '!=']);
    if (depth > 0 && random.chance(0.3))
      return `(${this.condition(depth - 1)} ${random.pick(['and', 'or'])} ${this.condition(depth - 1)})`;
    if (random.chance(0.15)) return `not ${this.condition(depth - 1)}`;
    if (random.chance(0.2)) return `${this.int(1)} ${operator()} ${this.int(0)} ${operator()} ${this.int(0)}`;
    if (random.chance(0.1)) return `${this.tuple('t')} ${operator()} ${this.tuple('t')}`;
    if (random.chance(0.05)) return `${this.tuple('u')} ${operator()} ${this.tuple('u')}`;
    if (random.chance(0.1)) return `${this.int(0)} in (1, ${this.int(0)}, 5)`;
    return random.chance(0.5)
      ? `${this.int(1)} ${operator()} ${this.int(1)}`
      : `${this.float(1)} ${operator()} ${this.float(1)}`;
  }

  /** Of the structure of `t` or `u`. */
  private tuple(name: 't' | 'u'): string {
    const { random } = this;
    if (random.chance(0.3)) return name;
    if (random.chance(0.2)) return `(${this.tuple(name)} if ${this.condition(0)} else ${this.tuple(name)})`;
    const float = `${this.float(0)} % 50.25`;
    if (name === 't') return random.chance(0.2) ? '(u[0][1], u[1])' : `(${this.int(1)} % 61, ${float})`;
    if (random.chance(0.2)) return `(u[0][::-1], ${float})`;
    if (random.chance(0.2)) return `((t[0],) + u[0][1:], t[1])`;
    return `((${this.int(0)}, ${this.int(0)} % 7), ${float})`;
  }

  private closureCall(isInt: boolean): string | undefined {
    const fitting = this.closures.filter((each) => each.isInt === isInt);
    if (fitting.length > 0 && this.random.chance(0.8)) return `${this.random.pick(fitting).name}(${this.int(0)})`;
    if (!isInt && !this.isHelper && this.helpers.length > 0)
      return `${this.random.pick(this.helpers)}(${this.int(0)}, ${this.random.pick(FLOATS)})`;
    return undefined;
  }

  private block(depth: number, most: number): void {
    for (let i = 1 + this.random.below(most); i > 0; i--) this.statement(depth);
  }

  private statement(depth: number): void {
    const { random } = this;
    this.budget--;
    const kind = this.budget < 0 || depth > 4 ? random.below(4) : random.below(20);
    switch (kind) {
      case 0:
      case 1:
        this.add(depth, `${random.pick(INTS)} = (${this.int(2)}) % ${50 + random.below(50)}`);
        return;
      case 2:
        this.add(depth, `${random.pick(FLOATS)} = (${this.float(2)}) % ${random.below(90)}.75`);
        return;
      case 3: {
        const name = random.pick(INTS);
        this.add(depth, `${name} ${random.pick(['+=', '-='])} ${this.int(1)}`);
        this.add(depth, `${name} %= 997`);
        return;
      }
      case 4:
        this.add(depth, `i0, i1 = i1, i0`);
        this.add(depth, `f0, (i2, f1) = f1, (i2 + 1, f0)`);
        return;
      case 5:
      case 6:
      case 7:
        this.conditional(depth);
        return;
      case 8:
      case 9:
      case 10:
        this.forLoop(depth);
        return;
      case 11:
        this.whileLoop(depth);
        return;
      case 12:
        if (this.loopDepth > 0) {
          this.add(depth, `if ${this.condition(1)}:`);
          this.add(depth + 1, random.pick(['break', 'continue']));
          return;
        }
        this.add(depth, 'pass');
        return;
      case 13:
        this.add(depth, `print(${this.int(1)}, ${this.float(1)}, f'{${this.float(0)}:.${random.below(6)}f}')`);
        return;
      case 14: {
        const name = `g${this.count++}`;
        const isInt = random.chance(0.5);
        const value = isInt ? `(${this.int(1)} + p) % 89` : `(${this.float(1)} + p) % 89`;
        if (random.chance(0.5)) {
          this.add(depth, `${name} = lambda p: ${value}`);
        } else {
          this.add(depth, `def ${name}(p):`);
          this.add(depth + 1, `if ${this.condition(1)}:`);
          this.add(depth + 2, `return ${isInt ? this.int(1) : this.float(1)}`);
          this.add(depth + 1, `return ${value}`);
        }
        // Only at the top of the function is it surely defined afterwards.
        if (depth === 1) this.closures.push({ name, isInt });
        return;
      }
      case 15:
        this.add(depth, `if ${this.condition(1)}:`);
        this.add(
          depth + 1,
          this.isHelper
            ? `return ${this.float(1)}`
            : `return ${INTS.join(', ')}, f0, ${this.float(1)}, ${INT_PARTS.join(', ')}, 1.5, t[1]`,
        );
        return;
      case 16: {
        const name = random.pick(['t', 'u'] as const);
        this.add(depth, `${name} = ${this.tuple(name)}`);
        return;
      }
      case 17:
        this.add(
          depth,
          random.pick([
            'i0, f0 = t',
            '(i1, i2), f1 = u',
            't, f1 = (i0, f0), t[1]',
            'u = u[0], t[1]',
            't, u = (u[0][0], u[1]), (u[0], t[1])',
            'print(t, u)',
          ]),
        );
        return;
      case 18:
        this.add(depth, `for t in ((${this.int(0)}, 1.5), (i0, ${this.float(0)}), t):`);
        this.add(depth + 1, 'u = (t[0], u[0][0]), t[1]');
        return;
      default:
        this.add(depth, `assert ${this.condition(0)} or ${this.int(0)} >= -1000, 'never'`);
    }
  }

  private conditional(depth: number): void {
    this.add(depth, `if ${this.condition(1)}:`);
    this.block(depth + 1, 2);
    if (this.random.chance(0.3)) {
      this.add(depth, `elif ${this.condition(1)}:`);
      this.block(depth + 1, 2);
    }
    if (this.random.chance(0.5)) {
      this.add(depth, 'else:');
      this.block(depth + 1, 2);
    }
  }

  private loopBody(depth: number): void {
    this.loopDepth++;
    this.block(depth + 1, 3);
    this.loopDepth--;
  }

  private loopElse(depth: number): void {
    if (!this.random.chance(0.35)) return;
    this.add(depth, 'else:');
    this.block(depth + 1, 2);
  }

  private forLoop(depth: number): void {
    const { random } = this;
    const name = `k${this.count++}`;
    const iterable = random.pick([
      `range(${random.below(6)})`,
      `range(${random.below(4)}, ${4 + random.below(5)}, ${1 + random.below(3)})`,
      `range(${5 + random.below(5)}, ${random.below(4)}, -${1 + random.below(2)})`,
      `range(${this.int(0)} % 5)`,
    ]);
    this.add(depth, `for ${name} in ${iterable}:`);
    this.counters.push(name);
    this.loopBody(depth);
    this.counters.pop();
    this.loopElse(depth);
  }

  private whileLoop(depth: number): void {
    const name = `w${this.count++}`;
    this.add(depth, `${name} = ${1 + this.random.below(6)}`);
    this.add(depth, `while ${name} > 0${this.random.chance(0.4) ? ` and ${this.condition(0)}` : ''}:`);
    this.add(depth + 1, `${name} -= 1`);
    this.counters.push(name);
    this.loopBody(depth);
    this.counters.pop();
    this.loopElse(depth);
  }
}

export function controlProgram(seed: number): string {
  return new ControlGenerator(seed).program();
}
