// SPDX-License-Identifier: Apache-2.0
// Types of run-time lists while they are being found. A list display or comprehension has one cell for the type of its
// items, shared by every value that may be this list; what is put into any of them is joined into the cell. A display
// stays compile-time structure until something needs it as a list: then its site is marked and the function is read
// again. The clock counts such changes.

import type { SourceRange, Type } from '../graph/graph';
import { collapsed, mergeKinds } from './item-kinds';
import { joinTypes } from './join';
import { type GraphValue, type TupleValue, tupleValue, typeText, type Value } from './value';

export interface ListClock {
  changes: number;
}

export type ListType = Extract<Type, { kind: 'list' }>;
export type ListValue = GraphValue & { readonly type: ListType; readonly list: ListCell };

/** A run-time list, or a list that is still known item by item. */
export type ListLike = ListValue | TupleValue;

export interface ItemConflict {
  readonly first: Value;
  readonly second: Value;
}

export class ListCell {
  private parent: ListCell | undefined;
  private content: Value | undefined;
  private foreign = false;
  private plain = false;

  constructor(readonly clock: ListClock) {}

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

  /** Puts what an item may be into the type; gives the two types that do not join. */
  put(item: Value): ItemConflict | undefined {
    const root = this.root;
    if (item.kind === 'unknown') return undefined;
    const made = itemTemplate(item);
    if (!made) return { first: root.content ?? item, second: item };
    const added = root.plain ? collapsed(made) : made;
    if (!root.content) {
      root.content = added;
      root.clock.changes++;
      return undefined;
    }
    const joined = mergeItems(root.content, added, root.plain);
    if (!joined) return { first: root.content, second: added };
    if (textOfItem(joined) !== textOfItem(root.content)) root.clock.changes++;
    root.content = joined;
    return undefined;
  }

  /** From here on both are lists of one type. */
  unify(other: ListCell): ItemConflict | undefined {
    const root = this.root;
    const theirs = other.root;
    if (root === theirs) return undefined;
    const { content } = theirs;
    theirs.parent = root;
    root.foreign ||= theirs.foreign;
    if (theirs.plain) root.setPlain();
    const before = root.content && textOfItem(root.content);
    if (content !== undefined) {
      const problem = root.put(content);
      if (problem) return problem;
    }
    if (before !== (content && textOfItem(content))) root.clock.changes++;
    return undefined;
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
    root.plain = true;
    const { content } = root;
    if (!content) return;
    root.content = collapsed(content);
    if (textOfItem(root.content) !== textOfItem(content)) root.clock.changes++;
  }

  get isPlain(): boolean {
    return this.root.plain;
  }

  type(): ListType {
    const { item } = this;
    return { kind: 'list', items: item ? itemLeaves(item).map((leaf) => leaf.type) : [] };
  }
}

/** Where a list comes from in the text of a function. */
export class ListSite {
  /** The list lives at run time from its creation on. */
  isRuntime = false;
  readonly cell: ListCell;

  constructor(private readonly clock: ListClock) {
    this.cell = new ListCell(clock);
  }

  require(): void {
    if (this.isRuntime) return;
    this.isRuntime = true;
    this.clock.changes++;
  }
}

/** The sites of one version of a function, by their place in the text. */
export class ListSites {
  private readonly sites = new Map<string, ListSite>();

  constructor(readonly clock: ListClock) {}

  at(range: SourceRange, role = ''): ListSite {
    const key = `${role}${range.startLine}:${range.startColumn}-${range.endLine}:${range.endColumn}`;
    let site = this.sites.get(key);
    if (!site) {
      site = new ListSite(this.clock);
      this.sites.set(key, site);
    }
    return site;
  }

  named(name: string): ListSite {
    return this.at({ startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 }, `${name} `);
  }

  isRuntime(name: string): boolean {
    return this.named(name).isRuntime;
  }

  /** Lists that nothing is ever put into may be of any type: they become lists of floats. True when there were some. */
  settle(): boolean {
    let found = false;
    for (const { cell, isRuntime } of this.sites.values()) {
      if (!isRuntime || hasItems(cell)) continue;
      settleCell(cell);
      found = true;
    }
    return found;
  }
}

/** Whether the type is known all the way down. */
export function hasItems(cell: ListCell): boolean {
  const { item } = cell;
  return item !== undefined && itemLeaves(item).every((leaf) => leaf.list === undefined || hasItems(leaf.list));
}

function settleCell(cell: ListCell): void {
  if (!cell.item) cell.put({ kind: 'value', type: { kind: 'float' } });
  else for (const leaf of itemLeaves(cell.item)) if (leaf.list) settleCell(leaf.list);
}

export function isList(value: Value): value is ListValue {
  return value.kind === 'value' && value.type.kind === 'list' && value.table === undefined;
}

/** A dictionary or a set of the run. */
export function isTable(value: Value): value is TableValue {
  return value.kind === 'value' && value.table !== undefined;
}

export type TableValue = ListValue & { readonly table: 'dict' | 'set' };

/** Items are numbers, or lists of numbers: what can leave a task. */
export function isListOfNumbers(cell: ListCell): boolean {
  const { item } = cell;
  if (item?.kind !== 'value') return false;
  return isList(item) ? isListOfNumbers(item.list) : item.type.kind !== 'array' && item.type.kind !== 'str';
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
  cell.setPlain();
  if (cell.item) for (const leaf of itemLeaves(cell.item)) if (leaf.list) setPlain(leaf.list);
}

/** A cell of the same type for another function. */
export function cloneCell(cell: ListCell, clock: ListClock): ListCell {
  const copy = new ListCell(clock);
  copy.setForeign();
  if (cell.isPlain) copy.setPlain();
  const { item } = cell;
  if (item) {
    const quiet = clock.changes;
    copy.put(mapItem(item, (leaf) => (leaf.list ? { ...leaf, list: cloneCell(leaf.list, clock) } : leaf)));
    clock.changes = quiet;
  }
  return copy;
}

/** The type of `from` becomes part of the type of `into`, at every depth; the cells stay apart. */
export function learnType(into: ListCell, from: ListCell): ItemConflict | undefined {
  const { item } = from;
  if (from.isPlain) into.setPlain();
  if (!item) return undefined;
  const known = into.item;
  if (!known)
    return into.put(mapItem(item, (leaf) => (leaf.list ? { ...leaf, list: cloneCell(leaf.list, into.clock) } : leaf)));
  const mine = itemLeaves(known);
  let position = 0;
  return into.put(
    mapItem(item, (leaf) => {
      const own = mine[position++];
      if (!leaf.list || !own?.list) return leaf;
      learnType(own.list, leaf.list);
      return { ...leaf, list: own.list };
    }),
  );
}

/** Lists and tuples of the module: a task reads them, and changes none of them. */
export function withoutSites(value: Value): Value {
  if (value.kind === 'dict') {
    const { site: _site, ...rest } = value;
    return { ...rest, identity: {}, items: value.items.map(withoutSites) };
  }
  if (value.kind !== 'tuple') return value;
  const { site: _site, twin: _twin, ...rest } = value;
  return { ...rest, items: value.items.map(withoutSites) };
}

/** A list as an item, when it is still compile-time structure: from now on it is a list at run time. */
export function cellOf(value: ListValue | TupleValue): ListCell | undefined {
  if (isList(value)) return value.list;
  if (!value.site) return undefined;
  value.site.require();
  for (const item of value.items) value.site.cell.put(item);
  return value.site.cell;
}

function itemTemplate(value: Value): Value | undefined {
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
      (all, each) => (all ? mergeItems(all, each, false) : each),
      undefined,
    );
  }
  if (value.kind !== 'value' || value.type.kind === 'none' || value.object !== undefined || value.table)
    return undefined;
  if (isList(value)) return listValue(value.list);
  const type: Type =
    value.type.kind === 'array' ? { ...value.type, dims: value.type.dims.map((_, i) => `?${i + 1}`) } : value.type;
  return { kind: 'value', type, ...(value.mixed ? { mixed: true } : {}) };
}

function mergeItems(a: Value, b: Value, isPlain: boolean): Value | undefined {
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    if (a.items.length !== b.items.length) return undefined;
    const items = a.items.map((item, i) => mergeItems(item, b.items[i]!, isPlain));
    return items.every((item) => item !== undefined) ? tupleValue(items as Value[]) : undefined;
  }
  if (!isPlain) {
    const kinds = mergeKinds(a, b);
    if (kinds) return kinds;
  }
  if (a.kind !== 'value' || b.kind !== 'value') return undefined;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.list.unify(b.list)) return undefined;
    return listValue(a.list);
  }
  const joined = joinTypes(a.type, b.type, (dim) => dim);
  return joined && { kind: 'value', type: joined.type, ...(joined.mixed || a.mixed || b.mixed ? { mixed: true } : {}) };
}

export function itemLeaves(item: Value): GraphValue[] {
  if (item.kind === 'tuple') return item.items.flatMap(itemLeaves);
  if (item.kind === 'union') return [item.tag, ...item.alternatives.flatMap(itemLeaves)];
  if (item.kind !== 'value') return [];
  return [isList(item) ? listValue(item.list) : item];
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
  return item.kind === 'value' ? map(isList(item) ? listValue(item.list) : item) : item;
}

/** Structure, types and marks of an item: equal texts are equal types. */
export function textOfItem(item: Value | undefined): string {
  if (!item) return '?';
  if (item.kind === 'tuple') return `(${item.items.map(textOfItem).join(', ')})`;
  if (item.kind === 'union') return item.alternatives.map(textOfItem).join(' | ');
  if (isList(item)) return `list[${textOfItem(item.list.item)}]`;
  return `${typeText(item)}${item.kind === 'value' && item.mixed ? '~' : ''}`;
}

/** `list[float]`, `list[tuple[int, float]]`: the type as Python writes it. */
export function listText(cell: ListCell): string {
  const text = (item: Value | undefined): string => {
    if (!item) return '?';
    if (item.kind === 'tuple') return `tuple[${item.items.map(text).join(', ')}]`;
    return isList(item) ? listText(item.list) : typeText(item);
  };
  return `list[${text(cell.item)}]`;
}
