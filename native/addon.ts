// SPDX-License-Identifier: Apache-2.0
// Loads the compiled addon and gives it the interface of native/api.ts.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  GraphText,
  GraphVerdict,
  Marks,
  NativeApi,
  ProfileHandle,
  ProfileSummary,
  Refusal,
  Table,
  TaskInfo,
  TaskList,
  Utilisation,
} from './api';

/** The object of native/src/profile_handle.h: plain positional arguments. */
interface RawHandle {
  summary(): ProfileSummary;
  window(t0: number, t1: number, firstLane: number, laneCount: number, marksPerLane: number): Marks;
  table(by: string, t0?: number, t1?: number): Table;
  utilisation(t0: number, t1: number, buckets: number, mostSites: number): Utilisation;
  histogram(t0?: number, t1?: number): Float64Array;
  tasksIn(t0: number, t1: number, limit: number): TaskList;
  task(row: number): TaskInfo | undefined;
}

interface RawAddon {
  verifyGraph(bytes: Uint8Array): GraphVerdict;
  printGraph(bytes: Uint8Array): GraphText;
  openProfile(bytes: Uint8Array): { ok: true; profile: RawHandle } | Refusal;
}

/** Beside the bundle in an installed extension; in the build folder of a checkout. */
function addonPaths(): string[] {
  return [
    join(__dirname, 'native', 'weft-native.node'),
    join(__dirname, '..', 'build', 'native', 'bin', 'weft-native.node'),
  ];
}

export type LoadedAddon = { api: NativeApi } | { reason: string };

/** The addon, or why there is none: it was built for another platform, or not at all. */
export function loadAddon(paths: readonly string[] = addonPaths()): LoadedAddon {
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) return { reason: `no addon at ${paths.join(' or ')}` };
  try {
    const module: { exports: Partial<RawAddon> } = { exports: {} };
    process.dlopen(module as NodeJS.Module, path);
    return { api: wrapAddon(module.exports as RawAddon) };
  } catch (error) {
    return { reason: `${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function wrapAddon(raw: RawAddon): NativeApi {
  return {
    kind: 'addon',
    verifyGraph: (bytes) => raw.verifyGraph(bytes),
    printGraph: (bytes) => raw.printGraph(bytes),
    openProfile: (bytes) => {
      const opened = raw.openProfile(bytes);
      return opened.ok ? { ok: true, profile: wrapHandle(opened.profile) } : opened;
    },
  };
}

function wrapHandle(raw: RawHandle): ProfileHandle {
  let summary: ProfileSummary | undefined;
  return {
    summary: () => {
      summary ??= raw.summary();
      return summary;
    },
    window: ({ t0, t1, firstLane, laneCount, marksPerLane }) => raw.window(t0, t1, firstLane, laneCount, marksPerLane),
    table: (by, interval) => raw.table(by, interval?.t0, interval?.t1),
    utilisation: ({ t0, t1 }, buckets, mostSites) => raw.utilisation(t0, t1, buckets, mostSites),
    histogram: (interval) => raw.histogram(interval?.t0, interval?.t1),
    tasksIn: ({ t0, t1 }, limit) => raw.tasksIn(t0, t1, limit),
    task: (row) => raw.task(row),
  };
}
