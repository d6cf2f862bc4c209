// SPDX-License-Identifier: Apache-2.0
// Attributes that change: each object has a list of at most one item for each of them, so that all names of the object
// see what any of them sets.

import type { SourceRange } from '../../graph/graph';
import type { ClassInfo } from '../../names/classes';
import { rootClass } from '../../names/stored-classes';
import { intConstant } from '../../numpy/elementwise';
import { comparison } from '../../numpy/operators';
import { AttributeCell } from '../../types/attributes';
import { isList, itemLeaves, type ListClock, type ListValue, listValue } from '../../types/lists';
import { constantValue, type GraphValue, type InstanceValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import { when } from '../lists/list-loops';
import { itemOf, operandsOf } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { hasUnknown, leavesOf } from '../program/structure';
import { Raised, Unfinished } from '../program/unfinished';
import { placeholder } from '../unions/storage';
import { FLAG, flagValue, newPlace, placeOf, storedObject, storeType } from './stores';

/** The types of the attributes of all classes. */
export class AttributeCells {
  private readonly cells = new Map<string, AttributeCell>();
  private readonly owners = new Map<AttributeCell, string>();

  constructor(private readonly clock: ListClock) {}

  at(info: ClassInfo, attr: string): AttributeCell {
    const root = rootClass(info);
    const key = `${root.name}.${attr}`;
    let cell = this.cells.get(key);
    if (!cell) {
      cell = new AttributeCell(this.clock);
      this.cells.set(key, cell);
      this.owners.set(cell, root.name);
    }
    return cell;
  }

  /** Attributes that nothing ever sets may be of any type. True when there were some. */
  settle(): boolean {
    let found = false;
    for (const cell of this.cells.values()) {
      if (cell.item) continue;
      cell.put({ kind: 'value', type: { kind: 'float' } });
      found = true;
    }
    return found;
  }
}

type Variable = ListValue & { readonly list: AttributeCell };

export function isVariable(value: Value): value is Variable {
  return isList(value) && value.list instanceof AttributeCell;
}

/** The attributes of a new object, before `__init__`. */
export function newVariables(fn: FunctionLowering, range: SourceRange, info: ClassInfo): Map<string, Value> {
  const made = new Map<string, Value>();
  for (const attr of info.variables) {
    const cell = fn.program.attributes.at(info, attr);
    const constant = constantOf(info, attr);
    let operands: readonly GraphValue[] = [];
    if (constant) {
      const value = fn.program.moduleValues.valueOf(fn, attr, constant);
      operands = putOperands(fn, range, info.name, cell, attr, value) ?? [];
    } else if (info.initialised.has(attr) && cell.item) {
      operands = operandsOfNothing(fn, range, cell);
    }
    if (!fn.isDry && !cell.item) fn.markIncomplete(range);
    made.set(attr, listValue(cell, fn.emit('list_new', range, operands, cell.type()).id));
  }
  return made;
}

/** A new object of a class whose objects are stored, before `__init__`. */
export function newStored(fn: FunctionLowering, range: SourceRange, info: ClassInfo): InstanceValue {
  const { stores, attributes } = fn.program;
  const lists: GraphValue[] = [];
  const operands: (readonly GraphValue[])[] = [];
  for (const attr of stores.attributesOf(info)) {
    const cell = attributes.at(info, attr);
    const constant = info.variables.has(attr) ? constantOf(info, attr) : undefined;
    const value = constant && fn.program.moduleValues.valueOf(fn, attr, constant);
    const own = value && putOperands(fn, range, info.name, cell, attr, value);
    if (!fn.isDry && !cell.item) fn.markIncomplete(range);
    const hasFlag = mayLack(fn, info, attr);
    lists.push(stores.listOf(fn, range, info, attr, storeType(cell, hasFlag)));
    const first = own ?? (cell.item ? operandsOfNothing(fn, range, cell) : []);
    operands.push(hasFlag ? [flagValue(own !== undefined), ...first] : first);
  }
  return storedObject(info.name, stores.homeOf(info), newPlace(fn, range, lists, operands));
}

/** Objects of the store may be without the attribute for a time. */
function mayLack(fn: FunctionLowering, info: ClassInfo, attr: string): boolean {
  return fn.program.stores
    .kinOf(info)
    .some((each) => each.variables.has(attr) && !each.initialised.has(attr) && !constantOf(each, attr));
}

/** `obj.attr` of a stored object. */
export function readStored(
  fn: FunctionLowering,
  range: SourceRange,
  base: InstanceValue,
  info: ClassInfo,
  attr: string,
): Value {
  const cell = fn.program.attributes.at(info, attr);
  if (!cell.item) return unset(fn, range, base, attr);
  const hasFlag = mayLack(fn, info, attr);
  const list = fn.program.stores.listOf(fn, range, info, attr, storeType(cell, hasFlag));
  const types = hasFlag ? [FLAG, ...cell.leaves] : cell.leaves;
  const found = fn.several('list_get', range, [list, placeOf(fn, range, base)], types);
  if (hasFlag) {
    const lacks = fn.emit('logical_not', range, [found.shift()!], FLAG);
    when(fn, range, lacks, () => lacking(fn, range, base, attr));
  }
  return held(fn, cell, found);
}

/** `obj.attr = value` of a stored object. */
export function writeStored(
  fn: FunctionLowering,
  range: SourceRange,
  base: InstanceValue,
  info: ClassInfo,
  attr: string,
  value: Value,
): void {
  const cell = fn.program.attributes.at(info, attr);
  const operands = putOperands(fn, range, info.name, cell, attr, value);
  if (!operands) return;
  const hasFlag = mayLack(fn, info, attr);
  const list = fn.program.stores.listOf(fn, range, info, attr, storeType(cell, hasFlag));
  const place = placeOf(fn, range, base);
  fn.effect('list_set', range, [list, place, ...(hasFlag ? [flagValue(true)] : []), ...operands]);
}

function operandsOfNothing(fn: FunctionLowering, range: SourceRange, cell: AttributeCell): GraphValue[] {
  const leaves = itemLeaves(cell.item!);
  return leaves.length === 0 ? [constantValue(true)] : leaves.map((leaf) => placeholder(fn, leaf.type, range));
}

/** A value of the type of an attribute, where nothing reads it. */
export function nothingOf(fn: FunctionLowering, range: SourceRange, info: ClassInfo, attr: string): Value {
  const cell = fn.program.attributes.at(info, attr);
  const operands = operandsOfNothing(fn, range, cell);
  const made = fn.graph ? operands.map((each) => ({ ...each, id: fn.idOf(each, range) })) : operands;
  return held(fn, cell, made);
}

/** The constant that a class gives its objects under a name. */
export function constantOf(info: ClassInfo, attr: string): ReturnType<ClassInfo['constants']['get']> {
  for (let each: ClassInfo | undefined = info; each; each = each.base) {
    const constant = each.constants.get(attr);
    if (constant) return constant;
    if (each.methods.has(attr)) return undefined;
  }
  return undefined;
}

/** The value as the attribute holds it; undefined after a report. */
function putOperands(
  fn: FunctionLowering,
  range: SourceRange,
  cls: string,
  cell: AttributeCell,
  attr: string,
  value: Value,
): readonly GraphValue[] | undefined {
  if (value.kind === 'unknown') {
    fn.markIncomplete(range);
    return undefined;
  }
  // The names that tell whether it is a Python number have two types when the function is read again.
  if (fn.wantKinds(value)) return undefined;
  const title = attr.endsWith('@') ? `Name \`${attr.slice(0, -1)}\`` : `Attribute \`${attr}\``;
  const fixed = leavesOf(value).find(
    (leaf) => leaf.readOnly !== undefined && (leaf.list || leaf.type.kind === 'array'),
  );
  if (fixed) {
    fn.report('WEFT292', range, {
      what: `${title} cannot keep this array`,
      reason: fixed.readOnly!,
      instead: 'Keep a copy: `np.array(a)`, `list(a)`',
    });
    return undefined;
  }
  const problem = holds(value, cls) ? { first: value, second: value } : cell.put(value);
  if (problem) fn.program.stores.homeOf(fn.program.scope.classes.get(cls)!).want();
  if (problem) {
    const { first, second } = problem;
    if (hasUnknown(first) || hasUnknown(second)) fn.markIncomplete(range);
    else {
      const isOne = first === second || quotedType(first) === quotedType(second);
      fn.report('WEFT292', range, {
        what: isOne
          ? `${title} cannot hold ${quotedType(second)}`
          : `${title} cannot hold ${quotedType(first)} and ${quotedType(second)}`,
        reason: isOne
          ? 'an attribute that changes holds numbers, texts, arrays, lists and objects of other classes'
          : 'no one type holds both',
        instead: isOne ? 'Set it in `__init__` alone, once' : 'Use an attribute for each type',
      });
    }
    return undefined;
  }
  const operands = operandsOf(fn, range, cell.item!, value);
  if (!operands) {
    fn.markIncomplete(range);
    return undefined;
  }
  return operands.length === 0 ? [constantValue(true)] : operands;
}

/** An object that holds one of its own class has a type without end. */
function holds(value: Value, cls: string): boolean {
  if (value.kind === 'instance')
    return !value.home.isStored && (value.cls === cls || value.items.some((item) => holds(item, cls)));
  if (value.kind === 'tuple') return value.items.some((item) => holds(item, cls));
  if (value.kind === 'union') return value.alternatives.some((each) => holds(each, cls));
  if (value.kind !== 'value' || !value.list?.item) return false;
  return holds(value.list.item, cls);
}

/** What a part that changes holds now. */
export function referredValue(fn: FunctionLowering, range: SourceRange, variable: Variable): Value {
  return held(fn, variable.list, fn.several('list_get', range, [variable, intConstant(0)], variable.list.leaves));
}

/** What the cell holds, from the values of its leaves. */
function held(fn: FunctionLowering, { item, layout }: AttributeCell, found: readonly GraphValue[]): Value {
  const ordered = found.map((leaf) => {
    if (leaf.type.kind !== 'array' || leaf.type.dims.length < 2) return leaf;
    const { layout: _layout, ...rest } = leaf;
    return layout ? { ...rest, layout } : rest;
  });
  return itemOf(fn, item, ordered);
}

/** `obj.attr`. */
export function readVariable(
  fn: FunctionLowering,
  range: SourceRange,
  base: InstanceValue,
  info: ClassInfo,
  attr: string,
  variable: Variable,
): Value {
  const cell = variable.list;
  const isSet = info.initialised.has(attr) || constantOf(info, attr) !== undefined;
  const fail = () => lacking(fn, range, base, attr);
  if (!cell.item) return unset(fn, range, base, attr);
  if (!isSet) {
    const length = fn.emit('list_len', range, [variable], { kind: 'int' });
    const test = comparison(fn, range, 'equal', length, intConstant(0));
    if (test.kind === 'value') when(fn, range, test, fail);
  }
  return referredValue(fn, range, variable);
}

function lacking(fn: FunctionLowering, range: SourceRange, base: InstanceValue, attr: string): void {
  const [kind, text] = fn.program.scope.classes.get(base.cls)?.isCells
    ? unboundText(fn, base.cls, attr.slice(0, -1))
    : lackingText(base.cls, attr);
  fn.kernel('raise', range, [constantValue(kind), constantValue(text)], []);
}

function lackingText(cls: string, attr: string): [string, string] {
  return ['AttributeError', `'${cls}' object has no attribute '${attr}'`];
}

/** A name of the function itself, or of one around it. */
function unboundText(fn: FunctionLowering, cls: string, name: string): [string, string] {
  const [first] = fn.decl.body;
  const value = first?.kind === 'Assign' && first.value.kind === 'Call' ? first.value.func : undefined;
  const where = 'where it is not associated with a value';
  if (value?.kind === 'Name' && value.id === cls)
    return ['UnboundLocalError', `cannot access local variable '${name}' ${where}`];
  return ['NameError', `cannot access free variable '${name}' ${where} in enclosing scope`];
}

/** Nothing was found yet that sets the attribute. */
function unset(fn: FunctionLowering, range: SourceRange, base: InstanceValue, attr: string): never {
  // What sets it may come later in the text.
  if (fn.isDry) throw new Unfinished();
  lacking(fn, range, base, attr);
  fn.leaveNever(range);
  throw new Raised();
}

/** `obj.attr = value`. */
export function writeVariable(
  fn: FunctionLowering,
  range: SourceRange,
  info: ClassInfo,
  attr: string,
  variable: Variable,
  value: Value,
): void {
  const operands = putOperands(fn, range, info.name, variable.list, attr, value);
  if (!operands) return;
  if (info.initialised.has(attr) || constantOf(info, attr) !== undefined) {
    fn.effect('list_set', range, [variable, intConstant(0), ...operands]);
    return;
  }
  fn.kernel('list.clear', range, [variable], [], [0]);
  fn.effect('list_append', range, [variable, ...operands]);
}

export function unknownAttribute(fn: FunctionLowering): Value {
  fn.markIncomplete();
  return UNKNOWN;
}
