// SPDX-License-Identifier: Apache-2.0
// `d.keys()`, `d.values()` and `d.items()` where they are no loop's: their text, and arguments of the program's own functions
// that only take the items, which get a list of them.

import type { CallExpr, Expr, FormatString } from '../../syntax/ast';
import { isTable } from '../../types/lists';
import type { Value } from '../../types/value';
import { declOf } from '../calls/closures';
import { readsOf } from '../calls/generator-arguments';
import type { FunctionLowering } from '../program/function';
import { isView, viewOf } from './methods';

const TEXTS: ReadonlySet<string> = new Set(['print', 'str']);

function listOfView(view: Expr): CallExpr {
  const { range } = view;
  return { kind: 'Call', range, func: { kind: 'Name', range, id: 'list' }, args: [view], keywords: [] };
}

/** The text of a view as an f-string; undefined for all other expressions. */
export function textOfView(fn: FunctionLowering, expr: Expr): FormatString | undefined {
  const found = viewOf(fn, expr);
  if (!found || !fn.program.isBuiltin(fn, 'list', 'list')) return undefined;
  const { base, view } = found;
  // Since Python 3.12 ordered dictionaries have names of their own.
  if (isTable(base) && base.table === 'OrderedDict') return undefined;
  const items = { value: listOfView(expr), conversion: undefined, spec: [] };
  return { kind: 'FString', range: expr.range, parts: [`dict_${view}(`, items, ')'] };
}

/** The call with texts or lists in place of views; undefined where there are none, or what gets them may not have them. */
export function withoutViews(fn: FunctionLowering, expr: CallExpr, callee: Value): CallExpr | undefined {
  if (!expr.args.some((arg) => isView(fn, arg))) return undefined;
  if (callee.kind === 'library') {
    if (callee.module !== 'builtins' || !TEXTS.has(callee.name)) return undefined;
    return { ...expr, args: expr.args.map((arg) => textOfView(fn, arg) ?? arg) };
  }
  if (callee.kind !== 'function' || !fn.program.isBuiltin(fn, 'list', 'list')) return undefined;
  const decl = callee.closure ? declOf(callee.closure) : fn.program.scope.functions.get(callee.name);
  const names = (node: Expr): string => (node.kind === 'Name' ? node.id : '');
  const args = expr.args.map((arg, i) => {
    if (!isView(fn, arg)) return arg;
    const name = decl?.parameters[i]?.name;
    const owner = arg.func.value;
    const isShared = expr.args.some((other) => other !== arg && names(other) !== '' && names(other) === names(owner));
    const takesItems = decl !== undefined && name !== undefined && readsOf(decl, name).takesItems;
    return takesItems && !isShared && !callee.closure ? listOfView(arg) : arg;
  });
  return args.some((arg, i) => arg !== expr.args[i]) ? { ...expr, args } : undefined;
}
