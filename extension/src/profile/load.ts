// SPDX-License-Identifier: Apache-2.0
// A profile file as the rest of the extension uses it: opened by the native code, with the numbers every view needs.

import { readFile } from 'node:fs/promises';
import type { Phase, ProfileHandle, ProfileSummary, Refusal, Table } from '../../../native/api';
import { nativeApi } from '../../../native/index';

export interface ProfileModel {
  ok: true;
  handle: ProfileHandle;
  summary: ProfileSummary;
  /** The phases named `run N`, in order: the timed repeats. */
  runs: Phase[];
}

/** What a profile says of one source line. Lines count from 1. */
export interface LineCost {
  line: number;
  selfNs: number;
  totalNs: number;
  /** Time in which at least one thread was at the line. */
  wallNs: number;
  count: number;
  bytes: number;
}

export function loadProfile(bytes: Uint8Array): ProfileModel | Refusal {
  const opened = nativeApi().openProfile(bytes);
  if (!opened.ok) return opened;
  const summary = opened.profile.summary();
  return { ok: true, handle: opened.profile, summary, runs: summary.phases.filter((phase) => isRun(phase)) };
}

export async function readProfile(file: string): Promise<ProfileModel | Refusal> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const message = `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, code: 'WEFT520', message, help: 'check the path, or fetch the job again with `weft fetch`' };
  }
  return loadProfile(bytes);
}

export function isRun(phase: Phase): boolean {
  return /^run\b/.test(phase.name);
}

/** Cost of every line that ran, most expensive first. */
export function lineCosts(model: ProfileModel): LineCost[] {
  const table = model.handle.table('line');
  return tableRows(table).map((row) => ({
    line: table.key[row]! + 1,
    selfNs: table.self[row]!,
    totalNs: table.total[row]!,
    wallNs: table.wall[row]!,
    count: table.count[row]!,
    bytes: table.bytes[row]!,
  }));
}

export function tableRows(table: Table): number[] {
  return Array.from({ length: table.length }, (_, row) => row);
}

/** Sum of the time of all repeats, or of the whole profile when it has none. */
export function runTime(model: ProfileModel): number {
  const sum = model.runs.reduce((total, run) => total + run.endNs - run.startNs, 0);
  return sum > 0 ? sum : model.summary.endNs;
}

/** Busy share of all threads during the repeats, from 0 to 1. */
export function utilisationOf(model: ProfileModel): number {
  const { lanes } = model.summary;
  const busy = lanes.reduce((sum, lane) => sum + lane.busyNs, 0);
  const capacity = runTime(model) * lanes.length;
  return capacity > 0 ? Math.min(1, busy / capacity) : 0;
}
