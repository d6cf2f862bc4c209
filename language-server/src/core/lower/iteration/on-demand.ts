// SPDX-License-Identifier: Apache-2.0
// Generators and `map` inside `zip` and `enumerate`: each item is computed when its turn comes, so that one that Python
// does not reach does not raise, and one that it computes without need does.

import type { SourceRange } from '../../graph/graph';
import { comparison } from '../../numpy/operators';
import type { CallExpr, Expr } from '../../syntax/ast';
import { type GraphValue, tupleValue, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { callAny, itemsAsSteps, when } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { assignTarget } from '../statements/statements';
import type { Source } from './iteration';
import { generatorOf } from './lazy-loops';

type Steps = Extract<Source, { kind: 'steps' }>;

/** `f(x) for x in xs`, or `map(f, xs)`: as many items as what it runs over. Undefined for anything else. */
export function onDemand(
  fn: FunctionLowering,
  iter: Expr,
  sourceOf: (iter: Expr) => Source | undefined,
): Source | 'refused' | undefined {
  if (iter.kind === 'Comprehension' && iter.isGenerator) {
    const own = generatorOf(fn, iter)!;
    const [clause, ...others] = own.clauses;
    if (clause?.kind !== 'for' || others.length > 0) return undefined;
    return each(fn, clause.iter, sourceOf, (item) => {
      const { env } = fn;
      fn.env = new Map(env);
      assignTarget(fn, clause.target, item, clause.target.range);
      const value = lowerExpr(fn, own.element);
      fn.env = env;
      return value;
    });
  }
  if (!isMap(fn, iter)) return undefined;
  const [func, first, ...rest] = iter.args;
  if (!func || !first || iter.keywords.length > 0 || iter.args.some((arg) => arg.kind === 'Starred')) return undefined;
  const callee = lowerExpr(fn, func);
  if (callee.kind === 'unknown') return 'refused';
  const { range } = iter;
  const zipped: Expr = {
    kind: 'Call',
    range,
    func: { kind: 'Name', range, id: 'zip' },
    args: [first, ...rest],
    keywords: [],
  };
  return each(fn, rest.length > 0 ? zipped : first, sourceOf, (item) =>
    callAny(fn, range, callee, rest.length > 0 && item.kind === 'tuple' ? item.items : [item]),
  );
}

function isMap(fn: FunctionLowering, iter: Expr): iter is CallExpr {
  return iter.kind === 'Call' && iter.func.kind === 'Name' && fn.program.isBuiltin(fn, iter.func.id, 'map');
}

function each(
  fn: FunctionLowering,
  iter: Expr,
  sourceOf: (iter: Expr) => Source | undefined,
  make: (item: Value) => Value,
): Source | 'refused' | undefined {
  const source = sourceOf(iter);
  if (!source) return 'refused';
  const steps: Steps | undefined = source.kind === 'items' ? listed(fn, iter.range, source.items) : source;
  // Items of several types are written out.
  if (!steps) return { kind: 'items', items: source.kind === 'items' ? source.items.map(make) : [] };
  const after = steps.after ? { after: steps.after } : {};
  return { kind: 'steps', length: steps.length, item: (step) => make(steps.item(step)), isOnce: true, ...after };
}

function listed(fn: FunctionLowering, range: SourceRange, items: readonly Value[]): Steps | undefined {
  const steps = itemsAsSteps(fn, range, tupleValue(items));
  return steps && { kind: 'steps', length: steps.length, item: steps.item };
}

/** What `zip` asks for after the last row: an item of each, until one has none. */
export function afterRows(
  fn: FunctionLowering,
  range: SourceRange,
  sources: readonly Steps[],
  length: GraphValue,
): (() => void) | undefined {
  if (!sources.some((source) => source.isOnce || source.after)) return undefined;
  const ask = (place: number): void => {
    const source = sources[place];
    if (!source) return;
    const hasMore = comparison(fn, range, 'less', length, source.length);
    if (hasMore.kind !== 'value') return;
    when(fn, range, hasMore, () => {
      if (source.isOnce) source.item(length);
      ask(place + 1);
    });
    const { after } = source;
    if (!after || hasMore.constant === true) return;
    const isOver = comparison(fn, range, 'equal', length, source.length);
    if (isOver.kind === 'value') when(fn, range, isOver, after);
  };
  return () => ask(0);
}
