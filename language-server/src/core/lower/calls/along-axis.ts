// SPDX-License-Identifier: Apache-2.0
// `np.apply_along_axis`: a function called with every row along an axis, in C order of the other axes. The first result says
// what shape and element type the others have, as in NumPy. `np.apply_over_axes`: a function called for one axis after the other.

import type { SourceRange } from '../../graph/graph';
import { type Argument, Call, type CallArguments } from '../../numpy/call';
import { type Composer, composed } from '../../numpy/compose';
import { assignItems, type Item, transposeArray } from '../../numpy/indexing';
import { arrayOfList } from '../../numpy/lists';
import { isList } from '../../types/lists';
import {
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { loopOver } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { callGiven } from './function-arguments';
import { isOwnType } from './vectorized';

/** The arguments by name, and those that the function gets after its own. */
function bound(
  fn: FunctionLowering,
  range: SourceRange,
  name: string,
  parameters: readonly string[],
  args: CallArguments,
): { call: Call; rest: CallArguments } | undefined {
  const values = new Map<string, Argument>();
  for (const [i, argument] of args.positional.entries()) if (parameters[i]) values.set(parameters[i], argument);
  const keywords = args.keywords.filter((keyword) => {
    if (!parameters.includes(keyword.name) || values.has(keyword.name)) return true;
    values.set(keyword.name, keyword);
    return false;
  });
  const signature = `${name}(${parameters.join(', ')}, *args, **kwargs)`;
  const missing = parameters.find((parameter) => !values.has(parameter));
  if (missing !== undefined) {
    fn.report('WEFT217', range, { function: name, name: missing, signature });
    return undefined;
  }
  if ([...values.values(), ...keywords].some(({ value }) => value.kind === 'unknown')) return undefined;
  return {
    call: new Call(fn, range, name, values),
    rest: { positional: args.positional.slice(parameters.length), keywords },
  };
}

/** What a call gave, as NumPy's `asanyarray` takes it; undefined after a report. */
function arrayResult(fn: FunctionLowering, range: SourceRange, name: string, result: Value): GraphValue | undefined {
  if (result.kind === 'unknown') return undefined;
  if (isList(result)) return arrayOfList(fn, range, result);
  if (isNumeric(result) && isOwnType(result)) return result;
  const call = new Call(fn, range, name, new Map([['func1d', { value: result, range }]]));
  if (result.kind === 'tuple') return call.array('func1d');
  fn.report('WEFT224', range, {
    name: 'func1d',
    function: name,
    type: quotedType(result),
    reason: 'its results are numbers or arrays',
    instead: 'Return a number or an array',
  });
  return undefined;
}

const ALONG = ['func1d', 'axis', 'arr'];
const NONE_LEFT = 'Cannot apply_along_axis when any iteration dimensions are 0';

export function applyAlongAxis(fn: FunctionLowering, range: SourceRange, args: CallArguments): Value {
  const found = bound(fn, range, 'np.apply_along_axis', ALONG, args);
  if (!found) return UNKNOWN;
  const { call, rest } = found;
  const callee = call.value('func1d')!;
  if (callee.kind !== 'function' && callee.kind !== 'library') {
    call.reject('func1d', 'a function is needed', 'Give a function or a lambda');
    return UNKNOWN;
  }
  const isGivenList = call.value('arr')!;
  const listed = isList(isGivenList) ? arrayOfList(fn, range, isGivenList) : undefined;
  return composed((c) => {
    const array = listed ? c.array(listed) : c.arrayArgument('arr');
    const axis = c.axis('axis', array, -1);
    const others = dimsOf(array)
      .map((_, i) => i)
      .filter((i) => i !== axis);
    const view = transposeArray(fn, range, array, [...others, axis]);
    const sizes = others.map((i) => c.size(array, i));
    const dims = others.map((i) => fn.resolve(dimsOf(array)[i]!));
    const count = sizes.reduce((a, b) => c.intOp('mul', a, b), c.int(1));
    if (sizes.length > 0) c.raiseIf(c.compare('equal', count, c.int(0)), 'ValueError', NONE_LEFT);
    const apply = (at: readonly GraphValue[]): GraphValue | undefined => {
      const items = [...at.map((value): Item => ({ kind: 'int', value, range })), { kind: 'full' } as const];
      const row = at.length === 0 ? view : c.view(view, items);
      const given = { positional: [{ value: row, range }, ...rest.positional], keywords: rest.keywords };
      return arrayResult(fn, range, 'np.apply_along_axis', callGiven(fn, range, callee, given));
    };
    const first = c.need(apply(sizes.map(() => c.int(0))));
    if (sizes.length === 0) return isArray(first) ? c.copy(first) : c.cast(first, c.dtype(first));
    const shape = [...sizes, ...c.sizes(first)];
    const all = [...dims, ...dimsOf(first).map((dim) => fn.resolve(dim))];
    if (all.length > 8) {
      fn.report('WEFT233', range, { rank: all.length, instead: 'Use fewer axes' });
      c.stop();
    }
    const out = c.array(fn.emit('empty', range, shape, arrayType(c.dtype(first), all)));
    const put = (at: readonly GraphValue[], value: GraphValue): void => {
      const items = at.map((each): Item => ({ kind: 'int', value: each, range }));
      assignItems(fn, range, out, items, value);
    };
    put(
      sizes.map(() => c.int(0)),
      first,
    );
    // The first row is done.
    const bounds = [c.int(1), count, c.int(1)] as const;
    loopOver(fn, range, { bounds, item: (counter) => counter }, (counter) => {
      const at = placesOf(c, counter as GraphValue, sizes);
      const value = apply(at);
      if (value) put(at, value);
    });
    const own = all.map((_, i) => i);
    const taken = own.slice(dims.length);
    const order = [...own.slice(0, axis), ...taken, ...own.slice(axis, dims.length)];
    return transposeArray(fn, range, out, order);
  })(call);
}

/** The indices of the element at a place in C order. */
function placesOf(c: Composer, place: GraphValue, sizes: readonly GraphValue[]): GraphValue[] {
  const at: GraphValue[] = [];
  let left = place;
  for (let axis = sizes.length - 1; axis > 0; axis--) {
    at.unshift(c.op('mod', 'int', [left, sizes[axis]!]));
    left = c.op('floor_div', 'int', [left, sizes[axis]!]);
  }
  return [left, ...at];
}

const OVER = ['func', 'a', 'axes'];

export function applyOverAxes(fn: FunctionLowering, range: SourceRange, args: CallArguments): Value {
  const found = bound(fn, range, 'np.apply_over_axes', OVER, args);
  if (!found) return UNKNOWN;
  const { call } = found;
  const callee = call.value('func')!;
  return composed((c) => {
    const array = c.arrayArgument('a');
    const rank = c.rank(array);
    let value: GraphValue = array;
    for (const given of c.constants('axes')) {
      const axis = c.need(call.normalAxis('axes', given, array, rank));
      const values = { positional: [value, c.int(axis)].map((each) => ({ value: each, range })), keywords: [] };
      const result = c.need(arrayResult(fn, range, 'np.apply_over_axes', callGiven(fn, range, callee, values)));
      const isLess = c.rank(result) === rank - 1;
      if (c.rank(result) !== rank && !isLess)
        c.reject('func', 'it gives an array of another number of axes', 'Give a function such as `np.sum`');
      value = isLess ? c.expand(c.atLeast1d(result), rank === 1 ? [] : [axis]) : result;
    }
    return value;
  })(call);
}
