// SPDX-License-Identifier: Apache-2.0
// The program of a seed: a function of arrays of all element types and shapes, of a whole number and a float,
// that returns what it made. Most run by construction; the text mentions no type of a name.

import type { Values } from '../oracle';
import { helper, recursion } from './functions';
import { Random } from './random';
import { scopeOf } from './scalars';
import { Block, type Shared } from './statements';
import {
  type ArrayName,
  DTYPES,
  type DType,
  greatest,
  isComplex,
  isFloat,
  isInteger,
  ruleOf,
  type Shape,
} from './values';

export interface ArrayInput {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly order: 'C' | 'F';
  readonly seed: number;
  readonly values: Values;
}

/** A value that the program returns: its text, and the rule by which the oracle compares it. */
export interface Returned {
  readonly text: string;
  readonly rule: string;
}

export interface FuzzProgram {
  readonly seed: number;
  readonly arrays: readonly ArrayInput[];
  readonly scalars: readonly { readonly name: string; readonly kind: 'int' | 'float'; readonly value: number }[];
  readonly helpers: readonly string[];
  readonly lines: readonly string[];
  readonly returns: readonly Returned[];
  /** Weft warns of the kinds of things that NumPy warns of. */
  readonly isTold?: boolean;
  /** The rules of arrays that the program may change. */
  readonly argumentRules: Readonly<Record<string, string>>;
}

export function sourceOf({ arrays, scalars, helpers, lines, returns }: FuzzProgram): string {
  const names = [...arrays, ...scalars].map((each) => each.name).join(', ');
  const result = returns.map((each) => each.text).join(', ');
  return [
    'import math',
    'from dataclasses import dataclass, field',
    '',
    'import numpy as np',
    '',
    '',
    ...helpers,
    `def f(${names}):`,
    ...lines,
    `    return (${result},)`,
    '',
  ].join('\n');
}

export function fuzzProgram(seed: number): FuzzProgram {
  const random = new Random(seed);
  const base = Array.from({ length: random.pick([1, 1, 2, 2, 2, 3, 3, 4, 5]) }, () =>
    random.pick([0, 1, 2, 2, 3, 3, 4, 5]),
  );
  const common = base.some((n) => n === 0) && random.chance(0.6) ? base.map((n) => n || 2) : base;
  const arrays = Array.from({ length: 2 + random.below(3) }, (_, i) => arrayInput(random, `a${i}`, common));
  const scalars = [
    { name: 'k', kind: 'int' as const, value: 1 + random.below(4) },
    { name: 's', kind: 'float' as const, value: (random.below(17) - 8) / 4 },
  ];
  const names = arrays.map((each): ArrayName => ({ ...each, text: each.name, facts: factsOf(each), isWritable: true }));
  const shared: Shared = {
    random,
    helpers: [],
    next: 0,
    makeHelper: (block) => (random.chance(0.25) ? recursion : helper)(shared, block),
  };
  const scope = scopeOf([...names], ['k'], ['s']);
  const block = new Block(shared, scope, 1, 0, false);
  const count = 4 + random.below(9);
  for (let i = 0; i < count; i++) block.statement(2);
  const lists = [...scope.lists, ...scope.grids];
  if (lists.length > 0) block.emit(`print(${lists.join(', ')})`);
  if (scope.tables.length > 0) block.emit(`print(${scope.tables.join(', ')})`);
  for (const name of scope.objects) block.emit(`print(${name}.n, ${name}.x, ${name}.items)`);
  const made = scope.arrays.filter((each) => each.text.startsWith('v'));
  if (made.length === 0) block.define();
  const returns = [
    ...scope.arrays
      .filter((each) => each.text.startsWith('v'))
      .map((each) => ({ text: each.text, rule: ruleOf(each) })),
    ...scope.ints.filter((each) => each !== 'k').map((text) => ({ text, rule: 'exact' })),
    ...scope.floats.filter((each) => each !== 's').map((text) => ({ text, rule: 'exact' })),
    // Each of them makes copies of the `return`, one for each of its types.
    ...scope.unions.slice(0, 3).map((text) => ({ text, rule: 'exact' })),
  ];
  const argumentRules = Object.fromEntries(names.map((each) => [each.text, ruleOf(each)]));
  return { seed, arrays, scalars, helpers: shared.helpers, lines: block.lines, returns, argumentRules };
}

function arrayInput(random: Random, name: string, base: Shape): ArrayInput {
  const dtype = random.chance(0.35) ? 'f64' : random.pick(DTYPES);
  const shape = random.chance(0.7)
    ? base
    : base.map((n) => (random.chance(0.3) ? 1 : n)).slice(random.below(base.length));
  const values = random.pick<Values>(['small', 'small', 'small', 'special', 'normal']);
  return { name, dtype, shape, order: random.chance(0.25) ? 'F' : 'C', seed: random.below(8), values };
}

function factsOf({ dtype, values }: ArrayInput): ArrayName['facts'] {
  const isWhole = isInteger(dtype) || dtype === 'b1';
  const size = isWhole ? (values === 'special' ? greatest(dtype) : 16) : values === 'special' ? Infinity : 30;
  return { size: isFloat(dtype) || isComplex(dtype) || isWhole ? size : 1, eps: 0, openZero: false };
}
