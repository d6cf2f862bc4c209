// SPDX-License-Identifier: Apache-2.0
// The addon and the TypeScript fallback answer every profile query alike, and refuse the same bytes with the same words.

import { Builder } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { Decision } from '../language-server/src/wire/generated/weft/wire/decision';
import { Profile } from '../language-server/src/wire/generated/weft/wire/profile';
import { TaskColumns } from '../language-server/src/wire/generated/weft/wire/task-columns';
import { addTask, encodeProfile, heatProfile, makeProfile, randomProfile, seeded } from '../test/profiles/make';
import { loadAddon } from './addon';
import type { NativeApi, ProfileHandle } from './api';
import { DECISIONS } from './api';
import { openProfile } from './fallback/open';

const loaded = loadAddon();
const addon: Pick<NativeApi, 'openProfile'> = 'api' in loaded ? loaded.api : { openProfile };
const fallback: Pick<NativeApi, 'openProfile'> = { openProfile };

function opened(api: Pick<NativeApi, 'openProfile'>, bytes: Uint8Array): ProfileHandle {
  const result = api.openProfile(bytes);
  if (!result.ok) throw new Error(result.message);
  return result.profile;
}

function verdict(api: Pick<NativeApi, 'openProfile'>, bytes: Uint8Array): string {
  const result = api.openProfile(bytes);
  return result.ok ? 'ok' : `${result.code} ${result.message} (${result.help})`;
}

/** Asks both everything, over windows from the whole profile down to a few nanoseconds. */
function checkEqual(bytes: Uint8Array, seed: number): void {
  const [a, b] = [opened(addon, bytes), opened(fallback, bytes)];
  const random = seeded(seed);
  expect(b.summary()).toEqual(a.summary());
  expect(b.table('site')).toEqual(a.table('site'));
  expect(b.table('line')).toEqual(a.table('line'));
  expect(b.histogram()).toEqual(a.histogram());
  const { endNs, lanes } = a.summary();
  for (let i = 0; i < 40; i++) {
    const t0 = random() * endNs;
    const interval = { t0, t1: t0 + (endNs - t0) * random() ** 3 + 1 };
    const query = {
      ...interval,
      firstLane: Math.floor(random() * lanes.length),
      laneCount: 1 + Math.floor(random() * 4),
      marksPerLane: 1 + Math.floor(random() ** 2 * 3000),
    };
    expect(b.window(query)).toEqual(a.window(query));
    expect(b.table('site', interval)).toEqual(a.table('site', interval));
    expect(b.table('line', interval)).toEqual(a.table('line', interval));
    expect(b.utilisation(interval, 50, 3)).toEqual(a.utilisation(interval, 50, 3));
    expect(b.histogram(interval)).toEqual(a.histogram(interval));
    expect(b.tasksIn(interval, 20)).toEqual(a.tasksIn(interval, 20));
  }
  expect(b.task(0)).toEqual(a.task(0));
  expect(b.task(1e9)).toEqual(a.task(1e9));
}

describe('addon and fallback', () => {
  it('the addon is there', () => expect(loaded).toHaveProperty('api'));

  it('an addon that is missing or of another platform leaves a reason, not an exception', () => {
    expect(loadAddon(['/nowhere/weft-native.node'])).toMatchObject({ reason: expect.stringContaining('no addon') });
    expect(loadAddon([__filename])).toMatchObject({ reason: expect.stringContaining('cannot be loaded') });
  });

  it('have a word for every decision of the schema', () => {
    const plain = (name: string) => name.replaceAll('-', '').toLowerCase();
    const named = Object.values(Decision).filter((each) => typeof each === 'string');
    expect(DECISIONS.map(plain)).toEqual(named.map(plain));
  });

  it('agree on a profile without tasks', () => checkEqual(encodeProfile(makeProfile(0, 0)), 1));

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('take empty columns at any place, %d', (shift) => {
    const builder = new Builder();
    const job = builder.createString('x'.repeat(shift));
    const empty = TaskColumns.createSiteVector(builder, []);
    TaskColumns.startTaskColumns(builder);
    for (let column = 0; column < 9; column++) builder.addFieldOffset(column, empty, 0);
    const tasks = TaskColumns.endTaskColumns(builder);
    Profile.startProfile(builder);
    Profile.addVersion(builder, 1);
    Profile.addJob(builder, job);
    Profile.addTasks(builder, tasks);
    Profile.finishProfileBuffer(builder, Profile.endProfile(builder));
    checkEqual(builder.asUint8Array().slice(), 1);
  });

  it('agree on one task', () => {
    const profile = makeProfile(1, 1);
    addTask(profile, { site: 0, start: 5, end: 9 });
    checkEqual(encodeProfile(profile), 2);
  });

  it('agree on tasks of no length and equal starts', () => {
    const profile = makeProfile(2, 3);
    for (const [start, end] of [
      [5, 5],
      [5, 9],
      [5, 20],
      [9, 9],
      [20, 20],
    ] as const)
      addTask(profile, { site: end % 3, start, end });
    checkEqual(encodeProfile(profile), 3);
  });

  it.each([1, 2, 3, 4, 5, 6])('agree on random profiles, seed %d', (seed) => {
    const random = seeded(seed * 977);
    const pick = (values: readonly number[]) => values[Math.floor(random() * values.length)] as number;
    const shape = { seed, tasks: pick([10, 300, 6000]), threads: pick([1, 3, 64]), sites: pick([1, 7, 90]) };
    checkEqual(encodeProfile(randomProfile({ ...shape, nested: pick([0, 0.2, 0.7]) })), seed);
  });

  it('agree on a run of heat', () => checkEqual(encodeProfile(heatProfile({ sweeps: 40 })), 4));

  it('agree on a view into a larger, unaligned buffer', () => {
    const bytes = encodeProfile(heatProfile({ sweeps: 3 }));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    checkEqual(shifted.subarray(3), 5);
  });
});

describe('refusals', () => {
  const good = encodeProfile(randomProfile({ seed: 9, tasks: 40, threads: 3, sites: 4 }));

  it('of what is no profile', () => {
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array(64),
      new TextEncoder().encode('a text that is no profile'),
    ]) {
      expect(verdict(addon, bytes)).toMatch(/^WEFT520 /);
      expect(verdict(fallback, bytes)).toBe(verdict(addon, bytes));
    }
  });

  it('of every truncation', () => {
    for (let length = 0; length < good.length; length += 13) {
      const bytes = good.slice(0, length);
      expect(verdict(addon, bytes), `length ${length}`).toMatch(/^WEFT52[01] /);
      expect(verdict(fallback, bytes), `length ${length}`).toBe(verdict(addon, bytes));
    }
  });

  it('of flipped bits: the same verdict, and the same numbers where it is accepted', () => {
    const random = seeded(11);
    for (let i = 0; i < 3000; i++) {
      const bytes = good.slice();
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
      const expected = verdict(addon, bytes);
      expect(verdict(fallback, bytes), `byte ${at}`).toBe(expected);
      if (expected === 'ok' && i % 10 === 0)
        expect(opened(fallback, bytes).table('site')).toEqual(opened(addon, bytes).table('site'));
    }
  });

  it('of values that contradict each other', () => {
    const cases: [string, (profile: ReturnType<typeof makeProfile>) => void][] = [
      ['site', (p) => addTask(p, { site: 3, start: 0, end: 1 })],
      ['thread', (p) => addTask(p, { site: 0, thread: 2, start: 0, end: 1 })],
      ['time', (p) => addTask(p, { site: 0, start: 2, end: 1 })],
      ['slice', (p) => addTask(p, { site: 0, start: 0, end: 1, begin: 2, stop: 1 })],
      ['decision', (p) => addTask(p, { site: 0, start: 0, end: 1, decision: DECISIONS.length })],
      ['bytes', (p) => addTask(p, { site: 0, start: 0, end: 1, bytes: 2 ** 60 })],
      ['lengths', (p) => p.tasks?.bytes.push(1n)],
      [
        'format 2',
        (p) => {
          p.version = 2;
        },
      ],
    ];
    for (const [word, spoil] of cases) {
      const profile = makeProfile(2, 3);
      spoil(profile);
      const bytes = encodeProfile(profile);
      expect(verdict(addon, bytes)).toContain(word);
      expect(verdict(addon, bytes)).toMatch(/^WEFT52[23] /);
      expect(verdict(fallback, bytes)).toBe(verdict(addon, bytes));
    }
  });
});

describe('speed', () => {
  it('opens a million tasks in the addon and in TypeScript, and draws windows of bounded size', () => {
    const bytes = encodeProfile(randomProfile({ seed: 1, tasks: 1_000_000, threads: 8, sites: 40 }));
    for (const api of [addon, fallback]) {
      const begin = performance.now();
      const profile = opened(api, bytes);
      const opening = performance.now() - begin;
      expect(profile.summary().recordedTasks).toBe(1_000_000);
      const drawing = performance.now();
      for (let i = 0; i < 60; i++) {
        const window = { t0: i * 1000, t1: profile.summary().endNs, firstLane: 0, laneCount: 8, marksPerLane: 600 };
        expect(profile.window(window).length).toBeLessThanOrEqual(8 * 601);
      }
      const perFrame = (performance.now() - drawing) / 60;
      if (process.env['WEFT_VERBOSE'])
        process.stderr.write(`opened in ${opening.toFixed(0)} ms, window ${perFrame.toFixed(2)} ms\n`);
    }
  }, 60_000);
});
