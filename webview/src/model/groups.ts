// SPDX-License-Identifier: Apache-2.0
// Sites joined into groups (source lines, or operations one by one) and the colour slot of each group.

import type { GroupBy, ProfileSummary, Site, Table } from '../../../native/api';

/** Groups with a colour of their own; all others share the last slot. */
export const COLOURED_GROUPS = 7;
export const OTHER_SLOT = COLOURED_GROUPS;

export interface Groups {
  by: GroupBy;
  /** Colour slot by site. */
  slotOfSite: Uint8Array;
  /** Group key (line or site) by site. */
  keyOfSite: Uint32Array;
  /** The groups that have a colour, most expensive first. */
  legend: { key: number; slot: number; label: string; share: number }[];
  /** Share of all groups without a colour; 0 when there are none. */
  otherShare: number;
}

export function groupSites(summary: ProfileSummary, table: Table, by: GroupBy): Groups {
  const all = table.self.reduce((sum, self) => sum + self, 0) || 1;
  const keyOfSite = Uint32Array.from(summary.sites, (site, index) => (by === 'line' ? site.range.startLine : index));
  const slots = new Map<number, number>();
  const legend: Groups['legend'] = [];
  let otherShare = 0;
  table.key.forEach((key, row) => {
    const share = (table.self[row] as number) / all;
    if (row < COLOURED_GROUPS) {
      slots.set(key, row);
      legend.push({ key, slot: row, label: groupLabel(summary.sites, key, by), share });
    } else otherShare += share;
  });
  const slotOfSite = Uint8Array.from(keyOfSite, (key) => slots.get(key) ?? OTHER_SLOT);
  return { by, slotOfSite, keyOfSite, legend, otherShare };
}

export function groupLabel(sites: readonly Site[], key: number, by: GroupBy): string {
  if (by === 'line') return `L${key + 1}`;
  const site = sites[key];
  return site ? `${site.operation} L${site.range.startLine + 1}` : `site ${key}`;
}
