// SPDX-License-Identifier: Apache-2.0
// Expands the calls of `function-cases.ts` over element types, shapes and memory layouts, and packs them into programs.

import type { ParameterType } from '../../language-server/src/core/lower/signature';
import type { Template } from './function-cases';
import { Random } from './fuzz/random';
import type { InputSpec, Values } from './oracle';

export type Kind = InputSpec['dtype'] & ('f64' | 'f32' | 'i64' | 'i32' | 'b1');

/** One array argument, without its place on disk. */
export type ArraySpec = Omit<InputSpec, 'path'>;
export type Argument = ArraySpec | { readonly kind: 'int' | 'float'; readonly value: number };

export interface Call {
  readonly template: Template;
  readonly types: string;
  /** The expression, with `$0`, `$1` … for its arguments. */
  readonly text: string;
  readonly arguments: readonly Argument[];
}

export interface Program {
  readonly calls: readonly Call[];
  readonly source: string;
  readonly parameters: ReadonlyMap<string, Argument>;
}

const SHAPES: readonly (readonly (readonly number[])[])[] = [
  [[7], [300], [1], [0], [70_001]],
  [
    [5, 4],
    [1, 6],
    [0, 3],
    [37, 41],
    [260, 300],
    [6, 1],
  ],
  [
    [3, 4, 5],
    [2, 1, 3],
    [17, 3, 40],
    [2, 0, 3],
  ],
  [
    [2, 3, 2, 4],
    [1, 2, 3, 1],
    [3, 5, 4, 6],
  ],
];
const LAYOUTS = ['C', 'C', 'F', 'step', 'back', 'inner', 'T', 'swap'] as const;
const FLOATS = [0.5, -0.75, 1.25, 3.0, 0.0, 10.5];
const INTS = [3, 1, -2, 7, 5];

/** A view with the wanted shape as text after the name, and the shape of the array it looks at. */
function laidOut(layout: (typeof LAYOUTS)[number], shape: readonly number[]): [string, readonly number[]] {
  const last = shape.length - 1;
  const replace = (axis: number, size: number) => shape.map((n, i) => (i === axis ? size : n));
  switch (layout) {
    case 'step':
      return ['[::2]', replace(0, Math.max(shape[0]! * 2 - 1, 0))];
    case 'back':
      return ['[..., ::-1]', shape];
    case 'inner':
      return ['[..., 1::3]', replace(last, shape[last]! * 3)];
    case 'T':
      return ['.T', [...shape].reverse()];
    case 'swap': {
      const order = [...shape];
      [order[0], order[last]] = [shape[last]!, shape[0]!];
      return ['.swapaxes(0, -1)', order];
    }
    default:
      return ['', shape];
  }
}

function parseShape(text: string): number[] {
  return text.split('x').map(Number);
}

class Expansion {
  readonly #arguments: Argument[] = [];
  readonly #shapes: (readonly number[])[];

  constructor(
    readonly template: Template,
    readonly types: string,
    readonly random: Random,
    draw: number,
  ) {
    this.#shapes = template.shapes
      ? template.shapes[draw % template.shapes.length]!.split(' ').map(parseShape)
      : this.#drawShapes(draw);
  }

  call(): Call {
    const rank = this.#shapes[0]!.length;
    const signed = () => this.random.below(2 * rank) - rank;
    const axis = String(signed());
    const text = this.template.text.replace(/\{(\w+)\}/g, (_, name: string) => {
      switch (name) {
        case 'axis':
          return axis;
        case 'other':
          return String(signed());
        case 'axes':
          return this.#axes(rank);
        case 'keep':
          return this.random.pick(['True', 'False']);
        case 'v':
          return this.#argument({ kind: 'float', value: this.random.pick(this.template.floats ?? FLOATS) });
        case 'n':
          return this.#argument({ kind: 'int', value: this.random.pick(this.template.ints ?? INTS) });
        case 'e':
          return `${this.#argument({ ...this.#spec(0), shape: [5], order: 'C' })}[2]`;
        default:
          return this.#array('xyz'.indexOf(name));
      }
    });
    return { template: this.template, types: this.types, text, arguments: this.#arguments };
  }

  #drawShapes(draw: number): (readonly number[])[] {
    const { template, random } = this;
    const ranks = template.ranks ?? [1, 2, 3, 4];
    const pool = SHAPES[ranks[draw % ranks.length]! - 1]!.filter((shape) => !template.nonempty || !shape.includes(0));
    const shape = random.pick(pool);
    const lesser = shape.map((n) => (random.chance(0.4) ? 1 : n)).slice(random.below(shape.length));
    return [shape, random.chance(0.4) ? lesser : shape, shape];
  }

  #axes(rank: number): string {
    const axes = Array.from({ length: rank }, (_, i) => (this.random.chance(0.4) ? i - rank : i));
    const some = axes.filter(() => this.random.chance(0.5));
    if (some.length === 0) return 'None';
    if (some.length === 1) return String(some[0]);
    return `(${(this.random.chance(0.5) ? some : some.reverse()).join(', ')})`;
  }

  #spec(operand: number): Omit<ArraySpec, 'shape' | 'order'> {
    const dtypes = this.types.split(' ');
    const values = (this.template.values ?? 'special').split(' ');
    return {
      dtype: dtypes[Math.min(operand, dtypes.length - 1)]!,
      seed: operand + 1,
      values: values[Math.min(operand, values.length - 1)] as Values,
    };
  }

  #array(operand: number): string {
    const shape = this.#shapes[Math.min(operand, this.#shapes.length - 1)]!;
    const layout = this.template.layout ?? this.random.pick(LAYOUTS);
    const [view, base] = laidOut(layout, shape);
    return this.#argument({ ...this.#spec(operand), shape: base, order: layout === 'F' ? 'F' : 'C' }) + view;
  }

  #argument(value: Argument): string {
    this.#arguments.push(value);
    return `$${this.#arguments.length - 1}`;
  }
}

/** A seed of the words' own (FNV-1a), so that a row draws the same arguments wherever it stands in the table. */
function seedOf(words: string): number {
  let hash = 0x811c9dc5 ^ Number(process.env.WEFT_SEED ?? 0);
  for (const letter of words) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

/** Every template once for each of its element types and draws. */
export function expand(templates: readonly Template[], draws: number): Call[] {
  const calls: Call[] = [];
  for (const template of templates) {
    for (const [i, types] of template.types.entries()) {
      for (let draw = 0; draw < (template.draws ?? draws); draw++) {
        const random = new Random(seedOf(`${template.text} ${types} ${draw}`));
        calls.push(new Expansion(template, types, random, draw + i).call());
      }
    }
  }
  return calls;
}

export function parameterType(value: Argument): ParameterType {
  if ('kind' in value) return { kind: value.kind };
  return { kind: 'array', dtype: value.dtype as Kind, rank: value.shape.length };
}

/** One program that returns the values of all calls. Call `i` stands on line `FIRST_LINE + i` (0-based). */
export const FIRST_LINE = 5;

export function programOf(calls: readonly Call[]): Program {
  const names = new Map<string, string>();
  const parameters = new Map<string, Argument>();
  const nameOf = (value: Argument): string => {
    const key = JSON.stringify(value);
    if (!names.has(key)) {
      names.set(key, `p${names.size}`);
      parameters.set(names.get(key)!, value);
    }
    return names.get(key)!;
  };
  const lines = calls.map(
    (call, i) => `    r${i} = ${call.text.replace(/\$(\d+)/g, (_, n) => nameOf(call.arguments[Number(n)]!))}`,
  );
  const results = calls.map((_, i) => `r${i},`).join(' ');
  const header = `def f(${[...parameters.keys()].join(', ')}):`;
  const source = [
    'import cmath',
    'import math, scipy.fft, scipy.linalg, scipy.special',
    '',
    'import numpy as np',
    header,
    ...lines,
    `    return (${results})`,
    '',
  ];
  return { calls, source: source.join('\n'), parameters };
}
