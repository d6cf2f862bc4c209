// SPDX-License-Identifier: Apache-2.0
// Characters and slices of texts: `s[0]`, `s[1:-1]`, `for c in s`.

import type { SourceRange } from '../../graph/graph';
import type { SubscriptExpr } from '../../syntax/ast';
import {
  constantValue,
  type GraphValue,
  type SliceValue,
  type TupleValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { listIndex } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { boundsOf } from '../program/structure';

/** Longer texts are not kept as characters, which each access at run time would copy. */
const MAX_CHARACTERS = 256;

const NONE = constantValue(null);

/** The characters of a constant text; undefined for other values. */
export function charactersOf(value: Value): TupleValue | undefined {
  if (value.kind !== 'value' || value.type.kind !== 'str' || typeof value.constant !== 'string') return undefined;
  const characters = [...value.constant];
  return characters.length > MAX_CHARACTERS ? undefined : tupleValue(characters.map(constantValue));
}

/** The character at a place that is known only when the program runs. */
export function characterAt(fn: FunctionLowering, range: SourceRange, text: GraphValue, place: GraphValue): GraphValue {
  return fn.kernel('text.get', range, [text, place], [{ kind: 'str' }])[0]!;
}

/** `text[index]` and `text[start:stop:step]`. */
export function lowerTextItem(fn: FunctionLowering, expr: SubscriptExpr, text: GraphValue): Value {
  const [part] = expr.index;
  if (!part || expr.isTuple) {
    return fn.report('WEFT208', expr.range, {
      type: 'a tuple',
      reason: 'a text has one index',
      instead: 'Use one integer or one slice',
    });
  }
  const characters = typeof text.constant === 'string' ? [...text.constant] : undefined;
  const value = part.kind === 'Slice' ? undefined : lowerExpr(fn, part);
  if (part.kind !== 'Slice' && value?.kind !== 'slice') {
    const place = listIndex(fn, part.range, value ?? UNKNOWN);
    if (!place) return UNKNOWN;
    if (!characters || typeof place.constant !== 'bigint') return characterAt(fn, expr.range, text, place);
    const at = Number(place.constant);
    const character = characters[at < 0 ? at + characters.length : at];
    if (character !== undefined) return constantValue(character);
    return fn.report('WEFT206', expr.range, { index: at, axis: 0, array: '`str`', size: characters.length });
  }
  const given =
    part.kind === 'Slice'
      ? [part.lower, part.upper, part.step].map((each) => (each ? lowerExpr(fn, each) : NONE))
      : boundsOf(value as SliceValue);
  const bounds: GraphValue[] = [];
  for (const each of given) {
    const isNone = each.kind === 'value' && each.type.kind === 'none';
    const bound = isNone ? each : listIndex(fn, part.range, each);
    if (!bound) return UNKNOWN;
    bounds.push(bound);
  }
  const known = bounds.map(({ type, constant }) => (type.kind === 'none' ? undefined : constant));
  const isKnown = bounds.every(({ type, constant }) => type.kind === 'none' || constant !== undefined);
  if (characters && isKnown) {
    const [lower, upper, step] = known.map((each) => (each === undefined ? undefined : Number(each)));
    if (step === undefined || step === 1) return constantValue(characters.slice(lower, upper).join(''));
    if (step === -1 && lower === undefined && upper === undefined) return constantValue(characters.reverse().join(''));
  }
  return fn.kernel('text.slice', expr.range, [text, ...bounds], [{ kind: 'str' }])[0]!;
}
