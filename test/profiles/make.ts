// SPDX-License-Identifier: Apache-2.0
// Profiles for tests: a builder for hand-made ones, seeded random ones, and one that looks like a run of examples/heat.py.

import { Builder } from 'flatbuffers';
import { MachineT } from '../../language-server/src/wire/generated/weft/wire/machine';
import { PhaseT } from '../../language-server/src/wire/generated/weft/wire/phase';
import { Profile, ProfileT } from '../../language-server/src/wire/generated/weft/wire/profile';
import { RangeT } from '../../language-server/src/wire/generated/weft/wire/range';
import { SiteT } from '../../language-server/src/wire/generated/weft/wire/site';
import { TaskColumnsT } from '../../language-server/src/wire/generated/weft/wire/task-columns';
import { DECISIONS } from '../../native/api';

export interface Task {
  site: number;
  thread?: number;
  run?: number;
  start: number;
  end: number;
  bytes?: number;
  begin?: number;
  stop?: number;
  decision?: number;
}

/** A generator of the same numbers for the same seed (mulberry32); values lie in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function makeProfile(threads = 2, sites = 3): ProfileT {
  const profile = new ProfileT(1, '20260101-120000-abcdef', 'heat.py', 'heat');
  profile.machine = new MachineT('node17', 'Example CPU', threads, BigInt(64e9));
  profile.tasks = new TaskColumnsT();
  for (let i = 0; i < sites; i++)
    profile.sites.push(new SiteT(`site${i}`, 'heat', new RangeT(10 + (i >> 1), 4, 10 + (i >> 1), 20)));
  return profile;
}

export function addTask(profile: ProfileT, task: Task): void {
  const tasks = profile.tasks as TaskColumnsT;
  tasks.site.push(task.site);
  tasks.thread.push(task.thread ?? 0);
  tasks.run.push(task.run ?? 0);
  tasks.startNs.push(BigInt(Math.round(task.start)));
  tasks.endNs.push(BigInt(Math.round(task.end)));
  tasks.bytes.push(BigInt(Math.round(task.bytes ?? 0)));
  tasks.begin.push(BigInt(task.begin ?? 0));
  tasks.end.push(BigInt(task.stop ?? 1));
  tasks.decision.push(task.decision ?? 3);
}

/** Counts are filled in from the rows unless they were set. */
export function encodeProfile(profile: ProfileT): Uint8Array {
  profile.recordedTasks = BigInt(profile.tasks?.site.length ?? 0);
  if (profile.totalTasks < profile.recordedTasks) profile.totalTasks = profile.recordedTasks;
  const builder = new Builder(1 << 16);
  Profile.finishProfileBuffer(builder, profile.pack(builder));
  return builder.asUint8Array().slice();
}

export interface RandomShape {
  seed: number;
  tasks: number;
  threads: number;
  sites: number;
  /** Share of tasks that start inside the one before them on their thread. */
  nested?: number;
}

export function randomProfile({ seed, tasks, threads, sites, nested = 0 }: RandomShape): ProfileT {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const profile = makeProfile(threads, sites);
  const last = Array.from({ length: threads }, () => ({ start: 0, end: 0 }));
  for (let i = 0; i < tasks; i++) {
    const thread = below(threads);
    const before = last[thread] ?? { start: 0, end: 0 };
    const inside = random() < nested;
    const start = inside ? before.start + below(before.end - before.start + 1) : before.end + below(200);
    const end = inside ? start + below(before.end - start + 50) : start + below(2000);
    addTask(profile, {
      site: below(sites),
      thread,
      start,
      end,
      bytes: below(1e6),
      stop: below(100),
      decision: below(DECISIONS.length),
    });
    last[thread] = { start, end: Math.max(end, before.end) };
  }
  return profile;
}

export const HEAT_SOURCE = `# SPDX-License-Identifier: Apache-2.0
"""Heat in a square plate: Jacobi sweeps until the temperature settles."""

import numpy as np

import weft


@weft.task
def heat(n=1024, sweeps=100):
    """Temperature of an \`n\` by \`n\` plate after \`sweeps\` Jacobi sweeps, in degrees.

    The top edge is held at 100 degrees, the left edge at 50, the others at 0.
    """
    a = np.zeros((n, n))
    a[:, 0] = 50.0
    a[0, :] = 100.0
    b = a.copy()
    for _ in range(sweeps):
        b[1:-1, 1:-1] = 0.25 * (a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:])
        a, b = b, a
        change = np.abs(a - b).max()
    return a
`;

function heatSites(): SiteT[] {
  const stencil = [
    '%14 = add %10, %11 : f64[n-2,n-2] @L20',
    '%15 = add %14, %12 : f64[n-2,n-2] @L20',
    '%16 = add %15, %13 : f64[n-2,n-2] @L20',
    '%17 = mul %9, %16 : f64[n-2,n-2] @L20',
    'assign %18, %17 @L20',
  ];
  return [
    new SiteT(
      'full',
      'heat',
      new RangeT(14, 4, 14, 24),
      [14],
      ['%4 = full %2, %0, %0 : f64[n,n] @L15'],
      'parallel over axis 0, grain 256 rows',
    ),
    new SiteT(
      'assign',
      'heat',
      new RangeT(15, 4, 15, 18),
      [15, 16],
      ['assign %5, %6 @L16', 'assign %7, %8 @L17'],
      'inline: 1 024 iterations cost 2 µs',
    ),
    new SiteT(
      'copy',
      'heat',
      new RangeT(17, 4, 17, 16),
      [17],
      ['%9 = copy %4 : f64[n,n] @L18'],
      'parallel over axis 0, grain 256 rows',
    ),
    new SiteT(
      'add+add+add+mul',
      'heat',
      new RangeT(19, 8, 19, 92),
      [19],
      stencil,
      'parallel over axis 0, grain 128 rows, vectorised (AVX2, 4 lanes)',
    ),
    new SiteT(
      'sub+abs+max',
      'heat',
      new RangeT(21, 8, 21, 37),
      [21],
      ['%20 = sub %18, %19 : f64[n,n] @L22', '%21 = abs %20 : f64[n,n] @L22', '%22 = max %21 : f64 @L22'],
      'parallel over axis 0 in fixed chunks of 64 rows, tree reduction',
    ),
  ];
}

/** Three repeats of \`sweeps\` sweeps on \`threads\` threads: stencil tiles that wait for their neighbours, then a reduction. */
export function heatProfile({ seed = 7, threads = 2, sweeps = 200, tiles = 8, repeats = 3, n = 2048 } = {}): ProfileT {
  const random = seeded(seed);
  const profile = makeProfile(threads, 0);
  profile.sites = heatSites();
  profile.peakBytes = BigInt(2 * n * n * 8 + 65536);
  profile.workerBytes = 60_000_000n;
  profile.residentBytes = profile.workerBytes + profile.peakBytes;
  let now = 0;
  const phase = (name: string, duration: number) => {
    profile.phases.push(new PhaseT(name, BigInt(Math.round(now)), BigInt(Math.round(now + duration))));
    now += duration;
  };
  phase('load', 2.1e6);
  phase('compile', 46e6);
  const rows = n / tiles;
  for (let run = 0; run < repeats; run++) {
    const begin = now;
    const free = Array.from({ length: threads }, () => now + random() * 3000);
    const place = (
      site: number,
      cost: number,
      bytes: number,
      tile: number,
      decision: number,
      ready: number,
    ): number => {
      const thread = decision === 3 ? free.indexOf(Math.min(...free)) : 0;
      const start = Math.max(free[thread] as number, ready) + 150 + random() * 350;
      const end = start + cost * (0.92 + random() * 0.16 + (random() < 0.01 ? 0.6 : 0));
      free[thread] = end;
      addTask(profile, { site, thread, run, start, end, bytes, begin: tile * rows, stop: (tile + 1) * rows, decision });
      return end;
    };
    const nest = (site: number, cost: number, bytesPerRow: number, ready: readonly number[]): number[] =>
      Array.from({ length: tiles }, (_, tile) =>
        place(
          site,
          cost / tiles,
          bytesPerRow * rows,
          tile,
          3,
          Math.max(ready[tile] ?? now, ready[tile - 1] ?? 0, ready[tile + 1] ?? 0),
        ),
      );
    let ready = nest(0, 9e6, n * 8, []);
    place(1, 2100, n * 16, 0, 0, Math.max(...ready));
    ready = nest(2, 8.4e6, n * 16, ready);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      ready = nest(3, 4.1e6, n * 16, ready);
      if (sweep % 4 === 3) ready = nest(4, 3.2e6, n * 16, ready);
    }
    now = Math.max(...free);
    profile.phases.push(new PhaseT(`run ${run}`, BigInt(Math.round(begin)), BigInt(Math.round(now))));
    now += 12e6 * random();
  }
  phase('store', 11e6);
  return profile;
}
