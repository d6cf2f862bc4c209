// SPDX-License-Identifier: Apache-2.0
// `np.piecewise`: constants, and functions that get the elements for which a condition holds.

import type { SourceRange } from '../../graph/graph';
import { type Argument, Call, type CallArguments } from '../../numpy/call';
import { composed } from '../../numpy/compose';
import { assignItems, index } from '../../numpy/indexing';
import { arrayOfList } from '../../numpy/lists';
import { isList } from '../../types/lists';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  isNumeric,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { when } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { callGiven } from './function-arguments';

const PARAMETERS = ['x', 'condlist', 'funclist'];

export function lowerPiecewise(fn: FunctionLowering, range: SourceRange, args: CallArguments): Value | undefined {
  const values = new Map<string, Argument>();
  for (const [i, argument] of args.positional.slice(0, 3).entries()) values.set(PARAMETERS[i]!, argument);
  const keywords = args.keywords.filter((keyword) => {
    if (!PARAMETERS.includes(keyword.name)) return true;
    values.set(keyword.name, keyword);
    return false;
  });
  const call = new Call(fn, range, 'np.piecewise', values);
  const functions = call.value('funclist');
  const conditions = call.value('condlist');
  if (!functions || !conditions || !call.has('x')) return undefined;
  if ([functions, conditions, call.value('x')!].some((each) => each.kind === 'unknown')) return UNKNOWN;
  if (functions.kind !== 'tuple') {
    call.reject('funclist', 'its functions must be known', 'Write them in `[...]`');
    return UNKNOWN;
  }
  return composed((c) => {
    const given = call.value('x')!;
    const x = isList(given) ? c.need(arrayOfList(fn, range, given)) : c.numericArgument('x');
    const array = c.atLeast1d(x);
    const single = conditions.kind === 'value' && isNumeric(conditions);
    const isStack = single && isArray(conditions) && c.rank(conditions) === c.rank(x) + 1;
    if (isStack) c.reject('condlist', 'how many conditions it has must be known', 'Write them in `[...]`');
    const listed = conditions.kind === 'tuple' ? conditions.items : [conditions];
    const isOne =
      conditions.kind === 'tuple' && listed.every((each) => !isArray(each) && each.kind !== 'tuple') && isArray(x);
    if (isOne) c.reject('condlist', 'its conditions must be arrays', 'Compare `x`, as in `[x < 0, x >= 0]`');
    const masks = listed.map((each): ArrayValue => {
      if (each.kind === 'unknown') c.stop();
      const flags = each.kind === 'tuple' ? c.sequence(each) : each;
      if (!isNumeric(flags)) {
        call.reject('condlist', 'conditions are arrays of bools', 'Compare `x`, as in `[x < 0]`');
        return c.stop();
      }
      return c.atLeast1d(c.cast(flags, 'b1'));
    });
    const count = functions.items.length;
    if (count === masks.length + 1) masks.push(c.array(c.not(masks.reduce((a, b) => c.array(c.or(a, b))))));
    if (count !== masks.length) {
      const reason = `${masks.length} conditions need as many functions, or one more; NumPy raises \`ValueError\``;
      c.reject('funclist', reason, 'Give one function for each condition');
    }
    const out = c.full(0, c.dtype(array), c.sizes(array));
    const result = c.array({ ...out, type: arrayType(c.dtype(array), dimsOf(array)) });
    for (const [i, value] of functions.items.entries()) {
      const item = { kind: 'array', value: masks[i]!, range } as const;
      if (value.kind !== 'function' && value.kind !== 'library') {
        assignItems(fn, range, result, [item], value);
        continue;
      }
      const chosen = c.value(index(fn, range, array, [item]));
      const isAny = c.compare('greater', c.size(chosen, 0), c.int(0));
      when(fn, range, isAny, () => {
        const own = { positional: [{ value: chosen, range }, ...args.positional.slice(3)], keywords };
        const values = callGiven(fn, range, value, own);
        if (values.kind !== 'unknown') assignItems(fn, range, result, [item], values);
      });
    }
    return isArray(x) ? result : (index(fn, range, result, [{ kind: 'int', value: c.int(0), range }]) as GraphValue);
  })(call);
}
