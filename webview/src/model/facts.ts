// SPDX-License-Identifier: Apache-2.0
// The few numbers that say how a run went: for the cards at the top, and for a selected interval.

import type { Interval, Phase, ProfileHandle, ProfileSummary } from '../../../native/api';
import { formatBandwidth, formatBytes, formatCount, formatPercent, formatTime } from '../../../native/units';

export interface Fact {
  label: string;
  value: string;
  note: string;
  /** 0 to 1, for facts that are a share of something. */
  share?: number;
}

export function runPhases(summary: ProfileSummary): Phase[] {
  return summary.phases.filter((phase) => /^run\b/.test(phase.name));
}

const length = (interval: { startNs: number; endNs: number }) => interval.endNs - interval.startNs;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function summaryFacts(summary: ProfileSummary, handle: ProfileHandle): Fact[] {
  const runs = runPhases(summary);
  const times = runs.map(length);
  const runNs = times.reduce((sum, time) => sum + time, 0) || summary.endNs;
  const compile = summary.phases
    .filter((phase) => phase.name === 'compile')
    .reduce((sum, phase) => sum + length(phase), 0);
  const table = handle.table('line');
  const bytes = table.bytes.reduce((sum, value) => sum + value, 0);
  const busy = summary.lanes.reduce((sum, lane) => sum + lane.busyNs, 0);
  const threads = summary.lanes.length;
  const share = threads > 0 && runNs > 0 ? Math.min(1, busy / (runNs * threads)) : 0;
  const missing = summary.totalTasks - summary.recordedTasks;
  const worked = summary.lanes.filter((lane) => lane.tasks > 0).length;
  const others = summary.phases.filter((phase) => phase.name !== 'compile' && !runs.includes(phase));
  const otherNs = others.reduce((sum, phase) => sum + length(phase), 0);
  const otherNames = [...new Set(others.map((phase) => phase.name))].join(', ');
  return [
    {
      label: 'Wall time',
      value: formatTime(summary.endNs),
      note: others.length > 0 ? `${formatTime(otherNs)} in ${otherNames}` : '',
    },
    runs.length > 0
      ? {
          label: runs.length > 1 ? 'Run, median' : 'Run',
          value: formatTime(median(times)),
          note:
            runs.length > 1
              ? `${runs.length} runs, ± ${formatTime((Math.max(...times) - Math.min(...times)) / 2)}`
              : 'one run',
        }
      : { label: 'Run', value: '–', note: 'no run was recorded' },
    {
      label: 'Compile',
      value: compile > 0 ? formatTime(compile) : '–',
      note:
        compile > 0
          ? `${formatPercent(compile / summary.endNs)} of wall time${summary.fromCache ? ', from the cache' : ''}`
          : 'nothing was compiled',
    },
    { label: 'Utilisation', value: formatPercent(share), note: `${formatTime(busy)} of work`, share },
    {
      label: 'Threads',
      value: formatCount(threads),
      note: worked === threads ? 'all of them worked' : `${worked} of them worked`,
    },
    { label: 'Bandwidth', value: formatBandwidth(bytes, runNs), note: `${formatBytes(bytes)} moved` },
    {
      label: 'Peak memory',
      value: summary.peakBytes > 0 ? formatBytes(summary.peakBytes) : '–',
      note: summary.residentBytes > 0 ? `in arrays; ${formatBytes(summary.residentBytes)} the process` : 'in arrays',
    },
    {
      label: 'Tasks',
      value: formatCount(summary.totalTasks),
      note:
        missing > 0
          ? `${formatCount(summary.recordedTasks)} recorded`
          : summary.recordedTasks > 0
            ? `${formatTime(busy / summary.recordedTasks)} on average`
            : 'none recorded',
    },
  ];
}

export function intervalFacts(summary: ProfileSummary, handle: ProfileHandle, interval: Interval): Fact[] {
  const table = handle.table('line', interval);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const duration = interval.t1 - interval.t0;
  const capacity = duration * summary.lanes.length;
  return [
    { label: 'Duration', value: formatTime(duration), note: '' },
    { label: 'Tasks', value: formatCount(sum(table.count)), note: '' },
    { label: 'Busy', value: formatPercent(capacity > 0 ? sum(table.self) / capacity : 0), note: '' },
    { label: 'Moved', value: formatBytes(sum(table.bytes)), note: '' },
    { label: 'Bandwidth', value: formatBandwidth(sum(table.bytes), duration), note: '' },
  ];
}

/** Why a task ran where it ran. */
export const DECISION_TEXT = {
  'inline-small': 'ran inline: too small to hand over',
  'inline-sequential': 'ran inline: must run in order',
  'inline-single-thread': 'ran inline: there is one thread',
  spawned: 'handed to a worker',
  shared: 'a part of a short nest: shared with threads that were awake',
} as const;
