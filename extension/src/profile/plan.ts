// SPDX-License-Identifier: Apache-2.0
// What a program was compiled to, as text: for each compiled piece what it holds, why it ends where it does, how it was divided,
// and how near it came to what the machine can do.

import type { Machine, ProfileSummary, Site } from '../../../native/api';
import { workText } from '../../../native/roofline';
import {
  formatBandwidth,
  formatBytes,
  formatCount,
  formatPercent,
  formatRate,
  formatTime,
} from '../../../native/units';
import { type ProfileModel, tableRows } from './load';

/** What was recorded of one site in all runs. Times in nanoseconds. */
interface Cost {
  self: number;
  wall: number;
  bytes: number;
  tasks: number;
  spawned: number;
}

const NO_COST: Cost = { self: 0, wall: 0, bytes: 0, tasks: 0, spawned: 0 };
const MOST_FUSED = 12;

/** What stands at each line, from 1: how it was compiled, why its result is stored, what bounds it. */
export function planOfLines({ summary, handle }: ProfileModel): Map<number, string[]> {
  const plans = new Map<number, string[]>();
  const table = handle.table('site');
  for (const row of tableRows(table)) {
    const site = summary.sites[table.key[row]!]!;
    const texts = [`${site.operation}: ${site.note}`];
    if (site.stored !== '') texts.push(`its result is stored, because ${site.stored}`);
    const work = workText(site, { bytes: table.bytes[row]!, wall: table.wall[row]! }, summary.machine);
    if (work !== '') texts.push(work);
    const line = site.range.startLine + 1;
    plans.set(line, [...(plans.get(line) ?? []), texts.join('; ')]);
  }
  return plans;
}

export function renderPlan(model: ProfileModel, source?: string): string {
  const { summary, handle } = model;
  const table = handle.table('site');
  const costs = new Map<number, Cost>();
  for (const row of tableRows(table)) {
    costs.set(table.key[row]!, {
      self: table.self[row]!,
      wall: table.wall[row]!,
      bytes: table.bytes[row]!,
      tasks: table.count[row]!,
      spawned: table.spawned[row]!,
    });
  }
  const all = [...costs.values()].reduce((sum, cost) => sum + cost.self, 0) || 1;
  const text = source?.split(/\r?\n/);
  const places = summary.sites
    .map((site, index) => ({ site, cost: costs.get(index) ?? NO_COST }))
    .sort((a, b) => a.site.range.startLine - b.site.range.startLine);
  const lines = [`Plan of ${summary.file}:${summary.entry} · ${machineText(summary.machine)}`, ...sourceText(summary)];
  for (const { site, cost } of places) {
    const line = site.range.startLine;
    const share = formatPercent(cost.self / all).padStart(7);
    lines.push('', `${`L${line + 1}`.padStart(6)} ${share}  ${(text?.[line] ?? site.operation).trim()}`);
    const around = inPlace(site, places);
    for (const [name, value] of facts(site, cost, summary.machine, around))
      lines.push(`        ${name.padEnd(9)} ${value}`);
  }
  if (places.length === 0)
    lines.push('', 'Nothing was compiled to a nest, a loop or a library call: the program is scalar code.');
  return `${lines.join('\n')}\n`;
}

/** Where the code came from, and what memory the run took. */
function sourceText({ fromCache, phases, peakBytes, residentBytes, workerBytes }: ProfileSummary): string[] {
  const compile = phases.find(({ name }) => name === 'compile');
  const parts: string[] = [];
  if (compile !== undefined)
    parts.push(`${fromCache ? 'taken from the cache' : 'compiled'} in ${formatTime(compile.endNs - compile.startNs)}`);
  if (peakBytes > 0) parts.push(`at most ${formatBytes(peakBytes)} in arrays`);
  if (residentBytes > 0) parts.push(`the process grew by ${formatBytes(Math.max(0, residentBytes - workerBytes))}`);
  return parts.length > 0 ? [parts.join('; ')] : [];
}

function machineText({ host, cpu, threads, bandwidth, flops }: Machine): string {
  const parts = [`${threads} ${threads === 1 ? 'thread' : 'threads'}${host && ` on ${host}`}${cpu && ` (${cpu})`}`];
  if (bandwidth > 0) parts.push(`memory ${formatBandwidth(bandwidth, 1e9)}`);
  if (flops > 0) parts.push(`peak ${formatRate(flops, 1e9)}`);
  return parts.join(', ');
}

/** The loop in which a statement without tasks of its own may have run in place. */
function inPlace(site: Site, places: { site: Site; cost: Cost }[]): Site | undefined {
  return places.find(
    (other) =>
      other.site.note.includes('run in place') &&
      other.cost.tasks > 0 &&
      other.site.lines.includes(site.range.startLine),
  )?.site;
}

function facts(site: Site, cost: Cost, machine: Machine, around: Site | undefined): [string, string][] {
  const rows: [string, string][] = [['kind', [site.operation, site.note].filter(Boolean).join(': ')]];
  for (const [index, node] of site.fused.slice(0, MOST_FUSED).entries()) rows.push([index === 0 ? 'holds' : '', node]);
  if (site.fused.length > MOST_FUSED) rows.push(['', `… and ${site.fused.length - MOST_FUSED} more`]);
  if (site.stored !== '') rows.push(['stored', `its result, because ${site.stored}`]);
  if (cost.tasks === 0) {
    return [...rows, ['ran', untimedText(site, around)]];
  }
  rows.push(['tasks', divisionText(site, cost)], ['time', timeText(cost)]);
  const limit = workText(site, cost, machine);
  if (limit !== '') rows.push(['work', limit]);
  return rows;
}

/** How a site may have run that has no rows of its own. */
function untimedText(site: Site, around: Site | undefined): string {
  if (around) return `in place, as part of the loop of line ${around.range.startLine + 1}, or never`;
  return site.note === 'library' ? 'in less than 2 µs a call, which is not recorded, or never' : 'never';
}

function divisionText({ nests, elements }: Site, { tasks, spawned }: Cost): string {
  const parts = [
    `${formatCount(tasks)}${nests > 0 ? ` in ${formatCount(nests)} ${nests === 1 ? 'start' : 'starts'}` : ''}`,
  ];
  if (elements > 0) parts.push(`${formatCount(elements / tasks)} elements each`);
  parts.push(spawned === 0 ? 'all on the thread that started them' : `${formatCount(spawned)} handed to other threads`);
  return parts.join(', ');
}

function timeText({ self, wall, tasks }: Cost): string {
  return `${formatTime(wall)} of the clock, ${formatTime(self)} of the threads, ${formatTime(self / tasks)} a task`;
}
