// SPDX-License-Identifier: Apache-2.0
// Types of run-time lists while they are being found. A list display or comprehension has one cell for the type of its
// items, shared by every value that may be this list; what is put into any of them is joined into the cell. A display
// stays compile-time structure until something needs it as a list (list-sites.ts). The clock counts such changes.

import type { Type } from '../graph/graph';
import { chosenTemplate, chosenText, mergeChosen } from './chosen';
import { mapClosure, valuesOfClosure } from './closures';
import { collapsed, mergeKinds } from './item-kinds';
import { joinTypes } from './join';
import { askKinds } from './kinds';
import type { ListSite } from './list-sites';
import { attributeTemplate, isEndless, isReference, mergeDicts, mergeInstances, sameKeys } from './merging';
import { codeOf, hasUnion, isChosen } from './unions';
import {
  constantValue,
  type DictValue,
  type GraphValue,
  isNumber,
  type TupleValue,
  tupleValue,
  typeText,
  type Value,
} from './value';

export class ListClock {
  changes = 0;
  /** Some entry of a dictionary has one type in all functions. */
  isOpen = false;
  /** Graphs are made from here on: what is learned now comes too late. */
  isFinal = false;
  /** Something was put into a list that was taken for one that nothing is put into. */
  isLate = false;
  private serial = 0;

  nextSerial(): number {
    return ++this.serial;
  }
}

export type ListType = Extract<Type, { kind: 'list' }>;
export type ListValue = GraphValue & { readonly type: ListType; readonly list: ListCell };

/** A run-time list, or a list that is still known item by item. */
export type ListLike = ListValue | TupleValue;

export interface ItemConflict {
  readonly first: Value;
  readonly second: Value;
}

/** What a list of known length holds at each place; `lost` where that is not known or may change. */
type Places = readonly Value[] | 'lost' | undefined;

export class ListCell {
  private parent: ListCell | undefined;
  private content: Value | undefined;
  private places: Places;
  /** Two items that no item type holds: the list can only be a record. */
  private blocked: ItemConflict | undefined;
  private foreign = false;
  private plain = false;
  private keyed = false;
  /** What the items are without the type that stands in for that of no items. */
  private settled: { readonly items: Value | undefined } | undefined;

  /** The attribute of a class (`AttributeCell`), which is the same in every function. */
  readonly isOpen: boolean = false;

  constructor(
    readonly clock: ListClock,
    /** What has this cell is a tuple whose length only the run knows. A list of the same items has another cell of one root. */
    readonly isTuple = false,
    /** Made and filled in one go, so that what it gets first is news to nobody. */
    private readonly isFresh = false,
  ) {}

  /** A cell of the same items, of a tuple or of a list. */
  as(isTuple: boolean): ListCell {
    if (isTuple === this.isTuple) return this;
    const cell = new ListCell(this.clock, isTuple);
    cell.parent = this.root;
    return cell;
  }

  private get root(): ListCell {
    let cell: ListCell = this;
    while (cell.parent) cell = cell.parent;
    return cell;
  }

  isSame(other: ListCell): boolean {
    return this.root === other.root;
  }

  /** The list came from another function or goes there: it may be a list of any other cell of its type. */
  get isForeign(): boolean {
    return this.root.foreign;
  }

  /** Whether a list of one cell may be a list of the other. */
  mayBe(other: ListCell): boolean {
    return this.isSame(other) || ((this.isForeign || other.isForeign) && this.text === other.text);
  }

  /** What one item is, without nodes; undefined while nothing is known to be put in. */
  get item(): Value | undefined {
    return this.root.content;
  }

  /**
   * What is at each place of a list whose length never changes and whose items have several types (`[W, b]`). At run time
   * it is a list of one item, which holds the values of all places.
   */
  get record(): readonly Value[] | undefined {
    const { places, blocked, content, plain, keyed } = this.root;
    if (places === undefined || places === 'lost' || places.length < 2 || plain || keyed) return undefined;
    return blocked || (content && hasUnion(content)) ? places : undefined;
  }

  /** The types that the values of the list have: of each place, or of an item. */
  get parts(): readonly Value[] {
    return this.record ?? (this.item ? [this.item] : []);
  }

  /** Puts what an item may be into the type; gives the two types that do not join. */
  put(item: Value): ItemConflict | undefined {
    if (item.kind === 'unknown') return undefined;
    return this.change(() => {
      this.root.places = 'lost';
      return this.root.blocked ?? this.root.merge(item);
    });
  }

  /** Puts all items of a list of this length. */
  putAll(items: readonly Value[]): ItemConflict | undefined {
    return this.change(() => {
      const { root } = this;
      if (items.some((item) => item.kind === 'unknown')) {
        for (const item of items) root.merge(item);
        return undefined;
      }
      const made = items.map(itemTemplate);
      if (made.some((item) => item === undefined)) {
        const second = items[made.indexOf(undefined)]!;
        return { first: root.content ?? second, second };
      }
      root.places = mergePlaces(root.places, made as Value[], root.clock);
      for (const item of items) root.blocked = root.merge(item) ?? root.blocked;
      return root.places === 'lost' || root.places!.length < 2 ? root.blocked : undefined;
    });
  }

  /**
   * Nothing but None is ever put into the list, as far as the whole program is known. A float stands in for the type of
   * its items, until something else is put in after all.
   */
  settle(): void {
    const { root } = this;
    if (root.settled) return;
    this.change(() => {
      const settled = { items: root.content };
      root.places = 'lost';
      root.merge({ kind: 'value', type: { kind: 'float' } });
      root.settled = settled;
      return undefined;
    });
  }

  private settleAs({ settled, content }: ListCell): undefined {
    if (this.settled && !settled!.items) return;
    [this.settled, this.content] = [settled, content];
  }

  get isSettled(): boolean {
    return this.root.settled !== undefined;
  }

  /** What one item is, without a type that stands in. */
  get given(): Value | undefined {
    const { settled, content } = this.root;
    return settled ? settled.items : content;
  }

  /** Nothing at all is put into it: what takes items of it raises, or runs over none. */
  get isNothing(): boolean {
    return this.isSettled && this.given === undefined;
  }

  /** Forgets the type that stood in, but where what is put in was known. */
  private begin(item: Value): void {
    if (!this.settled) return;
    const { items } = this.settled;
    if (items && textOfItem(item) === textOfItem(items)) return;
    this.settled = undefined;
    this.content = items;
    this.clock.changes++;
    this.clock.isLate ||= this.clock.isFinal;
  }

  /** From here on the list may have any length: all places have one type. */
  spread(): ItemConflict | undefined {
    return this.change(() => {
      this.root.places = 'lost';
      return this.root.blocked;
    });
  }

  private change(work: () => ItemConflict | undefined): ItemConflict | undefined {
    const before = this.root.describe();
    const problem = work();
    if (this.root.describe() !== before && !(this.isFresh && before === '')) this.root.clock.changes++;
    return problem;
  }

  private describe(): string {
    return this.parts.map(textOfItem).join('; ');
  }

  private merge(item: Value): ItemConflict | undefined {
    if (item.kind === 'unknown') return undefined;
    const made = itemTemplate(item);
    const isIn = made !== undefined && isWithin(this, made);
    if (isIn && made.kind === 'instance') made.home.want(); // in a store, what it holds is no part of it
    if (!made || isIn || isEndless(made)) return { first: this.content ?? item, second: item };
    this.begin(made);
    const added = this.plain ? collapsed(made) : this.keyed ? withPlainKey(made) : made;
    const merge = this.keyed ? mergePairs : mergeItems;
    const joined = this.content ? merge(this.content, added, this.plain, this.clock) : added;
    if (!joined) return { first: this.content!, second: added };
    this.content = joined;
    return undefined;
  }

  /** From here on both are lists of one type. */
  unify(other: ListCell): ItemConflict | undefined {
    const root = this.root;
    const theirs = other.root;
    if (root === theirs) return undefined;
    if (other.isOpen || isWithin(theirs, ...root.parts) || isWithin(root, ...theirs.parts)) {
      const empty: Value = { kind: 'unknown' };
      return { first: root.content ?? empty, second: theirs.content ?? empty };
    }
    const before = [root.describe(), theirs.describe()];
    if (!root.settled && root.content) theirs.begin(root.content);
    if (!theirs.settled && theirs.content) root.begin(theirs.content);
    theirs.parent = root;
    root.foreign ||= theirs.foreign;
    root.places = mergePlaces(root.places, theirs.places, root.clock);
    if (theirs.plain) root.setPlain();
    if (theirs.keyed) root.setKeyed();
    root.blocked ??= theirs.blocked;
    const problem = theirs.settled ? root.settleAs(theirs) : theirs.content && root.merge(theirs.content);
    root.blocked ??= problem;
    if (before.some((text) => text !== root.describe())) root.clock.changes++;
    return root.record ? undefined : root.blocked;
  }

  /** As Python writes it: `list[tuple[int, float]]`. */
  get text(): string {
    return listText(this);
  }

  setForeign(): void {
    this.root.foreign = true;
  }

  /**
   * One value for Python's numbers and NumPy's, without their kinds: what kernels that look at items take. Items of other
   * types are in conflict from here on.
   */
  setPlain(): void {
    const { root } = this;
    if (root.plain) return;
    this.change(() => {
      root.plain = true;
      root.places = 'lost';
      if (root.content) root.content = collapsed(root.content);
      return undefined;
    });
  }

  /** The items are pairs of a key and a value: keys have one type. */
  setKeyed(): void {
    const { root } = this;
    if (root.keyed) return;
    this.change(() => {
      root.keyed = true;
      root.places = 'lost';
      if (root.content) root.content = withPlainKey(root.content);
      return undefined;
    });
  }

  get isKeyed(): boolean {
    return this.root.keyed;
  }

  get isPlain(): boolean {
    return this.root.plain;
  }

  type(): ListType {
    const items = this.parts.flatMap(itemLeaves).map((leaf) => leaf.type);
    return this.isTuple ? { kind: 'list', items, isTuple: true } : { kind: 'list', items };
  }
}

/** Whether the list is anywhere in the values: in itself it would have a type without end. */
function isWithin(cell: ListCell, ...values: readonly Value[]): boolean {
  return values
    .flatMap(itemLeaves)
    .some(({ list }) => list !== undefined && (list.isSame(cell) || isWithin(cell, ...list.parts)));
}

function withPlainKey(item: Value): Value {
  if (item.kind !== 'tuple') return collapsed(item);
  return { ...item, items: item.items.map((each, i) => (i === 0 ? collapsed(each) : each)) };
}

/** Pairs of a key and a value: all keys have one type. */
function mergePairs(a: Value, b: Value, _isPlain: boolean, clock: ListClock): Value | undefined {
  if (a.kind !== 'tuple' || b.kind !== 'tuple' || a.items.length !== b.items.length)
    return mergeItems(a, b, true, clock);
  const items = a.items.map((item, i) => mergeItems(item, b.items[i]!, i === 0, clock));
  return items.every((item) => item !== undefined) ? tupleValue(items as Value[]) : undefined;
}

function mergePlaces(a: Places, b: Places, clock: ListClock): Places {
  if (a === undefined || b === undefined) return a ?? b;
  if (a === 'lost' || b === 'lost' || a.length !== b.length) return 'lost';
  const places = a.map((item, i) => mergeItems(item, b[i]!, false, clock));
  return places.every((item) => item !== undefined) ? (places as Value[]) : 'lost';
}

export function isList(value: Value): value is ListValue {
  return isListType(value) && value.type.isTuple !== true;
}

function isListType(value: Value): value is ListValue {
  return value.kind === 'value' && value.type.kind === 'list' && value.table === undefined;
}

/** A tuple whose length only the run knows: a list that nothing changes. */
export type RunTuple = ListValue & { readonly type: ListType & { readonly isTuple: true } };

export function isRunTuple(value: Value): value is RunTuple {
  return isListType(value) && value.type.isTuple === true;
}

/** A tuple, of known length or not. */
export function isTupleLike(value: Value): value is RunTuple | TupleValue {
  return isRunTuple(value) || (value.kind === 'tuple' && !value.isList);
}

/** A dictionary or a set of the run. */
export function isTable(value: Value): value is TableValue {
  return value.kind === 'value' && value.table !== undefined && !isDequeKind(value.table);
}

export type SetKind = 'set' | 'frozenset';
export type DictKind = 'dict' | 'OrderedDict' | 'Counter' | `${'defaultdict' | 'default'}(${string})`;
export type TableKind = DictKind | SetKind;
/** With a greatest length, methods look at it. */
export type DequeKind = 'deque' | 'deque(maxlen)';
export type TableValue = ListValue & { readonly table: TableKind };
export type DequeValue = ListValue & { readonly table: DequeKind };

export function isSetKind(kind: TableKind | DequeKind | undefined): kind is SetKind {
  return kind === 'set' || kind === 'frozenset';
}

function isDequeKind(kind: TableKind | DequeKind): kind is DequeKind {
  return kind === 'deque' || kind === 'deque(maxlen)';
}

export function isDeque(value: Value): value is DequeValue {
  return value.kind === 'value' && value.table !== undefined && isDequeKind(value.table);
}

/** Items are numbers, or lists of numbers: what can leave a task. */
export function isListOfNumbers(cell: ListCell): boolean {
  const { item } = cell;
  if (item?.kind !== 'value') return false;
  return isListType(item) ? isListOfNumbers(item.list) : item.type.kind !== 'array' && item.type.kind !== 'str';
}

/** A run-time list, or one that is still known item by item. */
export function isListLike(value: Value): value is ListValue | (TupleValue & { readonly isList: true }) {
  return isList(value) || (value.kind === 'tuple' && value.isList);
}

export function listValue(cell: ListCell, id?: number): ListValue {
  return { kind: 'value', type: cell.type(), list: cell, ...(id === undefined ? {} : { id }) };
}

/** The items of the list, and those of lists in it, have no kinds. */
export function setPlain(cell: ListCell): void {
  if (cell.isOpen) return;
  cell.setPlain();
  if (cell.item) for (const leaf of itemLeaves(cell.item)) if (leaf.list) setPlain(leaf.list);
}

/** The list or one in it is a record. */
export function hasRecords(cell: ListCell): boolean {
  return (
    cell.record !== undefined ||
    (cell.item !== undefined && itemLeaves(cell.item).some((leaf) => leaf.list && hasRecords(leaf.list)))
  );
}

/** The list and those in it are no records. */
export function spread(cell: ListCell): ItemConflict | undefined {
  const problem = cell.spread();
  if (problem) return problem;
  for (const leaf of cell.item ? itemLeaves(cell.item) : []) {
    const inner = leaf.list && spread(leaf.list);
    if (inner) return inner;
  }
  return undefined;
}

/** A list as an item, when it is still compile-time structure: from now on it is a list at run time. */
export function cellOf(value: ListValue | TupleValue): ListCell | undefined {
  if (isList(value)) return value.list;
  if (!value.site) return undefined;
  value.site.require();
  const { cell } = value.site;
  if (value.items.filter((item) => askKinds(item, cell.clock)).length === 0) cell.putAll(value.items);
  return value.site.cell;
}

const NONE: GraphValue = { kind: 'value', type: { kind: 'none' }, constant: null };

/** A dictionary without keys that are texts, as one of the run: keys come later. */
function tableTemplate(value: DictValue, site: ListSite): Value | undefined {
  site.require();
  site.cell.setKeyed();
  for (const [i, item] of value.items.entries()) {
    const held = isReference(item) ? item.list.item : item;
    if (held && site.cell.put(tupleValue([constantValue(value.keys[i]!), held]))) return undefined;
  }
  return { ...listValue(site.cell), table: 'dict' };
}

/** All values are numbers, or all have one type: a dictionary of the run holds them as well. */
function areAlike(a: DictValue, b: DictValue): boolean {
  const values = [...a.items, ...b.items].map((item) => (isReference(item) ? (item.list.item ?? item) : item));
  return values.every(isNumber) || new Set(values.map(codeOf)).size === 1;
}

function isDictTable(value: Value): boolean {
  return value.kind === 'value' && value.table === 'dict';
}

export function itemTemplate(value: Value): Value | undefined {
  const isRun = value.kind === 'dict' && (value.site?.isRuntime || !value.keys.some((key) => typeof key === 'string'));
  if (value.kind === 'dict' && value.site && isRun) {
    return tableTemplate(value, value.site);
  }
  if (value.kind === 'instance' || value.kind === 'dict') return attributeTemplate(value);
  if (isChosen(value)) return chosenTemplate(value);
  if (value.kind === 'tuple' && value.isList) {
    const cell = cellOf(value);
    return cell && listValue(cell);
  }
  if (value.kind === 'tuple') {
    const items = value.items.map(itemTemplate);
    return items.every((item) => item !== undefined) ? tupleValue(items as Value[]) : undefined;
  }
  if (value.kind === 'union') {
    const alternatives = value.alternatives.map(itemTemplate);
    if (alternatives.some((each) => each === undefined)) return undefined;
    return (alternatives as Value[]).reduce<Value | undefined>(
      (all, each) => (all ? mergeItems(all, each, false, undefined) : each),
      undefined,
    );
  }
  if (value.kind !== 'value') return undefined;
  if (isTable(value) || isDeque(value)) return { ...listValue(value.list), table: value.table };
  if (value.type.kind === 'none') return NONE;
  if (isListType(value)) return listValue(value.list);
  const type: Type =
    value.type.kind === 'array' ? { ...value.type, dims: value.type.dims.map((_, i) => `?${i + 1}`) } : value.type;
  const object = value.object === undefined ? {} : { object: value.object };
  return { kind: 'value', type, ...(value.mixed ? { mixed: true } : {}), ...object };
}

/** `clock`: tuples of two lengths become one whose length only the run knows. */
export function mergeItems(a: Value, b: Value, isPlain: boolean, clock: ListClock | undefined): Value | undefined {
  if (a.kind === 'dict' && a.site && (isDictTable(b) || (b.kind === 'dict' && !sameKeys(a, b) && areAlike(a, b)))) {
    const table = tableTemplate(a, a.site);
    return table && mergeItems(table, b, isPlain, clock);
  }
  if (b.kind === 'dict' && isDictTable(a)) return b.site && mergeItems(b, a, isPlain, clock);
  if (a.kind === 'instance' && b.kind === 'instance' && a.cls === b.cls) return mergeInstances(a, b, isPlain);
  if (a.kind === 'dict' && b.kind === 'dict') return mergeDicts(a, b);
  const isOther = a.kind !== b.kind || (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length !== b.items.length);
  if (isOther && isTupleLike(a) && isTupleLike(b)) return mergeTuples(a, b, isPlain, clock);
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    if (a.items.length !== b.items.length) return undefined;
    const items = a.items.map((item, i) => mergeItems(item, b.items[i]!, isPlain, clock));
    return items.every((item) => item !== undefined) ? tupleValue(items as Value[]) : undefined;
  }
  const isOne = a.kind !== 'union' && b.kind !== 'union' && codeOf(a) === codeOf(b);
  if (!isPlain && !isOne) return mergeKinds(a, b, (x, y) => mergeItems(x, y, false, clock));
  if (isOne && isChosen(a)) return mergeChosen(a, b);
  if (a.kind !== 'value' || b.kind !== 'value') return undefined;
  if (a.object !== undefined || b.object !== undefined) return a.object === b.object ? a : undefined;
  if (a.list || b.list) {
    if (!a.list || !b.list || a.table !== b.table || a.list.isTuple !== b.list.isTuple) return undefined;
    if (a.list.unify(b.list)) return undefined;
    return { ...listValue(a.list), ...(a.table ? { table: a.table } : {}) };
  }
  const joined = joinTypes(a.type, b.type, (dim) => dim);
  if (joined?.type.kind === 'none') return a;
  return joined && { kind: 'value', type: joined.type, ...(joined.mixed || a.mixed || b.mixed ? { mixed: true } : {}) };
}

/** Tuples of several lengths: one whose length only the run knows. */
export function mergeTuples(
  a: RunTuple | TupleValue,
  b: RunTuple | TupleValue,
  isPlain: boolean,
  clock: ListClock | undefined,
): RunTuple | undefined {
  const named = [a, b].some((each) => each.kind === 'tuple' && each.names !== undefined);
  const cell = a.kind === 'value' ? a.list : b.kind === 'value' ? b.list : clock && new ListCell(clock, true, true);
  if (!cell || named) return undefined;
  if (isPlain) cell.setPlain();
  for (const each of [a, b]) {
    const problem = each.kind === 'value' ? cell.unify(each.list) : undefined;
    const isPut = each.kind === 'value' || each.items.every((item) => itemTemplate(item) && !cell.put(item));
    if (problem || !isPut) return undefined;
  }
  return listValue(cell) as RunTuple;
}

export function itemLeaves(item: Value): GraphValue[] {
  if (item.kind === 'tuple' || item.kind === 'instance' || item.kind === 'dict') return item.items.flatMap(itemLeaves);
  if (item.kind === 'union') return [item.tag, ...item.alternatives.flatMap(itemLeaves)];
  if (item.kind === 'function') return valuesOfClosure(item.closure).flatMap(itemLeaves);
  if (item.kind !== 'value' || item.type.kind === 'none') return [];
  return [current(item)];
}

/** A list or table with its type as far as it is known now. */
function current(leaf: GraphValue): GraphValue {
  return leaf.list ? { ...leaf, type: leaf.list.type() } : leaf;
}

/** The item with other leaves, in order. */
export function mapItem(item: Value, map: (leaf: GraphValue) => Value): Value {
  if (item.kind === 'tuple')
    return tupleValue(
      item.items.map((each) => mapItem(each, map)),
      item.isList,
    );
  if (item.kind === 'union') {
    const tag = map(item.tag) as GraphValue;
    return { ...item, tag, alternatives: item.alternatives.map((each) => mapItem(each, map)) };
  }
  if (item.kind === 'instance' || item.kind === 'dict')
    return { ...item, items: item.items.map((each) => mapItem(each, map)) };
  if (item.kind === 'function' && item.closure)
    return { ...item, closure: mapClosure(item.closure, (each) => mapItem(each, map)) };
  if (item.kind !== 'value' || item.type.kind === 'none') return item;
  return map(current(item));
}

/** Structure, types and marks of an item: equal texts are equal types. */
export function textOfItem(item: Value | undefined): string {
  if (!item) return '?';
  if (item.kind === 'tuple') return `(${item.items.map(textOfItem).join(', ')})`;
  if (item.kind === 'union') return item.alternatives.map(textOfItem).join(' | ');
  if (item.kind === 'instance') return `${item.cls}(${item.items.map(textOfItem).join(', ')})`;
  if (item.kind === 'dict')
    return `${item.shape?.id ?? ''}{${item.keys.map((key, i) => `${typeof key} ${key}: ${textOfItem(item.items[i])}`).join(', ')}}`;
  if (isChosen(item)) return chosenText(item);
  if (isList(item) && item.list.isOpen) return 'attribute';
  if (item.kind === 'value' && item.list?.isSettled)
    return `${item.table ?? 'list'} of nothing but ${item.list.given ? 'None' : 'nothing'}`;
  if (isTable(item) || isDeque(item)) return `${item.table}[${item.list.parts.map(textOfItem).join(', ')}]`;
  if (isRunTuple(item)) return `tuple[${item.list.parts.map(textOfItem).join(', ')}, ...]`;
  if (isList(item)) return `list[${item.list.record ? 'record ' : ''}${item.list.parts.map(textOfItem).join(', ')}]`;
  return `${typeText(item)}${item.kind === 'value' && item.mixed ? '~' : ''}`;
}

/** `list[float]`, `list[tuple[int, float]]`: the type as Python writes it; `[int, float]` with a type for each place. */
export function listText(cell: ListCell): string {
  const text = (item: Value | undefined): string => {
    if (!item) return '?';
    if (item.kind === 'tuple') return `tuple[${item.items.map(text).join(', ')}]`;
    if (item.kind === 'union') return [...new Set(item.alternatives.map(text))].join(' | ');
    return isListType(item) ? listText(item.list) : typeText(item);
  };
  if (cell.isTuple) return `tuple[${text(cell.item)}, ...]`;
  return cell.record ? `[${cell.record.map(text).join(', ')}]` : `list[${text(cell.item)}]`;
}
