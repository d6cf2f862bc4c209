// SPDX-License-Identifier: Apache-2.0
// `zip`, `chain`, `islice` and the like of generators as loops: each asks for an item exactly when Python does.

import type { SourceRange } from '../../graph/graph';
import type { CallExpr, Expr, Stmt } from '../../syntax/ast';
import { isLazy, isUneven, type Writing } from './found';
import { type Each, loopOf } from './loops';
import { assign, binary, call, compare, int, labelled, leave, name, not, when } from './syntax';

/** Calls with these names stand for the number of items of a value, and for one of them. */
export const LENGTH = '{len}';
export const ITEM = '{item}';

function ask(range: Expr['range'], attr: string, args: readonly Expr[]): Expr {
  return call(range, { kind: 'Attribute', range, value: { kind: 'Ellipsis', range }, attr, attrRange: range }, args);
}

/** One generator sets the pace, all other arguments are values with items. */
export function zipped(writing: Writing, iter: CallExpr, each: Each): readonly Stmt[] | undefined {
  const { range, args } = iter;
  const isPace = (arg: Expr) => isLazy(writing, arg) || isUneven(writing, arg);
  const pace = args.findIndex(isPace);
  const isPlain = (arg: Expr) => arg.kind !== 'Starred' && !isIterator(arg);
  if (iter.keywords.length > 0 || !args.every((arg, i) => i === pace || (!isPace(arg) && isPlain(arg))))
    return undefined;
  const n = writing.next();
  const end = `zip${n}`;
  const counter = name(range, `step@${n}@`);
  const values = args.map((_, i) => name(range, `zip${i}@${n}@`));
  const items = args.map((_, i) => name(range, `item${i}@${n}@`));
  const before = args.flatMap((arg, i) => (i === pace ? [] : [assign(values[i]!, arg)]));
  const take = (from: number, to: number): Stmt[] =>
    args.slice(from, to).flatMap((_, k) => {
      const i = from + k;
      const ends = compare(counter, '>=', ask(range, LENGTH, [values[i]!]));
      return [when(ends, [leave(range, end)]), assign(items[i]!, ask(range, ITEM, [values[i]!, counter]))];
    });
  // What stands before the generator is asked before it goes on.
  const first = take(0, pace);
  const loop = loopOf(writing, args[pace]!, (item) => [
    assign(items[pace]!, item),
    ...take(pace + 1, args.length),
    assign(counter, binary(counter, '+', int(range, 1))),
    ...each({ kind: 'Tuple', range, elements: items }),
    ...take(0, pace),
  ]);
  return loop && [...before, assign(counter, int(range, 0)), labelled(range, end, [...first, ...loop])];
}

/** Calls that may give an iterator, whose items cannot be asked for by number. */
function isIterator(arg: Expr): boolean {
  if (arg.kind === 'Comprehension') return arg.isGenerator;
  if (arg.kind !== 'Call') return false;
  const { func } = arg;
  const called = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  return /^(map|filter|zip|enumerate|reversed|iter|items|keys|values|count|cycle|repeat|chain|product|permutations|combinations\w*|islice|accumulate|starmap|pairwise|takewhile|dropwhile)$/.test(
    called,
  );
}

export function chained(writing: Writing, iter: CallExpr, each: Each): readonly Stmt[] | undefined {
  const loops = iter.args.map((arg) => (arg.kind === 'Starred' ? undefined : loopOf(writing, arg, each)));
  if (loops.some((loop) => loop === undefined)) return undefined;
  return loops.flatMap((loop) => loop!);
}

/** `islice(items, stop)` and `islice(items, start, stop, step)` with whole numbers. */
export function sliced(writing: Writing, iter: CallExpr, each: Each): readonly Stmt[] | undefined {
  const { range } = iter;
  const [inner, ...bounds] = iter.args;
  const [start, stop, step] = bounds.length === 1 ? [undefined, bounds[0], undefined] : bounds;
  const isKnown = (bound: Expr | undefined) => bound === undefined || ['Int', 'Name', 'None'].includes(bound.kind);
  if (!inner || iter.keywords.length > 0 || bounds.length === 0 || bounds.length > 3) return undefined;
  if (step && !(step.kind === 'Int' && step.value > 0n)) return undefined;
  if (!isKnown(start) || stop === undefined) return undefined;
  const n = writing.next();
  const end = `slice${n}`;
  const given = (bound: Expr | undefined) => (bound === undefined || bound.kind === 'None' ? undefined : bound);
  const [from, until] = [given(start), given(stop)];
  const counter = name(range, `count@${n}@`);
  const place = name(range, `place@${n}@`);
  const last = name(range, `stop@${n}@`);
  const before: Stmt[] = [];
  if (until) before.push(assign(last, until), when(compare(last, '<', int(range, 0)), [badStop(range)]));
  const check = until ? [when(compare(counter, '>=', last), [leave(range, end)])] : [];
  const isEach = !from && (!step || (step.kind === 'Int' && step.value === 1n));
  const loop = loopOf(writing, inner, (item) => {
    const count = assign(counter, binary(counter, '+', int(range, 1)));
    if (isEach) return [count, ...each(item), ...check];
    const next = assign(place, binary(place, '+', step ?? int(range, 1)));
    const own = name(range, `taken@${n}@`);
    return [assign(own, item), when(compare(counter, '==', place), [next, count, ...each(own)], [count]), ...check];
  });
  if (!loop) return undefined;
  const begin = [assign(counter, int(range, 0)), ...(isEach ? [] : [assign(place, from ?? int(range, 0))])];
  return [...before, ...begin, labelled(range, end, [...check, ...loop])];
}

function badStop(range: SourceRange): Stmt {
  const value = 'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.';
  return { kind: 'Raise', range, exception: call(range, 'ValueError', [{ kind: 'Str', range, value }]) };
}

export function whileTrue(writing: Writing, iter: CallExpr, each: Each, isTake: boolean): readonly Stmt[] | undefined {
  const { range } = iter;
  const [test, inner] = iter.args;
  if (!test || !inner || iter.args.length > 2 || !['Name', 'Lambda', 'Attribute'].includes(test.kind)) return undefined;
  const n = writing.next();
  const end = `while${n}`;
  const own = name(range, `item@${n}@`);
  const dropping = name(range, `drops@${n}@`);
  const loop = loopOf(writing, inner, (item) => {
    const asked = call(range, test, [own]);
    if (isTake) return [assign(own, item), when(not(asked), [leave(range, end)]), ...each(own)];
    const goesOn = when(dropping, [assign(dropping, asked)]);
    return [assign(own, item), goesOn, when(not(dropping), each(own))];
  });
  if (!loop) return undefined;
  const begin = isTake ? [] : [assign(dropping, { kind: 'Bool', range, value: true })];
  return [...begin, labelled(range, end, loop)];
}
