// SPDX-License-Identifier: Apache-2.0
// An argument that is put together (`{"k": 0.3, "beta": [1.0, 2.0]}`): its parts are parameters of the graph, and the task
// begins with the display that makes it of them, so that it is whatever the same display in the program is.

import type { SourceRange } from '../../graph/graph';
import type { ModuleScope } from '../../names/module-scope';
import type { Expr } from '../../syntax/ast';
import { DICT_DISPLAY, display, SET_DISPLAY } from '../../syntax/expressions';
import { type ComposedType, isComposed, type KeyConstant, type ParameterType, partName } from '../signature';
import { numberKind } from './default-types';

/** Names of parts end as those of comprehensions do: no name of the program is like them. */
const MARK = '@';

/** The name of a part as a parameter of the graph. */
export function parameterName(name: string): string {
  const plain = name.endsWith(MARK) ? name.slice(0, -MARK.length) : name;
  // Names that no program writes have a number behind `@`.
  return plain.replace(/@[\d:#]*@?/g, '');
}

export interface Composed {
  readonly expr: Expr;
  /** The parts by the names that the display has for them. */
  readonly parts: ReadonlyMap<string, ParameterType>;
}

export function composedArgument(name: string, type: ComposedType, at: SourceRange): Composed {
  const parts = new Map<string, ParameterType>();
  let count = 0;
  // Each display is another place of the text, where its list comes from.
  const range = (): SourceRange => ({ ...at, endColumn: at.endColumn + ++count });
  const key = (constant: KeyConstant): Expr => {
    switch (constant.kind) {
      case 'str':
        return { kind: 'Str', range: at, value: constant.value } as Expr;
      case 'none':
        return { kind: 'None', range: at };
      case 'bool':
        return { kind: 'Bool', range: at, value: constant.value === 'True' };
      case 'int':
        return { kind: 'Int', range: at, value: BigInt(constant.value) };
      case 'float':
        return { kind: 'Float', range: at, value: floatOf(constant.value) };
      case 'tuple':
        return { kind: 'Tuple', range: at, elements: constant.items.map(key) };
    }
  };
  const part = (own: string, each: ParameterType): Expr => {
    if (each.kind === 'none') return { kind: 'None', range: at };
    if (each.kind === 'str' && each.value !== undefined) return { kind: 'Str', range: at, value: each.value } as Expr;
    if (!isComposed(each)) {
      parts.set(own + MARK, each);
      return { kind: 'Name', range: at, id: own + MARK };
    }
    const items = each.items.map((item, i) => part(partName(own, each, i), item));
    if (each.kind === 'tuple') return { kind: 'Tuple', range: range(), elements: items };
    if (each.kind === 'display') return { kind: 'List', range: range(), elements: items };
    if (each.kind === 'set') return display(range(), SET_DISPLAY, items);
    const keys = each.kind === 'dict' ? each.keys.map(key) : [];
    const pairs = items.map((item, i): Expr => ({ kind: 'Tuple', range: at, elements: [keys[i]!, item] }));
    return display(range(), DICT_DISPLAY, pairs);
  };
  return { expr: part(name, type), parts };
}

function floatOf(text: string): number {
  if (text === 'nan') return Number.NaN;
  return text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

/** The type of a default value that is a display; undefined where it is none, or something in it has no type. */
export function displayType(scope: ModuleScope, expr: Expr | undefined): ComposedType | undefined {
  const type = expr && typeOfExpr(scope, expr);
  return type && isComposed(type) ? type : undefined;
}

function typeOfExpr(scope: ModuleScope, expr: Expr): ParameterType | undefined {
  if (expr.kind === 'Str') return { kind: 'str', value: expr.value };
  if (expr.kind === 'None') return { kind: 'none' };
  if (expr.kind === 'Tuple' || expr.kind === 'List') {
    const items = expr.elements.map((element) => typeOfExpr(scope, element));
    if (!items.every((item) => item !== undefined)) return undefined;
    return { kind: expr.kind === 'Tuple' ? 'tuple' : 'display', items: items as ParameterType[] };
  }
  if (expr.kind === 'Call') return dictType(scope, expr);
  const kind = numberKind(scope, expr);
  return kind && { kind };
}

function dictType(scope: ModuleScope, { func, args }: Extract<Expr, { kind: 'Call' }>): ParameterType | undefined {
  if (func.kind !== 'Attribute' || func.value.kind !== 'Ellipsis' || func.attr !== DICT_DISPLAY) return undefined;
  const keys: KeyConstant[] = [];
  const items: ParameterType[] = [];
  for (const pair of args) {
    const [key, value] = pair.kind === 'Tuple' ? pair.elements : [];
    const type = value && typeOfExpr(scope, value);
    if (!type || (key?.kind !== 'Str' && key?.kind !== 'Int')) return undefined;
    keys.push(key.kind === 'Str' ? { kind: 'str', value: key.value } : { kind: 'int', value: String(key.value) });
    items.push(type);
  }
  return { kind: 'dict', keys, items };
}
