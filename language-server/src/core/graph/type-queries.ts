// SPDX-License-Identifier: Apache-2.0
// Small questions about types of the graph, and what the type rules share.

import { DTYPES, type DType, type Node, type Type } from './graph';
import type { GraphErrorCode } from './graph-error';
import { printType } from './print';

export type Element = DType | 'int' | 'float' | 'bool' | 'complex';

/** Axes of an array, at most. */
export const MAX_AXES = 8;

export interface RuleError {
  readonly code: GraphErrorCode;
  readonly message: string;
}

export function sameType(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'scalar') return a.dtype === (b as typeof a).dtype;
  if (a.kind === 'list') {
    const other = (b as typeof a).items;
    return a.items.length === other.length && a.items.every((item, i) => sameType(item, other[i]!));
  }
  if (a.kind === 'array') return a.dtype === (b as typeof a).dtype && a.dims.length === (b as typeof a).dims.length;
  return true;
}

export function elementOf(type: Type): Element | undefined {
  if (type.kind === 'array' || type.kind === 'scalar') return type.dtype;
  return type.kind === 'none' || type.kind === 'str' || type.kind === 'list' ? undefined : type.kind;
}

export function rankOf(type: Type): number {
  return type.kind === 'array' ? type.dims.length : 0;
}

export const ALL_ELEMENTS: readonly Element[] = ['int', 'float', 'bool', 'complex', ...DTYPES];

export function attribute(node: Node, what: string, code: RuleError['code'] = 'WEFT514'): RuleError {
  return { code, message: `\`${node.op}\`: ${what}` };
}

export class Rules {
  constructor(
    private readonly node: Node,
    private readonly operands: readonly Type[],
    private readonly results: readonly Type[],
  ) {}

  count(min: number, max = min): RuleError | undefined {
    const given = this.operands.length;
    if (given >= min && given <= max) return undefined;
    const expected = min === max ? `${min}` : `at least ${min}`;
    return { code: 'WEFT506', message: `\`${this.node.op}\` takes ${expected} operands, not ${given}` };
  }

  operand(position: number, expected: string): RuleError {
    const type = this.operands[position];
    const actual = type === undefined ? 'nothing' : `\`${printType(type)}\``;
    return {
      code: 'WEFT512',
      message: `\`${this.node.op}\` takes ${expected} as operand ${position + 1}, not ${actual}`,
    };
  }

  result(expected: Type | undefined): RuleError | undefined {
    const type = this.results[0];
    if (type !== undefined && expected !== undefined && sameType(type, expected)) return undefined;
    const text = expected === undefined ? 'another type' : `\`${printType(expected)}\``;
    const actual = type === undefined ? 'nothing' : `\`${printType(type)}\``;
    return { code: 'WEFT513', message: `\`${this.node.op}\` gives ${text}, not ${actual}` };
  }

  /** Operands from `from` on are Python integers. */
  ints(from: number, to = this.operands.length): RuleError | undefined {
    for (let i = from; i < to; i++) if (this.operands[i]?.kind !== 'int') return this.operand(i, 'an `int`');
    return undefined;
  }

  array(position: number, elements: readonly Element[] = ALL_ELEMENTS): RuleError | undefined {
    const type = this.operands[position];
    if (type?.kind === 'array' && elements.includes(type.dtype)) return undefined;
    return this.operand(position, elements === ALL_ELEMENTS ? 'an array' : `an array of ${elements.join(', ')}`);
  }
}

export function first(...errors: (RuleError | undefined)[]): RuleError | undefined {
  return errors.find((error) => error !== undefined);
}

export function makeArray(dtype: DType, rank: number): Type {
  return { kind: 'array', dtype, dims: Array.from({ length: rank }, () => '?') };
}

export function makeType(element: Element, rank: number): Type | undefined {
  if (isPython(element)) return rank === 0 ? { kind: element } : undefined;
  return rank === 0 ? { kind: 'scalar', dtype: element } : makeArray(element, rank);
}

export function isPython(element: Element): element is 'int' | 'float' | 'bool' | 'complex' {
  return element === 'int' || element === 'float' || element === 'bool' || element === 'complex';
}
