// SPDX-License-Identifier: Apache-2.0
// Levels of detail, as in runtime/src/profile/levels.h: pyramids of power-of-two time buckets for each lane, and
// windows of bounded size cut from them. Bucket indices may pass 2^32, so widths multiply instead of shift.

import { type Marks, NO_TASK, type WindowQuery } from '../api';
import type { Profile, Tasks } from './load';
import { type Lane, segmentsIn, type Timeline } from './timeline';

const SEGMENTS_PER_BUCKET = 4;
const MOST_BUCKETS = 2 ** 17;
const FEWEST_BUCKETS = 64;
const TOP_BUCKETS = 16;

interface Buckets {
  busy: Float64Array;
  site: Uint32Array;
  count: Uint32Array;
}

interface Level extends Buckets {
  width: number;
}

export interface Levels {
  /** Finest first; empty for an idle lane. */
  lanes: Level[][];
}

function makeBuckets(length: number): Buckets {
  return { busy: new Float64Array(length), site: new Uint32Array(length), count: new Uint32Array(length) };
}

/** Collects busy time by site for one bucket at a time; `flush` costs only what was touched. */
class Shares {
  private readonly busy: Float64Array;
  private readonly touched: Uint32Array;
  private length = 0;

  constructor(sites: number) {
    this.busy = new Float64Array(sites);
    this.touched = new Uint32Array(sites);
  }

  add(site: number, busy: number): void {
    if (this.busy[site] === 0) this.touched[this.length++] = site;
    (this.busy[site] as number) += busy;
  }

  flush(buckets: Buckets, at: number): void {
    let best = 0;
    let leader = 0;
    let sum = 0;
    for (let i = 0; i < this.length; i++) {
      const site = this.touched[i] as number;
      const busy = this.busy[site] as number;
      if (busy > best || (busy === best && site < leader)) {
        best = busy;
        leader = site;
      }
      sum += busy;
      this.busy[site] = 0;
    }
    this.length = 0;
    buckets.site[at] = leader;
    buckets.busy[at] = sum;
  }
}

// Fills buckets [b0, b0 + out.busy.length) of the given width.
function fill(tasks: Tasks, lane: Lane, width: number, b0: number, shares: Shares, out: Buckets): void {
  const b1 = b0 + out.busy.length;
  const [first, last] = segmentsIn(lane, b0 * width, b1 * width);
  let current = b0;
  for (let i = first; i < last; i++) {
    const site = tasks.site[lane.owners[i] as number] as number;
    const start = lane.starts[i] as number;
    const end = lane.ends[i] as number;
    const until = Math.min(b1 - 1, Math.floor((end - 1) / width));
    for (let b = Math.max(b0, Math.floor(start / width)); b <= until; b++) {
      if (b !== current) {
        shares.flush(out, current - b0);
        current = b;
      }
      shares.add(site, Math.min(end, (b + 1) * width) - Math.max(start, b * width));
    }
  }
  if (current < b1) shares.flush(out, current - b0);

  const t0 = b0 * width;
  let low = 0;
  let high = lane.tasks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tasks.start[lane.tasks[middle] as number] as number) >= t0) high = middle;
    else low = middle + 1;
  }
  for (; low < lane.tasks.length; low++) {
    const start = tasks.start[lane.tasks[low] as number] as number;
    if (start >= b1 * width) break;
    (out.count[Math.floor(start / width) - b0] as number)++;
  }
}

function buildLane(profile: Profile, lane: Lane, shares: Shares): Level[] {
  const levels: Level[] = [];
  if (lane.starts.length === 0) return levels;
  const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, Math.floor(lane.starts.length / SEGMENTS_PER_BUCKET)));
  let width = 1;
  while (Math.floor(profile.endNs / width) + 1 > wanted) width *= 2;
  for (; ; width *= 2) {
    const length = Math.floor(profile.endNs / width) + 1;
    const level: Level = { width, ...makeBuckets(length) };
    fill(profile.tasks, lane, width, 0, shares, level);
    levels.push(level);
    if (length <= TOP_BUCKETS) return levels;
  }
}

export function buildLevels(profile: Profile, timeline: Timeline): Levels {
  const shares = new Shares(profile.sites.length);
  return { lanes: timeline.lanes.map((lane) => buildLane(profile, lane, shares)) };
}

/** Grows typed columns; windows hold some thousand marks. */
class MarkBuffer {
  private capacity = 1024;
  private marks: Marks = emptyMarks(this.capacity);

  push(lane: number, start: number, end: number, busy: number, site: number, count: number, task: number): void {
    if (this.marks.length === this.capacity) {
      this.capacity *= 2;
      const next = emptyMarks(this.capacity);
      next.length = this.marks.length;
      for (const name of MARK_COLUMNS) next[name].set(this.marks[name]);
      this.marks = next;
    }
    const { marks } = this;
    const at = marks.length++;
    marks.lane[at] = lane;
    marks.start[at] = start;
    marks.end[at] = end;
    marks.busy[at] = busy;
    marks.site[at] = site;
    marks.count[at] = count;
    marks.task[at] = task;
  }

  take(): Marks {
    const { length } = this.marks;
    const out = { ...this.marks };
    for (const name of ['start', 'end', 'busy'] as const) out[name] = out[name].subarray(0, length);
    for (const name of ['lane', 'site', 'count', 'task'] as const) out[name] = out[name].subarray(0, length);
    return out;
  }
}

const MARK_COLUMNS = ['lane', 'start', 'end', 'busy', 'site', 'count', 'task'] as const;

function emptyMarks(capacity: number): Marks {
  return {
    length: 0,
    lane: new Uint32Array(capacity),
    start: new Float64Array(capacity),
    end: new Float64Array(capacity),
    busy: new Float64Array(capacity),
    site: new Uint32Array(capacity),
    count: new Uint32Array(capacity),
    task: new Uint32Array(capacity),
  };
}

export function windowMarks(profile: Profile, timeline: Timeline, levels: Levels, query: WindowQuery): Marks {
  const marks = new MarkBuffer();
  const t0 = Math.max(0, Math.floor(query.t0));
  const t1 = Math.min(profile.endNs + 1, Math.floor(query.t1));
  if (t1 <= t0) return marks.take();
  const budget = Math.max(1, query.marksPerLane);
  const shares = new Shares(profile.sites.length);
  const laneEnd = Math.min(timeline.lanes.length, query.firstLane + query.laneCount);
  for (let index = query.firstLane; index < laneEnd; index++) {
    const lane = timeline.lanes[index] as Lane;
    const [first, last] = segmentsIn(lane, t0, t1);
    if (last - first <= budget) {
      for (let i = first; i < last; i++) {
        const row = lane.owners[i] as number;
        const [start, end] = [lane.starts[i] as number, lane.ends[i] as number];
        marks.push(index, start, end, end - start, profile.tasks.site[row] as number, 1, row);
      }
      continue;
    }
    let width = 1;
    while (budget * width < t1 - t0) width *= 2;
    const b0 = Math.floor(t0 / width);
    const b1 = Math.floor((t1 - 1) / width) + 1;
    let buckets: Buckets | undefined = levels.lanes[index]?.find((level) => level.width === width);
    let base = 0;
    if (!buckets) {
      buckets = makeBuckets(b1 - b0);
      base = b0;
      fill(profile.tasks, lane, width, b0, shares, buckets);
    }
    for (let b = b0; b < b1; b++) {
      const busy = buckets.busy[b - base] as number;
      if (busy > 0)
        marks.push(
          index,
          b * width,
          (b + 1) * width,
          busy,
          buckets.site[b - base] as number,
          buckets.count[b - base] as number,
          NO_TASK,
        );
    }
  }
  return marks.take();
}
