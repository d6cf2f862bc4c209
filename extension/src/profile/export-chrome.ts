// SPDX-License-Identifier: Apache-2.0
// A profile in Chrome's trace format, which Perfetto, speedscope and chrome://tracing open.

import type { ProfileModel } from './load';

interface TraceEvent {
  name: string;
  ph: 'X' | 'M';
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  cat?: string;
  args?: Record<string, unknown>;
}

const PID = 1;
const PHASE_TID = 0;

/** Times are microseconds there; thread 0 holds the phases, worker n is thread n + 1. */
export function exportChrome(model: ProfileModel): string {
  const { summary, handle } = model;
  const name = (tid: number, text: string): TraceEvent => ({
    name: 'thread_name',
    ph: 'M',
    pid: PID,
    tid,
    args: { name: text },
  });
  const events: TraceEvent[] = [
    { name: 'process_name', ph: 'M', pid: PID, tid: 0, args: { name: `${summary.file}:${summary.entry}` } },
    name(PHASE_TID, 'phases'),
    ...summary.lanes.map((_, lane) => name(lane + 1, `worker ${lane}`)),
    ...summary.phases.map(
      (phase): TraceEvent => ({
        name: phase.name,
        ph: 'X',
        cat: 'phase',
        pid: PID,
        tid: PHASE_TID,
        ts: phase.startNs / 1000,
        dur: (phase.endNs - phase.startNs) / 1000,
      }),
    ),
  ];
  const { tasks } = handle.tasksIn({ t0: 0, t1: Number.POSITIVE_INFINITY }, summary.recordedTasks);
  for (const task of tasks) {
    const site = summary.sites[task.site];
    events.push({
      name: `${site?.operation ?? 'task'} L${(site?.range.startLine ?? 0) + 1}`,
      ph: 'X',
      cat: 'task',
      pid: PID,
      tid: task.thread + 1,
      ts: task.startNs / 1000,
      dur: (task.endNs - task.startNs) / 1000,
      args: { run: task.run, bytes: task.bytes, begin: task.begin, end: task.end, decision: task.decision },
    });
  }
  const metadata = { job: summary.job, host: summary.machine.host, totalTasks: summary.totalTasks };
  return `{"displayTimeUnit":"ns","otherData":${JSON.stringify(metadata)},"traceEvents":[\n${events
    .map((event) => JSON.stringify(event))
    .join(',\n')}\n]}\n`;
}
