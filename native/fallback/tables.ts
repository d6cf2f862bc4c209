// SPDX-License-Identifier: Apache-2.0
// Numbers about an interval of a profile, as in runtime/src/profile/tables.h, operation for operation: both give the
// same doubles.

import type { GroupBy, Interval, Table, TaskInfo, TaskList, Utilisation } from '../api';
import { DECISIONS } from '../api';
import type { Profile, Tasks } from './load';
import { type Lane, segmentsIn, type Timeline } from './timeline';

/** Of this decision and those after it, other threads have a part. */
const SPAWNED = DECISIONS.indexOf('spawned');
const DURATION_BINS = 54;
export const WHOLE: Interval = { t0: 0, t1: Number.POSITIVE_INFINITY };

/** Whole nanoseconds, as the native code takes them. */
export function wholeInterval({ t0, t1 }: Interval): Interval {
  return { t0: Math.floor(t0), t1: Math.floor(t1) };
}

function touches(tasks: Tasks, row: number, { t0, t1 }: Interval): boolean {
  const start = tasks.start[row] as number;
  return start < t1 && ((tasks.end[row] as number) > t0 || start >= t0);
}

function bytesWithin(tasks: Tasks, row: number, overlap: number): number {
  const duration = (tasks.end[row] as number) - (tasks.start[row] as number);
  const bytes = tasks.bytes[row] as number;
  return overlap === duration ? bytes : Math.floor(bytes * (overlap / duration));
}

export function buildTable(profile: Profile, timeline: Timeline, by: GroupBy, interval: Interval): Table {
  const { tasks } = profile;
  const { t0, t1 } = interval;
  const keyOfSite = profile.sites.map((site, index) => (by === 'site' ? index : site.range.startLine));
  const keys = [...new Set(keyOfSite)].sort((a, b) => a - b);
  const dense = new Map(keys.map((key, index) => [key, index]));
  const rowOfSite = Uint32Array.from(keyOfSite, (key) => dense.get(key) as number);
  const column = () => new Float64Array(keys.length);
  const [self, total, wall, longest] = [column(), column(), column(), column()];
  const [bytes, count, spawned] = [column(), column(), column()];
  const reach = column().fill(-1);
  const cover = (row: number, start: number, end: number, sum: Float64Array) => {
    (sum[row] as number) += Math.max(0, end - Math.max(start, reach[row] as number));
    reach[row] = Math.max(reach[row] as number, end);
  };

  for (const task of timeline.order) {
    if (!touches(tasks, task, interval)) continue;
    const row = rowOfSite[tasks.site[task] as number] as number;
    const start = Math.max(tasks.start[task] as number, t0);
    const end = Math.min(tasks.end[task] as number, t1);
    (count[row] as number) += 1;
    if ((tasks.decision[task] as number) >= SPAWNED) (spawned[row] as number) += 1;
    (bytes[row] as number) += bytesWithin(tasks, task, end - start);
    longest[row] = Math.max(longest[row] as number, (tasks.end[task] as number) - (tasks.start[task] as number));
    cover(row, start, end, wall);
  }
  for (const lane of timeline.lanes) {
    reach.fill(-1);
    for (const task of lane.tasks) {
      if (!touches(tasks, task, interval)) continue;
      const row = rowOfSite[tasks.site[task] as number] as number;
      cover(row, Math.max(tasks.start[task] as number, t0), Math.min(tasks.end[task] as number, t1), total);
    }
    const [first, last] = segmentsIn(lane, t0, t1);
    for (let i = first; i < last; i++) {
      const row = rowOfSite[tasks.site[lane.owners[i] as number] as number] as number;
      (self[row] as number) += Math.min(lane.ends[i] as number, t1) - Math.max(lane.starts[i] as number, t0);
    }
  }

  const order = keys
    .map((_, index) => index)
    .filter((index) => (count[index] as number) > 0)
    .sort((a, b) => (self[b] as number) - (self[a] as number) || a - b);
  const pick = (values: Float64Array) => Float64Array.from(order, (index) => values[index] as number);
  return {
    length: order.length,
    key: Uint32Array.from(order, (index) => keys[index] as number),
    self: pick(self),
    total: pick(total),
    wall: pick(wall),
    longest: pick(longest),
    bytes: pick(bytes),
    count: pick(count),
    spawned: pick(spawned),
  };
}

export function buildUtilisation(
  profile: Profile,
  timeline: Timeline,
  interval: Interval,
  buckets: number,
  mostSites: number,
): Utilisation {
  const t0 = Math.max(0, interval.t0);
  const t1 = Math.min(interval.t1, profile.endNs);
  if (buckets === 0 || t1 <= t0)
    return { busy: new Float64Array(0), sites: new Uint32Array(0), bySite: new Float64Array(0) };
  const table = buildTable(profile, timeline, 'site', { t0, t1 });
  const sites = table.key.filter((_, row) => (table.self[row] as number) > 0).subarray(0, mostSites);
  const slot = new Uint32Array(profile.sites.length).fill(sites.length);
  sites.forEach((site, index) => {
    slot[site] = index;
  });
  const busy = new Float64Array(buckets);
  const bySite = new Float64Array(sites.length * buckets);
  const width = (t1 - t0) / buckets;
  const addLane = (lane: Lane) => {
    const [first, last] = segmentsIn(lane, t0, t1);
    for (let i = first; i < last; i++) {
      const start = Math.max(lane.starts[i] as number, t0) - t0;
      const end = Math.min(lane.ends[i] as number, t1) - t0;
      const row = slot[profile.tasks.site[lane.owners[i] as number] as number] as number;
      for (let b = Math.min(buckets - 1, Math.floor(start / width)); b < buckets; b++) {
        const from = Math.max(start, b * width);
        const until = Math.min(end, (b + 1) * width);
        if (until > from) {
          (busy[b] as number) += until - from;
          if (row < sites.length) (bySite[row * buckets + b] as number) += until - from;
        }
        if (until >= end) break;
      }
    }
  };
  for (const lane of timeline.lanes) addLane(lane);
  return { busy, sites, bySite };
}

export function buildHistogram(profile: Profile, interval: Interval): Float64Array {
  const { tasks } = profile;
  const bins = new Float64Array(DURATION_BINS);
  for (let row = 0; row < tasks.length; row++) {
    if (!touches(tasks, row, interval)) continue;
    const bin = bitWidth((tasks.end[row] as number) - (tasks.start[row] as number));
    (bins[Math.min(bin, DURATION_BINS - 1)] as number)++;
  }
  return bins;
}

/** How many bits a whole number needs; 0 for 0. */
function bitWidth(value: number): number {
  const high = Math.floor(value / 4294967296);
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value >>> 0);
}

export function listTasks(profile: Profile, timeline: Timeline, interval: Interval, limit: number): TaskList {
  const list: TaskList = { total: 0, tasks: [] };
  for (const row of timeline.order) {
    if (!touches(profile.tasks, row, interval)) continue;
    if (list.total++ < limit) list.tasks.push(taskInfo(profile.tasks, row));
  }
  return list;
}

export function taskInfo(tasks: Tasks, row: number): TaskInfo {
  return {
    row,
    site: tasks.site[row] as number,
    thread: tasks.thread[row] as number,
    run: tasks.run[row] as number,
    startNs: tasks.start[row] as number,
    endNs: tasks.end[row] as number,
    bytes: tasks.bytes[row] as number,
    begin: tasks.begin[row] as number,
    end: tasks.stop[row] as number,
    decision: DECISIONS[tasks.decision[row] as number] ?? 'spawned',
  };
}
