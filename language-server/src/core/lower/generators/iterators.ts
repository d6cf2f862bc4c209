// SPDX-License-Identifier: Apache-2.0
// An iterator that has a name (`it = iter(xs)`, `ids = count()`, `turn = cycle(xs)`): the place where it stands is the only
// item of a list, so that loops, `next` and all else that takes items go on from there.

import { visitStatements } from '../../names/visit';
import type { CallExpr, Expr, Stmt } from '../../syntax/ast';
import { builtinOf, isLazy, itertoolOf, type Writing } from './found';
import type { Each } from './loops';
import { rewriteExpr } from './rewrite';
import { assign, binary, compare, int, name, when } from './syntax';
import { ask, HELD, ITEM, LENGTH } from './zipped';

export interface KeptIterator {
  readonly id: string;
  /** What Python evaluates where it is made. */
  readonly before: readonly Stmt[];
  /** Statements that take items from where it stands. */
  take(writing: Writing, each: Each): readonly Stmt[];
}

/** The iterator that the statement names; nothing after it in the block gives the name something else. */
export function keptIterator(writing: Writing, stmt: Stmt, rest: readonly Stmt[]): KeptIterator | undefined {
  const [target] = stmt.kind === 'Assign' ? stmt.targets : [];
  if (stmt.kind !== 'Assign' || stmt.targets.length > 1 || target?.kind !== 'Name' || stmt.value.kind !== 'Call')
    return undefined;
  const { value } = stmt;
  const tool = builtinOf(writing, value) === 'iter' ? 'iter' : itertoolOf(writing, value);
  if (tool !== 'iter' && tool !== 'count' && tool !== 'cycle') return undefined;
  const isPlain =
    value.keywords.length === 0 && value.args.every((arg) => arg.kind !== 'Starred' && !isLazy(writing, arg));
  if (!isPlain || value.args.length > (tool === 'count' ? 2 : 1) || isBound(rest, target.id)) return undefined;
  if (tool === 'count') return counting(writing, target.id, value);
  const [items] = value.args;
  // Items that change are others in the second round.
  if (!items || (tool === 'cycle' && !isSteady(items, rest))) return undefined;
  return walking(writing, target.id, items, tool === 'cycle');
}

function isBound(statements: readonly Stmt[], id: string): boolean {
  const bound = new Set<string>();
  visitStatements(statements, { bind: (each) => void bound.add(each) });
  return bound.has(id);
}

/** Nothing changes the items later, as far as the text shows. */
function isSteady(items: Expr, rest: readonly Stmt[]): boolean {
  const changed = new Set<string>();
  visitStatements(rest, { change: (each) => void changed.add(each) });
  if (items.kind === 'Name') return !changed.has(items.id);
  return ['List', 'Tuple', 'Str', 'Call', 'Comprehension'].includes(items.kind);
}

/** The list of one item, and that item. */
function standing(writing: Writing, range: Expr['range']): { list: Expr; now: Expr } {
  const list = name(range, `stands@${writing.next()}@`);
  return { list, now: { kind: 'Subscript', range, value: list, index: [int(range, 0)], isTuple: false } };
}

function counting(writing: Writing, id: string, expr: CallExpr): KeptIterator {
  const { args } = expr;
  const range = { ...expr.range, copy: writing.next() };
  const { list, now } = standing(writing, range);
  const step = name(range, `step@${writing.next()}@`);
  const start = args[0] ? rewriteExpr(writing, args[0]) : int(range, 0);
  const before = [
    assign(list, { kind: 'List', range, elements: [start] }),
    assign(step, args[1] ? rewriteExpr(writing, args[1]) : int(range, 1)),
  ];
  const take = (inside: Writing, each: Each): readonly Stmt[] => {
    const own = name(range, `item@${inside.next()}@`);
    const body = [assign(own, now), assign(now, binary(own, '+', step)), ...each(own)];
    return [{ kind: 'While', range, test: { kind: 'Bool', range, value: true }, body, orelse: [] }];
  };
  return { id, before, take };
}

function walking(writing: Writing, id: string, items: Expr, isCycle: boolean): KeptIterator {
  const range = { ...items.range, copy: writing.next() };
  const { list, now } = standing(writing, range);
  const values = name(range, `values@${writing.next()}@`);
  const before = [
    assign(values, ask(range, HELD, [rewriteExpr(writing, items)])),
    assign(list, { kind: 'List', range, elements: [int(range, 0)] }),
  ];
  const length = ask(range, LENGTH, [values]);
  const take = (inside: Writing, each: Each): readonly Stmt[] => {
    const own = name(range, `item@${inside.next()}@`);
    const next = [assign(own, ask(range, ITEM, [values, now])), assign(now, binary(now, '+', int(range, 1)))];
    if (isCycle) {
      const again = when(compare(now, '>=', length), [assign(now, int(range, 0))]);
      const test = compare(length, '>', int(range, 0));
      return [{ kind: 'While', range, test, body: [again, ...next, ...each(own)], orelse: [] }];
    }
    // Once it has none left, it never has one again.
    const over = assign(now, { kind: 'Int', range, value: 2n ** 62n });
    return [{ kind: 'While', range, test: compare(now, '<', length), body: [...next, ...each(own)], orelse: [over] }];
  };
  return { id, before, take };
}
