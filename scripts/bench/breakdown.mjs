// SPDX-License-Identifier: Apache-2.0
// What keeps a program from gaining by more threads: where the time of a run goes while only one thread works, read off its profile.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capture, root, StepError } from '../lib/shell.mjs';

/** Shorter nests are never shared: runtime/src/engine/grain.h. */
const SHARED_US = 3;
/** Parts of the time below this are not told. */
const TOLD = 0.08;

/** The tasks of the run of median length of a profile, without the first one, in µs. */
async function typicalRun(profile) {
  const folder = mkdtempSync(path.join(tmpdir(), 'weft-bench-'));
  try {
    const file = path.join(folder, 'tasks.json');
    const { code, stderr } = await capture(process.execPath, [
      path.join(root, 'dist/weft.cjs'),
      'profile',
      profile,
      '--chrome',
      file,
    ]);
    if (code !== 0) throw new StepError(`no tasks of ${profile}: ${stderr}`);
    const { traceEvents } = JSON.parse(readFileSync(file, 'utf8'));
    const tasks = traceEvents.filter(({ ph, args }) => ph === 'X' && args?.decision !== undefined);
    tasks.sort((one, other) => one.ts - other.ts);
    const runs = new Map();
    for (const task of tasks) {
      if (!runs.has(task.args.run)) runs.set(task.args.run, []);
      runs.get(task.args.run).push(task);
    }
    const wall = ([, of]) => Math.max(...of.map(({ ts, dur }) => ts + dur)) - of[0].ts;
    const typical = [...runs].slice(1).sort((one, other) => wall(one) - wall(other))[(runs.size - 1) >> 1]?.[1] ?? [];
    return typical.map(({ ts, dur, args }) => ({ start: ts, end: ts + dur, us: dur, decision: args.decision }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kindOf({ decision, us }) {
  if (decision === 'inline-sequential') return 'inOrder';
  if (decision === 'inline-small') return us < SHARED_US ? 'short' : 'alone';
  return 'uneven';
}

/**
 * Of the time of a run, the parts in which no task ran (`between`), several did (`together`), or one alone, by why it was alone.
 * `more`: how much longer its tasks took, all threads together, than those of `single`, the same program's on one thread.
 */
function parts(tasks, single) {
  const edges = tasks.flatMap((task) => [
    { at: task.start, task, begins: true },
    { at: task.end, task, begins: false },
  ]);
  edges.sort((a, b) => a.at - b.at || Number(a.begins) - Number(b.begins));
  const sums = { between: 0, together: 0, inOrder: 0, short: 0, alone: 0, uneven: 0 };
  const active = new Set();
  let before = edges[0].at;
  for (const { at, task, begins } of edges) {
    const kind = active.size === 0 ? 'between' : active.size > 1 ? 'together' : kindOf([...active][0]);
    sums[kind] += at - before;
    before = at;
    if (begins) active.add(task);
    else active.delete(task);
  }
  const whole = edges.at(-1).at - edges[0].at;
  const busy = (of) => of.reduce((sum, { us }) => sum + us, 0);
  for (const kind of Object.keys(sums)) sums[kind] /= whole;
  return { ...sums, more: busy(tasks) / busy(single) - 1 };
}

/** The breakdown of a typical run in `profile`, whose program ran on one thread in the profile `single`; undefined without tasks. */
export async function breakdown(profile, single) {
  const [tasks, alone] = [await typicalRun(profile), await typicalRun(single)];
  return tasks.length > 0 && alone.length > 0 ? parts(tasks, alone) : undefined;
}

const percent = (part) => `${Math.round(100 * part)} %`;

/** The breakdown in words. */
export function breakdownText({ inOrder, short, alone, uneven, between, more }) {
  const told = [
    [inOrder, 'of the time in loops and calls that run in order on one thread'],
    [short, `in nests shorter than ${SHARED_US} µs`],
    [alone, 'in nests of up to 50 µs that one thread ran alone'],
    [uneven, 'with one task at work, the first or the last of a nest'],
    [between, 'between nests'],
  ]
    .filter(([part]) => part >= TOLD)
    .sort(([a], [b]) => b - a)
    .map(([part, what]) => `${percent(part)} ${what}`);
  if (more >= TOLD) told.push(`tasks take ${percent(more)} longer on all threads together than on one`);
  return told.length > 0
    ? told.join('; ')
    : 'nothing in the profiled run, whose threads were busy nearly all of the time with tasks that took no longer: runs differ';
}
