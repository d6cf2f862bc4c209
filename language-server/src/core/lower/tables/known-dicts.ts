// SPDX-License-Identifier: Apache-2.0
// `{k: f(k) for k in ("a", "b")}`: over items that are known one by one, with constant keys, a dictionary comprehension is
// written out, so that each value keeps its own type.

import type { SourceRange } from '../../graph/graph';
import { withOwnNames } from '../../names/own-names';
import type { ComprehensionExpr } from '../../syntax/ast';
import { hasUnion } from '../../types/unions';
import type { Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { lowerIteration } from '../iteration/iteration';
import type { FunctionLowering } from '../program/function';
import { assignTarget } from '../statements/statements';
import { constantKey, makeDict } from './dicts';

const MAX_WRITTEN = 64;

/** Undefined where the comprehension is a loop of the run. */
export function lowerKnownDict(fn: FunctionLowering, range: SourceRange, expr: ComprehensionExpr): Value | undefined {
  const own = withOwnNames(expr);
  const [clause, ...others] = own.clauses;
  if (clause?.kind !== 'for' || others.length > 0) return undefined;
  const items = () => {
    const found = lowerIteration(fn, clause.iter);
    return found && 'length' in found && found.length <= MAX_WRITTEN && !found.some(hasUnion) ? found : undefined;
  };
  const pairs = () =>
    items()?.map((item): readonly [Value, Value] | undefined => {
      let pair: Value | undefined;
      fn.branch(fn.env, () => {
        assignTarget(fn, clause.target, item, clause.target.range);
        pair = lowerExpr(fn, own.element);
      });
      return pair?.kind === 'tuple' && pair.items.length === 2 ? [pair.items[0]!, pair.items[1]!] : undefined;
    });
  const isKnown = fn.try(() => pairs()?.every((pair) => pair && constantKey(pair[0]) !== undefined) ?? false).result;
  if (!isKnown) return undefined;
  const made = pairs();
  return made?.every((pair) => pair !== undefined) ? makeDict(fn, range, made) : undefined;
}
