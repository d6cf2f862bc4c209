// SPDX-License-Identifier: Apache-2.0
// Lists on the real daemon against CPython: hand-written programs, and random ones (`WEFT_LISTS=10000` runs that many).
// Types and values of all items are compared exactly, as are errors.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParameterType } from '../../language-server/src/core/lower/signature';
import { randomListProgram } from './list-programs';
import { type Input, type Ran, WeftRunner } from './weft';

const RANDOM = Number(process.env.WEFT_LISTS ?? 100);
const FIRST_SEED = 1;
const FLOATS: ParameterType = { kind: 'list', item: { kind: 'float' } };
const INTS: ParameterType = { kind: 'list', item: { kind: 'int' } };

/** As Python's `json` writes it: floats keep their point. */
function json(value: unknown, type: ParameterType): string {
  if (type.kind === 'list') return `[${(value as unknown[]).map((item) => json(item, type.item!)).join(',')}]`;
  const text = Number.isNaN(value) ? 'NaN' : String(value).replace(/Infinity/, 'Infinity');
  if (type.kind !== 'float' || !Number.isInteger(value)) return text;
  return Object.is(value, -0) ? '-0.0' : `${text}.0`;
}

interface Argument {
  readonly type: ParameterType;
  readonly value: unknown;
}

class Checker {
  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private readonly child: ChildProcessWithoutNullStreams;
  private count = 0;

  constructor(private readonly runner: WeftRunner) {
    this.child = spawn('/usr/bin/python3', [path.join(import.meta.dirname, 'lists_oracle.py')]);
    this.lines = createInterface(this.child.stdout);
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  private input(name: string, { type, value }: Argument): Input {
    if (type.kind !== 'list') return { name, type, value: value as number };
    const file = path.join(this.runner.home, `list-${this.count++}.json`);
    writeFileSync(file, json(value, type));
    return { name, type, value: file };
  }

  /** Empty where both agree. */
  async differences(source: string, entry: string, args: Readonly<Record<string, Argument>>): Promise<string> {
    const inputs = Object.entries(args).map(([name, argument]) => this.input(name, argument));
    const ran: Ran = await this.runner.run(source, entry, inputs);
    if (ran.kind === 'refused')
      return ran.diagnostics.map((each) => `${each.code} ${each.message}`).join('\n') || 'refused';
    if (ran.kind === 'broken') return ran.why;
    const values = Object.entries(args).map(
      ([name, { type, value }]) => `${JSON.stringify(name)}: ${json(value, type)}`,
    );
    const error = ran.kind === 'raised' ? JSON.stringify([ran.error, ran.message]) : 'null';
    const results = ran.kind === 'ran' ? JSON.stringify(ran.results) : 'null';
    this.child.stdin.write(
      `{"source": ${JSON.stringify(source)}, "function": "${entry}", "inputs": {${values.join(', ')}}, "results": ${results}, "error": ${error}}\n`,
    );
    const answer = JSON.parse((await this.answers.next()).value as string) as { agree: boolean; why: string };
    return answer.agree ? '' : answer.why;
  }

  close(): void {
    this.lines.close();
    this.child.kill();
  }
}

const CASES: readonly [string, string, Readonly<Record<string, Argument>>][] = [
  [
    'items that are Python numbers and NumPy ones divide each in their own way',
    'import numpy as np\n\ndef f(n):\n    x = np.zeros(n)\n    s = [0.0]\n    s.append(x[0])\n    t = [7] + [np.arange(n)[k] for k in range(n)]\n    out = []\n    for v in t:\n        out.append(v // t[1])\n    y = np.zeros(n)\n    for i in range(n):\n        y[i] = (1.0 + i) / s[1]\n    return y, out, [isinstance(v, int) for v in (1, 2)]\n',
    { n: { type: { kind: 'int' }, value: 3 } },
  ],
  [
    'a Python number of such a list raises',
    'import numpy as np\n\ndef f(n):\n    x = np.zeros(n)\n    s = [0.0]\n    s.append(x[0])\n    a = 1.0 / s[1]\n    return 1.0 / s[0] + a\n',
    { n: { type: { kind: 'int' }, value: 3 } },
  ],
  [
    'items of two kinds are sorted, popped, cut and put together',
    'import numpy as np\n\ndef g(t):\n    if t < 1:\n        return 0.0\n    return np.sqrt(t)\n\ndef f(n):\n    a = [g(t * 0.75) for t in range(n)]\n    total = sum(a)\n    largest = max(a)\n    a.sort(reverse=True)\n    b = a + [1.5]\n    kept = []\n    for k, v in enumerate(b):\n        if v > 1:\n            kept.append(v)\n    last = b.pop()\n    first = b.pop(0)\n    c = b[1:3]\n    b[0] = 0.25\n    q = 1 / b[0]\n    c.insert(0, 2.5)\n    c.extend(b)\n    del c[1]\n    return total, largest, a, b, kept, last, first, c, q, 1.5 in kept, np.array(kept), [v * 2 for v in c]\n',
    { n: { type: { kind: 'int' }, value: 6 } },
  ],
  [
    'a list of ints that gets floats',
    'import numpy as np\n\ndef push(a, v):\n    a.append(v)\n    return len(a)\n\ndef f(n):\n    ex = np.arange(n) * 0.5\n    low = [0, 0]\n    out = np.zeros(n)\n    for i in range(n):\n        low.append(ex[i])\n        out[i] = low.pop(0)\n    key = [1e9] * n\n    key[0] = 0\n    best = 0\n    for v in range(n):\n        if key[v] < key[best]:\n            best = v\n        if key[best] + v * 1.5 < key[v]:\n            key[v] = key[best] + v * 1.5\n    cost = [0]\n    for i in range(n):\n        cost.append(cost[-1] + ex[i])\n    a = [1]\n    push(a, 2.5)\n    t = 0\n    for v in a:\n        t += v\n    b = a[::-1] + [np.float32(2)]\n    return out, low, key, cost, t, b, a[0], 1 if n > 9 else a[1]\n',
    { n: { type: { kind: 'int' }, value: 5 } },
  ],
  [
    'an array of a list of Python numbers and NumPy ones',
    'import numpy as np\n\ndef f(n):\n    x = np.arange(5.0)\n    rows = [[0.0] * n for _ in range(2)]\n    rows[0][1] = x[2]\n    s = [0.0]\n    s.append(x[1])\n    return np.array(rows), np.array(rows[0]), np.array(s)\n',
    { n: { type: { kind: 'int' }, value: 4 } },
  ],
  [
    'a list of zeros that gets elements of an array',
    'import numpy as np\n\ndef f(n):\n    x = np.arange(n)\n    s = [0] * n\n    for i in range(n - 1):\n        s[i] = x[i] * 2\n    return s, s[-1]\n',
    { n: { type: { kind: 'int' }, value: 4 } },
  ],
  [
    'rows are shared by `*`, and not by a comprehension',
    'def f(n):\n    a = [[0] * n] * 2\n    b = [[0] * n for _ in range(2)]\n    a[0][0] = 1\n    b[0][0] = 1\n    return a, b\n',
    { n: { type: { kind: 'int' }, value: 3 } },
  ],
  [
    'arguments come back changed, ragged ones too, NaN and infinity kept',
    'def f(a: list[list[float]], b: list[int]):\n    a[0].append(a[1][0])\n    a.reverse()\n    b[0] = 7\n    return [x for row in a for x in row]\n',
    {
      a: {
        type: { kind: 'list', item: FLOATS },
        value: [[1, -0], [Number.NaN], [], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2.5]],
      },
      b: { type: INTS, value: [1, 2] },
    },
  ],
  [
    'a result shares with an argument',
    'def f(a: list[list[float]]):\n    row = a[0]\n    row[1] = 5.0\n    return row, a[0][1]\n',
    { a: { type: { kind: 'list', item: FLOATS }, value: [[1, 2], [3]] } },
  ],
  [
    'helpers and recursion take and give lists',
    'def push(xs, x):\n    xs.append(x)\n    return xs\n\ndef total(xs):\n    if len(xs) == 0:\n        return 0.0\n    return xs[0] + total(xs[1:])\n\ndef f(n):\n    xs = []\n    for i in range(n):\n        push(xs, i * 0.5)\n    return xs, total(xs), push(push([], 1), 2)\n',
    { n: { type: { kind: 'int' }, value: 5 } },
  ],
  [
    'a list that grows while it is looped over',
    'def f(n):\n    seen = [n]\n    for x in seen:\n        if x > 1:\n            seen.append(x // 2)\n        if len(seen) > 20:\n            break\n    else:\n        seen.append(-1)\n    return seen\n',
    { n: { type: { kind: 'int' }, value: 37 } },
  ],
  [
    'sorting is stable, with keys and backwards',
    'def f(n):\n    p = [(i * 7 % 5, i) for i in range(n)]\n    q = sorted(p, key=lambda t: t[0], reverse=True)\n    p.sort()\n    return [a for a, b in p], [b for a, b in p], [b for a, b in q]\n',
    { n: { type: { kind: 'int' }, value: 80 } },
  ],
  [
    'arrays in lists stay the same memory and are stacked',
    'import numpy as np\n\ndef f(n):\n    u = np.arange(n) * 1.0\n    frames = [u]\n    for i in range(3):\n        u = u * 2.0\n        frames.append(u)\n    frames[0][0] = 9.0\n    rows = list(np.stack(frames))\n    rows[1][0] = 4.0\n    return np.array(frames), np.concatenate(frames), np.array(rows).sum(), len(rows)\n',
    { n: { type: { kind: 'int' }, value: 4 } },
  ],
  [
    'ragged lists make no array',
    'import numpy as np\n\ndef f(n):\n    return np.array([[1.0] * i for i in range(n)])\n',
    { n: { type: { kind: 'int' }, value: 3 } },
  ],
  [
    'an index out of range',
    'def f(n):\n    a = [1] * n\n    return a[n]\n',
    { n: { type: { kind: 'int' }, value: 3 } },
  ],
  [
    'an assignment out of range',
    'def f(n):\n    a = [1] * n\n    a[-n - 1] = 0\n    return a\n',
    { n: { type: { kind: 'int' }, value: 3 } },
  ],
  [
    'a pop from an empty list',
    'def f(n):\n    a = [1] * n\n    a.pop()\n    return a\n',
    { n: { type: { kind: 'int' }, value: 0 } },
  ],
  [
    'a value that is not there',
    'def f(n):\n    a = [1] * n\n    a.remove(5)\n    return a\n',
    { n: { type: { kind: 'int' }, value: 2 } },
  ],
  [
    'an index of what is not there',
    'def f(n):\n    a = [0.5] * n\n    return a.index(n * 1.0)\n',
    { n: { type: { kind: 'int' }, value: 2 } },
  ],
  [
    'too many values to unpack',
    'def f(n):\n    a = [1] * n\n    x, y = a\n    return x + y\n',
    { n: { type: { kind: 'int' }, value: 3 } },
  ],
  [
    'an extended slice of another size',
    'def f(n):\n    a = [1] * n\n    a[::2] = [5]\n    return a\n',
    { n: { type: { kind: 'int' }, value: 4 } },
  ],
  [
    'slices of every kind',
    'def f(n):\n    a = list(range(n))\n    b = a[-3:]\n    b[1:1] = a[::-2]\n    del a[::3]\n    return a, b, a[5:2], a[::-1], a[-100:100:2]\n',
    { n: { type: { kind: 'int' }, value: 10 } },
  ],
  [
    'memory is given back: a million short lists',
    'def f(n):\n    total = 0\n    for i in range(n):\n        a = [i] * 50\n        b = [a, a[:25]]\n        total += len(b[1]) + b[0][0]\n    return total\n',
    { n: { type: { kind: 'int' }, value: 1_000_000 } },
  ],
];

const programs = readFileSync(path.join(import.meta.dirname, 'list-cases.py'), 'utf8');
/** Each function with the numbers of the line above it. */
const PROGRAMS = [...programs.matchAll(/^# call (.*)\ndef (\w+)\(/gm)].map(([, values, name]) => {
  const args = values!.split(' ').map((pair): [string, Argument] => {
    const [parameter, text] = pair.split('=') as [string, string];
    return [parameter, { type: { kind: text.includes('.') ? 'float' : 'int' }, value: Number(text) }];
  });
  return [name!, Object.fromEntries(args)] as const;
});

describe('lists against CPython', () => {
  let runner: WeftRunner;
  let checker: Checker;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    checker = new Checker(runner);
  });
  afterAll(async () => {
    checker.close();
    await runner.close();
  });

  it.each(CASES)('%s', { timeout: 60_000 }, async (_name, source, args) => {
    expect(await checker.differences(source, 'f', args)).toBe('');
  });

  it.each(PROGRAMS)('%s', { timeout: 60_000 }, async (name, args) => {
    expect(await checker.differences(programs, name, args)).toBe('');
  });

  it(`${RANDOM} random programs`, { timeout: 60_000 + RANDOM * 2_000 }, async () => {
    const failures: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RANDOM; seed++) {
      const { source, inputs } = randomListProgram(seed);
      const why = await checker.differences(source, 'f', {
        n: { type: { kind: 'int' }, value: inputs.n },
        xs: { type: FLOATS, value: inputs.xs },
        ys: { type: INTS, value: inputs.ys },
        m: { type: { kind: 'list', item: FLOATS }, value: inputs.m },
      });
      if (why !== '') failures.push(`seed ${seed}: ${why}\n${source}`);
    }
    expect(failures).toEqual([]);
  });
});
