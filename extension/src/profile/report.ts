// SPDX-License-Identifier: Apache-2.0
// A profile as text for a terminal: phases, where the time went by line, how busy the threads were.

import type { ProfileSummary } from '../../../native/api';
import { formatBandwidth, formatBytes, formatCount, formatPercent, formatTime } from '../../../native/units';
import { lineCosts, type ProfileModel, runTime, utilisationOf } from './load';

export interface ReportOptions {
  /** The program's text, to show the lines themselves. */
  source?: string;
  /** How many lines of the hot-spot table. */
  limit?: number;
  columns?: number;
}

const BAR_WIDTH = 12;

export function renderReport(model: ProfileModel, options: ReportOptions = {}): string {
  return (
    [...heading(model), '', ...phases(model), '', ...hotSpots(model, options), '', ...totals(model)].join('\n') + '\n'
  );
}

function heading({ summary }: ProfileModel): string[] {
  const { machine, lanes } = summary;
  const threads = `${lanes.length} ${lanes.length === 1 ? 'thread' : 'threads'}`;
  const where = [threads, machine.host && `on ${machine.host}`, machine.cpu && `(${machine.cpu})`].filter(Boolean);
  return [`${summary.file}:${summary.entry} · ${where.join(' ')}`];
}

function phases({ summary }: ProfileModel): string[] {
  if (summary.phases.length === 0) return ['No phases were recorded'];
  // Inputs are copied before each repeat: phases of one name are one row.
  const times = new Map<string, { ns: number; count: number }>();
  for (const { name, startNs, endNs } of summary.phases) {
    const before = times.get(name) ?? { ns: 0, count: 0 };
    times.set(name, { ns: before.ns + endNs - startNs, count: before.count + 1 });
  }
  const width = Math.max(...[...times.keys()].map((name) => name.length), 5);
  const rows = [...times].map(
    ([name, { ns, count }]) =>
      `  ${name.padEnd(width)}  ${formatTime(ns).padStart(10)}${count > 1 ? `  in ${count} parts` : ''}`,
  );
  return ['Phases', ...rows, ...(summary.fromCache ? ['  compiled code was there from an earlier job'] : [])];
}

function hotSpots(model: ProfileModel, { source, limit = 10, columns = 100 }: ReportOptions): string[] {
  const costs = lineCosts(model);
  if (costs.length === 0) return ['No tasks were recorded'];
  const all = costs.reduce((sum, cost) => sum + cost.selfNs, 0) || 1;
  const text = source?.split(/\r?\n/);
  const lead = 2 + 5 + 1 + BAR_WIDTH + 1 + 7 + 1 + 10 + 1 + 9 + 1 + 11 + 2;
  const rows = costs.slice(0, limit).map((cost) => {
    const share = cost.selfNs / all;
    const line = (text?.[cost.line - 1] ?? '').trim();
    const room = Math.max(16, columns - lead);
    return [
      '  ' + `L${cost.line}`.padStart(5),
      bar(share),
      formatPercent(share).padStart(7),
      formatTime(cost.selfNs).padStart(10),
      formatCount(cost.count).padStart(9),
      formatBandwidth(cost.bytes, cost.wallNs).padStart(11),
      ' ' + (line.length > room ? `${line.slice(0, room - 1)}…` : line),
    ]
      .join(' ')
      .trimEnd();
  });
  const title =
    '  ' + 'line'.padStart(5) + ' '.repeat(BAR_WIDTH + 2) + '  share' + '  self time' + '     tasks' + '   bandwidth';
  const more = costs.length > limit ? [`  … and ${costs.length - limit} more lines`] : [];
  return ['Where the time went (self time, summed over threads)', title, ...rows, ...more];
}

function bar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

function residentText({ residentBytes, workerBytes }: ProfileSummary): string {
  if (residentBytes === 0) return '';
  return `; the process took ${formatBytes(residentBytes)}, of which ${formatBytes(workerBytes)} before the run`;
}

function totals(model: ProfileModel): string[] {
  const { summary } = model;
  const bytes = lineCosts(model).reduce((sum, cost) => sum + cost.bytes, 0);
  const busy = summary.lanes.reduce((sum, lane) => sum + lane.busyNs, 0);
  const rows = [
    ['Utilisation', `${formatPercent(utilisationOf(model))} of ${summary.lanes.length} threads over the runs`],
    [
      'Tasks',
      formatCount(summary.totalTasks) +
        (busy > 0 ? `, ${formatTime(busy / Math.max(1, summary.recordedTasks))} on average` : ''),
    ],
    ['Memory moved', `${formatBytes(bytes)}, ${formatBandwidth(bytes, runTime(model))} over the runs`],
    ['Peak memory', `${formatBytes(summary.peakBytes)} in arrays${residentText(summary)}`],
  ];
  const lines = rows.map(([name, value]) => `${(name ?? '').padEnd(13)} ${value}`);
  if (summary.totalTasks > summary.recordedTasks)
    lines.push(
      `Incomplete: ${formatCount(summary.recordedTasks)} of ${formatCount(summary.totalTasks)} tasks were recorded; ` +
        'tables and utilisation count the recorded ones only',
    );
  return lines;
}
