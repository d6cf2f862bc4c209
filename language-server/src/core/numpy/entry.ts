// SPDX-License-Identifier: Apache-2.0
// One row of the library table. Lowering, hover and docs/numpy.md read the same rows.

import type { Op, SourceRange } from '../graph/graph';
import type { Element } from '../types/promote';
import { type GraphValue, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { castAll, elementwise, ufuncElement } from './elementwise';

export type Group =
  | 'Creation'
  | 'Element types'
  | 'Elementwise'
  | 'Universal functions'
  | 'Reductions'
  | 'Products'
  | 'Linear algebra'
  | 'Fourier transforms'
  | 'Polynomials'
  | 'SciPy'
  | 'Shape'
  | 'Logic'
  | 'Indexing'
  | 'Sorting'
  | 'Sets'
  | 'Random numbers'
  | 'Files'
  | 'Methods'
  | 'Math'
  | 'Complex math'
  | 'Builtins'
  | 'Functions of functions'
  | 'Iterators';

export interface Entry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: Group;
  /** As in a `def`, with Python's text of the defaults. */
  readonly parameters: string;
  /** Also a method of arrays: the first parameter is the array. A string gives the method's own parameters. */
  readonly method?: boolean | string;
  readonly dtype: string;
  readonly shape: string;
  /** Which operations of the graph it becomes. */
  readonly lowering: string;
  readonly doc: string;
  lower(call: Call): Value;
}

/** The operands as NumPy's functions see them, all of one element type; undefined after a report. */
export function ufuncOperands(
  call: Call,
  names: readonly string[],
  choose: (element: Element) => Element | undefined = (element) => element,
): { operands: GraphValue[]; element: Element } | undefined {
  const values: GraphValue[] = [];
  for (const name of names) {
    const value = call.numeric(name);
    if (!value) return undefined;
    values.push(value);
  }
  const common = ufuncElement(call.ctx, call.range, values);
  if (common === undefined) return undefined;
  const element = choose(common);
  if (element === undefined) {
    call.reject(names[0]!, 'NumPy computes bools as float16 here', 'Use `.astype(np.float64)` first');
    return undefined;
  }
  const operands = castAll(call.ctx, call.range, values, element);
  return operands && { operands, element };
}

/** A plain elementwise function: operands cast to one type, one node. */
export function ufunc(
  call: Call,
  op: Op,
  names: readonly string[],
  choose?: (element: Element) => Element | undefined,
  result?: Element,
): Value {
  const found = ufuncOperands(call, names, choose);
  return found ? elementwise(call.ctx, call.range, op, found.operands, result ?? found.element) : UNKNOWN;
}

export function copyOf(call: Call, value: GraphValue, range: SourceRange = call.range): GraphValue {
  return value.type.kind === 'array' ? call.ctx.emit('copy', range, [value], value.type) : value;
}

/** A function that people know and that is not compiled: calls get the reason and what to write instead. */
export function refusedEntry(name: string, group: Group, reason: string, instead: string): Entry {
  return {
    name,
    group,
    parameters: '*arguments',
    dtype: '',
    shape: '',
    lowering: 'refused',
    doc: reason,
    lower(call) {
      call.ctx.report('WEFT235', call.range, { function: call.name, reason, instead });
      return UNKNOWN;
    },
  };
}
