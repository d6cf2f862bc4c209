// SPDX-License-Identifier: Apache-2.0
// Calls of `heapq`, `bisect`, `collections` and `dataclasses`, modules of Python's standard library that work on lists
// and objects.

import { qualifiedName } from '../../names/module-scope';
import type { CallArguments } from '../../numpy/call';
import type { CallExpr, Expr } from '../../syntax/ast';
import { UNKNOWN, type Value } from '../../types/value';
import { callDataclasses } from '../classes/record-functions';
import { lowerBisect, lowerHeap } from '../lists/heaps';
import type { FunctionLowering } from '../program/function';
import { lowerCollection } from '../tables/collections';

export const STANDARD_MODULES: ReadonlySet<string> = new Set(['heapq', 'bisect', 'collections', 'dataclasses']);

/** Undefined for all other calls. */
export function lowerStandardCall(
  fn: FunctionLowering,
  expr: CallExpr,
  lowerArguments: () => CallArguments | undefined,
): Value | undefined {
  const base = rootName(expr.func);
  if (base === undefined || fn.isLocal(base)) return undefined;
  const found = qualifiedName(fn.program.scope, expr.func);
  if (!found || !STANDARD_MODULES.has(found.module)) return undefined;
  const result =
    found.module === 'heapq'
      ? lowerHeap(fn, expr, found.name)
      : found.module === 'bisect'
        ? lowerBisect(fn, expr, found.name)
        : found.module === 'dataclasses'
          ? ofDataclasses(fn, expr, found.name, lowerArguments())
          : lowerCollection(fn, expr, found.name);
  if (result) return result;
  const where = expr.func.kind === 'Attribute' ? expr.func.attrRange : expr.func.range;
  fn.report('WEFT215', where, {
    module: found.module,
    name: found.name,
    reason: 'Weft does not compile it, or not with these arguments',
    instead: 'Write it with lists and loops',
  });
  return UNKNOWN;
}

function ofDataclasses(
  fn: FunctionLowering,
  { range }: CallExpr,
  name: string,
  args: CallArguments | undefined,
): Value | undefined {
  return args ? callDataclasses(fn, range, name, args) : UNKNOWN;
}

function rootName(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id;
  return expr.kind === 'Attribute' ? rootName(expr.value) : undefined;
}
