// SPDX-License-Identifier: Apache-2.0
// Python's builtins over lists and other iterables: `list`, `sorted`, `sum`, `min`, `max`, `any`, `all`, `len`.

import { placeOf, type SourceRange } from '../../graph/graph';
import type { CallArguments } from '../../numpy/call';
import { cast, intConstant } from '../../numpy/elementwise';
import { index } from '../../numpy/indexing';
import { binaryOperation } from '../../numpy/operators';
import { callLibrary } from '../../numpy/table';
import { isText } from '../../numpy/text';
import type { CallExpr } from '../../syntax/ast';
import { dimConstant } from '../../types/dims';
import { isDeque, isList, isListLike, isRunTuple, isTable, isTupleLike, ListCell, listValue } from '../../types/lists';
import { listView } from '../../types/tuple-views';
import { alternativesOf, codeOf, hasUnion, MAX_ALTERNATIVES, unionOf } from '../../types/unions';
import {
  type ArrayValue,
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumber,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { objectBinary } from '../classes/operators';
import { lowerExpr } from '../expressions/expressions';
import { lowerQuantifier } from '../iteration/comprehensions';
import { type Iteration, iterationOf, iterationOfValue, lowerIteration } from '../iteration/iteration';
import { iteratorName } from '../iteration/iterators';
import { generatorOf, refuseEffects } from '../iteration/lazy-loops';
import { lowerRange } from '../iteration/range-values';
import { joinAny, template } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { endHere } from '../program/leaving';
import { hasUnknown, mapParts } from '../program/structure';
import { sortedItems } from '../tables/collections';
import { dictLength } from '../tables/dicts';
import { isDictLike } from '../tables/joins';
import { dictSource, isView } from '../tables/methods';
import { charactersList } from '../text/text-lists';
import { joinGiven, withChoice } from '../unions/choices';
import { Kept, mapTypes } from '../unions/each-type';
import { stepsOf } from '../unions/ran';
import { chosenOf } from './choices';
import { listOfDeque } from './deques';
import { isUnseen, SUMS_ARE_FLOATS, SUMS_BY_COUNT } from './empty-sums';
import { knownOrder } from './known-order';
import { callAny, collect, loopOver, when } from './list-loops';
import { listLength, listOfArray, listOfItems, recordItems, truthOfValue } from './lists';
import { madeList } from './made';
import { copyList, sortList } from './methods';
import { compareValues } from './operators';
import { tupleOfItems } from './tuples';

const LAZY: ReadonlySet<string> = new Set(['range', 'enumerate', 'zip', 'reversed', 'map', 'filter']);
const HANDLED: ReadonlySet<string> = new Set(['list', 'tuple', 'sorted', 'sum', 'min', 'max', 'any', 'all', 'len']);

type Items = Iteration | readonly Value[];

/** A builtin over `range(...)`, `zip(...)` or a generator, which are no values of their own; undefined for all others. */
export function lowerLazyBuiltin(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { func } = expr;
  if (func.kind === 'Name' && fn.program.isBuiltin(fn, func.id, 'range')) return lowerRange(fn, expr);
  if (func.kind !== 'Name' || !HANDLED.has(func.id) || !fn.program.isBuiltin(fn, func.id, func.id)) return undefined;
  const [first] = expr.args;
  if (first && (func.id === 'any' || func.id === 'all') && expr.args.length === 1) {
    const generator = generatorOf(fn, first);
    if (generator) return lowerQuantifier(fn, expr.range, func.id, generator);
  }
  const isLazy =
    (first && isView(fn, first)) ||
    (first?.kind === 'Call' && func.id !== 'len' && iteratorName(fn, first) !== undefined) ||
    (first?.kind === 'Call' &&
      first.func.kind === 'Name' &&
      LAZY.has(first.func.id) &&
      fn.program.isBuiltin(fn, first.func.id, first.func.id));
  if (!isLazy || !first || (expr.args.length > 1 && func.id !== 'sum')) return undefined;
  if ((func.id === 'any' || func.id === 'all') && refuseEffects(fn, first)) return UNKNOWN;
  const sorted = func.id === 'sorted' ? sortedItems(fn, expr) : undefined;
  if (sorted) return sorted;
  const items = lowerIteration(fn, first);
  if (!items) return UNKNOWN;
  const others = new Map<string, Value>();
  if (expr.args[1]) others.set('start', lowerExpr(fn, expr.args[1]));
  for (const keyword of expr.keywords) others.set(keyword.name ?? '**', lowerExpr(fn, keyword.value));
  const result = over(fn, expr.range, func.id, items, others);
  if (result || !('length' in items)) return result;
  // Items that are known one by one, for the library's own function.
  const builtin = { kind: 'library', module: 'builtins', name: func.id } as const;
  const known = { positional: [{ value: tupleValue(items), range: first.range }], keywords: [] };
  return callLibrary(fn, expr.range, builtin, '', known);
}

/** A builtin over a list; undefined where the library's own entry takes the value. */
export function lowerListBuiltin(
  fn: FunctionLowering,
  range: SourceRange,
  name: string,
  args: CallArguments,
): Value | undefined {
  if (name === 'bool' && args.positional.length === 1) {
    const value = listView(args.positional[0]!.value);
    return isList(value) || isDictLike(value) ? (truthOfValue(fn, range, value) ?? UNKNOWN) : undefined;
  }
  if (!HANDLED.has(name)) return undefined;
  const [first] = args.positional;
  if (name === 'tuple' && first && isRunTuple(first.value)) return first.value;
  const value = first && (isDeque(first.value) ? listOfDeque(first.value) : listView(first.value));
  if (!value)
    return name === 'list'
      ? listOfItems(fn, range, fn.lists.at(range), [])
      : name === 'tuple'
        ? tupleValue([])
        : undefined;
  if (value.kind === 'unknown') return UNKNOWN;
  if (name === 'len' && isDictLike(value)) return dictLength(fn, range, value);
  if (isDictLike(value)) {
    const hasKey = args.keywords.some((keyword) => keyword.name === 'key');
    const isSum = name === 'sum' && isTable(value) && isIntegers(value.list.item);
    const isAny = isSum || name === 'any' || name === 'all' || (!hasKey && /^(sorted|min|max)$/.test(name));
    const source = dictSource(fn, range, value, 'keys', isAny);
    const rest = new Map(args.keywords.map((keyword) => [keyword.name, keyword.value] as const));
    return source ? over(fn, range, name, iterationOf(source), rest) : UNKNOWN;
  }
  if (name === 'len') return isList(value) ? listLength(fn, range, value) : undefined;
  const key = args.keywords.find((keyword) => keyword.name === 'key')?.value;
  const isKeyed = key !== undefined && args.positional.length > 1 && args.keywords.length === 1;
  if (isKeyed && (name === 'min' || name === 'max')) {
    const given = args.positional.map((each) => each.value);
    return key.kind === 'unknown' ? UNKNOWN : chosenOf(fn, range, name, given, key);
  }
  const isOne = args.positional.length === 1 || name === 'sum';
  if ((name === 'min' || name === 'max') && !isOne && args.positional.some((each) => isSequence(each.value))) {
    const options = new Map(args.keywords.map((keyword) => [keyword.name, keyword.value] as const));
    const values = args.positional.map((each) => each.value);
    return values.some((each) => each.kind === 'unknown') ? UNKNOWN : over(fn, range, name, values, options);
  }
  if (!isOne || (value.kind !== 'tuple' && !isListLike(value) && !isArray(value) && !isText(value))) return undefined;
  const others = new Map<string, Value>();
  if (args.positional[1]) others.set('start', args.positional[1].value);
  for (const keyword of args.keywords) others.set(keyword.name, keyword.value);
  if (name === 'list') {
    if (isText(value)) return charactersList(fn, range, value);
    if (isList(value)) return copyList(fn, range, value);
    if (value.kind === 'tuple') return listOfItems(fn, range, fn.lists.at(range), value.items);
    if (isArray(value)) {
      const site = fn.lists.at(range);
      site.require();
      return listOfArray(fn, range, value, site.cell);
    }
  }
  if (name === 'tuple') {
    const items = value.kind === 'tuple' ? value.items : isList(value) ? recordItems(fn, range, value) : undefined;
    if (items) return tupleValue(items);
  }
  const size = name === 'tuple' && isArray(value) ? dimConstant(fn.resolve(value.type.dims[0]!)) : undefined;
  if (size !== undefined && size <= MAX_TUPLE && isArray(value)) {
    const item = (i: number) => index(fn, range, value, [{ kind: 'int', value: intConstant(i), range }]) ?? UNKNOWN;
    return tupleValue(Array.from({ length: size }, (_, i) => item(i)));
  }
  if (isArray(value) && (name === 'min' || name === 'max') && value.type.dims.length > 1) return undefined;
  const items = iterationOfValue(fn, range, value);
  return (
    items && over(fn, range, name, isList(value) && !('length' in items) ? { ...items, list: value } : items, others)
  );
}

function isSequence(value: Value): boolean {
  return isTupleLike(value) || isListLike(value) || isText(value);
}

/** A longer array is no tuple whose items are known one by one. */
const MAX_TUPLE = 64;

/** The order in which they are added does not matter. */
function isIntegers(item: Value | undefined): boolean {
  return item?.kind === 'value' && (item.type.kind === 'int' || item.type.kind === 'bool');
}

function over(
  fn: FunctionLowering,
  range: SourceRange,
  name: string,
  items: Items,
  others: ReadonlyMap<string, Value>,
): Value | undefined {
  if ([...others.values()].some((value) => value.kind === 'unknown')) return UNKNOWN;
  switch (name) {
    case 'list':
      return 'length' in items
        ? listOfItems(fn, range, fn.lists.at(range), items)
        : collect(fn, range, items, (item, add) => add(item));
    case 'tuple':
      return 'length' in items ? tupleValue(items) : tupleOfItems(fn, range, items);
    case 'sorted': {
      const known = knownOrder(fn, range, items, others);
      if (known) return known;
      const list = collect(fn, range, items, (item, add) => add(item));
      if (!isList(list)) return UNKNOWN;
      return sortList(fn, range, list, others.get('key'), others.get('reverse')) ? list : UNKNOWN;
    }
    case 'len':
      return 'length' in items ? intConstant(items.length) : (items.count?.() ?? items.bounds[1]);
    case 'sum':
      return sum(fn, range, items, others.get('start') ?? constantValue(0n));
    case 'any':
    case 'all':
      return quantify(fn, range, name, items);
    case 'min':
    case 'max':
      return extremum(fn, range, name, items, others);
    default:
      return undefined;
  }
}

/** A counter without a node, for the type of an item. */
const SOME: GraphValue = { kind: 'value', type: { kind: 'int' } };

const EMPTY_SUM =
  'the sum of an empty list is the int 0 in Python, and the program was compiled for a float: write `sum(a, 0.0)`';

function withoutConstant(value: Value): Value {
  return mapParts(value, ({ constant: _constant, origin: _origin, id: _id, ...rest }) => rest);
}

function sum(fn: FunctionLowering, range: SourceRange, items: Items, start: Value): Value {
  const add = (a: Value, b: Value): Value =>
    objectBinary(fn, range, '+', a, b) ??
    mapTypes(fn, range, tupleValue([a, b]), (pair) =>
      pair.kind === 'tuple' ? binaryOperation(fn, range, '+', pair.items[0]!, pair.items[1]!) : UNKNOWN,
    );
  if ('length' in items) return items.reduce(add, start);
  if (hasUnion(fn.try(() => items.item(SOME)).result)) return sumOfTypes(fn, range, items, start, add);
  const total = fn.try(() => {
    const once = binaryOperation(fn, range, '+', start, items.item(SOME));
    return binaryOperation(fn, range, '+', withoutConstant(once), items.item(SOME));
  }).result;
  // Of items that are not known yet it is at least what it starts from.
  if (fn.isDry && fn.try(() => items.item(SOME)).result.kind === 'unknown') return withoutConstant(start);
  if (total.kind !== 'value') {
    if (!fn.isDry) loopOver(fn, range, items, (item) => void binaryOperation(fn, range, '+', start, item));
    return UNKNOWN;
  }
  const like = withoutConstant(total);
  fn.markEffect();
  // The sum of floats starts from `0`: the first addition makes it a float, and without any it stays an int.
  const isOpen =
    isNumber(total) &&
    !/^(int|i64)$/.test(elementOfValue(total)) &&
    start.kind === 'value' &&
    start.type.kind === 'int' &&
    !stepsOf(fn, range, items)?.isCertain &&
    !isUnseen(fn, range);
  const isLoud = isOpen && (total.mixed === true || fn.remembers(SUMS_ARE_FLOATS));
  const both = isOpen && !isLoud ? unionOf([withoutConstant(start), like]) : undefined;
  if (both) fn.remember(SUMS_BY_COUNT);
  if (!fn.graph) return both ?? like;
  if (isArray(total)) return sumOfArrays(fn, range, items, start, total);
  const kept = new Kept(fn, range, like);
  const isEmpty = isOpen ? new Kept(fn, range, constantValue(true)) : undefined;
  isEmpty?.set(constantValue(true));
  const first = isNumber(start) && isNumber(total) ? cast(fn, range, start, elementOfValue(total)) : start;
  if (first) kept.set(first);
  loopOver(fn, range, items, (item) => {
    kept.set(binaryOperation(fn, range, '+', kept.get(), item));
    isEmpty?.set(constantValue(false));
  });
  if (isEmpty && both) {
    const zero: GraphValue = { kind: 'value', type: { kind: 'int' }, id: fn.idOf(start as GraphValue, range) };
    const found = kept.get() as GraphValue;
    const codes = [zero, found].map((each) => constantValue(BigInt(codeOf(each)!)) as GraphValue);
    const tag = fn.emit('where', range, [isEmpty.get() as GraphValue, ...codes], { kind: 'int' });
    return { ...unionOf([zero, found]), tag };
  }
  if (isEmpty) {
    const operands = [constantValue('TypeError'), constantValue(EMPTY_SUM)] as GraphValue[];
    when(fn, range, isEmpty.get() as GraphValue, () => fn.kernel('raise', range, operands, []));
  }
  return kept.get();
}

/** The total has several types, as the items that are there decide. */
function sumOfTypes(
  fn: FunctionLowering,
  range: SourceRange,
  items: Iteration,
  start: Value,
  add: (a: Value, b: Value) => Value,
): Value {
  const like = fn.try(() => {
    const item = withoutConstant(items.item(SOME));
    let total = withoutConstant(add(start, item));
    for (let i = 0; i < MAX_ALTERNATIVES; i++) {
      const next = withoutConstant(add(total, item));
      total = (next.kind === 'unknown' ? undefined : joinGiven(fn, range, 'sum', total, next)) ?? UNKNOWN;
    }
    return total;
  }).result;
  fn.markEffect();
  if (like.kind === 'unknown') {
    if (!fn.isDry) loopOver(fn, range, items, (item) => void add(start, item));
    return UNKNOWN;
  }
  const has = (value: Value) => alternativesOf(like).some((each) => codeOf(each) === codeOf(value));
  const whole = has(start) ? like : (joinGiven(fn, range, 'sum', like, withoutConstant(start)) ?? UNKNOWN);
  if (!fn.graph) return withChoice(fn, range, whole);
  const kept = new Kept(fn, range, whole);
  kept.set(start);
  loopOver(fn, range, items, (item) => kept.set(add(kept.get(), item)));
  return kept.get();
}

/** Adds arrays one by one. Without any, where Python gives the start, asking for the first one is an `IndexError`. */
function sumOfArrays(
  fn: FunctionLowering,
  range: SourceRange,
  items: Iteration,
  start: Value,
  total: ArrayValue,
): Value {
  const [first, stop, step] = items.bounds;
  if (first.constant !== 0n || step.constant !== 1n) {
    return fn.report('WEFT282', range, {
      what: '`sum` of arrays',
      reason: 'it adds them one by one from the int 0',
      instead: 'Write `np.sum(np.stack(a), axis=0)`',
    });
  }
  const dims = total.type.dims.map(() => fn.unknownDim());
  const kept = new Kept(fn, range, { kind: 'value', type: { ...total.type, dims } });
  kept.set(binaryOperation(fn, range, '+', start, items.item(first)));
  const rest: Iteration = { bounds: [constantValue(1n) as GraphValue, stop, step], item: items.item };
  loopOver(fn, range, rest, (item) => kept.set(binaryOperation(fn, range, '+', kept.get(), item)));
  return kept.get();
}

function quantify(fn: FunctionLowering, range: SourceRange, name: 'any' | 'all', items: Items): Value {
  const isAny = name === 'any';
  const like: GraphValue = { kind: 'value', type: { kind: 'bool' } };
  fn.markEffect();
  if (!fn.graph) {
    loopOver(fn, range, items, (item) => void truthOfValue(fn, range, item));
    return like;
  }
  const kept = new Kept(fn, range, like);
  kept.set(constantValue(!isAny));
  loopOver(fn, range, items, (item) => {
    const truth = truthOfValue(fn, range, item);
    if (!truth) return;
    const decides: GraphValue =
      typeof truth.constant === 'boolean'
        ? (constantValue(truth.constant === isAny) as GraphValue)
        : isAny
          ? truth
          : fn.emit('logical_not', range, [truth], truth.type);
    when(fn, range, decides, () => {
      kept.set(constantValue(isAny));
      if (!('length' in items)) fn.effect('break', range, []);
    });
  });
  return kept.get();
}

function emptyText(name: string): GraphValue {
  return constantValue(`${name}() arg is an empty sequence`) as GraphValue;
}

function extremum(
  fn: FunctionLowering,
  range: SourceRange,
  name: 'min' | 'max',
  items: Items,
  others: ReadonlyMap<string, Value>,
): Value | undefined {
  const key = others.get('key');
  const fallback = others.get('default');
  if ('length' in items && fallback) {
    if (items.length === 0) return fallback;
    const rest = new Map([...others].filter(([option]) => option !== 'default'));
    const found = extremum(fn, range, name, items, rest);
    const builtin = { kind: 'library', module: 'builtins', name } as const;
    const known = { positional: [{ value: tupleValue(items), range }], keywords: [] };
    return found ?? (rest.size === 0 ? callLibrary(fn, range, builtin, '', known) : undefined);
  }
  if ('length' in items && items.length === 0) {
    fn.kernel('raise', range, [constantValue('ValueError') as GraphValue, emptyText(name)], []);
    endHere(fn, range);
  }
  if ('length' in items && !key && items.every(isNumber)) return undefined;
  const iteration = 'length' in items ? iterationOfValue(fn, range, tupleValue(items), true) : items;
  if (!iteration) return undefined;
  const rank = (item: Value) => (key ? mapTypes(fn, range, item, (each) => callAny(fn, range, key, [each])) : item);
  const op = name === 'min' ? '<' : '>';
  if ('length' in iteration) return key && !fallback ? extremumOfKnown(fn, range, op, iteration, rank) : undefined;
  const found = fn.try(() => {
    const item = iteration.item(SOME);
    const ranked = rank(item);
    return { item, ranked, isLess: compareValues(fn, range, op, ranked, ranked) };
  }).result;
  fn.markEffect();
  const like = withoutConstant(found.item);
  if (found.item.kind === 'unknown' || found.isLess.kind !== 'value') {
    if (!fn.isDry && found.item.kind !== 'unknown') {
      fn.report('WEFT282', range, {
        what: `\`${name}\` of ${quotedType(found.item)} values`,
        reason: 'they have no order',
        instead: 'Give numbers, or a `key`',
      });
    }
    return UNKNOWN;
  }
  const joined = fallback ? template(joinAny(fn, `default${placeOf(range)}`, like, fallback) ?? UNKNOWN, false) : like;
  if (!joined || joined.kind === 'unknown') {
    return fn.report('WEFT282', range, {
      what: `\`default=${quotedType(fallback!).slice(1)} of \`${name}\``,
      reason: `it does not join with items of type ${quotedType(like)}`,
      instead: 'Test the length first: `if len(a) > 0:`',
    });
  }
  if (!fn.graph) return joined;
  const [start, stop, step] = iteration.bounds;
  // Where there may be no items, the first has no constant place.
  const begin = (): GraphValue => {
    if (!fallback) return start;
    const place = new Kept(fn, range, SOME);
    place.set(start);
    return place.get() as GraphValue;
  };
  const run = () =>
    bestOf(
      fn,
      range,
      name,
      { ...iteration, bounds: [begin(), stop, step] },
      like,
      key ? rank : undefined,
      withoutConstant(found.ranked),
    );
  if (!fallback) {
    fn.kernel('list.check_not_empty', range, [start, stop, step, emptyText(name)], []);
    return run();
  }
  const result = new Kept(fn, range, joined);
  result.set(fallback);
  const length = binaryOperation(fn, range, '-', stop, start);
  const ahead = length.kind === 'value' ? binaryOperation(fn, range, '*', length, step) : length;
  const isAny = ahead.kind === 'value' ? compareValues(fn, range, '>', ahead, intConstant(0)) : ahead;
  if (isAny.kind !== 'value') return UNKNOWN;
  when(fn, range, isAny, () => result.set(run()));
  return result.get();
}

/** The first item that none comes before, of an iteration that has one. */
function bestOf(
  fn: FunctionLowering,
  range: SourceRange,
  name: 'min' | 'max',
  iteration: Iteration,
  like: Value,
  rankOf: ((item: Value) => Value) | undefined,
  likeRank: Value,
): Value {
  const [start, stop, step] = iteration.bounds;
  const op = name === 'min' ? '<' : '>';
  const rank = rankOf ?? ((item: Value) => item);
  const best = new Kept(fn, range, like);
  const bestRank = rankOf ? new Kept(fn, range, likeRank) : best;
  const first = iteration.item(start);
  best.set(first);
  if (rankOf) bestRank.set(rank(first));
  const next = binaryOperation(fn, range, '+', start, step);
  if (next.kind !== 'value') return UNKNOWN;
  loopOver(fn, range, { ...iteration, bounds: [next, stop, step] }, (item) => {
    const ranked = rank(item);
    const isBetter = compareValues(fn, range, op, ranked, bestRank.get());
    if (isBetter.kind !== 'value') return;
    when(fn, range, isBetter, () => {
      best.set(item);
      if (rankOf) bestRank.set(ranked);
    });
  });
  return best.get();
}

/** Of items that no list holds: they are compared one after the other. */
function extremumOfKnown(
  fn: FunctionLowering,
  range: SourceRange,
  op: '<' | '>',
  items: readonly Value[],
  rank: (item: Value) => Value,
): Value | undefined {
  const { all, ranked } = fn.try(() => {
    const join = (values: readonly Value[], key: string) =>
      values.reduce<Value | undefined>(
        (a, b) => a && joinAny(fn, `${key}${range.startLine}:${range.startColumn}`, a, withoutConstant(b)),
        withoutConstant(values[0] ?? UNKNOWN),
      );
    return { all: join(items, 'best'), ranked: join(items.map(rank), 'rank') };
  }).result;
  if (!all || !ranked) return undefined;
  if (hasUnknown(all) || hasUnknown(ranked)) {
    if (!fn.isDry) for (const item of items) rank(item);
    return UNKNOWN;
  }
  fn.markEffect();
  if (!fn.graph) return all;
  const best = new Kept(fn, range, all);
  const bestRank = new Kept(fn, range, ranked);
  for (const [i, item] of items.entries()) {
    const own = rank(item);
    const set = () => {
      best.set(item);
      bestRank.set(own);
    };
    if (i === 0) set();
    else {
      const isBetter = compareValues(fn, range, op, own, bestRank.get());
      if (isBetter.kind === 'value') when(fn, range, isBetter, set);
    }
  }
  return best.get();
}

/** `array.tolist()`: nested lists of Python's own numbers; undefined for anything else. */
export function lowerToList(fn: FunctionLowering, expr: CallExpr, base: Value): Value | undefined {
  const { func } = expr;
  const isCall = func.kind === 'Attribute' && func.attr === 'tolist' && expr.args.length + expr.keywords.length === 0;
  if (!isCall || !isArray(base)) return undefined;
  const { dtype, dims } = base.type;
  const kind = dtype === 'b1' ? 'bool' : dtype.startsWith('f') ? 'float' : dtype.startsWith('c') ? 'complex' : 'int';
  const nested = (): ListCell => {
    let cell = new ListCell(fn.lists.clock, false, true);
    cell.put({ kind: 'value', type: { kind } });
    for (let axis = 1; axis < dims.length; axis++) {
      const inner = cell;
      cell = new ListCell(fn.lists.clock, false, true);
      cell.put(listValue(inner));
    }
    return cell;
  };
  const site = fn.lists.at(expr.range, 'tolist');
  if (site.cell.put(nested().item!)) return UNKNOWN;
  return madeList(fn, expr.range, 'list.tolist', [base], nested(), site.cell);
}
