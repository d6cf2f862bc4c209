// SPDX-License-Identifier: Apache-2.0
// What the native addon and its TypeScript fallback both provide. Times are nanoseconds since the worker started,
// lines and columns count from 0. Columns are typed arrays so that a million tasks stay cheap.

export interface SourceRange {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

/** Why something was refused: a stable code, what is wrong, what to do. */
export interface Refusal {
  ok: false;
  code: string;
  message: string;
  help: string;
  range?: SourceRange;
}

export type GraphVerdict = { ok: true } | Refusal;
export type GraphText = { ok: true; text: string } | Refusal;
export type OpenedProfile = { ok: true; profile: ProfileHandle } | Refusal;

export interface Site {
  operation: string;
  function: string;
  range: SourceRange;
  lines: number[];
  fused: string[];
  note: string;
  /** Why its result is an array and not part of what uses it. */
  stored: string;
  /** How often it was started, in all runs. */
  nests: number;
  elements: number;
  /** On floating-point numbers, in all runs; a function counts as one. 0: not known. */
  operations: number;
}

export interface Machine {
  host: string;
  cpu: string;
  threads: number;
  memoryBytes: number;
  /** Bytes a second that all threads together move between memory and processor; 0: not measured. */
  bandwidth: number;
  /** Operations on float64 a second, all threads together; 0: not measured. */
  flops: number;
}

export interface Phase {
  name: string;
  startNs: number;
  endNs: number;
}

export interface LaneInfo {
  tasks: number;
  busyNs: number;
}

export interface ProfileSummary {
  job: string;
  file: string;
  entry: string;
  machine: Machine;
  phases: Phase[];
  sites: Site[];
  /** One for each worker thread, idle ones included. */
  lanes: LaneInfo[];
  /** The last end of any task or phase. */
  endNs: number;
  recordedTasks: number;
  totalTasks: number;
  peakBytes: number;
  /** The most memory that the process had while the program ran; 0: not known. */
  residentBytes: number;
  /** What it had before the first run, beside the inputs. */
  workerBytes: number;
  /** The machine code was there from an earlier job. */
  fromCache: boolean;
}

/** Half-open; a task of no length belongs to the interval it starts in. */
export interface Interval {
  t0: number;
  t1: number;
}

export interface WindowQuery extends Interval {
  firstLane: number;
  laneCount: number;
  /** Each lane answers with at most one mark more than this. */
  marksPerLane: number;
}

export const NO_TASK = 0xffffffff;

/** What to draw: a task's segment, or a bucket of many with its busy time and leading site. */
export interface Marks {
  length: number;
  lane: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  busy: Float64Array;
  site: Uint32Array;
  count: Uint32Array;
  /** The task's row, or NO_TASK for a bucket. */
  task: Uint32Array;
}

export type GroupBy = 'site' | 'line';

/** Rows by self time, largest first; equal ones by key. */
export interface Table {
  length: number;
  /** Site index, or source line from 0. */
  key: Uint32Array;
  /** Summed over threads, nested tasks of other keys left out. */
  self: Float64Array;
  /** Summed over threads, nested tasks included once. */
  total: Float64Array;
  /** Time in which at least one thread was at it. */
  wall: Float64Array;
  longest: Float64Array;
  bytes: Float64Array;
  count: Float64Array;
  /** Of `count`, tasks handed to another thread. */
  spawned: Float64Array;
}

export interface Utilisation {
  /** Busy nanoseconds of each bucket, summed over threads. */
  busy: Float64Array;
  /** The sites with the largest self time in the interval. */
  sites: Uint32Array;
  /** `sites.length` rows of buckets. */
  bySite: Float64Array;
}

export interface TaskInfo {
  row: number;
  site: number;
  thread: number;
  run: number;
  startNs: number;
  endNs: number;
  bytes: number;
  begin: number;
  end: number;
  decision: Decision;
}

/** The schema's `Decision`, in its order. */
export const DECISIONS = ['inline-small', 'inline-sequential', 'inline-single-thread', 'spawned', 'shared'] as const;
export type Decision = (typeof DECISIONS)[number];

export interface TaskList {
  /** How many there are; `tasks` holds the first of them, by start. */
  total: number;
  tasks: TaskInfo[];
}

export interface ProfileHandle {
  summary(): ProfileSummary;
  window(query: WindowQuery): Marks;
  table(by: GroupBy, interval?: Interval): Table;
  utilisation(interval: Interval, buckets: number, mostSites: number): Utilisation;
  /** Bin i counts durations in [2^(i-1), 2^i) ns; bin 0 those of no length. */
  histogram(interval?: Interval): Float64Array;
  tasksIn(interval: Interval, limit: number): TaskList;
  task(row: number): TaskInfo | undefined;
}

export interface NativeApi {
  kind: 'addon' | 'typescript';
  /** The very checks the daemon makes before it accepts a job. */
  verifyGraph(bytes: Uint8Array): GraphVerdict;
  printGraph(bytes: Uint8Array): GraphText;
  openProfile(bytes: Uint8Array): OpenedProfile;
}
