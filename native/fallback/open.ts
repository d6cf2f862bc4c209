// SPDX-License-Identifier: Apache-2.0
// A profile opened in TypeScript. The webview uses this directly; Node uses it where the addon is missing.

import type { Interval, OpenedProfile, ProfileHandle, ProfileSummary } from '../api';
import { buildLevels, windowMarks } from './levels';
import { loadProfile, type Profile } from './load';
import { buildHistogram, buildTable, buildUtilisation, listTasks, taskInfo, WHOLE, wholeInterval } from './tables';
import { buildTimeline, type Timeline } from './timeline';

export function openProfile(bytes: Uint8Array): OpenedProfile {
  const loaded = loadProfile(bytes);
  if (!loaded.ok) return loaded;
  const { profile } = loaded;
  const timeline = buildTimeline(profile);
  const levels = buildLevels(profile, timeline);
  const summary = summarise(profile, timeline);
  const whole = (interval: Interval | undefined) => wholeInterval(interval ?? WHOLE);
  const handle: ProfileHandle = {
    summary: () => summary,
    window: (query) => windowMarks(profile, timeline, levels, query),
    table: (by, interval) => buildTable(profile, timeline, by, whole(interval)),
    utilisation: (interval, buckets, mostSites) =>
      buildUtilisation(profile, timeline, whole(interval), buckets, mostSites),
    histogram: (interval) => buildHistogram(profile, whole(interval)),
    tasksIn: (interval, limit) => listTasks(profile, timeline, whole(interval), limit),
    task: (row) => (row < profile.tasks.length ? taskInfo(profile.tasks, row) : undefined),
  };
  return { ok: true, profile: handle };
}

function summarise(profile: Profile, timeline: Timeline): ProfileSummary {
  return {
    job: profile.job,
    file: profile.file,
    entry: profile.entry,
    machine: profile.machine,
    phases: profile.phases,
    sites: profile.sites,
    lanes: timeline.lanes.map((lane) => ({ tasks: lane.tasks.length, busyNs: lane.busyNs })),
    endNs: profile.endNs,
    recordedTasks: profile.tasks.length,
    totalTasks: profile.totalTasks,
    peakBytes: profile.peakBytes,
    residentBytes: profile.residentBytes,
    workerBytes: profile.workerBytes,
    fromCache: profile.fromCache,
  };
}
