// SPDX-License-Identifier: Apache-2.0
// `max(a, b, key=f)`: of values written one by one, the first one with the greatest key.

import { placeOf, type SourceRange } from '../../graph/graph';
import { UNKNOWN, type Value } from '../../types/value';
import { joinAny, template } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { Kept, mapTypes } from '../unions/each-type';
import { callAny, when } from './list-loops';
import { compareValues } from './operators';

/** Undefined where no type holds all of the values, or all of their keys. */
export function chosenOf(
  fn: FunctionLowering,
  range: SourceRange,
  name: 'min' | 'max',
  values: readonly Value[],
  key: Value,
): Value | undefined {
  if (values.some((value) => value.kind === 'unknown')) return UNKNOWN;
  const joined = (all: readonly Value[], what: string) => {
    const like = all
      .slice(1)
      .reduce<Value | undefined>((sum, each) => sum && joinAny(fn, `${what}${placeOf(range)}`, sum, each), all[0]);
    return like && template(like, false);
  };
  // Python asks for all keys in turn, and compares each with the best so far.
  const rank = (value: Value) => mapTypes(fn, range, value, (each) => callAny(fn, range, key, [each]));
  const ranks = values.map(rank);
  if (ranks.some((each) => each.kind === 'unknown')) return UNKNOWN;
  const like = joined(values, 'best');
  const likeRank = joined(ranks, 'rank');
  if (!like || !likeRank) return undefined;
  const op = name === 'min' ? '<' : '>';
  fn.markEffect();
  if (!fn.graph) {
    const isBetter = compareValues(fn, range, op, likeRank, likeRank);
    return isBetter.kind === 'unknown' ? UNKNOWN : like;
  }
  const best = new Kept(fn, range, like);
  const bestRank = new Kept(fn, range, likeRank);
  best.set(values[0]!);
  bestRank.set(ranks[0]!);
  for (const [i, value] of values.entries()) {
    if (i === 0) continue;
    const isBetter = compareValues(fn, range, op, ranks[i]!, bestRank.get());
    if (isBetter.kind !== 'value') return UNKNOWN;
    when(fn, range, isBetter, () => {
      best.set(value);
      bestRank.set(ranks[i]!);
    });
  }
  return best.get();
}
