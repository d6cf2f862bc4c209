// SPDX-License-Identifier: Apache-2.0
// Characters and slices of texts that are known while compiling: `s[0]`, `s[1:-1]`, `for c in s`.

import type { Expr, SubscriptExpr } from '../syntax/ast';
import { constantValue, type GraphValue, type TupleValue, tupleValue, type Value } from '../types/value';
import { lowerExpr } from './expressions';
import type { FunctionLowering } from './function';

/** Longer texts are not kept as characters, which each access at run time would copy. */
const MAX_CHARACTERS = 256;

/** The characters of a constant text; undefined for other values. */
export function charactersOf(value: Value): TupleValue | undefined {
  if (value.kind !== 'value' || value.type.kind !== 'str' || typeof value.constant !== 'string') return undefined;
  const characters = [...value.constant];
  return characters.length > MAX_CHARACTERS ? undefined : tupleValue(characters.map(constantValue));
}

/** `text[index]`; the characters when only the index is known at run time. */
export function lowerTextItem(fn: FunctionLowering, expr: SubscriptExpr, text: GraphValue): Value | TupleValue {
  const [part] = expr.index;
  if (typeof text.constant !== 'string') {
    return fn.report('WEFT291', expr.range, {
      reason: 'the text is made at run time',
      instead: 'Take the part before the text is made, or work with the numbers it is made of',
    });
  }
  if (!part || expr.isTuple) {
    return fn.report('WEFT208', expr.range, {
      type: 'a tuple',
      reason: 'a text has one index',
      instead: 'Use one integer or one slice',
    });
  }
  const characters = [...text.constant];
  if (part.kind === 'Slice') {
    const bounds = [part.lower, part.upper, part.step].map((each) => constantBound(fn, each));
    if (bounds.some((each) => each === 'unknown')) {
      return fn.report('WEFT291', expr.range, {
        reason: 'its bounds are known only at run time',
        instead: 'Write constant bounds, or compare the characters one by one',
      });
    }
    const [lower, upper, step] = bounds as (number | undefined)[];
    if (step !== undefined && step !== 1 && !(step === -1 && lower === undefined && upper === undefined)) {
      return fn.report('WEFT291', expr.range, {
        reason: 'only steps of 1, and `[::-1]`, are taken of a text',
        instead: 'Write the text itself',
      });
    }
    return constantValue((step === -1 ? characters.reverse() : characters.slice(lower, upper)).join(''));
  }
  const at = constantBound(fn, part);
  if (at === undefined || at === 'unknown') {
    const all = charactersOf(text);
    if (all) return all;
    return fn.report('WEFT291', expr.range, {
      reason: `the text has more than ${MAX_CHARACTERS} characters, and the index is known only at run time`,
      instead: 'Pass its codes as an array: `np.frombuffer(text.encode(), dtype=np.uint8)` outside the task',
    });
  }
  const character = characters[at < 0 ? at + characters.length : at];
  if (character !== undefined) return constantValue(character);
  return fn.report('WEFT206', expr.range, { index: at, axis: 0, array: '`str`', size: characters.length });
}

function constantBound(fn: FunctionLowering, expr: Expr | undefined): number | undefined | 'unknown' {
  if (!expr) return undefined;
  const value = lowerExpr(fn, expr);
  if (value.kind === 'value' && value.type.kind === 'none') return undefined;
  return value.kind === 'value' && typeof value.constant === 'bigint' ? Number(value.constant) : 'unknown';
}
