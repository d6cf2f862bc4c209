// SPDX-License-Identifier: Apache-2.0
// `functools.partial(f, *values, **named)`: a closure that calls the function with the values that it took along.

import type { SourceRange } from '../../graph/graph';
import type { CallArguments } from '../../numpy/call';
import type { Expr, FunctionDecl, Name, ParameterDecl } from '../../syntax/ast';
import { quotedType, UNKNOWN, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import type { Program } from '../program/program';
import { freeze } from './closures';

const known = new WeakMap<Program, Map<string, FunctionDecl>>();

export function lowerPartial(fn: FunctionLowering, range: SourceRange, args: CallArguments): Value | undefined {
  const [first, ...rest] = args.positional;
  if (!first) return undefined;
  const all = [first.value, ...rest.map((each) => each.value), ...args.keywords.map((each) => each.value)];
  if (all.some((value) => value.kind === 'unknown')) return UNKNOWN;
  if (!/^(function|library|class)$/.test(first.value.kind))
    return fn.report('WEFT228', first.range, { type: quotedType(first.value) });
  const names = args.keywords.map(({ name }) => name);
  const key = `${range.startLine}:${range.startColumn} ${rest.length} ${names.join()}`;
  const own = known.get(fn.program) ?? new Map<string, FunctionDecl>();
  known.set(fn.program, own);
  const decl = own.get(key) ?? declare(range, rest.length, names);
  own.set(key, decl);
  const captured = new Map<string, Value>();
  for (const [i, value] of all.entries()) captured.set(nameAt(i), freeze(fn, value, range));
  const closure = { code: decl, defaults: new Map(), scope: new Set(captured.keys()), captured, siblings: new Map() };
  return { kind: 'function', name: 'partial', closure };
}

function nameAt(place: number): string {
  return place === 0 ? 'partial_function' : `partial_value${place}`;
}

/** `lambda *rest, **named: partial_function(partial_value1, …, *rest, k=partial_value2, **named)`. */
function declare(range: SourceRange, count: number, names: readonly string[]): FunctionDecl {
  const name = (id: string): Name => ({ kind: 'Name', range, id });
  const given = Array.from({ length: count }, (_, i): Expr => name(nameAt(i + 1)));
  const call: Expr = {
    kind: 'Call',
    range,
    func: name(nameAt(0)),
    args: [...given, { kind: 'Starred', range, value: name('rest') }],
    keywords: [
      ...names.map((each, i) => ({ range, name: each, value: name(nameAt(count + 1 + i)) })),
      { range, name: undefined, value: name('named') },
    ],
  };
  const parameter = (own: string, form: ParameterDecl['form']): ParameterDecl => ({
    range,
    name: own,
    form,
    isPositionalOnly: false,
  });
  return {
    kind: 'Function',
    range,
    name: 'partial',
    nameRange: range,
    headerRange: range,
    decorators: [],
    parameters: [parameter('rest', 'star'), parameter('named', 'doubleStar')],
    body: [{ kind: 'Return', range, value: call }],
    isAsync: false,
  };
}
