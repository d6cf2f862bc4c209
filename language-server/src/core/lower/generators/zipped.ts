// SPDX-License-Identifier: Apache-2.0
// `zip` of generators as a loop: one of them sets the pace, and an item of each other one is computed when its turn comes.

import type { SourceRange } from '../../graph/graph';
import type { CallExpr, Expr, Stmt } from '../../syntax/ast';
import { generatorOf } from '../iteration/lazy-loops';
import { itemsMayRaise } from '../iteration/risk';
import { copied } from './copies';
import { isLazy, isUneven, itertoolOf, type Writing } from './found';
import { type Each, loopOf } from './loops';
import { assign, binary, call, compare, int, labelled, leave, name, when } from './syntax';

/** Calls with these names stand for the number of items of a value, and for one of them. */
export const LENGTH = '{len}';
export const ITEM = '{item}';
/** And for a value whose items are asked for by number from now on. */
export const HELD = '{held}';

export function ask(range: Expr['range'], attr: string, args: readonly Expr[]): Expr {
  return call(range, { kind: 'Attribute', range, value: { kind: 'Ellipsis', range }, attr, attrRange: range }, args);
}

/** An argument of which one item is asked for again and again. */
interface Turn {
  readonly before: readonly Stmt[];
  /** Statements that give `item` the next item, or leave where there is none. */
  take(end: string): readonly Stmt[];
  readonly item: Expr;
}

/** Undefined where two of them are generators that nobody can leave and come back to. */
export function zipped(writing: Writing, iter: CallExpr, each: Each): readonly Stmt[] | undefined {
  const { range, args } = iter;
  if (iter.keywords.length > 0 || args.some((arg) => arg.kind === 'Starred')) return undefined;
  const turns = args.map((arg) => turnOf(writing, range, arg));
  const stuck = turns.indexOf(undefined);
  const uneven = args.findIndex((arg) => isUneven(writing, arg));
  const pace = stuck >= 0 ? stuck : uneven;
  if (pace < 0 || turns.some((turn, i) => i !== pace && !turn)) return undefined;
  const n = writing.next();
  const end = `zip${n}`;
  const own = name(range, `item${pace}@${n}@`);
  const before = turns.flatMap((turn, i) => (i === pace ? [] : turn!.before));
  const items = turns.map((turn, i) => (i === pace ? own : turn!.item));
  const take = (from: number, to: number) => turns.slice(from, to).flatMap((turn) => turn!.take(end));
  // What stands before the generator is asked before it goes on.
  const first = take(0, pace);
  const loop = loopOf(writing, args[pace]!, (item) => [
    assign(own, item),
    ...take(pace + 1, args.length),
    ...each({ kind: 'Tuple', range, elements: items }),
    ...take(0, pace),
  ]);
  return loop && [...before, labelled(range, end, [...first, ...loop])];
}

function turnOf(writing: Writing, range: SourceRange, arg: Expr): Turn | undefined {
  if (isLazy(writing, arg)) return undefined;
  const n = writing.next();
  const values = name(range, `zip@${n}@`);
  const place = name(range, `place@${n}@`);
  const item = name(range, `item@${n}@`);
  const next = (target: Expr, end: string): Stmt[] => [
    when(compare(place, '>=', ask(range, LENGTH, [values])), [leave(range, end)]),
    assign(target, ask(range, ITEM, [values, place])),
    assign(place, binary(place, '+', int(range, 1))),
  ];
  const begin = (source: Expr) => [assign(values, source), assign(place, int(range, 0))];
  const source = itemsOf(writing, arg);
  if (source) return { before: begin(source), take: (end) => next(item, end), item };
  const endless = endlessOf(writing, arg);
  if (endless?.tool === 'count') {
    const { start, step } = endless;
    const following = assign(place, binary(place, '+', step));
    return { before: [assign(place, start)], take: () => [assign(item, place), following], item };
  }
  if (endless) {
    const back = when(compare(place, '>=', ask(range, LENGTH, [values])), [assign(place, int(range, 0))]);
    return { before: begin(endless.items), take: (end) => [back, ...next(item, end)], item };
  }
  const generator = generatorOf(writing.fn, { ...arg, range: { ...arg.range, copy: n } });
  const [clause, ...tests] = generator?.clauses ?? [];
  const inner = clause?.kind === 'for' ? itemsOf(writing, clause.iter) : undefined;
  if (!generator || clause?.kind !== 'for' || !inner || tests.some((each) => each.kind === 'for')) return undefined;
  const take = (end: string): readonly Stmt[] => {
    const found = assign(item, generator.element);
    if (tests.length === 0) return copied([...next(clause.target, end), found], writing.next());
    let body: readonly Stmt[] = [found, { kind: 'Break', range }];
    for (const each of [...tests].reverse()) if (each.kind === 'if') body = [when(each.test, body)];
    const test: Expr = { kind: 'Bool', range, value: true };
    const search: Stmt = { kind: 'While', range, test, body: [...next(clause.target, end), ...body], orelse: [] };
    return copied([search], writing.next());
  };
  return { before: begin(inner), take, item };
}

type Endless =
  | { readonly tool: 'count'; readonly start: Expr; readonly step: Expr }
  | { readonly tool: 'cycle'; readonly items: Expr };

/** `count(start, step)`, or `cycle` of a value. */
function endlessOf(writing: Writing, arg: Expr): Endless | undefined {
  const tool = itertoolOf(writing, arg);
  if (arg.kind !== 'Call' || arg.keywords.length > 0 || arg.args.some((each) => each.kind === 'Starred'))
    return undefined;
  const [first, second] = arg.args;
  if (tool === 'count') return { tool, start: first ?? int(arg.range, 0), step: second ?? int(arg.range, 1) };
  const items = tool === 'cycle' && first ? itemsOf(writing, first) : undefined;
  return items && { tool: 'cycle', items };
}

const ITERATORS =
  /^(reversed|enumerate|zip|product|permutations|combinations\w*|islice|chain|from_iterable|accumulate|pairwise)$/;
/** Their items are asked for one by one, or are others when the dictionary changes. */
const ASKED = /^(map|filter|starmap|iter|items|keys|values|count|cycle|repeat)$/;

/** A value with items, or a list of what gives them and is no value; undefined where it must be asked for each. */
function itemsOf(writing: Writing, arg: Expr): Expr | undefined {
  if (isLazy(writing, arg) || isUneven(writing, arg) || itemsMayRaise(writing.fn, arg)) return undefined;
  if (arg.kind === 'Comprehension') return arg.isGenerator ? undefined : arg;
  if (arg.kind !== 'Call') return arg;
  const { func } = arg;
  const called = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  if (ITERATORS.test(called)) return call(arg.range, 'list', [arg]);
  return ASKED.test(called) ? undefined : arg;
}
