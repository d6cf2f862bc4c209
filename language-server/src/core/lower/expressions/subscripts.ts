// SPDX-License-Identifier: Apache-2.0
// Subscripts: items of tuples, and indices of arrays.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { fileText, loadMember, memberOf } from '../../numpy/file-values';
import { type Item, index, indexValue } from '../../numpy/indexing';
import { arrayItem, axesOf } from '../../numpy/indexing-advanced';
import { arrayOf, emptyArray } from '../../numpy/indexing-operands';
import { comparison } from '../../numpy/operators';
import { isPart, keptPart, partOf } from '../../numpy/parts';
import { isText } from '../../numpy/text';
import type { Expr, SliceExpr, SubscriptExpr } from '../../syntax/ast';
import { isDeque, isList, isListLike, isRunTuple, type RunTuple } from '../../types/lists';
import { isBoolean } from '../../types/promote';
import { listOfTuple } from '../../types/tuple-views';
import {
  type ArrayValue,
  constantValue,
  elementOfValue,
  type FileValue,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  type TupleValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { displayItem } from '../classes/displays';
import { asInteger } from '../classes/enums';
import { callSpecial } from '../classes/instances';
import { asTuple } from '../classes/records';
import { lowerDequeItem } from '../lists/deques';
import { when } from '../lists/list-loops';
import { getItem, isHoldable, isUniform, listLength, listOfItems } from '../lists/lists';
import { lowerListItem, lowerTupleItem } from '../lists/operators';
import type { FunctionLowering } from '../program/function';
import { boundsOf } from '../program/structure';
import { lowerDictItem } from '../tables/dicts';
import { isDictLike } from '../tables/joins';
import { lowerTextItem } from '../text/text-parts';
import { lowerExpr } from './expressions';
import { flatArray, lowerFlatItem } from './flat';
import { isGridMaker, lowerGrid } from './grids';
import { lowerSliceMaker, sliceMaker } from './slices';

export function lowerSubscript(fn: FunctionLowering, expr: SubscriptExpr): Value {
  const flat = flatArray(fn, expr.value);
  if (flat) return lowerFlatItem(fn, expr, flat);
  const base = lowerExpr(fn, expr.value);
  if (base.kind === 'unknown') {
    for (const part of expr.index) if (part.kind !== 'Slice') lowerExpr(fn, part);
    return UNKNOWN;
  }
  if (base.kind === 'value' && base.type.kind === 'none' && fn.raising > 0)
    fn.raiseTypeError(expr.range, "'NoneType' object is not subscriptable");
  if (isDictLike(base)) return lowerDictItem(fn, expr, base);
  if (isDeque(base)) return lowerDequeItem(fn, expr, base);
  if (isRunTuple(base)) return lowerTupleItem(fn, expr, base);
  if (isList(base)) return lowerListItem(fn, expr, base);
  if (base.kind === 'tuple') return tupleItem(fn, expr, base);
  if (base.kind === 'instance') {
    const tuple = asTuple(fn, expr.range, base);
    if (tuple.kind === 'tuple') return tupleItem(fn, expr, tuple);
    const entry = displayItem(fn, expr, base);
    if (entry) return entry;
    const index = itemIndex(fn, expr);
    const item = index && callSpecial(fn, expr.range, base, '__getitem__', [index]);
    if (item) return item;
  }
  const maker = sliceMaker(base);
  if (maker !== undefined) return lowerSliceMaker(fn, expr, maker);
  if (isGridMaker(base)) return lowerGrid(fn, expr, base.name);
  if (base.kind === 'file') return fileItem(fn, expr, base);
  if (isText(base)) {
    return lowerTextItem(fn, expr, base);
  }
  if (!isArray(base)) {
    return fn.report('WEFT207', expr.range, { count: expr.index.length, array: quotedType(base), rank: 0 });
  }
  const items = lowerItems(fn, base, expr);
  if (!items) return UNKNOWN;
  const array: ArrayValue = base;
  const source = array.id === undefined ? undefined : fn.parts.get(array.id);
  if (source && isPart(array)) {
    const isElement = items.length === array.type.dims.length && items.every((item) => item.kind === 'int');
    const element = isElement ? index(fn, expr.range, source.array as ArrayValue, items) : undefined;
    if (element?.kind === 'value') return partOf(fn, expr.range, element, source.part);
    const view = keptPart(fn, expr.range, array);
    return (isArray(view) ? index(fn, expr.range, view, items) : undefined) ?? UNKNOWN;
  }
  return index(fn, expr.range, base, items) ?? UNKNOWN;
}

/** What `obj[...]` gives its class; undefined after a report. */
export function itemIndex(fn: FunctionLowering, expr: SubscriptExpr): Value | undefined {
  const values = expr.index.map((part): Value => {
    if (part.kind !== 'Slice') return lowerExpr(fn, part);
    const bound = (each: Expr | undefined): Value => (each ? lowerExpr(fn, each) : constantValue(null));
    return { kind: 'slice', lower: bound(part.lower), upper: bound(part.upper), step: bound(part.step) };
  });
  if (values.some((value) => value.kind === 'unknown')) return undefined;
  return expr.isTuple ? tupleValue(values) : values[0];
}

/** A member of an archive by name; of a dataset, what the index takes of its array. */
function fileItem(fn: FunctionLowering, expr: SubscriptExpr, file: FileValue): Value {
  const [part] = expr.index;
  const isOne = expr.index.length === 1 && part !== undefined && part.kind !== 'Slice';
  if (isOne && part.kind !== 'Tuple' && part.kind !== 'Ellipsis') {
    const name = lowerExpr(fn, part);
    if (name.kind === 'unknown') return UNKNOWN;
    if (name.kind === 'value' && typeof name.constant === 'string')
      return memberOf(fn, expr.range, file, name.constant);
    if (name.kind === 'value' && name.type.kind === 'str') {
      return fn.report('WEFT273', expr.range, {
        what: `A member of ${fileText(file)} by a name that is not constant`,
        reason: 'its type is needed before the task is sent',
        instead: "Write the name as a literal, such as `data['x']`",
      });
    }
  }
  if (file.member === '') {
    return fn.report('WEFT273', expr.range, {
      what: `This index of ${fileText(file)}`,
      reason: 'its arrays have names',
      instead: "Write the name as a literal, such as `data['x']`",
    });
  }
  const array = loadMember(fn, expr.range, file);
  if (array.kind !== 'value') return UNKNOWN;
  const isAll = (each: Expr) => each.kind === 'Ellipsis' || (each.kind === 'Tuple' && each.elements.length === 0);
  if (expr.index.every(isAll) || !isArray(array)) return array;
  const items = lowerItems(fn, array, expr);
  return (items && index(fn, expr.range, array, items)) ?? UNKNOWN;
}

function tupleItem(fn: FunctionLowering, expr: SubscriptExpr, base: TupleValue): Value {
  const { items } = base;
  const [part] = expr.index;
  if (part?.kind === 'Slice') return tupleSlice(fn, expr, part, base);
  const value = part ? asInteger(fn, part.range, lowerExpr(fn, part)) : UNKNOWN;
  if (value.kind === 'unknown') return UNKNOWN;
  if (value.kind !== 'value' || typeof value.constant !== 'bigint' || expr.isTuple) {
    const isNested = base.isList && base.site !== undefined && items.every(isListLike);
    if (value.kind === 'value' && items.length > 0 && (isNested || isUniform(base)))
      return lowerListItem(fn, expr, base, value);
    if (value.kind === 'value' && (fn.writeOut(value) || fn.writesOut)) return UNKNOWN;
    if (value.kind === 'value' && items.length > 0 && isHoldable(base)) return lowerListItem(fn, expr, base, value);
    if (value.kind === 'value' && value.origin !== undefined) fn.needConstant(value.origin);
    return fn.report('WEFT221', expr.range, { name: 'index', function: 'tuple' });
  }
  const position = Number(value.constant) + (value.constant < 0n ? items.length : 0);
  const item = items[position];
  if (item) return item;
  return fn.report('WEFT206', expr.range, {
    index: String(value.constant),
    axis: 0,
    array: quotedType(base),
    size: items.length,
  });
}

function tupleSlice(fn: FunctionLowering, expr: SubscriptExpr, slice: SliceExpr, base: TupleValue): Value {
  const { items, isList: isDisplay } = base;
  const result = (chosen: readonly Value[]) =>
    isDisplay ? listOfItems(fn, expr.range, fn.lists.at(expr.range), chosen) : tupleValue(chosen);
  const isKnown = [slice.lower, slice.upper, slice.step].every((part) => !part || isLiteral(part));
  if (isDisplay && !isKnown) return lowerListItem(fn, expr, base);
  const bound = (part: Expr | undefined): number | undefined | 'unknown' => {
    if (!part) return undefined;
    const value = asInteger(fn, part.range, lowerExpr(fn, part));
    if (value.kind === 'value' && value.type.kind === 'none') return undefined;
    return value.kind === 'value' && typeof value.constant === 'bigint' ? Number(value.constant) : 'unknown';
  };
  const [lower, upper, step] = [bound(slice.lower), bound(slice.upper), bound(slice.step)];
  if (lower === 'unknown' || upper === 'unknown' || step === 'unknown' || step === 0) {
    if (isHoldable(base)) return lowerListItem(fn, expr, base);
    return fn.report('WEFT221', slice.range, { name: 'slice', function: 'tuple' });
  }
  return result(placesOf(items.length, lower, upper, step ?? 1).map((place) => items[place]!));
}

/** The places that a slice takes, in order. */
function placesOf(length: number, lower: number | undefined, upper: number | undefined, step: number): number[] {
  const places: number[] = [];
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const bound = (value: number | undefined, otherwise: number) =>
    value === undefined ? otherwise : Math.min(Math.max(value < 0 ? value + length : value, least), most);
  const stop = bound(upper, step > 0 ? length : -1);
  for (let i = bound(lower, step > 0 ? 0 : length - 1); step > 0 ? i < stop : i > stop; i += step) places.push(i);
  return places;
}

function isLiteral(expr: Expr): boolean {
  return (
    expr.kind === 'Int' || expr.kind === 'None' || (expr.kind === 'Unary' && expr.op === '-' && isLiteral(expr.operand))
  );
}

/** The index of an array, evaluated once, with `...` written out. Undefined after a report. */
export function lowerItems(fn: FunctionLowering, array: ArrayValue, expr: SubscriptExpr): Item[] | undefined {
  const result: (Item | 'ellipsis')[] = [];
  let isComplete = true;
  for (const part of expr.index) {
    const items = lowerItem(fn, part, expr.isTuple, array.type.dims.length);
    if (items) result.push(...items);
    else isComplete = false;
  }
  if (!isComplete) return undefined;
  const count = result.filter((item) => item === 'ellipsis').length;
  if (count > 1) {
    fn.report('WEFT208', expr.range, {
      type: 'two `...`',
      reason: 'only one can stand for the missing axes',
      instead: 'Keep one `...`',
    });
    return undefined;
  }
  const rank = array.type.dims.length;
  const used = result.reduce((sum, item) => sum + (item === 'ellipsis' ? 0 : axesOf(item)), 0);
  const isChosen = result.some((item) => item !== 'ellipsis' && item.kind === 'array');
  return result.flatMap((item): Item[] => {
    if (item !== 'ellipsis') return [item];
    if (used >= rank) return isChosen ? [{ kind: 'gap' }] : [];
    return Array.from({ length: rank - used }, () => ({ kind: 'full' }));
  });
}

function lowerItem(
  fn: FunctionLowering,
  part: Expr,
  isInTuple: boolean,
  rank: number,
): (Item | 'ellipsis')[] | undefined {
  if (part.kind === 'Slice') return lowerSlice(fn, part);
  const value = asTuple(fn, part.range, asInteger(fn, part.range, lowerExpr(fn, part)));
  refuseNoneIndex(fn, part, value);
  if (isRunTuple(value) && !isInTuple) return openIndex(fn, part.range, value, rank);
  // A tuple on its own is the whole index, inside of one it is a sequence of integers, as a list is anywhere.
  if (value.kind !== 'tuple' || value.isList || isInTuple) {
    const item = itemOf(fn, part.range, value);
    return item && [item];
  }
  const items = value.items.map((item) => itemOf(fn, part.range, item));
  return items.every((item) => item !== undefined) ? (items as (Item | 'ellipsis')[]) : undefined;
}

/** A tuple whose length only the run knows as the whole index: it has as many integers as there are axes, or the run fails. */
function openIndex(fn: FunctionLowering, range: SourceRange, value: RunTuple, rank: number): Item[] | undefined {
  const list = listOfTuple(value);
  const { item } = value.list;
  if (item && !(isNumeric(item) && !isArray(item) && /^(int|[iu]\d+)$/.test(elementOfValue(item)))) {
    fn.report('WEFT208', range, {
      type: quotedType(value),
      reason: 'only the run knows how many axes it is for',
      instead: 'Write the items one by one: `a[t[0], t[1]]`',
    });
    return undefined;
  }
  const length = listLength(fn, range, list);
  const many = `too many indices for array: array is ${rank}-dimensional, but {0} were indexed`;
  const few = `a tuple of {0} items is no index of all ${rank} axes, for which the program was compiled: write the items one by one`;
  for (const [op, kind, message] of [
    ['greater', 'IndexError', many],
    ['less', 'NotImplementedError', few],
  ] as const) {
    const isOther = comparison(fn, range, op, length, intConstant(rank));
    if (isOther.kind !== 'value') continue;
    when(fn, range, isOther, () => {
      const [text] = fn.kernel('format', range, [constantValue(message), length], [{ kind: 'str' }]);
      fn.kernel('raise', range, [constantValue(kind), text!], []);
    });
  }
  const items = Array.from({ length: rank }, (_, place) => getItem(fn, range, list, intConstant(place)));
  const found = items.map((each) => itemOf(fn, range, each));
  return found.every((each) => each !== undefined && each !== 'ellipsis') ? (found as Item[]) : undefined;
}

/** A name that is None before it gets its index (`best = None`): the new axis of NumPy is what nobody wants. */
function refuseNoneIndex(fn: FunctionLowering, part: Expr, value: Value): void {
  const isNone = value.kind === 'value' && value.type.kind === 'none';
  if (!isNone || fn.raising <= 0 || part.kind !== 'Name' || !fn.isLocal(part.id)) return;
  fn.raiseTypeError(part.range, `${part.id} is None, and no index`, 'NotImplementedError');
}

function itemOf(fn: FunctionLowering, range: SourceRange, value: Value): Item | 'ellipsis' | undefined {
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'ellipsis') return 'ellipsis';
  if (value.kind === 'slice') {
    const [lower, upper, step] = boundsOf(value).map((bound) => sliceBound(fn, range, bound));
    return sliceItem(fn, range, lower, upper, step);
  }
  if (value.kind === 'value' && value.type.kind === 'none') return { kind: 'new_axis' };
  const isSequence = value.kind === 'tuple' || (value.kind === 'value' && value.type.kind === 'list');
  if (value.kind === 'tuple' && value.items.length === 0) {
    return { kind: 'array', value: emptyArray(fn, range, 'i64'), range };
  }
  if (isSequence) {
    const array = arrayOf(fn, range, value, 'index');
    return array && arrayItem(fn, range, array);
  }
  if (isNumeric(value) && (isArray(value) || isBoolean(elementOfValue(value)))) return arrayItem(fn, range, value);
  const found = indexValue(fn, range, value);
  return found && { kind: 'int', value: found, range };
}

/** A slice of the index itself, or one made by `slice(...)` and `np.s_[...]`. */
function lowerSlice(fn: FunctionLowering, slice: SliceExpr): Item[] | undefined {
  const bound = (expr: Expr | undefined): Bound | undefined =>
    expr ? sliceBound(fn, expr.range, lowerExpr(fn, expr)) : 'absent';
  const item = sliceItem(
    fn,
    slice.step?.range ?? slice.range,
    bound(slice.lower),
    bound(slice.upper),
    bound(slice.step),
  );
  return item && [item];
}

type Bound = GraphValue | 'absent';

function sliceBound(fn: FunctionLowering, range: SourceRange, value: Value): Bound | undefined {
  if (value.kind === 'value' && value.type.kind === 'none') return 'absent';
  if (isArray(value) || (value.kind !== 'unknown' && !isNumeric(value))) {
    fn.report('WEFT208', range, {
      type: quotedType(value),
      reason: 'bounds of slices are integers',
      instead: 'Use an integer',
    });
    return undefined;
  }
  return indexValue(fn, range, value);
}

function sliceItem(
  fn: FunctionLowering,
  range: SourceRange,
  lower: Bound | undefined,
  upper: Bound | undefined,
  step: Bound | undefined,
): Item | undefined {
  if (!lower || !upper || !step) return undefined;
  if (step !== 'absent' && step.constant === 0n) {
    fn.report('WEFT208', range, {
      type: 'a slice with step 0',
      reason: 'NumPy raises `ValueError`',
      instead: 'Use a step other than 0',
    });
    return undefined;
  }
  return {
    kind: 'slice',
    ...(lower === 'absent' ? {} : { lower }),
    ...(upper === 'absent' ? {} : { upper }),
    ...(step === 'absent' ? {} : { step }),
  };
}
