// SPDX-License-Identifier: Apache-2.0
// Where things lie on the timeline: boxes, hits, ticks and the limit on marks.

import { describe, expect, it } from 'vitest';
import { openProfile } from '../../../native/fallback/open';
import { addTask, encodeProfile, makeProfile, randomProfile } from '../../../test/profiles/make';
import { groupSites } from '../model/groups';
import { axisTicks, roundStep } from './axis';
import {
  type Frame,
  GUTTER,
  HEADER_HEIGHT,
  hitMark,
  LANE_GAP,
  laneAt,
  layoutMarks,
  layoutPhases,
  MOST_MARKS,
  marksPerLane,
  timeAt,
  visibleLanes,
  xAt,
} from './timeline';

function frameOf(t0: number, t1: number, laneCount: number): Frame {
  return { width: GUTTER + 1000, height: 400, view: { t0, t1 }, firstLane: 0, laneCount, laneHeight: 20 };
}

function open(profile: ReturnType<typeof makeProfile>) {
  const opened = openProfile(encodeProfile(profile));
  if (!opened.ok) throw new Error(opened.message);
  const summary = opened.profile.summary();
  return { handle: opened.profile, summary, groups: groupSites(summary, opened.profile.table('line'), 'line') };
}

describe('boxes', () => {
  const profile = makeProfile(2, 4);
  addTask(profile, { site: 0, thread: 0, start: 100, end: 300 });
  addTask(profile, { site: 2, thread: 1, start: 500, end: 900 });
  const { handle, groups } = open(profile);

  it('stand at their times and lanes', () => {
    const frame = frameOf(0, 1000, 2);
    const marks = handle.window({ t0: 0, t1: 1000, firstLane: 0, laneCount: 2, marksPerLane: 100 });
    const boxes = layoutMarks(frame, marks, groups);
    expect(boxes).toEqual([
      { x: GUTTER + 100, y: HEADER_HEIGHT + LANE_GAP, width: 200, height: 20, slot: 1, mark: 0, exact: true },
      { x: GUTTER + 500, y: HEADER_HEIGHT + 2 * LANE_GAP + 20, width: 400, height: 20, slot: 0, mark: 1, exact: true },
    ]);
    expect(hitMark(frame, boxes, marks, GUTTER + 150, HEADER_HEIGHT + 10)?.mark).toBe(0);
    expect(hitMark(frame, boxes, marks, GUTTER + 301, HEADER_HEIGHT + 10)?.mark).toBe(0);
    expect(hitMark(frame, boxes, marks, GUTTER + 400, HEADER_HEIGHT + 10)).toBeUndefined();
    expect(hitMark(frame, boxes, marks, GUTTER + 600, HEADER_HEIGHT + 10)).toBeUndefined();
  });

  it('are cut at the edges of the view', () => {
    const frame = frameOf(200, 700, 2);
    const marks = handle.window({ t0: 200, t1: 700, firstLane: 0, laneCount: 2, marksPerLane: 100 });
    const boxes = layoutMarks(frame, marks, groups);
    expect(boxes.map(({ x, width }) => [x, width])).toEqual([
      [GUTTER, 200],
      [GUTTER + 600, 400],
    ]);
  });

  it('of buckets are as high as their busy share', () => {
    const marks = handle.window({ t0: 0, t1: 1000, firstLane: 0, laneCount: 1, marksPerLane: 1 });
    marks.task.fill(0xffffffff);
    marks.end[0] = 500;
    const [box] = layoutMarks(frameOf(0, 1000, 1), marks, groups);
    expect(box).toMatchObject({ height: 10, exact: false });
  });

  it('never exceed the limit, whatever the profile holds', () => {
    const big = open(randomProfile({ seed: 3, tasks: 60000, threads: 40, sites: 5 }));
    const laneCount = visibleLanes(40);
    for (const width of [300, 1400, 4000]) {
      const query = {
        t0: 0,
        t1: big.summary.endNs,
        firstLane: 0,
        laneCount,
        marksPerLane: marksPerLane(laneCount, width),
      };
      expect(big.handle.window(query).length).toBeLessThanOrEqual(MOST_MARKS);
    }
  });
});

describe('positions', () => {
  it('times and pixels are inverse', () => {
    const frame = frameOf(100, 1100, 3);
    for (const x of [GUTTER, GUTTER + 321, GUTTER + 1000]) expect(xAt(frame, timeAt(frame, x))).toBeCloseTo(x);
    expect(laneAt(frame, HEADER_HEIGHT + LANE_GAP + 1)).toBe(0);
    expect(laneAt(frame, HEADER_HEIGHT + LANE_GAP + 25)).toBe(1);
    expect(laneAt(frame, 5)).toBeUndefined();
    expect(laneAt({ ...frame, firstLane: 7 }, HEADER_HEIGHT + LANE_GAP + 1)).toBe(7);
  });

  it('phases outside the view have no box', () => {
    const phases = [
      { name: 'load', startNs: 0, endNs: 50 },
      { name: 'run 0', startNs: 50, endNs: 600 },
    ];
    expect(layoutPhases(frameOf(100, 1100, 1), phases).map((box) => box.phase.name)).toEqual(['run 0']);
  });
});

describe('axis', () => {
  it('has round steps', () => {
    expect([0.3, 1, 1.1, 2.5, 5.1, 99, 1234].map(roundStep)).toEqual([1, 1, 2, 5, 10, 100, 2000]);
  });

  it.each([
    [0, 1.6e9, ['0', '0.2 s', '0.4 s']],
    [772.5e6, 775e6, ['772.5 ms', '773.0 ms', '773.5 ms']],
    [0, 900, ['0', '100 ns', '200 ns']],
    [1.2e9, 1.2e9 + 4000, ['1200000.0 µs', '1200000.5 µs', '1200001.0 µs']],
  ])('from %d to %d', (t0, t1, expected) => {
    const ticks = axisTicks({ t0, t1 }, 900);
    expect(ticks.slice(0, 3).map((tick) => tick.label)).toEqual(expected);
    expect(new Set(ticks.map((tick) => tick.label)).size).toBe(ticks.length);
  });
});
