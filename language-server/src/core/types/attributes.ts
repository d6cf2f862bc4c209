// SPDX-License-Identifier: Apache-2.0
// The type of an attribute that changes: one for each attribute of a class, in the whole program. At run time each object
// has a list for it, which is empty until the attribute is set. Entries of dictionaries that change have the same.

import type { Type } from '../graph/graph';
import { type ItemConflict, itemLeaves, ListCell, type ListType, textOfItem } from './lists';
import { attributeTemplate, isEndless, mergeAny } from './merging';
import { type Layout, typeText, type Value } from './value';

export class AttributeCell extends ListCell {
  override readonly isOpen = true;
  private held: Value | undefined;
  private into: AttributeCell | undefined;
  private order: Layout['kind'] | undefined;
  readonly serial = this.clock.nextSerial();

  /** The cell that holds the type, after this one and others became one. */
  get whole(): AttributeCell {
    let cell: AttributeCell = this;
    while (cell.into) cell = cell.into;
    return cell;
  }

  override get item(): Value | undefined {
    return this.whole.held;
  }

  override isSame(other: ListCell): boolean {
    return other instanceof AttributeCell && other.whole === this.whole;
  }

  override put(value: Value): ItemConflict | undefined {
    if (value.kind === 'unknown') return undefined;
    const cell = this.whole;
    for (const { layout } of itemLeaves(value)) cell.learnOrder(layout?.kind);
    const made = attributeTemplate(value);
    if (!made || holdsCell(made, cell) || isEndless(made)) return { first: cell.held ?? value, second: value };
    const joined = cell.held ? mergeAny(cell.held, made, cell.clock) : made;
    if (!joined) return { first: cell.held!, second: made };
    if (!cell.held || textOfItem(joined) !== textOfItem(cell.held)) this.clock.changes++;
    cell.held = joined;
    return undefined;
  }

  override unify(other: ListCell): ItemConflict | undefined {
    if (this.isSame(other)) return undefined;
    const second = other.item ?? NOTHING;
    if (!(other instanceof AttributeCell)) return { first: this.item ?? NOTHING, second };
    const [mine, theirs] = [this.whole, other.whole].sort((a, b) => a.serial - b.serial) as [this, this];
    if ((theirs.held && holdsCell(theirs.held, mine)) || (mine.held && holdsCell(mine.held, theirs)))
      return { first: mine.held ?? NOTHING, second };
    theirs.into = mine;
    mine.learnOrder(theirs.order);
    this.clock.changes++;
    return theirs.held && mine.put(theirs.held);
  }

  private learnOrder(order: Layout['kind'] | undefined): void {
    if (ORDERS.indexOf(order) <= ORDERS.indexOf(this.order)) return;
    this.order = order;
    this.clock.changes++;
  }

  /** How its arrays lie, where not all that it ever holds are certainly in C order. */
  get layout(): Layout | undefined {
    const { order } = this.whole;
    return order && { kind: order };
  }

  override setPlain(): void {}

  /** What it holds: people see no list. */
  override get text(): string {
    return this.item ? typeText(this.item) : '?';
  }

  /** The types of its values at run time. What is known while compiling has none: then a truth says that it is set. */
  get leaves(): readonly Type[] {
    const types = this.item ? itemLeaves(this.item).map((leaf) => leaf.type) : [];
    return this.item && types.length === 0 ? [{ kind: 'bool' }] : types;
  }

  override type(): ListType {
    return { kind: 'list', items: this.leaves };
  }
}

/** The later, the less is known. */
const ORDERS: readonly (Layout['kind'] | undefined)[] = [undefined, 'strided', 'open', 'perhaps'];

const NOTHING: Value = { kind: 'unknown' };

/** Whether such a list is anywhere in the value: in itself it would have a type without end. */
export function holdsCell(value: Value, cell: ListCell): boolean {
  return itemLeaves(value).some(
    ({ list }) => list !== undefined && (list.isSame(cell) || list.parts.some((part) => holdsCell(part, cell))),
  );
}
