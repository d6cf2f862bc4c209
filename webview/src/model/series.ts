// SPDX-License-Identifier: Apache-2.0
// The numbers behind the charts.

import type { Interval, Utilisation } from '../../../native/api';
import { formatTime } from '../../../native/units';
import { type Groups, OTHER_SLOT } from './groups';

export interface Series {
  slot: number;
  label: string;
  /** Busy threads in each bucket. */
  values: number[];
}

/** One series for each coloured group that ran, and one for all others. */
export function stackByGroup(use: Utilisation, groups: Groups, interval: Interval, buckets: number): Series[] {
  const width = (interval.t1 - interval.t0) / buckets;
  if (!(width > 0) || use.busy.length === 0) return [];
  const bySlot = new Map<number, number[]>();
  use.sites.forEach((site, row) => {
    const slot = groups.slotOfSite[site] ?? OTHER_SLOT;
    const values = bySlot.get(slot) ?? new Array<number>(buckets).fill(0);
    for (let b = 0; b < buckets; b++) values[b] = (values[b] ?? 0) + (use.bySite[row * buckets + b] ?? 0) / width;
    bySlot.set(slot, values);
  });
  const label = (slot: number) => groups.legend.find((entry) => entry.slot === slot)?.label ?? 'others';
  return [...bySlot].sort(([a], [b]) => a - b).map(([slot, values]) => ({ slot, label: label(slot), values }));
}

export interface Bin {
  /** Where the bin begins, for the axis. */
  from: string;
  /** The whole range in words. */
  label: string;
  count: number;
}

/** The bins between the shortest and the longest task. */
export function histogramBins(counts: Float64Array): Bin[] {
  let first = counts.findIndex((count) => count > 0);
  if (first < 0) return [];
  let last = counts.length - 1;
  while (counts[last] === 0) last--;
  // A few empty neighbours keep one bar from filling the whole chart.
  first = Math.max(0, first - 1);
  last = Math.min(counts.length - 1, last + 1);
  const edge = (bin: number) => (bin === 0 ? 0 : 2 ** (bin - 1));
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const bin = first + i;
    return {
      from: formatTime(edge(bin)),
      label: bin === 0 ? 'no time' : `${formatTime(edge(bin))} – ${formatTime(edge(bin + 1))}`,
      count: counts[bin] as number,
    };
  });
}
