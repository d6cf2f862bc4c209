// SPDX-License-Identifier: Apache-2.0
// Rows of the hot-spot table: what each shows, in which order, and which of them a filter keeps.

import type { GroupBy, ProfileSummary, Site, Table } from '../../../native/api';

export interface Row {
  key: number;
  /** Line from 0. */
  line: number;
  title: string;
  /** Source text of the line, or the operation's function. */
  detail: string;
  sites: number[];
  share: number;
  self: number;
  total: number;
  wall: number;
  longest: number;
  bytes: number;
  count: number;
  spawned: number;
  /** GB/s while at least one thread was at it; 0 when it moved nothing. */
  bandwidth: number;
}

export type SortColumn = 'title' | 'share' | 'self' | 'total' | 'count' | 'bytes' | 'bandwidth';

export interface Order {
  column: SortColumn;
  descending: boolean;
}

export function buildRows(summary: ProfileSummary, table: Table, by: GroupBy, sourceLines: readonly string[]): Row[] {
  const sitesOf = new Map<number, number[]>();
  summary.sites.forEach((site, index) => {
    const key = by === 'line' ? site.range.startLine : index;
    const known = sitesOf.get(key);
    if (known) known.push(index);
    else sitesOf.set(key, [index]);
  });
  const all = table.self.reduce((sum, self) => sum + self, 0) || 1;
  return Array.from({ length: table.length }, (_, i) => {
    const key = table.key[i] as number;
    const sites = sitesOf.get(key) ?? [];
    const site = summary.sites[sites[0] ?? -1];
    const line = by === 'line' ? key : (site?.range.startLine ?? 0);
    const [self, bytes, wall] = [table.self[i] as number, table.bytes[i] as number, table.wall[i] as number];
    const text = (sourceLines[line] ?? '').trim();
    return {
      key,
      line,
      title: by === 'line' ? `L${line + 1}` : (site?.operation ?? ''),
      detail: by === 'line' ? text || operationsOf(summary.sites, sites) : `L${line + 1}`,
      sites,
      share: self / all,
      self,
      total: table.total[i] as number,
      wall,
      longest: table.longest[i] as number,
      bytes,
      count: table.count[i] as number,
      spawned: table.spawned[i] as number,
      bandwidth: wall > 0 ? bytes / wall : 0,
    };
  });
}

export function operationsOf(sites: readonly Site[], indices: readonly number[]): string {
  return [...new Set(indices.map((index) => sites[index]?.operation ?? ''))].filter(Boolean).join(', ');
}

/** Words match anywhere in line, text or operation, whatever the case; all of them must. */
export function filterRows(rows: readonly Row[], sites: readonly Site[], filter: string): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...rows];
  return rows.filter((row) => {
    const text = `${row.title} ${row.detail} ${operationsOf(sites, row.sites)} ${sites[row.sites[0] ?? -1]?.function ?? ''}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
}

export function sortRows(rows: readonly Row[], { column, descending }: Order): Row[] {
  const sign = descending ? -1 : 1;
  const compare = (a: Row, b: Row) =>
    column === 'title' ? a.line - b.line || a.title.localeCompare(b.title) : a[column] - b[column];
  return [...rows].sort((a, b) => sign * compare(a, b) || a.key - b.key);
}
