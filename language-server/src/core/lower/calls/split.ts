// SPDX-License-Identifier: Apache-2.0
// `np.split` and its kin where only the run knows how many parts there are: a list of views. Places that are known while
// compiling are the table's (numpy/entries/joining.ts).

import type { SourceRange } from '../../graph/graph';
import { bindArguments, type Call, type CallArguments, parseParameters } from '../../numpy/call';
import { type Composer, composed } from '../../numpy/compose';
import { index } from '../../numpy/indexing';
import { oneElement } from '../../numpy/indexing-operands';
import { arrayOfList, shapeOfItem } from '../../numpy/lists';
import { concatenateValues } from '../../numpy/shapes';
import { libraryEntry } from '../../numpy/table';
import { isList } from '../../types/lists';
import { isIntegral } from '../../types/promote';
import { listView } from '../../types/tuple-views';
import { elementOfValue, type GraphValue, isArray, isNumeric, UNKNOWN, type Value } from '../../types/value';
import { collect } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';

const SECTIONS = 'indices_or_sections';

/** Undefined where the number of parts is known, or nothing is known of it. */
export function lowerOpenSplit(
  fn: FunctionLowering,
  range: SourceRange,
  name: string,
  args: CallArguments,
): Value | undefined {
  const sections = args.keywords.find((each) => each.name === SECTIONS) ?? args.positional[1];
  const given = sections && listView(sections.value);
  if (!given || !isOpen(fn, given)) return undefined;
  const entry = libraryEntry('numpy', name);
  const call = entry && bindArguments(fn, range, `np.${name}`, parseParameters(entry.parameters), args);
  if (!call) return UNKNOWN;
  return composed((c) => parts(fn, c, call, given))(call);
}

function isOpen(fn: FunctionLowering, given: Value): given is GraphValue {
  if (isList(given)) return true;
  if (!isNumeric(given)) return false;
  if (isArray(given)) return given.type.dims.length === 1;
  if (!isIntegral(elementOfValue(given)) || given.constant !== undefined) return false;
  // Where a call gives it as a constant, the function is read again, with a list of known length.
  if (given.origin !== undefined) fn.needConstant(given.origin);
  return true;
}

/** The axis that is cut, of an array with `rank` axes. */
function axisOf(c: Composer, call: Call, array: GraphValue): number {
  const rank = c.rank(array);
  const own = /([vhd])split$/.exec(call.name)?.[1];
  if (own === undefined) return c.axis('axis', array, 0);
  return c.need(call.normalAxis('ary', own === 'v' ? 0 : own === 'd' ? 2 : Math.min(rank - 1, 1), array, rank));
}

function parts(fn: FunctionLowering, c: Composer, call: Call, given: GraphValue): Value {
  const array = c.arrayArgument('ary');
  const axis = axisOf(c, call, array);
  const size = c.size(array, axis);
  const { count, bound } =
    isList(given) || isArray(given)
      ? placesOf(c, given, size)
      : sectionsOf(c, c.cast(given, 'int'), size, !call.name.endsWith('array_split'));
  const item = (step: GraphValue) => c.slice(array, axis, bound(step), bound(c.intOp('add', step, 1)));
  return collect(fn, c.range, { bounds: [c.int(0), count, c.int(1)], item }, (part, add) => add(part), 'split');
}

interface Bounds {
  readonly count: GraphValue;
  /** Where part `place` begins, and the part before ends. */
  bound(place: GraphValue): GraphValue;
}

/** The places that are given, and the ends of the axis around them. */
function placesOf(c: Composer, given: GraphValue, size: GraphValue): Bounds {
  const dtype = isList(given) ? shapeOfItem(given.list.item)?.dtype : elementOfValue(given);
  const rank = isList(given) ? (shapeOfItem(given)?.rank ?? 0) : c.rank(given);
  if (dtype === undefined || !isIntegral(dtype) || rank !== 1)
    c.reject(SECTIONS, 'NumPy takes integers, or one number of parts', 'Give a list or an array of integers');
  const places = isList(given) ? c.need(arrayOfList(c.ctx, c.range, given, true, 'i64')) : c.cast(given, 'i64');
  const [first, last] = [c.int(0), size].map((end) => oneElement(c.ctx, c.range, c.cast(end, 'i64')));
  const all = c.array(concatenateValues(c.ctx, c.range, [first!, places, last!], 0));
  const count = c.intOp('sub', c.size(all, 0), 1);
  const load = (value: GraphValue) => index(c.ctx, c.range, all, [{ kind: 'int', value, range: c.range }]);
  return { count, bound: (place) => c.cast(c.need(load(place)), 'int') };
}

/** Parts of one size, the first ones with one element more where it does not divide the axis. */
function sectionsOf(c: Composer, count: GraphValue, size: GraphValue, isEqual: boolean): Bounds {
  const rest = () => c.ctx.emit('mod', c.range, [size, count], { kind: 'int' });
  if (isEqual)
    c.raiseIf(
      c.compare('not_equal', rest(), c.int(0)),
      'ValueError',
      'array split does not result in an equal division',
    );
  c.raiseIf(c.compare('less_equal', count, c.int(0)), 'ValueError', 'number sections must be larger than 0.');
  const int = { kind: 'int' } as const;
  const least = c.ctx.emit('floor_div', c.range, [size, count], int);
  const more = rest();
  const bound = (place: GraphValue) => {
    const isLess = c.compare('less', more, place);
    return c.intOp('add', c.intOp('mul', least, place), c.ctx.emit('where', c.range, [isLess, more, place], int));
  };
  return { count, bound };
}
