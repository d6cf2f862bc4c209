// SPDX-License-Identifier: Apache-2.0
// Bytes to a verified profile, with the checks of runtime/src/profile/load.cpp in the same order and words.

import type { Machine, Phase, Refusal, Site, SourceRange } from '../api';
import { DECISIONS } from '../api';
import { FlatBuffer, type Schema } from './flatbuffer';

export interface Tasks {
  length: number;
  site: Uint32Array;
  thread: Uint16Array;
  run: Uint16Array;
  start: Float64Array;
  end: Float64Array;
  bytes: Float64Array;
  begin: Float64Array;
  stop: Float64Array;
  decision: Uint8Array;
}

export interface Profile {
  job: string;
  file: string;
  entry: string;
  machine: Machine;
  phases: Phase[];
  sites: Site[];
  tasks: Tasks;
  totalTasks: number;
  peakBytes: number;
  residentBytes: number;
  workerBytes: number;
  fromCache: boolean;
  /** Lanes: the machine's threads, or as many as tasks name when it does not say. */
  threads: number;
  endNs: number;
}

const SITE: Schema = [
  { kind: 'string' },
  { kind: 'string' },
  { kind: 'struct', size: 16, align: 4 },
  { kind: 'vector', size: 4 },
  { kind: 'strings' },
  { kind: 'string' },
  { kind: 'string' },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
];
const PHASE: Schema = [{ kind: 'string' }, { kind: 'scalar', size: 8 }, { kind: 'scalar', size: 8 }];
const COLUMNS: Schema = ([4, 2, 2, 8, 8, 8, 8, 8, 1] as const).map((size) => ({ kind: 'vector', size }));
const MACHINE: Schema = [
  { kind: 'string' },
  { kind: 'string' },
  { kind: 'scalar', size: 4 },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
];
const PROFILE: Schema = [
  { kind: 'scalar', size: 4 },
  { kind: 'string' },
  { kind: 'string' },
  { kind: 'string' },
  { kind: 'table', of: MACHINE },
  { kind: 'tables', of: PHASE },
  { kind: 'tables', of: SITE },
  { kind: 'table', of: COLUMNS },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 8 },
  { kind: 'scalar', size: 1 },
];

const LARGEST = 2 ** 53;
// Offsets may share a string, so a small file can describe huge text; real profiles have some kilobytes.
const MOST_TEXT = 2 ** 28;
const MAX_THREADS = 65536;
const RUN_AGAIN = 'run the program again, or fetch the profile again from the job';
const COLUMN_SIZES = [4, 2, 2, 8, 8, 8, 8, 8, 1] as const;

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

function refuse(code: string, message: string, help = RUN_AGAIN): never {
  throw new Refused({ ok: false, code, message, help });
}

const damaged = (what: string) => refuse('WEFT521', `the profile is damaged: ${what}`);
const contradictory = (what: string) => refuse('WEFT522', `the profile contradicts itself: ${what}`);

export function loadProfile(bytes: Uint8Array): { ok: true; profile: Profile } | Refusal {
  try {
    return { ok: true, profile: load(bytes) };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

function load(bytes: Uint8Array): Profile {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(4, 8)) !== 'WFPR')
    refuse('WEFT520', 'this is not a Weft profile', 'open a file that ends in .weftprof, written by a Weft job');
  if (bytes.length >= 0x7fffffff) damaged('it is larger than 2 GiB');
  const buffer = new FlatBuffer(bytes);
  if (!buffer.verify(PROFILE)) damaged('its structure does not hold together');
  const root = buffer.root();
  const version = buffer.u32(root, 0, 1);
  if (version !== 1)
    refuse(
      'WEFT523',
      `the profile has format ${version}, this Weft reads format 1`,
      'open it with the Weft version that made it, or a newer one',
    );
  const machine = readMachine(buffer, buffer.indirect(root, 4));
  if (machine.threads > MAX_THREADS) contradictory('the machine has more than 65536 threads');
  const phases = buffer.elements(root, 5).map((at, i) => readPhase(buffer, at, i));
  const sites = readSites(buffer, root);
  const tasks = readColumns(buffer, buffer.indirect(root, 7));
  const profile: Profile = {
    job: buffer.string(root, 1),
    file: buffer.string(root, 2),
    entry: buffer.string(root, 3),
    machine,
    phases,
    sites,
    tasks,
    totalTasks: buffer.u64(root, 9),
    peakBytes: buffer.u64(root, 10),
    residentBytes: buffer.u64(root, 11),
    workerBytes: buffer.u64(root, 12),
    fromCache: buffer.u8(root, 13) !== 0,
    threads: machine.threads,
    endNs: phases.reduce((end, phase) => Math.max(end, phase.endNs), 0),
  };
  checkTasks(profile);
  if (buffer.u64(root, 8) !== tasks.length || profile.totalTasks < tasks.length || profile.totalTasks > LARGEST)
    contradictory('its task counts do not match its rows');
  return profile;
}

function readMachine(buffer: FlatBuffer, at: number): Profile['machine'] {
  if (at === 0) return { host: '', cpu: '', threads: 0, memoryBytes: 0, bandwidth: 0, flops: 0 };
  return {
    host: buffer.string(at, 0),
    cpu: buffer.string(at, 1),
    threads: buffer.u32(at, 2),
    memoryBytes: buffer.u64(at, 3),
    bandwidth: buffer.f64(at, 4),
    flops: buffer.f64(at, 5),
  };
}

function readPhase(buffer: FlatBuffer, at: number, index: number): Phase {
  const startNs = buffer.u64(at, 1);
  const endNs = buffer.u64(at, 2);
  if (endNs < startNs || endNs > LARGEST) contradictory(`phase ${index} has an impossible time`);
  return { name: buffer.string(at, 0), startNs, endNs };
}

function readSites(buffer: FlatBuffer, root: number): Site[] {
  let written = 0;
  const sizeAt = (at: number) => (at === 0 ? 0 : buffer.view.getUint32(at, true));
  return buffer.elements(root, 6).map((at) => {
    for (const slot of [0, 1, 5, 6]) written += sizeAt(buffer.indirect(at, slot));
    written += 4 * buffer.vector(at, 3).length;
    for (const element of buffer.elements(at, 4)) written += sizeAt(element);
    if (written > MOST_TEXT) contradictory('its sites hold more text than a program can');
    return readSite(buffer, at);
  });
}

function readSite(buffer: FlatBuffer, at: number): Site {
  const rangeAt = buffer.field(at, 2);
  const number = (i: number) => (rangeAt === 0 ? 0 : buffer.view.getUint32(rangeAt + i * 4, true));
  const range: SourceRange = {
    startLine: number(0),
    startColumn: number(1),
    endLine: number(2),
    endColumn: number(3),
  };
  const lines = buffer.vector(at, 3);
  return {
    operation: buffer.string(at, 0),
    function: buffer.string(at, 1),
    range,
    lines: Array.from({ length: lines.length }, (_, i) => buffer.view.getUint32(lines.at + i * 4, true)),
    fused: buffer.elements(at, 4).map((element) => buffer.stringAt(element)),
    note: buffer.string(at, 5),
    stored: buffer.string(at, 6),
    nests: buffer.u64(at, 7),
    elements: buffer.f64(at, 8),
    operations: buffer.f64(at, 9),
  };
}

function readColumns(buffer: FlatBuffer, table: number): Tasks {
  const columns = COLUMN_SIZES.map((size, slot) => {
    const column = table === 0 ? { at: 0, length: 0 } : buffer.vector(table, slot);
    // Writers align the elements, so an empty column may stand anywhere.
    if (column.length > 0 && column.at % size !== 0) damaged('a task column is not aligned');
    return column;
  });
  const column = (slot: number) => columns[slot] ?? { at: 0, length: 0 };
  const length = column(0).length;
  if (columns.some((other) => other.length !== length)) contradictory('the task columns have different lengths');
  const bytes = (slot: number, size: number) =>
    // Not `slice`: on a Node Buffer that gives a view of the whole.
    new Uint8Array(buffer.bytes.subarray(column(slot).at, column(slot).at + length * size)).buffer;
  const u64 = (slot: number) => {
    const words = new Uint32Array(bytes(slot, 8));
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) out[i] = (words[2 * i] as number) + (words[2 * i + 1] as number) * 4294967296;
    return out;
  };
  return {
    length,
    site: new Uint32Array(bytes(0, 4)),
    thread: new Uint16Array(bytes(1, 2)),
    run: new Uint16Array(bytes(2, 2)),
    start: u64(3),
    end: u64(4),
    bytes: u64(5),
    begin: u64(6),
    stop: u64(7),
    decision: new Uint8Array(bytes(8, 1)),
  };
}

function checkTasks(profile: Profile): void {
  const { tasks } = profile;
  const { threads } = profile.machine;
  const sites = profile.sites.length;
  let sum = 0;
  for (let row = 0; row < tasks.length; row++) {
    const [start, end] = [tasks.start[row] as number, tasks.end[row] as number];
    const [begin, stop] = [tasks.begin[row] as number, tasks.stop[row] as number];
    const thread = tasks.thread[row] as number;
    let fault = '';
    if ((tasks.site[row] as number) >= sites) fault = 'names a site that does not exist';
    else if (threads !== 0 && thread >= threads) fault = 'ran on a thread that does not exist';
    else if (end < start || end > LARGEST) fault = 'has an impossible time';
    else if (stop < begin || stop > LARGEST) fault = 'has an impossible slice';
    else if ((tasks.decision[row] as number) >= DECISIONS.length) fault = 'has an unknown decision';
    sum += tasks.bytes[row] as number;
    if (fault === '' && sum > LARGEST) fault = 'moves an impossible number of bytes';
    if (fault !== '') contradictory(`task ${row} ${fault}`);
    profile.threads = Math.max(profile.threads, thread + 1);
    profile.endNs = Math.max(profile.endNs, end);
  }
}
