// SPDX-License-Identifier: Apache-2.0
// Operators on lists and on tuples of values: `+`, `*`, comparisons, `in`, items and slices.

import type { SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { arrayOf } from '../../numpy/indexing-operands';
import { binaryOperation, compareOperation, comparison } from '../../numpy/operators';
import { isText } from '../../numpy/text';
import { compareTexts } from '../../numpy/text-operations';
import type { BinaryOperator, CompareOperator, SliceExpr, SubscriptExpr } from '../../syntax/ast';
import { hasKinds } from '../../types/item-kinds';
import {
  hasRecords,
  isList,
  isListLike,
  isRunTuple,
  isTupleLike,
  type ListLike,
  type ListValue,
  type RunTuple,
} from '../../types/lists';
import { elementOf } from '../../types/promote';
import { isRange, RANGE } from '../../types/ranges';
import { listOfTuple, listView, tupleOfList } from '../../types/tuple-views';
import { hasUnion } from '../../types/unions';
import {
  constantValue,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  type TupleValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { sameMember } from '../classes/enums';
import { compareFields, objectCompare } from '../classes/operators';
import { equalOrFail, isUnordered } from '../classes/order';
import { lowerExpr } from '../expressions/expressions';
import { refuseUndecided, sameItem } from '../expressions/identity';
import type { FunctionLowering } from '../program/function';
import { Kept, mapTypes } from '../unions/each-type';
import { loopOver, when } from './list-loops';
import {
  extendList,
  getItem,
  listIndex,
  listKernel,
  listLength,
  listOfArray,
  listOfItems,
  recordItems,
  runtimeList,
  sequenceList,
  setItem,
  unify,
} from './lists';
import { concatenate, copiedCell, find } from './methods';
import { checkPlace, equalsKnown, joinTuples, repeatTuple, runTuple, tupleCell } from './tuples';

const MAX_WRITTEN = 64;

function isInteger(value: Value): value is GraphValue {
  if (value.kind !== 'value' || value.type.kind === 'array') return false;
  return /^(int|bool|[iu]\d+)$/.test(elementOf(value.type) ?? '');
}

/** What Python's `range` does not do, or in another way than a list; undefined where no range takes part. */
function refuseRange(fn: FunctionLowering, range: SourceRange, ...values: readonly Value[]): Value | undefined {
  if (!values.some(isRange) || values.some(isArray)) return undefined;
  const instead = 'Make a list: `list(range(...))`';
  return fn.report('WEFT282', range, { what: 'This operation', reason: RANGE, instead });
}

/** `+` and `*` where a list or a tuple takes part; undefined where the operation means something else. */
export function lowerListBinary(
  fn: FunctionLowering,
  range: SourceRange,
  op: BinaryOperator,
  left: Value,
  right: Value,
): Value | undefined {
  const isTuple = isTupleLike;
  const refused = refuseRange(fn, range, left, right);
  if (refused) return refused;
  if (op === '*') {
    const [sequence, count] = isListLike(left) || isTuple(left) ? [left, right] : [right, left];
    if ((isListLike(sequence) || isTuple(sequence)) && isInteger(count)) return repeat(fn, range, sequence, count);
  }
  if (op === '+' && isTuple(left) && isTuple(right)) {
    if (left.kind === 'value' || right.kind === 'value') return joinTuples(fn, range, left, right);
    return tupleValue([...left.items, ...right.items]);
  }
  if (op === '+' && isListLike(left) && isListLike(right)) {
    if (left.kind === 'tuple' && right.kind === 'tuple') {
      const site = fn.lists.at(range);
      if (!site.isRuntime) return { ...tupleValue([...left.items, ...right.items], true), site };
    }
    return concatenate(fn, range, left, right);
  }
  const isSequence = (value: Value) => isListLike(value) || isRunTuple(value);
  const lists = [left, right].filter(isSequence);
  if (lists.length === 0) return undefined;
  const other = isSequence(left) ? right : left;
  if (isArray(other)) {
    // NumPy makes an array of the list.
    const sides = [left, right].map((side) => (isSequence(side) ? arrayOf(fn, range, listView(side), op) : side));
    return sides.every((side) => side !== undefined) ? binaryOperation(fn, range, op, sides[0]!, sides[1]!) : UNKNOWN;
  }
  if (other.kind === 'unknown') return UNKNOWN;
  return fn.report('WEFT283', range, {
    operator: op,
    left: quotedType(left),
    right: quotedType(right),
    instead: 'Make arrays of lists to compute with them: `np.array(a)`',
  });
}

function repeat(fn: FunctionLowering, range: SourceRange, value: ListLike | RunTuple, count: GraphValue): Value {
  if (isRunTuple(value)) return repeatTuple(fn, range, value, count);
  const times = typeof count.constant === 'bigint' ? Number(count.constant < 0n ? 0n : count.constant) : undefined;
  if (value.kind === 'tuple' && times !== undefined && times * value.items.length <= MAX_WRITTEN) {
    const items = Array.from({ length: times }, () => value.items).flat();
    return value.isList ? listOfItems(fn, range, fn.lists.at(range), items) : tupleValue(items);
  }
  if (value.kind === 'tuple' && !value.isList) return repeatTuple(fn, range, value, count);
  const list = runtimeList(fn, range, value);
  if (!list) return UNKNOWN;
  const times64 = cast(fn, range, count, 'int');
  return times64 ? listKernel(fn, 'list.repeat', range, [list, times64], copiedCell(fn, range, list)) : UNKNOWN;
}

/** `xs += value` on a list changes it in place; undefined when the target is no list. */
export function lowerListUpdate(
  fn: FunctionLowering,
  range: SourceRange,
  op: BinaryOperator,
  target: Value,
  value: Value,
): Value | undefined {
  if (!isListLike(target) || (op !== '+' && op !== '*') || (op === '+' && isArray(value))) return undefined;
  const list = runtimeList(fn, range, target, true);
  if (!list) return UNKNOWN;
  if (op === '+') {
    extendList(fn, range, list, value);
    return list;
  }
  const count = isInteger(value) ? cast(fn, range, value, 'int') : undefined;
  if (!count) return lowerListBinary(fn, range, op, target, value) ?? UNKNOWN;
  fn.kernel('list.repeat_in_place', range, [list, count], [], [0]);
  return list;
}

/** Comparisons where lists or tuples take part; undefined where they mean something else. */
export function lowerListCompare(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  left: Value,
  right: Value,
): Value | undefined {
  const isSequence = (value: Value): value is ListLike | RunTuple => isListLike(value) || isTupleLike(value);
  if (op === 'in' || op === 'not in') {
    if (!isSequence(right) && !isArray(right)) return undefined;
    const found = contains(fn, range, left, right);
    if (found.kind !== 'value' || op === 'in') return found;
    return negated(fn, range, found);
  }
  const isOther = [left, right].some(isRunTuple) && ![left, right].some(isArray);
  if (isOther && op !== 'is' && op !== 'is not') return compareRunTuples(fn, range, op, left, right);
  if (op === 'is' || op === 'is not' || !isSequence(left) || !isSequence(right)) {
    const isOne = (value: Value) => isListLike(value) || isRunTuple(value);
    const isPair = (isOne(left) && isArray(right)) || (isArray(left) && isOne(right));
    if (!isPair || op === 'is' || op === 'is not') return undefined;
    const sides = [left, right].map((side) => (isOne(side) ? arrayOf(fn, range, listView(side), op) : side));
    return sides.every((side) => side !== undefined) ? compareOperation(fn, range, op, sides[0]!, sides[1]!) : UNKNOWN;
  }
  return refuseRange(fn, range, left, right) ?? compareValues(fn, range, op, left, right);
}

function negated(fn: FunctionLowering, range: SourceRange, value: GraphValue): Value {
  if (typeof value.constant === 'boolean') return constantValue(!value.constant);
  const flag = cast(fn, range, value, 'bool');
  return flag ? fn.emit('logical_not', range, [flag], { kind: 'bool' }) : UNKNOWN;
}

/** A comparison of numbers, tuples or lists. */
export function compareValues(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  left: Value,
  right: Value,
): Value {
  const isTuple = (value: Value): value is TupleValue => value.kind === 'tuple';
  const member = op === '==' || op === '!=' ? sameMember(fn, range, left, right) : undefined;
  if (member) return op === '==' || member.kind !== 'value' ? member : negated(fn, range, member);
  if (hasUnion(left) || hasUnion(right)) {
    return mapTypes(fn, range, tupleValue([left, right]), (pair) =>
      pair.kind === 'tuple' ? compareValues(fn, range, op, pair.items[0]!, pair.items[1]!) : UNKNOWN,
    );
  }
  const records = compareFields(fn, range, op, left, right) ?? objectCompare(fn, range, op, left, right);
  if (records) return records;
  if (isRunTuple(left) || isRunTuple(right)) return compareRunTuples(fn, range, op, left, right);
  if (isList(left) || isList(right)) {
    if (!isListLike(left) || !isListLike(right)) {
      if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
      if (op === '==' || op === '!=') return constantValue(op === '!=');
      return fn.report('WEFT283', range, {
        operator: op,
        left: quotedType(left),
        right: quotedType(right),
        instead: 'Compare two lists, or two numbers',
      });
    }
    const a = runtimeList(fn, range, left);
    const b = runtimeList(fn, range, right);
    if (!a || !b) return UNKNOWN;
    const isUneven = [a, b].some(({ list }) => hasKinds(list.item) || hasRecords(list));
    if (isUneven) return compareUneven(fn, range, op, a, b);
    if (!unify(fn, range, a, b)) return UNKNOWN;
    const name: GraphValue = { kind: 'value', type: { kind: 'str' }, constant: op };
    return fn.kernel('list.compare', range, [a, b, name], [{ kind: 'bool' }])[0]!;
  }
  if (isTuple(left) && isTuple(right)) return compareTuples(fn, range, op, left, right);
  if (isTuple(left) !== isTuple(right) && (op === '==' || op === '!=') && (isNumeric(left) || isNumeric(right)))
    return constantValue(op === '!=');
  if (op === '==' || op === '!=') {
    const kinds = [kindOf(left), kindOf(right)];
    if (kinds[0] !== kinds[1] && kinds.every((kind) => kind !== undefined)) return constantValue(op === '!=');
    if (kinds[0] === 'none' && kinds[1] === 'none') return constantValue(op === '==');
  }
  const texts = isText(left) && isText(right) ? compareTexts(fn, range, op, left, right) : undefined;
  return texts ?? compareOperation(fn, range, op, left, right);
}

/** Tuples, one of which has a length that only the run knows. */
function compareRunTuples(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  left: Value,
  right: Value,
): Value {
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  const isEquality = op === '==' || op === '!=';
  if (!isTupleLike(left) || !isTupleLike(right)) {
    if (isEquality) return constantValue(op === '!=');
    return fn.report('WEFT283', range, {
      operator: op,
      left: quotedType(left),
      right: quotedType(right),
      instead: 'Compare two tuples',
    });
  }
  const known = isEquality ? equalsKnown(fn, range, left, right) : undefined;
  if (known) return op === '==' ? known : negated(fn, range, known);
  const { list: cell } = (isRunTuple(left) ? left : right) as RunTuple;
  const [a, b] = [left, right].map((side) => (isRunTuple(side) ? side : runTuple(fn, range, side, cell)));
  return a && b ? compareValues(fn, range, op, listOfTuple(a), listOfTuple(b)) : UNKNOWN;
}

/** Values of two such kinds are never equal; undefined for arrays, whose comparison is no truth, and for other values. */
function kindOf(value: Value): string | undefined {
  if (isListLike(value)) return 'list';
  if (isTupleLike(value)) return 'tuple';
  if (value.kind !== 'value' || isArray(value) || value.object !== undefined) return undefined;
  return value.type.kind === 'none' || value.type.kind === 'str' ? value.type.kind : 'number';
}

/** Lists whose items have several types: of numbers as lists of one type, others item by item. */
function compareUneven(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  a: ListValue,
  b: ListValue,
): Value {
  if (op !== '==' && op !== '!=') {
    const [first, second] = [a, b].map((list) => fn.evenList(range, list, true));
    return first && second && !hasKinds(first.list.item) && !hasKinds(second.list.item)
      ? compareValues(fn, range, op, first, second)
      : fn.report('WEFT283', range, {
          operator: op,
          left: quotedType(a),
          right: quotedType(b),
          instead: 'Compare their items one by one',
        });
  }
  const lengths = [a, b].map((list) => listLength(fn, range, list));
  const same = comparison(fn, range, 'equal', lengths[0]!, lengths[1]!);
  if (same.kind !== 'value') return UNKNOWN;
  if (!fn.graph) {
    const place: GraphValue = { kind: 'value', type: { kind: 'int' } };
    sameItem(fn, range, getItem(fn, range, a, place), getItem(fn, range, b, place));
    fn.markEffect();
    return { kind: 'value', type: { kind: 'bool' } };
  }
  const found = new Kept(fn, range, { kind: 'value', type: { kind: 'bool' } });
  found.set(same);
  const bounds = [constantValue(0n), lengths[0]!, constantValue(1n)] as [GraphValue, GraphValue, GraphValue];
  when(fn, range, same, () =>
    loopOver(fn, range, { bounds, item: (counter) => counter }, (counter) => {
      const place = counter as GraphValue;
      const equal = sameItem(fn, range, getItem(fn, range, a, place), getItem(fn, range, b, place));
      const isSame = asFlag(fn, range, equal);
      const isOther = isSame && negated(fn, range, isSame);
      if (isOther?.kind !== 'value') return;
      when(fn, range, isOther, () => {
        found.set(constantValue(false));
        fn.effect('break', range, []);
      });
    }),
  );
  const result = found.get();
  return op === '==' || result.kind !== 'value' ? result : negated(fn, range, result);
}

/** Item by item: the first pair that differs decides. */
function compareTuples(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  left: TupleValue,
  right: TupleValue,
): Value {
  if (left.isList !== right.isList) {
    if (op === '==' || op === '!=') return constantValue(op === '!=');
    return fn.report('WEFT283', range, {
      operator: op,
      left: quotedType(left),
      right: quotedType(right),
      instead: 'Compare two lists, or two tuples',
    });
  }
  const strict = op === '<' || op === '<=' ? '<' : '>';
  const shared = Math.min(left.items.length, right.items.length);
  const isOrder = op !== '==' && op !== '!=';
  const [a, b] = [left.items.length, right.items.length];
  const tie =
    op === '=='
      ? a === b
      : op === '!='
        ? a !== b
        : op === '<'
          ? a < b
          : op === '<='
            ? a <= b
            : op === '>'
              ? a > b
              : a >= b;
  if (!isOrder && a !== b) return constantValue(op === '!=');
  let result: Value = constantValue(tie);
  refuseUndecided(fn, range, left.items.slice(0, shared), right.items.slice(0, shared));
  for (let i = shared - 1; i >= 0; i--) {
    const [x, y] = [left.items[i]!, right.items[i]!];
    if (isUnordered(fn, op, x, y)) {
      const before = left.items.slice(0, i).map((item, k) => [item, right.items[k]!] as const);
      const same = equalOrFail(fn, range, op, [x, y], before);
      const rest = asFlag(fn, range, result);
      if (!rest) return UNKNOWN;
      result = choose(fn, range, same, rest, constantValue(false) as GraphValue);
      continue;
    }
    const equal = asFlag(fn, range, compareValues(fn, range, '==', x, y));
    const decides = asFlag(
      fn,
      range,
      isOrder ? compareValues(fn, range, i === shared - 1 && a === b ? op : strict, x, y) : constantValue(op === '!='),
    );
    const rest = asFlag(fn, range, result);
    if (!equal || !decides || !rest) return UNKNOWN;
    result =
      typeof equal.constant === 'boolean' ? (equal.constant ? rest : decides) : choose(fn, range, equal, rest, decides);
  }
  return result;
}

function choose(
  fn: FunctionLowering,
  range: SourceRange,
  condition: GraphValue,
  then: GraphValue,
  other: GraphValue,
): Value {
  return fn.emit('where', range, [condition, then, other], { kind: 'bool' });
}

function asFlag(fn: FunctionLowering, range: SourceRange, value: Value): GraphValue | undefined {
  return value.kind === 'value' && !isArray(value) ? cast(fn, range, value, 'bool') : undefined;
}

function contains(fn: FunctionLowering, range: SourceRange, value: Value, within: Value): Value {
  if (value.kind === 'unknown' || within.kind === 'unknown') return UNKNOWN;
  if (isArray(within)) {
    const equal = compareOperation(fn, range, '==', within, value);
    if (!isArray(equal)) return UNKNOWN;
    const found = fn.emit(
      'any',
      range,
      [equal],
      { kind: 'scalar', dtype: 'b1' },
      { axes: equal.type.dims.map((_, axis) => axis) },
    );
    return cast(fn, range, found, 'bool') ?? UNKNOWN;
  }
  if (within.kind === 'tuple') {
    let result: Value = constantValue(false);
    for (const item of within.items) refuseUndecided(fn, range, [item], [value]);
    for (const item of within.items) {
      const equal = asFlag(fn, range, compareValues(fn, range, '==', item, value));
      const before = asFlag(fn, range, result);
      if (!equal || !before) return UNKNOWN;
      if (equal.constant === true) return constantValue(true);
      if (equal.constant === false) continue;
      result = before.constant === false ? equal : fn.emit('logical_or', range, [before, equal], { kind: 'bool' });
    }
    return result;
  }
  if (!isList(within)) return UNKNOWN;
  const place = find(fn, range, within, value);
  if (!place) return UNKNOWN;
  const zero: GraphValue = constantValue(0n) as GraphValue;
  const found = comparison(fn, range, 'greater_equal', place, zero);
  return found.kind === 'value' ? found : UNKNOWN;
}

/** `xs[i]` and `xs[a:b]` of a run-time list, or of compile-time items with an index known only at run time. */
export function lowerListItem(fn: FunctionLowering, expr: SubscriptExpr, base: ListLike, given?: Value): Value {
  const [part] = expr.index;
  if (!part || expr.isTuple) {
    return fn.report('WEFT284', expr.range, {
      type: 'a tuple',
      reason: 'Python raises `TypeError`: list indices are integers or slices',
      instead: 'Write `a[i][j]`, or make it an array with `np.array(...)`',
    });
  }
  if (part.kind === 'Slice') return lowerListSlice(fn, expr, part, base);
  const index = listIndex(fn, part.range, given ?? lowerExpr(fn, part));
  if (!index) return UNKNOWN;
  const list = sequenceList(fn, expr.range, base);
  return list ? getItem(fn, expr.range, list, index) : UNKNOWN;
}

/** `t[i]` and `t[a:b]` of a tuple whose length only the run knows. */
export function lowerTupleItem(fn: FunctionLowering, expr: SubscriptExpr, base: RunTuple): Value {
  const [part] = expr.index;
  const list = listOfTuple(base);
  if (part?.kind === 'Slice' || expr.isTuple || !part) {
    const result = lowerListItem(fn, expr, list);
    return isList(result) && part?.kind === 'Slice' ? tupleOfList(result) : result;
  }
  const index = listIndex(fn, part.range, lowerExpr(fn, part));
  if (!index) return UNKNOWN;
  checkPlace(fn, expr.range, base, index);
  return getItem(fn, expr.range, list, index);
}

/** `int` or None for each bound of a slice. */
function sliceBounds(fn: FunctionLowering, slice: SliceExpr): GraphValue[] | undefined {
  const bounds: GraphValue[] = [];
  for (const part of [slice.lower, slice.upper, slice.step]) {
    const value: Value = part ? lowerExpr(fn, part) : constantValue(null);
    const isNone = value.kind === 'value' && value.type.kind === 'none';
    const bound = isNone ? value : listIndex(fn, part?.range ?? slice.range, value);
    if (bound?.kind !== 'value') return undefined;
    bounds.push(bound);
  }
  return bounds;
}

function lowerListSlice(fn: FunctionLowering, expr: SubscriptExpr, slice: SliceExpr, base: ListLike): Value {
  const bounds = sliceBounds(fn, slice);
  if (!bounds) return UNKNOWN;
  if (base.kind === 'tuple' && !base.isList) {
    const tuple = runTuple(fn, expr.range, base, tupleCell(fn, expr.range));
    if (!tuple) return UNKNOWN;
    const list = listOfTuple(tuple);
    return tupleOfList(listKernel(fn, 'list.slice', expr.range, [list, ...bounds], list.list));
  }
  const list = runtimeList(fn, expr.range, base);
  if (!list) return UNKNOWN;
  const part = listKernel(fn, 'list.slice', expr.range, [list, ...bounds], copiedCell(fn, expr.range, list));
  return isRange(list) ? { ...part, readOnly: RANGE } : part;
}

/** `xs[i] = value`, `xs[a:b] = values`. */
export function assignListItem(
  fn: FunctionLowering,
  target: SubscriptExpr,
  base: ListLike,
  value: Value,
  range: SourceRange,
): void {
  const [part] = target.index;
  if (base.kind === 'tuple' && !base.isList) {
    fn.report('WEFT241', target.range, {
      what: `An item of ${quotedType(base)}`,
      reason: 'tuples do not change',
      instead: 'Use a list: `[...]`',
    });
    return;
  }
  if (!part || target.isTuple) {
    fn.report('WEFT284', target.range, {
      type: 'a tuple',
      reason: 'Python raises `TypeError`: list indices are integers or slices',
      instead: 'Write `a[i][j]`, or make it an array with `np.array(...)`',
    });
    return;
  }
  const list = runtimeList(fn, target.range, base, true);
  if (!list) return;
  if (part.kind !== 'Slice') {
    const index = listIndex(fn, part.range, lowerExpr(fn, part));
    if (index) setItem(fn, range, list, index, value);
    return;
  }
  const bounds = sliceBounds(fn, part);
  const items = valuesList(fn, range, value);
  if (bounds && items && unify(fn, range, list, items))
    fn.kernel('list.set_slice', range, [list, ...bounds, items], [], [0]);
}

/** What a slice is set to, as a list. */
function valuesList(fn: FunctionLowering, range: SourceRange, value: Value): ListValue | undefined {
  if (value.kind === 'unknown') return undefined;
  if (isRunTuple(value)) return listOfTuple(value);
  if (isListLike(value) || value.kind === 'tuple') return sequenceList(fn, range, value);
  if (isArray(value)) return listOfArray(fn, range, value, fn.lists.at(range, 'array').cell);
  fn.report('WEFT282', range, {
    what: `A slice cannot be set to ${quotedType(value)}`,
    reason: 'it holds no items',
    instead: 'Write `[x]`',
  });
  return undefined;
}

/** `del xs[i]`, `del xs[a:b]`; false when the base is no list. */
export function deleteListItem(fn: FunctionLowering, target: SubscriptExpr, base: Value): boolean {
  if (!isListLike(base)) return base.kind === 'unknown';
  const list = runtimeList(fn, target.range, base, true);
  const [part] = target.index;
  if (!list || !part) return true;
  if (part.kind === 'Slice') {
    const bounds = sliceBounds(fn, part);
    if (bounds) fn.kernel('list.delete_slice', target.range, [list, ...bounds], [], [0]);
    return true;
  }
  const index = listIndex(fn, part.range, lowerExpr(fn, part));
  if (index) fn.kernel('list.delete', target.range, [list, index], [], [0]);
  return true;
}

/** The values of a list where their number is known from the targets; the length is checked when it runs. */
export function unpackList(fn: FunctionLowering, range: SourceRange, list: ListValue, count: number): Value[] {
  if (list.list.record?.length === count) {
    const items = recordItems(fn, range, list);
    if (items) return [...items];
  }
  fn.kernel('list.check_unpack', range, [list, constantValue(BigInt(count)) as GraphValue], []);
  return Array.from({ length: count }, (_, i) => getItem(fn, range, list, constantValue(BigInt(i)) as GraphValue));
}

/** `a, *rest, z = values`: the first items, a list of those between, the last ones. */
export function unpackListStarred(
  fn: FunctionLowering,
  range: SourceRange,
  list: ListValue,
  before: number,
  after: number,
): Value[] {
  const length = listLength(fn, range, list);
  const least = constantValue(BigInt(before + after));
  const isShort = comparison(fn, range, 'less', length, least);
  if (isShort.kind === 'value') {
    when(fn, range, isShort, () => {
      const text = `not enough values to unpack (expected at least ${before + after}, got {0})`;
      const [message] = fn.kernel('format', range, [constantValue(text), length], [{ kind: 'str' }]);
      fn.kernel('raise', range, [constantValue('ValueError'), message!], []);
    });
  }
  const at = (place: number) => getItem(fn, range, list, constantValue(BigInt(place)));
  const stop = after === 0 ? constantValue(null) : constantValue(BigInt(-after));
  const bounds = [constantValue(BigInt(before)), stop, constantValue(null)];
  const middle = listKernel(fn, 'list.slice', range, [list, ...bounds], list.list);
  return [
    ...Array.from({ length: before }, (_, i) => at(i)),
    middle,
    ...Array.from({ length: after }, (_, i) => at(i - after)),
  ];
}

export function truthOfLength(fn: FunctionLowering, range: SourceRange, list: ListValue): GraphValue {
  return comparison(fn, range, 'greater', listLength(fn, range, list), constantValue(0n) as GraphValue) as GraphValue;
}
