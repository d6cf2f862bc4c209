// SPDX-License-Identifier: Apache-2.0
// Where lists come from in the text of a function. A display is compile-time structure until something needs it as a list:
// then its site is marked, and the function is read again.

import { placeOf, type SourceRange } from '../graph/graph';
import { itemLeaves, ListCell, type ListClock } from './lists';

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
    const key = `${role}${placeOf(range)}-${range.endLine}:${range.endColumn}`;
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

  /** Lists that nothing but None is ever put into are told so. True when there were some. */
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
  const leaves = cell.parts.flatMap(itemLeaves);
  return leaves.length > 0 && leaves.every((leaf) => leaf.list === undefined || hasItems(leaf.list));
}

function settleCell(cell: ListCell): void {
  const leaves = cell.parts.flatMap(itemLeaves);
  if (leaves.length === 0) cell.settle();
  else for (const leaf of leaves) if (leaf.list) settleCell(leaf.list);
}
