// SPDX-License-Identifier: Apache-2.0
// Tasks in time: one lane for each worker thread, cut into segments that never overlap (runtime/src/profile/timeline.h).

import type { Profile, Tasks } from './load';

export interface Lane {
  /** Rows by start; of equal starts the longest first. */
  tasks: Uint32Array;
  starts: Float64Array;
  ends: Float64Array;
  /** The row each segment belongs to. */
  owners: Uint32Array;
  busyNs: number;
}

export interface Timeline {
  order: Uint32Array;
  lanes: Lane[];
}

export function buildTimeline(profile: Profile): Timeline {
  const { tasks } = profile;
  const order = sortedRows(tasks);
  const counts = new Uint32Array(profile.threads);
  for (let i = 0; i < tasks.length; i++) (counts[tasks.thread[i] as number] as number)++;
  const rows = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const thread = tasks.thread[row] as number;
    (rows[thread] as Uint32Array)[counts[thread] as number] = row;
    (counts[thread] as number)++;
  }
  return { order, lanes: rows.map((lane) => cutSegments(tasks, lane)) };
}

/** The half-open range of segments that touch [t0, t1). */
export function segmentsIn(lane: Lane, t0: number, t1: number): [first: number, last: number] {
  const first = firstWhere(lane.ends, (end) => end > t0);
  return [
    first,
    Math.max(
      first,
      firstWhere(lane.starts, (start) => start >= t1),
    ),
  ];
}

/** Binary search: the first index whose value satisfies a condition that stays true once it is. */
export function firstWhere(values: Float64Array, condition: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (condition(values[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

// Rows by start (radix sort: a comparator would take most of a second for a million rows), then longest first, then row.
function sortedRows(tasks: Tasks): Uint32Array {
  const { length, start } = tasks;
  let order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  let largest = 0;
  let sorted = true;
  for (let i = 0; i < length; i++) {
    const value = start[i] as number;
    if (i > 0 && value < (start[i - 1] as number)) sorted = false;
    if (value > largest) largest = value;
  }
  if (!sorted) {
    let next = new Uint32Array(length);
    for (let scale = 1; scale <= largest; scale *= 65536) {
      const offsets = new Uint32Array(65537);
      for (let i = 0; i < length; i++) (offsets[(Math.floor((start[i] as number) / scale) % 65536) + 1] as number)++;
      for (let digit = 0; digit < 65536; digit++) (offsets[digit + 1] as number) += offsets[digit] as number;
      for (let i = 0; i < length; i++) {
        const row = order[i] as number;
        const digit = Math.floor((start[row] as number) / scale) % 65536;
        next[offsets[digit] as number] = row;
        (offsets[digit] as number)++;
      }
      [order, next] = [next, order];
    }
  }
  sortTies(tasks, order);
  return order;
}

function sortTies({ start, end }: Tasks, order: Uint32Array): void {
  for (let i = 1, from = 0; i <= order.length; i++) {
    if (i < order.length && start[order[i] as number] === start[order[from] as number]) continue;
    if (i - from > 1) order.subarray(from, i).sort((a, b) => (end[b] as number) - (end[a] as number) || a - b);
    from = i;
  }
}

// Walks a lane's tasks with a stack of the open ones. A task that outlives the one it started in keeps running after it.
function cutSegments(tasks: Tasks, rows: Uint32Array): Lane {
  // Each task opens at most one segment and reopens at most one when it ends.
  const starts = new Float64Array(2 * rows.length);
  const ends = new Float64Array(2 * rows.length);
  const owners = new Uint32Array(2 * rows.length);
  const open: number[] = [];
  let length = 0;
  let now = 0;
  let busyNs = 0;
  const runUntil = (time: number) => {
    const row = open[open.length - 1] as number;
    const until = Math.min(time, tasks.end[row] as number);
    if (until <= now) return;
    starts[length] = now;
    ends[length] = until;
    owners[length] = row;
    length++;
    busyNs += until - now;
    now = until;
  };
  for (const row of rows) {
    const start = tasks.start[row] as number;
    while (open.length > 0 && (tasks.end[open[open.length - 1] as number] as number) <= start) {
      runUntil(start);
      open.pop();
    }
    if (open.length > 0) runUntil(start);
    now = Math.max(now, start);
    open.push(row);
  }
  for (; open.length > 0; open.pop()) runUntil(Number.POSITIVE_INFINITY);
  return {
    tasks: rows,
    starts: starts.slice(0, length),
    ends: ends.slice(0, length),
    owners: owners.slice(0, length),
    busyNs,
  };
}
