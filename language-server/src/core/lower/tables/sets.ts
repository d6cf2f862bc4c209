// SPDX-License-Identifier: Apache-2.0
// Sets of the run: CPython's own hash table is beside their items, so that a set of numbers is walked in its order. Texts
// have another hash in every process of Python: what depends on the order of a set of them is refused.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { comparison } from '../../numpy/operators';
import type { CallExpr, Expr } from '../../syntax/ast';
import { isSetKind, isTable, type ListValue, listValue, type SetKind, type TableValue } from '../../types/lists';
import { constantValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import { textOfObject } from '../classes/records';
import { lowerExpr } from '../expressions/expressions';
import { isLazy } from '../iteration/consumed';
import { type Iteration, iterationOfValue, lowerIteration, type Source } from '../iteration/iteration';
import { collect, loopOver, when } from '../lists/list-loops';
import { getItem, itemOperands, listKernel, listLength, popItem, put } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { mayRemove } from '../statements/control';
import { newTable, raiseMissing } from './dicts';
import { isDictLike } from './joins';
import { checkKey, hasTexts, keyOperands, shapeOperand } from './keys';
import { tableValue } from './values';

const NONE = constantValue(null);
const BOOL = { kind: 'bool' } as const;

export function isSet(value: Value): value is TableValue & { readonly table: SetKind } {
  return isTable(value) && isSetKind(value.table);
}

export function setLength(fn: FunctionLowering, range: SourceRange, set: TableValue): GraphValue {
  return listLength(fn, range, listValue(set.list, set.id));
}

/** `set.add(item)`. */
export function addToSet(fn: FunctionLowering, range: SourceRange, set: TableValue, item: Value): void {
  if (!checkKey(fn, range, item)) {
    fn.markIncomplete();
    return;
  }
  if (!put(fn, range, set.list, item)) return;
  const leaves = itemOperands(fn, range, set.list, item);
  if (leaves) fn.kernel('set.add', range, [set, shapeOperand(set), ...leaves], [], [0]);
}

/** `item in set`. */
export function isInSet(fn: FunctionLowering, range: SourceRange, set: TableValue, item: Value): Value {
  if (set.list.isNothing) return constantValue(false);
  if (!set.list.item) return fn.isDry ? { kind: 'value', type: BOOL } : constantValue(false);
  const operands = keyOperands(fn, range, set, item);
  return operands ? fn.kernel('set.has', range, [set, shapeOperand(set), ...operands], [BOOL])[0]! : UNKNOWN;
}

/** The items in the order in which CPython walks them; those of texts in any order. */
export function itemsOfSet(fn: FunctionLowering, range: SourceRange, set: TableValue, anyOrder: boolean): ListValue {
  return listKernel(fn, 'set.items', range, [set, constantValue(anyOrder) as GraphValue], set.list);
}

/** What a loop over a set gets. `anyOrder`: nobody sees the order. */
export function setSource(
  fn: FunctionLowering,
  range: SourceRange,
  set: TableValue,
  anyOrder: boolean,
): Source | undefined {
  if (!anyOrder && hasTexts(set.list.item)) {
    fn.report('WEFT227', range, {
      type: `\`${set.table}\``,
      reason: 'its texts have other hashes, and so another order, whenever Python starts',
      instead: 'Write `sorted(...)` around it',
    });
    return undefined;
  }
  const items = itemsOfSet(fn, range, set, anyOrder);
  const length = setLength(fn, range, set);
  const changes = () => fn.kernel('set.changes', range, [set], [{ kind: 'int' }])[0]!;
  const before = fn.loopBody && mayRemove(fn, fn.loopBody) ? changes() : undefined;
  const check = () => {
    const isOther = comparison(fn, range, 'not_equal', setLength(fn, range, set), length);
    if (isOther.kind === 'value') raiseIf(fn, range, isOther, 'RuntimeError', 'Set changed size during iteration');
    const isChanged = before && comparison(fn, range, 'not_equal', changes(), before);
    if (isChanged?.kind === 'value') {
      const what = 'a set got and lost items while a loop ran over it; loop over a copy: list(s)';
      raiseIf(fn, range, isChanged, 'NotImplementedError', what);
    }
  };
  return {
    kind: 'steps',
    length,
    item: (step) => {
      check();
      return getItem(fn, range, items, step);
    },
    after: check,
  };
}

export function raiseIf(
  fn: FunctionLowering,
  range: SourceRange,
  condition: GraphValue,
  kind: string,
  what: string,
): void {
  if (!fn.graph) return;
  const operands = [constantValue(kind), constantValue(what)] as GraphValue[];
  when(fn, range, condition, () => void fn.kernel('raise', range, operands, []));
}

/** A literal, or what CPython folds into one. */
function isLiteral(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Int':
    case 'Float':
    case 'Complex':
    case 'Bool':
    case 'Str':
    case 'None':
      return true;
    case 'Unary':
      return expr.op !== 'not' && isLiteral(expr.operand);
    case 'Binary':
      return isLiteral(expr.left) && isLiteral(expr.right);
    case 'Tuple':
      return expr.elements.every(isLiteral);
    default:
      return false;
  }
}

/** `{a, b}`. CPython keeps three or more literals as a frozenset, of which it makes the set, or over which it loops. */
export function lowerSetDisplay(fn: FunctionLowering, expr: CallExpr, isLoop = false): Value {
  const { range } = expr;
  const site = fn.lists.at(range, 'set');
  site.require();
  const areLiterals = expr.args.every(isLiteral);
  const set = newTable(fn, range, site.cell, 'set');
  let isComplete = true;
  for (const arg of expr.args) {
    if (arg.kind === 'Starred') {
      isComplete = extendSet(fn, arg.range, set, arg.value) && isComplete;
      continue;
    }
    const item = lowerExpr(fn, arg);
    if (item.kind === 'unknown') fn.markIncomplete();
    else addToSet(fn, range, set, item);
  }
  if (!isComplete) return UNKNOWN;
  if (!areLiterals || (expr.args.length < 3 && !isLoop)) return set;
  const result = isLoop ? set : copySet(fn, range, set, 'set');
  fn.kernel('set.literal', range, [result], [], [0]);
  return result;
}

function copySet(fn: FunctionLowering, range: SourceRange, set: TableValue, kind: SetKind): TableValue {
  const [copy] = fn.kernel('set.copy', range, [set], [set.list.type()]);
  return tableValue(set.list, kind, copy!.id);
}

/** `set(values)` and `frozenset(values)`; undefined for other arguments. */
export function lowerSetCall(fn: FunctionLowering, expr: CallExpr, kind: SetKind): Value | undefined {
  const [first] = expr.args;
  const { range } = expr;
  if (expr.args.length > 1 || expr.keywords.length > 0) return undefined;
  const given = first ? itemsOrTable(fn, first) : [];
  if (!given) return UNKNOWN;
  if (isValue(given) && isSet(given)) {
    if (kind === 'frozenset' && given.table === 'frozenset') return given;
    return copySet(fn, range, given, kind);
  }
  const site = fn.lists.at(range, 'set');
  site.require();
  const set = newTable(fn, range, site.cell, kind);
  return addAll(fn, range, set, given) ? set : UNKNOWN;
}

type Items = Iteration | readonly Value[];

function isValue(given: Value | Items): given is Value {
  return 'kind' in given;
}

/** The dictionary or set that the expression gives, or what it runs over; undefined after a report. */
function itemsOrTable(fn: FunctionLowering, expr: Expr): Value | Items | undefined {
  if (isLazy(fn, expr) || (expr.kind === 'Attribute' && expr.attr === 'flat')) return lowerIteration(fn, expr);
  const value = lowerExpr(fn, expr);
  if (value.kind === 'unknown') return undefined;
  return isDictLike(value) ? value : iterationOfValue(fn, expr.range, value);
}

function addAll(fn: FunctionLowering, range: SourceRange, set: TableValue, given: Value | Items): boolean {
  if (isValue(given) && isSet(given)) {
    if (set.list.unify(given.list)) return false;
    update(fn, range, set, given, 'or');
    return true;
  }
  if (isValue(given)) {
    const items = iterationOfValue(fn, range, given);
    if (!items) return false;
    // CPython makes room for all keys of a plain dictionary.
    const isPlain = given.kind === 'dict' || (isTable(given) && given.table === 'dict');
    const count = 'length' in items ? intConstant(items.length) : items.bounds[1];
    if (isPlain) fn.kernel('set.prepare', range, [set, count], [], [0]);
    loopOver(fn, range, items, (item) => addToSet(fn, range, set, item));
    return true;
  }
  loopOver(fn, range, given, (item) => addToSet(fn, range, set, item));
  return true;
}

function extendSet(fn: FunctionLowering, range: SourceRange, set: TableValue, expr: Expr): boolean {
  const given = itemsOrTable(fn, expr);
  return given !== undefined && addAll(fn, range, set, given);
}

function refuse(fn: FunctionLowering, range: SourceRange, name: string): Value {
  return fn.report('WEFT282', range, {
    what: `\`${name}\` of a set with these arguments`,
    reason: 'Weft does not compile it',
    instead: 'Use `add`, `remove`, `in`, `|`, `&`, `-`, or a loop',
  });
}

/** The other operand as a set, or as a list of items; undefined after a report. */
function otherOf(fn: FunctionLowering, set: TableValue, expr: Expr): ListValue | undefined {
  const given = itemsOrTable(fn, expr);
  if (!given) return undefined;
  if (isValue(given) && isSet(given)) {
    const problem = set.list.unify(given.list);
    if (problem) reportTypes(fn, expr.range, problem.first, problem.second);
    return problem ? undefined : given;
  }
  const items = isValue(given) ? iterationOfValue(fn, expr.range, given) : given;
  const list = items && collect(fn, expr.range, items, (item, add) => add(item), 'other');
  if (list?.kind !== 'value' || !list.list) return undefined;
  if (list.list.item && !checkKey(fn, expr.range, list.list.item)) return undefined;
  const problem = set.list.unify(list.list);
  if (problem) reportTypes(fn, expr.range, problem.first, problem.second);
  return problem ? undefined : (list as ListValue);
}

function reportTypes(fn: FunctionLowering, range: SourceRange, first: Value, second: Value): void {
  fn.report('WEFT280', range, {
    first: quotedType(first),
    second: quotedType(second),
    reason: 'all items of a set have one type',
    instead: 'Convert the items of one of them',
  });
}

function combined(
  fn: FunctionLowering,
  range: SourceRange,
  set: TableValue,
  other: ListValue | TableValue,
  how: string,
): TableValue {
  const operands = [set, other, constantValue(how), shapeOperand(set), constantValue(isSet(other))] as GraphValue[];
  const [result] = fn.kernel('set.combine', range, operands, [set.list.type()]);
  return tableValue(set.list, set.table, result!.id);
}

function update(
  fn: FunctionLowering,
  range: SourceRange,
  set: TableValue,
  other: ListValue | TableValue,
  how: string,
): void {
  const operands = [set, other, constantValue(how), shapeOperand(set), constantValue(isSet(other))] as GraphValue[];
  fn.kernel('set.update', range, operands, [], [0]);
}

const COMBINING: Readonly<Record<string, string>> = {
  union: 'or',
  intersection: 'and',
  difference: 'sub',
  symmetric_difference: 'xor',
};

const UPDATING: Readonly<Record<string, string>> = {
  update: 'or',
  intersection_update: 'and',
  difference_update: 'sub',
  symmetric_difference_update: 'xor',
};

const CHANGING = /^(add|remove|discard|pop|clear|update|\w+_update)$/;

/** A method of a set that may be changed, where `name` changes it. */
export function lowerSetMethod(fn: FunctionLowering, expr: CallExpr, set: TableValue, name: string): Value {
  const { range, args } = expr;
  const [first] = args;
  if (expr.keywords.length > 0 || args.some((arg) => arg.kind === 'Starred')) return refuse(fn, range, name);
  if (CHANGING.test(name) && (set.table === 'frozenset' || set.readOnly !== undefined)) {
    return fn.report('WEFT282', range, {
      what: `This ${set.table}`,
      reason: set.table === 'frozenset' ? 'a frozenset does not change' : set.readOnly!,
      instead: 'Change a copy: `s = set(s)`',
    });
  }
  const combining = COMBINING[name] ?? UPDATING[name];
  if (combining !== undefined) {
    const isSingle = combining === 'xor';
    if (isSingle ? args.length !== 1 : false) return refuse(fn, range, name);
    const others = args.map((arg) => otherOf(fn, set, arg));
    if (others.some((other) => !other)) return UNKNOWN;
    if (name in UPDATING) {
      for (const other of others) update(fn, range, set, other!, combining);
      return NONE;
    }
    let result: TableValue | undefined;
    for (const other of others) {
      if (result && combining !== 'and') update(fn, range, result, other!, combining);
      else result = combined(fn, range, result ?? set, other!, combining);
    }
    return result ?? copySet(fn, range, set, set.table as SetKind);
  }
  if (!first) {
    switch (name) {
      case 'copy':
        return set.table === 'frozenset' ? set : copySet(fn, range, set, 'set');
      case 'clear':
        fn.kernel('set.clear', range, [set], [], [0]);
        return NONE;
      case 'pop':
        if (hasTexts(set.list.item)) return setSource(fn, range, set, false) ? UNKNOWN : UNKNOWN;
        fn.kernel('set.pop', range, [set], [], [0]);
        return popItem(fn, range, listValue(set.list, set.id), intConstant(-1));
      default:
        return refuse(fn, range, name);
    }
  }
  if (args.length > 1) return refuse(fn, range, name);
  if (/^(issubset|issuperset|isdisjoint)$/.test(name)) return compareWith(fn, range, name, set, first);
  const value = lowerExpr(fn, first);
  if (value.kind === 'unknown') return UNKNOWN;
  if (name === 'add') {
    addToSet(fn, range, set, value);
    return NONE;
  }
  if (name !== 'remove' && name !== 'discard') return refuse(fn, range, name);
  if (set.list.isNothing) {
    if (name === 'remove') raiseMissing(fn, range, value);
    return NONE;
  }
  const operands = keyOperands(fn, range, set, value);
  if (operands && name === 'remove' && value.kind === 'instance') {
    // The kernel would write the tuple of its fields.
    const found = fn.kernel('set.has', range, [set, shapeOperand(set), ...operands], [BOOL])[0]!;
    const text = textOfObject(fn, range, value, 'r');
    const missing = fn.emit('logical_not', range, [found], BOOL);
    if (text.kind === 'value')
      when(fn, range, missing, () => fn.kernel('raise', range, [constantValue('KeyError') as GraphValue, text], []));
  }
  if (operands) fn.kernel(`set.${name}`, range, [set, shapeOperand(set), ...operands], [], [0]);
  return NONE;
}

function compareWith(fn: FunctionLowering, range: SourceRange, name: string, set: TableValue, expr: Expr): Value {
  let other = otherOf(fn, set, expr);
  if (!other) return UNKNOWN;
  if (name === 'isdisjoint') {
    const common = setLength(fn, range, combined(fn, range, set, other, 'and'));
    return comparison(fn, range, 'equal', common, intConstant(0));
  }
  if (!isSet(other)) other = combined(fn, range, combined(fn, range, set, set, 'xor'), other, 'or');
  return compareSets(fn, range, name === 'issubset' ? '<=' : '>=', set, other as TableValue) ?? UNKNOWN;
}

const OPERATORS: Readonly<Record<string, string>> = { '|': 'or', '&': 'and', '-': 'sub', '^': 'xor' };

/** `a | b`, `a & b`, `a - b`, `a ^ b` of two sets; undefined for other operands. */
export function setBinary(fn: FunctionLowering, range: SourceRange, op: string, a: Value, b: Value): Value | undefined {
  const how = OPERATORS[op];
  if (how === undefined || !isSet(a) || !isSet(b)) return undefined;
  const problem = a.list.unify(b.list);
  if (!problem) return combined(fn, range, a, b, how);
  reportTypes(fn, range, problem.first, problem.second);
  return UNKNOWN;
}

/** `a |= b` and the like of two sets: changes `a`, unless it is frozen. Undefined for other operands. */
export function setUpdate(fn: FunctionLowering, range: SourceRange, op: string, a: Value, b: Value): Value | undefined {
  const how = OPERATORS[op];
  if (how === undefined || !isSet(a) || !isSet(b)) return undefined;
  if (a.table === 'frozenset') return setBinary(fn, range, op, a, b);
  if (a.readOnly !== undefined) {
    const instead = 'Change a copy: `s = set(s)`';
    return fn.report('WEFT282', range, { what: 'This set', reason: a.readOnly, instead });
  }
  const problem = a.list.unify(b.list);
  if (problem) reportTypes(fn, range, problem.first, problem.second);
  else update(fn, range, a, b, how);
  return problem ? UNKNOWN : a;
}

export function compareSets(
  fn: FunctionLowering,
  range: SourceRange,
  op: string,
  a: TableValue,
  b: TableValue,
): Value | undefined {
  if (!isSet(b) || a.list.unify(b.list)) return undefined;
  const within = (x: TableValue, y: TableValue) => fn.kernel('set.within', range, [x, y], [BOOL])[0]!;
  const sizes = (name: 'equal' | 'not_equal') =>
    comparison(fn, range, name, setLength(fn, range, a), setLength(fn, range, b)) as GraphValue;
  const both = (x: GraphValue, y: GraphValue) => fn.emit('logical_and', range, [x, y], BOOL);
  switch (op) {
    case '<=':
      return within(a, b);
    case '>=':
      return within(b, a);
    case '<':
      return both(within(a, b), sizes('not_equal'));
    case '>':
      return both(within(b, a), sizes('not_equal'));
    case '==':
      return both(within(a, b), sizes('equal'));
    case '!=':
      return fn.emit('logical_not', range, [both(within(a, b), sizes('equal'))], BOOL);
    default:
      return undefined;
  }
}
