// SPDX-License-Identifier: Apache-2.0
// Generators and `map`, `zip` and the like as arguments of the program's own functions. There they are lists; Python gives
// their items once, and they have no length. So a function gets one only where it runs over it once.

import type { CallExpr, Expr, FunctionDecl, Stmt } from '../../syntax/ast';
import { someNode } from '../../syntax/walk';
import type { Value } from '../../types/value';
import { itemsMayRaise, statementsMayRaise } from '../iteration/risk';
import type { FunctionLowering } from '../program/function';
import { declOf } from './closures';

const LAZY = /^(map|filter|zip|enumerate|reversed)$/;
const CONSUMING =
  /^(list|tuple|set|frozenset|dict|sorted|sum|min|max|any|all|enumerate|zip|map|filter|join|extend|extendleft|update|deque|Counter|fsum|prod|fromiter|next|iter|union|array)$/;

function isLazy(fn: FunctionLowering, expr: Expr): boolean {
  if (expr.kind === 'Comprehension') return expr.isGenerator;
  const name = expr.kind === 'Call' && expr.func.kind === 'Name' ? expr.func.id : undefined;
  return name !== undefined && LAZY.test(name) && fn.program.isBuiltin(fn, name, name);
}

interface Reads {
  readonly count: number;
  /** Each takes items. */
  readonly takesItems: boolean;
  /** And does so once, outside of loops. */
  readonly isPlain: boolean;
}

/** Reads of the name in the body. */
export function readsOf(decl: FunctionDecl, name: string): Reads {
  let count = 0;
  let takesItems = true;
  let isPlain = true;
  const visit = (node: unknown, consumes: boolean, isRepeated: boolean): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, false, isRepeated);
      return;
    }
    if (node === null || typeof node !== 'object') return;
    const { kind, id } = node as { kind?: string; id?: string };
    if (kind === 'Name' && id === name) {
      count++;
      takesItems &&= consumes;
      isPlain &&= consumes && !isRepeated;
      return;
    }
    const inner = isRepeated || kind === 'While' || kind === 'Lambda' || kind === 'FunctionDef';
    for (const [key, child] of Object.entries(node)) {
      if (key === 'range' || key === 'targets') continue;
      if (kind === 'For') visit(child, key === 'iter', isRepeated || key === 'body');
      else if (kind === 'Comprehension' && key === 'clauses')
        for (const [i, clause] of (child as { iter?: unknown }[]).entries())
          for (const [part, value] of Object.entries(clause))
            visit(value, part === 'iter', inner || i > 0 || part !== 'iter');
      else if (kind === 'Comprehension') visit(child, false, true);
      else if (kind === 'Call' && key === 'args') {
        const { func } = node as CallExpr;
        const called = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
        for (const each of child as unknown[]) visit(each, CONSUMING.test(called), inner);
      } else visit(child, false, inner);
    }
  };
  for (const stmt of decl.body) {
    const isList = stmt.kind === 'Assign' && stmt.targets.some((each) => each.kind === 'Name' && each.id === name);
    visit(stmt.kind === 'Assign' ? stmt.value : stmt, false, false);
    // From here on it is what was made of it.
    if (isList) break;
  }
  return { count, takesItems, isPlain };
}

/** Builtins that ask for some items, or do something between two. */
const ASKING = /^(any|all|next|iter|enumerate|zip|map|filter)$/;

/** The function may see that all items are there: it may raise, print or stop before the last one. */
function mayTell(fn: FunctionLowering, statements: readonly Stmt[], name: string): boolean {
  const isIt = (expr: Expr | undefined): boolean => expr?.kind === 'Name' && expr.id === name;
  return someNode(statements, (part) => {
    if (part.kind === 'For' && isIt(part.iter))
      return (
        someNode(part.body, ({ kind }) => kind === 'Return' || undefined) || statementsMayRaise(fn, part.body, false)
      );
    if (part.kind === 'Comprehension') {
      const [first] = part.clauses;
      if (first?.kind === 'for' && isIt(first.iter)) return true;
    }
    if (part.kind === 'Call' && part.args.some(isIt))
      return part.keywords.length > 0 || (part.func.kind === 'Name' && ASKING.test(part.func.id));
    return (part.kind === 'Compare' && part.rights.some(isIt)) || undefined;
  });
}

/** Reports such an argument of a function that may see that it is a list. True after a report. */
export function refuseGenerators(fn: FunctionLowering, expr: CallExpr, callee: Value): boolean {
  if (callee.kind !== 'function') return false;
  const decl = callee.closure ? declOf(callee.closure) : fn.program.scope.functions.get(callee.name);
  const given = [
    ...expr.args.map((value, i) => ({ value, name: decl?.parameters[i]?.name })),
    ...expr.keywords.map(({ value, name }) => ({ value, name })),
  ];
  for (const { value, name } of given) {
    if (!isLazy(fn, value)) continue;
    const reads = decl && name !== undefined ? readsOf(decl, name) : undefined;
    const isOnce = reads !== undefined && (reads.count === 0 || (reads.count === 1 && reads.isPlain));
    if (isOnce && itemsMayRaise(fn, value) && mayTell(fn, decl!.body, name!)) {
      fn.report('WEFT282', value.range, {
        what: `A generator whose items may raise, for \`${callee.name}\``,
        reason: 'they would be computed before the call, where Python computes each when the function asks for it',
        instead: 'Give it a list: `[... for ...]` or `list(...)`',
      });
      return true;
    }
    if (isOnce) continue;
    fn.report('WEFT282', value.range, {
      what: `A generator for \`${callee.name}\``,
      reason: 'Python gives its items once, and the function does more with it than run over it once',
      instead: 'Give it a list: `[... for ...]` or `list(...)`',
    });
    return true;
  }
  return false;
}
