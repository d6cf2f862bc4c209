// SPDX-License-Identifier: Apache-2.0
// `zip`, `chain`, `islice` and the like of generators as loops: each asks for an item exactly when Python does.

import type { SourceRange } from '../../graph/graph';
import type { CallExpr, Expr, Stmt } from '../../syntax/ast';
import type { Writing } from './found';
import { type Each, loopOf } from './loops';
import { assign, binary, call, compare, int, labelled, leave, name, not, when } from './syntax';

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
  if (!inner || iter.keywords.length > 0 || bounds.length === 0 || bounds.length > 3) return undefined;
  if (step && !(step.kind === 'Int' && step.value > 0n)) return undefined;
  if (stop === undefined) return undefined;
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
  const begin: Stmt[] = [assign(counter, int(range, 0)), ...(isEach ? [] : [assign(place, from ?? int(range, 0))])];
  if (from && from.kind !== 'Int') begin.push(when(compare(place, '<', int(range, 0)), [badStop(range, 'Indices')]));
  return [...before, ...begin, labelled(range, end, [...check, ...loop])];
}

function badStop(range: SourceRange, what = 'Stop argument'): Stmt {
  const value = `${what} for islice() must be None or an integer: 0 <= x <= sys.maxsize.`;
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

/** `accumulate(items, func, initial=value)`. */
export function accumulated(writing: Writing, iter: CallExpr, each: Each): readonly Stmt[] | undefined {
  const { range } = iter;
  const [inner, given, ...others] = iter.args;
  const [keyword, ...more] = iter.keywords;
  if (!inner || others.length > 0 || more.length > 0 || (keyword && keyword.name !== 'initial')) return undefined;
  const func = given?.kind === 'None' ? undefined : given;
  if (func && !['Name', 'Lambda', 'Attribute'].includes(func.kind)) return undefined;
  const n = writing.next();
  const total = name(range, `total@${n}@`);
  const isFirst = name(range, `first@${n}@`);
  const own = name(range, `item@${n}@`);
  const join = (item: Expr) => assign(total, func ? call(range, func, [total, item]) : binary(total, '+', item));
  const initial = keyword && keyword.value.kind !== 'None' ? keyword.value : undefined;
  const loop = loopOf(writing, inner, (item) => {
    if (initial) return [assign(own, item), join(own), ...each(total)];
    const begin = [assign(total, own), assign(isFirst, truth(range, false))];
    return [assign(own, item), when(isFirst, begin, [join(own)]), ...each(total)];
  });
  if (!loop) return undefined;
  return initial ? [assign(total, initial), ...each(total), ...loop] : [assign(isFirst, truth(range, true)), ...loop];
}

/** `pairwise(items)`. */
export function paired(writing: Writing, iter: CallExpr, each: Each): readonly Stmt[] | undefined {
  const { range } = iter;
  const n = writing.next();
  const before = name(range, `before@${n}@`);
  const isFirst = name(range, `first@${n}@`);
  const own = name(range, `item@${n}@`);
  const loop = loopOf(writing, iter.args[0]!, (item) => [
    assign(own, item),
    when(isFirst, [assign(isFirst, truth(range, false))], each({ kind: 'Tuple', range, elements: [before, own] })),
    assign(before, own),
  ]);
  return loop && [assign(isFirst, truth(range, true)), ...loop];
}

function truth(range: SourceRange, value: boolean): Expr {
  return { kind: 'Bool', range, value };
}
