// SPDX-License-Identifier: Apache-2.0
// What `defaultdict` gives for missing keys: the types `int`, `list`, `dict` and the like, functions of the module, and
// lambdas that read nothing of the function around them.

import { placeOf, type SourceRange } from '../../graph/graph';
import { qualifiedName } from '../../names/module-scope';
import { freeNames } from '../../names/visit';
import { intConstant } from '../../numpy/elementwise';
import type { Expr } from '../../syntax/ast';
import { type DictKind, listValue, type TableValue } from '../../types/lists';
import { constantValue, tupleValue, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { newList } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import type { Program } from '../program/program';
import { newTable } from './dicts';

const TYPES = /^(int|float|complex|bool|str|tuple|list|dict|set)$/;
const COLLECTIONS = /^(Counter|OrderedDict)$/;

/** What a program's lambdas and functions compute, by the place where they stand. */
const computed = new WeakMap<Program, Map<string, Expr>>();

/** Undefined for a factory that is not compiled. */
export function defaultKind(fn: FunctionLowering, expr: Expr): DictKind | undefined {
  const type = nameOfType(fn, expr);
  if (type !== undefined) return `defaultdict(${type})`;
  if (expr.kind === 'Name') {
    const decl = fn.isLocal(expr.id) ? undefined : fn.program.scope.functions.get(expr.id);
    if (!decl || decl.parameters.some((parameter) => parameter.default === undefined)) return undefined;
    return kindOf(fn, { kind: 'Call', range: expr.range, func: expr, args: [], keywords: [] });
  }
  if (expr.kind !== 'Lambda' || expr.decl.parameters.length > 0) return undefined;
  const [stmt] = expr.decl.body;
  const body = stmt?.kind === 'Return' ? stmt.value : undefined;
  if (!body || [...freeNames(expr.decl)].some((name) => fn.isLocal(name))) return undefined;
  if (body.kind === 'Int' && body.value === 0n) return 'default(int)';
  if (body.kind === 'Float' && Object.is(body.value, 0)) return 'default(float)';
  if (body.kind === 'List' && body.elements.length === 0) return 'default(list)';
  return kindOf(fn, body);
}

function kindOf(fn: FunctionLowering, body: Expr): DictKind {
  const known = computed.get(fn.program) ?? new Map<string, Expr>();
  computed.set(fn.program, known);
  const place = placeOf(body.range);
  known.set(place, body);
  return `default(@${place})`;
}

function nameOfType(fn: FunctionLowering, expr: Expr): string | undefined {
  if (expr.kind === 'Name' && TYPES.test(expr.id) && fn.program.isBuiltin(fn, expr.id, expr.id)) return expr.id;
  const base = expr.kind === 'Attribute' ? expr.value : expr;
  if (base.kind !== 'Name' || fn.isLocal(base.id)) return undefined;
  const found = qualifiedName(fn.program.scope, expr);
  return found?.module === 'collections' && COLLECTIONS.test(found.name) ? found.name : undefined;
}

/** How to make what a dictionary of this kind gives for a missing key, and whether it keeps it; undefined where it raises. */
export function missingValue(
  fn: FunctionLowering,
  range: SourceRange,
  table: TableValue,
): { readonly make: () => Value; readonly isKept: boolean } | undefined {
  if (table.table === 'Counter') return { make: () => intConstant(0), isKept: false };
  const kind = /^default(?:dict)?\((.+)\)$/.exec(table.table)?.[1];
  return kind === undefined ? undefined : { make: () => made(fn, range, kind), isKept: true };
}

function made(fn: FunctionLowering, range: SourceRange, kind: string): Value {
  switch (kind) {
    case 'int':
      return intConstant(0);
    case 'float':
      return constantValue(0);
    case 'bool':
      return constantValue(false);
    case 'str':
      return constantValue('');
    case 'complex':
      return lowerExpr(fn, { kind: 'Complex', range, value: 0 });
    case 'tuple':
      return tupleValue([]);
    case 'list': {
      const site = fn.lists.at(range, 'default');
      site.require();
      return newList(fn, range, site.cell, []) ?? listValue(site.cell);
    }
    case 'dict':
    case 'set':
    case 'Counter':
    case 'OrderedDict': {
      const site = fn.lists.at(range, kind);
      site.require();
      return newTable(fn, range, site.cell, kind);
    }
    default: {
      const body = computed.get(fn.program)?.get(kind.slice(1));
      return body ? fn.atModule(() => lowerExpr(fn, body)) : UNKNOWN;
    }
  }
}
