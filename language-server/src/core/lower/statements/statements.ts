// SPDX-License-Identifier: Apache-2.0
// Statements: assignments, augmented assignments, returns. `if` and loops are in control.ts.

import type { SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { assignArray, assignItems, type Item, index, isWritable, viewItems } from '../../numpy/indexing';
import { chosen, exactMask, isAdvanced } from '../../numpy/indexing-advanced';
import { binaryOperation } from '../../numpy/operators';
import { assignPart, keptPart, named, partOf } from '../../numpy/parts';
import { isText } from '../../numpy/text';
import { textOperation } from '../../numpy/text-operations';
import type { AttributeExpr, AugAssignStmt, Expr, FunctionDecl, Stmt, SubscriptExpr } from '../../syntax/ast';
import { dimConstant } from '../../types/dims';
import { isDeque, isList, isListLike, isRunTuple, type ListLike } from '../../types/lists';
import { canCastSameKind, NUMPY_NAME, strongDType } from '../../types/promote';
import { listView } from '../../types/tuple-views';
import {
  type ArrayValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { makeClosure } from '../calls/closures';
import { decorated } from '../calls/decorators';
import { asInteger } from '../classes/enums';
import { assignObject } from '../classes/instances';
import { setObjectItem, updateObjectItem } from '../classes/items';
import { objectBinary } from '../classes/operators';
import { asItems } from '../classes/records';
import { lowerExpr } from '../expressions/expressions';
import { assignFlat, assignFlatItem, flatArray } from '../expressions/flat';
import { lowerItems } from '../expressions/subscripts';
import { lowerConsumed } from '../iteration/consumed';
import { refuseKeptIterator } from '../iteration/lazy-loops';
import { assignDequeItem } from '../lists/deques';
import { getItem, listIndex, runtimeList, setItem } from '../lists/lists';
import { assignListItem, lowerListBinary, lowerListUpdate, unpackListStarred } from '../lists/operators';
import { noteOwnList, setSliceItem } from '../lists/slice-lists';
import type { FunctionLowering } from '../program/function';
import { Raised, Unfinished } from '../program/unfinished';
import { assignDictItem, updateDictItem } from '../tables/dicts';
import { isDictLike } from '../tables/joins';
import { lowerSetUpdate } from '../tables/methods';
import { lowerPrintOptions } from '../text/print-options';
import { eachType } from '../unions/each-type';
import { refuseNone } from '../unions/type-errors';
import { lowerForEachType } from '../unions/unions';
import { lowerJump, lowerLabelled } from './blocks';
import { lowerFor, lowerIf, lowerWhile } from './control';
import { lowerAssert, lowerDelete, lowerRaise, lowerWith } from './raising';
import { rowsAsList, unpacked } from './unpacking';
import { lowerWarningSetting } from './warning-settings';

export function lowerBlock(fn: FunctionLowering, statements: readonly Stmt[]): void {
  const around = fn.statement;
  for (const stmt of statements) {
    if (!fn.isReachable) break;
    try {
      lowerForEachType(fn, stmt, (each) => {
        fn.statement = each;
        lowerStatement(fn, each);
      });
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      if (!(error instanceof Raised)) fn.isUnfinished = true;
      fn.isReachable = false;
    }
  }
  fn.statement = around;
}

function lowerStatement(fn: FunctionLowering, stmt: Stmt): void {
  switch (stmt.kind) {
    case 'ExprStmt':
      // A docstring or another constant does nothing.
      if (
        stmt.value.kind !== 'Str' &&
        stmt.value.kind !== 'Ellipsis' &&
        !lowerWarningSetting(fn, stmt.value) &&
        !lowerPrintOptions(fn, stmt.value)
      )
        lowerExpr(fn, stmt.value);
      return;
    case 'Assign': {
      const isOneName = stmt.targets.some((target) => target.kind === 'Name');
      const lower = takesAll(fn, stmt.targets) ? lowerConsumed : lowerExpr;
      const value = isOneName && refuseKeptIterator(fn, stmt.value) ? UNKNOWN : lower(fn, stmt.value);
      for (const target of stmt.targets) {
        assignTarget(fn, target, value, stmt.range);
        noteOwnList(fn, target, stmt.value, value);
      }
      return;
    }
    case 'AnnAssign':
      if (stmt.value) assignTarget(fn, stmt.target, lowerExpr(fn, stmt.value), stmt.range);
      return;
    case 'AugAssign':
      lowerAugmented(fn, stmt);
      return;
    case 'If':
      lowerIf(fn, stmt);
      return;
    case 'While':
      lowerWhile(fn, stmt);
      return;
    case 'For':
      lowerFor(fn, stmt);
      return;
    case 'Return':
      fn.leave(
        stmt.value ? lowerExpr(fn, stmt.value) : { kind: 'value', type: { kind: 'none' }, constant: null },
        stmt.range,
      );
      return;
    case 'Break':
    case 'Continue':
      lowerJump(fn, stmt);
      return;
    case 'Block':
      lowerLabelled(fn, stmt);
      return;
    case 'Pass':
      return;
    case 'FunctionDef':
      lowerDefinition(fn, stmt.decl);
      return;
    case 'Raise':
      lowerRaise(fn, stmt);
      return;
    case 'Assert':
      lowerAssert(fn, stmt);
      return;
    case 'Delete':
      lowerDelete(fn, stmt);
      return;
    case 'With':
      lowerWith(fn, stmt);
      return;
    case 'UnsupportedStmt':
      if (stmt.imports?.every(({ alias }) => fn.program.scope.imports.has(alias) && !fn.isLocal(alias))) return;
      fn.refuse(stmt.what, stmt.range, stmt.caught);
      for (const name of stmt.bound) if (fn.isLocal(name)) fn.assign(name, UNKNOWN, stmt.range);
      return;
    case 'Error':
      fn.markIncomplete();
      return;
  }
}

/** The targets take all items of what they are given: they are unpacked, or parts of a list. */
function takesAll(fn: FunctionLowering, targets: readonly Expr[]): boolean {
  const [target] = targets;
  if (!target || targets.length > 1) return false;
  if (target.kind === 'Tuple' || target.kind === 'List') return true;
  if (target.kind !== 'Subscript' || target.value.kind !== 'Name' || target.index[0]?.kind !== 'Slice') return false;
  const base = fn.env.get(target.value.id)?.value;
  return base !== undefined && isListLike(base);
}

/** A function inside a function. */
function lowerDefinition(fn: FunctionLowering, decl: FunctionDecl): void {
  if (decl.isAsync) fn.report('WEFT130', decl.nameRange, { what: '`async def`' });
  fn.assign(decl.name, decorated(fn, decl, makeClosure(fn, decl)), decl.range);
}

export function assignTarget(fn: FunctionLowering, target: Expr, value: Value, range: SourceRange): void {
  switch (target.kind) {
    case 'Name':
      fn.fact(target.range, value, target.id);
      fn.assign(target.id, named(keptPart(fn, range, value)), range);
      return;
    case 'Tuple':
    case 'List':
      unpack(fn, target.elements, asItems(fn, range, value), target.range, range);
      return;
    case 'Attribute': {
      assignAttribute(fn, target, lowerExpr(fn, target.value), value, range);
      return;
    }
    case 'Subscript': {
      const flat = flatArray(fn, target.value);
      if (flat) {
        assignFlatItem(fn, target, flat, value, range);
        return;
      }
      const base = keptPart(fn, target.range, lowerExpr(fn, target.value));
      if (base.kind === 'unknown' || setObjectItem(fn, range, target, base, value)) return;
      if (setSliceItem(fn, target, base, value)) return;
      if (isDeque(base)) {
        assignDequeItem(fn, target, base, value, range);
        return;
      }
      if (isDictLike(base)) {
        assignDictItem(fn, target, base, value, range);
        return;
      }
      if (isListLike(base) || base.kind === 'tuple') {
        assignListItem(fn, target, base, value, range);
        return;
      }
      if (!isArray(base)) {
        fn.report('WEFT241', target.range, {
          what: `An item of ${quotedType(base)}`,
          reason: isRunTuple(base) ? 'tuples do not change' : 'only arrays have items that change',
          instead: 'Make it an array with `np.array(...)`',
        });
        return;
      }
      const items = lowerItems(fn, base, target);
      if (items && value.kind !== 'unknown') assignItems(fn, range, base, items, asInteger(fn, range, value));
      return;
    }
    case 'Starred':
      fn.refuse('A starred target', target.range);
      return;
    default:
      fn.report('WEFT241', target.range, {
        what: 'This',
        reason: 'attributes and expressions do not change in a task',
        instead: 'Assign to a name, an element or a slice',
      });
  }
}

/** `a.real = value`. */
function assignAttribute(
  fn: FunctionLowering,
  target: AttributeExpr,
  base: Value,
  value: Value,
  range: SourceRange,
): void {
  if (value.kind === 'unknown') fn.markIncomplete();
  if (base.kind === 'unknown' || assignObject(fn, target, base, value, range)) return;
  if (isArray(base) && (target.attr === 'real' || target.attr === 'imag')) {
    assignPart(fn, range, base, target.attr, value);
    return;
  }
  if (isArray(base) && target.attr === 'flat') {
    assignFlat(fn, base, value, range);
    return;
  }
  fn.report('WEFT241', target.range, {
    what: `Attribute \`${target.attr}\``,
    reason: 'only `a.real`, `a.imag` and `a.flat` of arrays can be assigned',
    instead: isArray(base) && target.attr === 'shape' ? RESHAPED : 'Assign to elements, as in `a[...] = values`',
  });
}

const RESHAPED = 'Write `a = a.reshape(...)`, and the same for other names of the array';

function unpack(
  fn: FunctionLowering,
  targets: readonly Expr[],
  value: Value,
  where: SourceRange,
  range: SourceRange,
): void {
  const star = targets.findIndex((target) => target.kind === 'Starred');
  if (star >= 0) {
    unpackStarred(fn, targets, star, value, where, range);
    return;
  }
  const items = unpacked(fn, targets.length, value, where, range);
  for (const [i, target] of targets.entries()) assignTarget(fn, target, items?.[i] ?? UNKNOWN, range);
}

/** `a, *b, c = values`: the middle is a list of what is left. */
function unpackStarred(
  fn: FunctionLowering,
  targets: readonly Expr[],
  star: number,
  given: Value,
  where: SourceRange,
  range: SourceRange,
): void {
  const value = rowsAsList(fn, range, listView(given));
  if (isList(value)) {
    const items = unpackListStarred(fn, range, value, star, targets.length - star - 1);
    for (const [i, target] of targets.entries())
      assignTarget(fn, target.kind === 'Starred' ? target.value : target, items[i]!, range);
    return;
  }
  const size =
    value.kind === 'tuple'
      ? value.items.length
      : isArray(value)
        ? dimConstant(fn.resolve(value.type.dims[0]!))
        : undefined;
  const after = targets.length - star - 1;
  if (value.kind !== 'unknown' && (size === undefined || size > MAX_STARRED)) {
    fn.report('WEFT133', where, { what: 'A starred target' });
  } else if (size !== undefined && size < star + after) {
    fn.report('WEFT226', where, { count: `at least ${star + after}`, values: size });
  }
  const isFitting = size !== undefined && size <= MAX_STARRED && size >= star + after;
  const items = isFitting ? unpacked(fn, size, value, where, range) : undefined;
  for (const [i, target] of targets.entries()) {
    if (target.kind === 'Starred') {
      const middle = items?.slice(star, items.length - after);
      assignTarget(fn, target.value, middle ? tupleValue(middle, true) : UNKNOWN, range);
    } else {
      assignTarget(fn, target, items?.[i < star ? i : items.length - targets.length + i] ?? UNKNOWN, range);
    }
  }
}

const MAX_STARRED = 64;

function lowerAugmented(fn: FunctionLowering, stmt: AugAssignStmt): void {
  const { target } = stmt;
  if (target.kind === 'Name') {
    const current = fn.isLocal(target.id) ? fn.readLocal(target.id, target.range) : lowerExpr(fn, target);
    const value = asInteger(fn, stmt.range, lowerExpr(fn, stmt.value));
    refuseNone(fn, stmt.range, `${stmt.op}=`, current, value);
    if (isArray(current)) {
      updateInPlace(fn, stmt, current, value);
      return;
    }
    const result =
      objectBinary(fn, stmt.range, stmt.op, current, value, true) ??
      lowerSetUpdate(fn, stmt.range, stmt.op, current, value) ??
      lowerListUpdate(fn, stmt.range, stmt.op, current, value) ??
      lowerListBinary(fn, stmt.range, stmt.op, current, value) ??
      (isText(current) || isText(value)
        ? textOperation(fn, stmt.range, stmt.op, current, value)
        : binaryOperation(fn, stmt.range, stmt.op, current, value));
    fn.fact(target.range, result, target.id);
    fn.assign(target.id, result, stmt.range);
    return;
  }
  if (target.kind === 'Subscript') {
    updateItem(fn, stmt, target);
    return;
  }
  if (target.kind === 'Attribute') {
    updatePart(fn, stmt, target);
    return;
  }
  assignTarget(fn, target, UNKNOWN, stmt.range);
}

/** `a.real op= value`. */
function updatePart(fn: FunctionLowering, stmt: AugAssignStmt, target: AttributeExpr): void {
  const base = lowerExpr(fn, target.value);
  const value = lowerExpr(fn, stmt.value);
  if (base.kind === 'unknown' || value.kind === 'unknown') {
    fn.markIncomplete();
    return;
  }
  const { attr } = target;
  if (!isArray(base) || (attr !== 'real' && attr !== 'imag')) {
    assignAttribute(fn, target, base, UNKNOWN, stmt.range);
    return;
  }
  const part = partOf(fn, target.range, base, attr);
  const stored = isArray(part) ? updatedValue(fn, stmt, part, value) : undefined;
  if (stored) assignPart(fn, stmt.range, base, attr, stored);
}

function updateItem(fn: FunctionLowering, stmt: AugAssignStmt, target: SubscriptExpr): void {
  const base = keptPart(fn, target.range, lowerExpr(fn, target.value));
  if (base.kind === 'unknown') {
    lowerExpr(fn, stmt.value);
    return;
  }
  if (updateObjectItem(fn, stmt.range, target, base, (current) => updatedItem(fn, stmt, current))) return;
  if (isDictLike(base)) {
    updateDictItem(fn, stmt.range, target, base, (current) => updatedItem(fn, stmt, current));
    return;
  }
  if (isListLike(base)) {
    updateListItem(fn, stmt, target, base);
    return;
  }
  if (!isArray(base)) {
    assignTarget(fn, target, UNKNOWN, stmt.range);
    return;
  }
  const items = lowerItems(fn, base, target);
  if (!items) return;
  if (isAdvanced(items)) {
    updateChosen(fn, stmt, target.range, base, items);
    return;
  }
  const rank = base.type.dims.length;
  const isElement = items.length === rank && items.every((item) => item.kind === 'int');
  if (!isElement) {
    const view = viewItems(fn, target.range, base, items);
    const value = lowerExpr(fn, stmt.value);
    if (view) updateInPlace(fn, stmt, view, value);
    return;
  }
  const current = index(fn, target.range, base, items);
  const value = lowerExpr(fn, stmt.value);
  if (!current || value.kind === 'unknown') return;
  const result = binaryOperation(fn, stmt.range, stmt.op, current, value);
  if (result.kind !== 'unknown') assignItems(fn, stmt.range, base, items, result);
}

/** `xs[i] op= value`; lists and arrays in the list change in place. */
function updateListItem(fn: FunctionLowering, stmt: AugAssignStmt, target: SubscriptExpr, base: ListLike): void {
  const [part] = target.index;
  const list = runtimeList(fn, target.range, base, true);
  if (!list || !part || part.kind === 'Slice' || target.isTuple) {
    if (list) assignListItem(fn, target, list, UNKNOWN, stmt.range);
    return;
  }
  const place = listIndex(fn, part.range, lowerExpr(fn, part));
  if (!place) return;
  const current = getItem(fn, target.range, list, place);
  const value = lowerExpr(fn, stmt.value);
  eachType(fn, stmt.range, current, (now) => {
    if (isArray(now)) {
      updateInPlace(fn, stmt, now, value);
      return;
    }
    refuseNone(fn, stmt.range, `${stmt.op}=`, now, value);
    const result =
      lowerSetUpdate(fn, stmt.range, stmt.op, now, value) ??
      lowerListUpdate(fn, stmt.range, stmt.op, now, value) ??
      lowerListBinary(fn, stmt.range, stmt.op, now, value) ??
      (isText(now) || isText(value)
        ? textOperation(fn, stmt.range, stmt.op, now, value)
        : binaryOperation(fn, stmt.range, stmt.op, now, value));
    if (result.kind !== 'unknown') setItem(fn, stmt.range, list, place, result);
  });
}

/** `current op value`, in place where Python does so. */
function updatedItem(fn: FunctionLowering, stmt: AugAssignStmt, current: Value): Value {
  const value = lowerExpr(fn, stmt.value);
  if (isArray(current)) {
    updateInPlace(fn, stmt, current, value);
    return current;
  }
  if (isText(current) || isText(value)) return textOperation(fn, stmt.range, stmt.op, current, value);
  return (
    lowerListUpdate(fn, stmt.range, stmt.op, current, value) ??
    lowerListBinary(fn, stmt.range, stmt.op, current, value) ??
    binaryOperation(fn, stmt.range, stmt.op, current, value)
  );
}

/** Expressions that change nothing, so that it does not matter when they run. */
function isPlain(expr: Expr): boolean {
  if (expr.kind === 'Unary') return isPlain(expr.operand);
  if (expr.kind === 'Binary') return isPlain(expr.left) && isPlain(expr.right);
  return ['Name', 'Int', 'Float', 'Complex'].includes(expr.kind);
}

/** `array[mask] op= value`, `array[integers] op= value`: a copy of the elements is updated and put back. */
function updateChosen(
  fn: FunctionLowering,
  stmt: AugAssignStmt,
  where: SourceRange,
  base: ArrayValue,
  items: readonly Item[],
): void {
  const mask = ['+', '-', '*'].includes(stmt.op) && isPlain(stmt.value) ? exactMask(fn, base, items) : undefined;
  if (mask) {
    const value = lowerExpr(fn, stmt.value);
    if (!isArray(value)) {
      const stored = isWritable(fn, where, base) ? updatedValue(fn, stmt, base, value) : undefined;
      if (stored) fn.effect('assign', stmt.range, [base, chosen(fn, stmt.range, mask, stored, base)]);
      return;
    }
    updateCopy(fn, stmt, where, base, items, () => value);
    return;
  }
  updateCopy(fn, stmt, where, base, items, () => lowerExpr(fn, stmt.value));
}

function updateCopy(
  fn: FunctionLowering,
  stmt: AugAssignStmt,
  where: SourceRange,
  base: ArrayValue,
  items: readonly Item[],
  readValue: () => Value,
): void {
  const current = index(fn, where, base, items);
  const value = readValue();
  if (!current || !isArray(current)) return;
  updateInPlace(fn, stmt, current, value);
  assignItems(fn, stmt.range, base, items, current);
}

/** `array op= value`: the operation, then NumPy's same-kind cast back into the array. */
function updateInPlace(fn: FunctionLowering, stmt: AugAssignStmt, target: ArrayValue, value: Value): void {
  const stored = updatedValue(fn, stmt, target, value);
  if (stored) assignArray(fn, stmt.range, target, stored);
}

/** The value of `array op value`, cast to the array's element type; undefined after a report. */
function updatedValue(
  fn: FunctionLowering,
  stmt: AugAssignStmt,
  target: ArrayValue,
  value: Value,
): GraphValue | undefined {
  if (value.kind === 'unknown') {
    fn.markIncomplete();
    return undefined;
  }
  const { range, op } = stmt;
  const result = lowerListBinary(fn, range, op, target, value) ?? binaryOperation(fn, range, op, target, value);
  if (!isNumeric(result)) return undefined;
  const from = strongDType(elementOfValue(result));
  const to = target.type.dtype;
  if (!canCastSameKind(from, to)) {
    fn.report('WEFT214', stmt.range, {
      value: quotedType(value),
      target: quotedType(target),
      result: NUMPY_NAME[from],
      rewrite: `a = a ${stmt.op} b`,
    });
    return undefined;
  }
  if (isArray(result) && result.type.dims.length > target.type.dims.length) {
    fn.report('WEFT202', stmt.range, {
      left: quotedType(target),
      right: quotedType(value),
      first: `${target.type.dims.length} axes`,
      second: `${result.type.dims.length} axes`,
    });
    return undefined;
  }
  return cast(fn, stmt.range, result, to);
}
