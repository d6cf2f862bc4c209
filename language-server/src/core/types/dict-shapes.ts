// SPDX-License-Identifier: Apache-2.0
// Entries of dictionaries with constant keys that change where a name cannot just be given another dictionary (in loops
// and functions, or where several names and lists hold the same one). Each such entry is a list of one item at run time,
// which all copies of the dictionary share. Its type is one for all dictionaries of one place in the text.

import { AttributeCell } from './attributes';
import type { ListSite } from './list-sites';
import type { ListClock } from './lists';
import type { DictKey } from './value';

export class DictShape {
  private into: DictShape | undefined;
  private readonly cells = new Map<DictKey, AttributeCell>();
  private readonly serial: number;

  constructor(private readonly clock: ListClock) {
    this.serial = clock.nextSerial();
  }

  private get whole(): DictShape {
    let shape: DictShape = this;
    while (shape.into) shape = shape.into;
    return shape;
  }

  /** Dictionaries of equal numbers are of one type. */
  get id(): number {
    return this.whole.serial;
  }

  cellOf(key: DictKey): AttributeCell | undefined {
    return this.whole.cells.get(key);
  }

  /** From here on the entry changes: it is a reference from the creation of the dictionary on. */
  change(key: DictKey): AttributeCell {
    const { cells } = this.whole;
    let cell = cells.get(key);
    if (!cell) {
      cell = new AttributeCell(this.clock);
      cells.set(key, cell);
      this.clock.isOpen = true;
      this.clock.changes++;
    }
    return cell;
  }

  /** Dictionaries that meet have the same entries that change; false where those have types that do not join. */
  unify(other: DictShape): boolean {
    // The older one stays: what is known by its number stays known.
    const [mine, theirs] = [this.whole, other.whole].sort((a, b) => a.serial - b.serial) as [DictShape, DictShape];
    if (mine === theirs) return true;
    theirs.into = mine;
    this.clock.changes++;
    let isJoined = true;
    for (const [key, cell] of theirs.cells) {
      const own = mine.cells.get(key);
      if (!own) mine.cells.set(key, cell);
      else if (own.unify(cell)) isJoined = false;
    }
    return isJoined;
  }
}

const shapes = new WeakMap<ListSite, DictShape>();

export function shapeOfSite(site: ListSite, clock: ListClock): DictShape {
  let shape = shapes.get(site);
  if (!shape) {
    shape = new DictShape(clock);
    shapes.set(site, shape);
  }
  return shape;
}
