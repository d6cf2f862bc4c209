// SPDX-License-Identifier: Apache-2.0
// Random programs over lists: construction, aliasing, items, slices, methods, loops and comprehensions. The same seed gives
// the same program. Indices are sometimes out of range: then both sides must raise the same error.

export interface ListProgram {
  readonly seed: number;
  readonly source: string;
  readonly inputs: { readonly n: number; readonly xs: number[]; readonly ys: number[]; readonly m: number[][] };
}

type Kind = 'ints' | 'floats' | 'rows' | 'pairs';

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Writer {
  private readonly lines: string[] = [];
  private readonly lists: Record<Kind, string[]> = { ints: ['ys'], floats: ['xs'], rows: ['m'], pairs: [] };
  private readonly counters: string[] = ['n'];
  private count = 0;
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomOf(seed);
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
  private pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
  private name(prefix: string): string {
    this.count++;
    return `${prefix}${this.count}`;
  }
  private line(depth: number, text: string): void {
    this.lines.push(`${'    '.repeat(depth + 1)}${text}`);
  }

  private int(): string {
    return this.pick([
      () => String(this.below(7) - 2),
      () => this.pick(this.counters),
      () => `len(${this.pick(this.lists[this.pick(['ints', 'floats', 'rows'] as const)])})`,
      () => `${this.pick(this.counters)} * ${this.below(4)} - 1`,
      () => `${this.pick(this.lists.ints)}[${this.index(this.pick(this.lists.ints))}]`,
      () => `sum(${this.pick(this.lists.ints)})`,
      () => `(${this.pick(this.counters)} % 3)`,
    ])();
  }
  private float(): string {
    return this.pick([
      () => `${this.below(16) / 4 - 1.5}`.replace(/^(-?\d+)$/, '$1.0'),
      () => `${this.pick(this.counters)} * 0.5`,
      () => {
        const list = this.pick(this.lists.floats);
        return `${list}[${this.index(list)}]`;
      },
      () => `sum(${this.pick(this.lists.floats)}, 0.0)`,
      () => `(0.5 + sum(${this.pick(this.lists.floats)}, 0.0))`,
      () => `float(${this.pick(this.counters)})`,
    ])();
  }
  /** Mostly in range. */
  private index(list: string): string {
    if (this.random() < 0.08) return this.pick([...this.counters, '-3', '2']);
    return `${this.pick(this.counters)} % len(${list}) if ${list} else 0`;
  }
  private bound(): string {
    return this.pick(['', '', '1', '-1', '2', '-2', '0', ...this.counters]);
  }
  private slice(): string {
    const step = this.random() < 0.25 ? `:${this.pick(['2', '-1', '-2', ''])}` : '';
    return `${this.bound()}:${this.bound()}${step}`;
  }

  private make(kind: Kind): string {
    const element = () => (kind === 'ints' ? this.int() : this.float());
    if (kind === 'rows') {
      return this.pick([
        () => `[[0.0] * n for _ in range(${this.pick(['n', '2', '3'])})]`,
        () => `[[${this.float()}, ${this.float()}], [${this.float()}]]`,
        () => `[row[:] for row in ${this.pick(this.lists.rows)}]`,
        () => `[[j * 0.5 for j in range(i)] for i in range(n)]`,
        () => `[[1.5] * 2] * 2`,
      ])();
    }
    if (kind === 'pairs') {
      return this.pick([
        () => `[(i, i * 0.5) for i in range(n)]`,
        () => `[(${this.int()}, ${this.float()}), (${this.int()}, ${this.float()})]`,
        () => `[(k, v) for k, v in enumerate(${this.pick(this.lists.floats)})]`,
        () => `list(zip(${this.pick(this.lists.ints)}, ${this.pick(this.lists.floats)}))`,
      ])();
    }
    const same = this.lists[kind];
    const zero = kind === 'ints' ? '0' : '0.0';
    return this.pick([
      () => `[${element()}, ${element()}, ${element()}]`,
      () => `[${zero}] * ${this.pick(['n', '3', 'len(ys)'])}`,
      () => `${this.pick(same)}[${this.slice()}]`,
      () => `${this.pick(same)} + ${this.pick(same)}`,
      () => `list(${this.pick(same)})`,
      () => `${this.pick(same)}.copy()`,
      () =>
        `sorted(${this.pick(same)}${this.pick(['', ', reverse=True', ', key=lambda v: -v', ', key=lambda v: v * v'])})`,
      () =>
        kind === 'ints'
          ? `list(range(${this.pick(['n', 'n, -1, -1', '1, n, 2'])}))`
          : `[v * 2.0 for v in ${this.pick(same)} if v > 0.0]`,
      () => `[v + ${element()} for v in ${this.pick(same)}]`,
      () => `list(reversed(${this.pick(same)}))`,
      () =>
        kind === 'ints'
          ? `[i * j for i in range(n) for j in range(i) if i != j]`
          : `[a * b for a, b in zip(${this.pick(same)}, ${this.pick(same)})]`,
      () => `[${this.pick(['min', 'max'])}(${element()}, ${element()})]`,
    ])();
  }

  private change(depth: number, kind: Kind): void {
    const list = this.pick(this.lists[kind]);
    const value = () =>
      kind === 'ints'
        ? this.int()
        : kind === 'floats'
          ? this.float()
          : kind === 'pairs'
            ? `(${this.int()}, ${this.float()})`
            : this.pick([`[${this.float()}]`, this.pick(this.lists.floats)]);
    this.pick([
      () => this.line(depth, `${list}.append(${value()})`),
      () => this.line(depth, `${list}[${this.index(list)}] = ${value()}`),
      () => this.line(depth, `${list}.insert(${this.int()}, ${value()})`),
      () => this.line(depth, `${list}.extend(${this.pick(this.lists[kind])}[:2])`),
      () => this.line(depth, `${list} += [${value()}]`),
      () => this.line(depth, `${list}.reverse()`),
      () => this.line(depth, `if ${list}:\n${'    '.repeat(depth + 2)}${list}.pop(${this.pick(['', '0', '-1'])})`),
      () => this.line(depth, `${list}[${this.pick([':1', '1:2', ':0', '-1:'])}] = ${this.pick(this.lists[kind])}[:2]`),
      () => this.line(depth, `del ${list}[${this.pick(['3:', ':1', '::2', '1:2'])}]`),
      () =>
        this.line(
          depth,
          kind === 'ints' || kind === 'floats' || kind === 'pairs' ? `${list}.sort()` : `${list}.sort(key=len)`,
        ),
      () =>
        this.line(
          depth,
          kind === 'ints' || kind === 'floats'
            ? `${list}[${this.index(list)}] += ${value()}`
            : `${list}.append(${value()})`,
        ),
      () =>
        this.line(
          depth,
          kind === 'rows'
            ? `if ${list} and ${list}[0]:\n${'    '.repeat(depth + 2)}${list}[0][0] ${this.pick(['=', '+=', '*='])} ${this.float()}`
            : `${list}.clear()`,
        ),
      () =>
        this.line(
          depth,
          kind === 'ints'
            ? `if ${value()} in ${list}:\n${'    '.repeat(depth + 2)}${list}.remove(${list}[0])`
            : `${list}.append(${value()})`,
        ),
    ])();
  }

  /** Loops over rows and columns, as PolyBench writes them; bounds are sometimes too large. */
  private nest(): void {
    const rows = this.lists.rows;
    const [i, j, k] = [this.name('i'), this.name('j'), this.name('k')];
    const item = (first: string, second: string) =>
      `${this.pick(rows)}[${first}${this.pick(['', '', ' - 1'])}][${second}]`;
    const bound = (list: string) => this.pick([`len(${list})`, `len(${list})`, 'n', '2']);
    const target = this.pick(rows);
    const width = `len(${target}[${i}])`;
    this.line(0, `for ${i} in range(${bound(target)}):`);
    const deep = this.random() < 0.5;
    if (deep) this.line(1, `for ${k} in range(${this.pick([width, '2', 'n'])}):`);
    const inner = deep ? 2 : 1;
    this.line(inner, `for ${j} in range(${this.pick([width, width, '2', 'n'])}):`);
    if (this.random() < 0.3) this.line(inner + 1, `if ${j} > ${i}:\n${'    '.repeat(inner + 3)}continue`);
    const other = deep ? item(i, k) : item(i, j);
    this.line(
      inner + 1,
      `${target}[${i}][${j}] ${this.pick(['=', '+=', '*='])} ${this.pick(['0.5', '1.5'])} * ${other} + ${item(deep ? k : i, j)}`,
    );
  }

  private statement(depth: number): void {
    const kind = this.pick(['ints', 'floats', 'rows', 'pairs'] as const);
    if (this.lists[kind].length === 0 || (depth === 0 && this.random() < 0.3)) {
      const made = this.make(kind);
      const name = this.name(kind[0]!);
      this.line(depth, `${name} = ${made}`);
      if (depth === 0) this.lists[kind].push(name);
      return;
    }
    const choice = this.random();
    if (kind === 'rows' && depth === 0 && choice < 0.5) {
      this.nest();
      return;
    }
    if (choice < 0.1 && depth === 0) {
      const name = this.name('b');
      this.line(depth, `${name} = ${this.pick(this.lists[kind])}`);
      this.lists[kind].push(name);
    } else if (choice < 0.3 && depth < 2) {
      const counter = this.name('i');
      this.line(
        depth,
        this.pick([
          `for ${counter} in range(${this.pick(['n', '3'])}):`,
          `for ${counter} in ${this.pick(this.lists.ints)}[:4]:`,
        ]),
      );
      this.counters.push(counter);
      for (let i = 0; i < 1 + this.below(2); i++) this.statement(depth + 1);
      this.counters.pop();
    } else if (choice < 0.4 && depth < 2) {
      this.line(
        depth,
        `if ${this.pick([`${this.int()} > ${this.int()}`, `${this.pick(this.lists[kind])}`, `not ${this.pick(this.lists[kind])}`, `${this.pick(this.lists.floats)} < ${this.pick(this.lists.floats)}`, `${this.pick(this.lists.ints)} == ${this.pick(this.lists.ints)}`])}:`,
      );
      this.statement(depth + 1);
      if (this.random() < 0.5) {
        this.line(depth, 'else:');
        this.statement(depth + 1);
      }
    } else {
      this.change(depth, kind);
    }
  }

  text(): string {
    const count = 5 + this.below(10);
    for (let i = 0; i < count; i++) this.statement(0);
    const { ints, floats, rows, pairs } = this.lists;
    const extra = pairs.length > 0 ? `, [p for p, q in ${pairs[0]!}], [q for p, q in ${pairs[0]!}]` : '';
    this.line(0, `return ${[...ints.slice(0, 5), ...floats.slice(0, 5), ...rows.slice(0, 4)].join(', ')}${extra}`);
    return `def f(n, xs: list[float], ys: list[int], m: list[list[float]]):\n${this.lines.join('\n')}\n`;
  }
}

export function randomListProgram(seed: number): ListProgram {
  const random = randomOf(seed ^ 0x5bd1e995);
  const many = <T>(limit: number, make: () => T) => Array.from({ length: Math.floor(random() * limit) }, make);
  const half = () => Math.floor(random() * 16) / 4 - 1.75;
  return {
    seed,
    source: new Writer(seed).text(),
    inputs: {
      n: Math.floor(random() * 6),
      xs: many(6, half),
      ys: many(6, () => Math.floor(random() * 9) - 3),
      m: many(4, () => many(4, half)),
    },
  };
}
