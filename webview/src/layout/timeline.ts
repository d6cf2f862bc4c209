// SPDX-License-Identifier: Apache-2.0
// Where everything on the timeline lies, in CSS pixels: phases, lanes, one box for each mark. No drawing.

import type { Groups } from '../model/groups';
import { type Interval, type Marks, NO_TASK, type Phase } from '../model/profile';

export const GUTTER = 84;
export const AXIS_HEIGHT = 22;
export const PHASES_HEIGHT = 24;
export const HEADER_HEIGHT = AXIS_HEIGHT + PHASES_HEIGHT;
export const LANE_GAP = 4;
/** Never more marks than this in one frame, whatever the profile holds. */
export const MOST_MARKS = 5000;
const NARROWEST = 1;
/** Edges fall on whole pixels: two halves of a pixel would not add up to a full colour, and stripes would shimmer. */
const snap = Math.round;
/** A busy bucket never looks empty. */
const LOWEST = 0.12;

export interface Frame {
  /** Size of the canvas. */
  width: number;
  height: number;
  view: Interval;
  firstLane: number;
  laneCount: number;
  laneHeight: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  slot: number;
  /** Index into the marks. */
  mark: number;
  /** True for one task, false for a bucket of many. */
  exact: boolean;
}

export interface PhaseBox {
  x: number;
  width: number;
  phase: Phase;
}

export function laneHeight(lanes: number): number {
  return lanes <= 4 ? 40 : lanes <= 12 ? 28 : 20;
}

/** Lanes shown at once; more scroll. */
export function visibleLanes(lanes: number): number {
  return Math.min(lanes, 20);
}

export function marksPerLane(laneCount: number, width: number): number {
  return Math.max(1, Math.min(Math.floor(MOST_MARKS / Math.max(1, laneCount)) - 1, Math.ceil(width)));
}

export function timeAt(frame: Frame, x: number): number {
  const share = (x - GUTTER) / (frame.width - GUTTER);
  return frame.view.t0 + share * (frame.view.t1 - frame.view.t0);
}

export function xAt(frame: Frame, time: number): number {
  const share = (time - frame.view.t0) / (frame.view.t1 - frame.view.t0);
  return GUTTER + share * (frame.width - GUTTER);
}

export function laneTop(frame: Frame, lane: number): number {
  return HEADER_HEIGHT + (lane - frame.firstLane) * (frame.laneHeight + LANE_GAP) + LANE_GAP;
}

export function laneAt(frame: Frame, y: number): number | undefined {
  const index = Math.floor((y - HEADER_HEIGHT - LANE_GAP / 2) / (frame.laneHeight + LANE_GAP));
  return index >= 0 && index < frame.laneCount ? frame.firstLane + index : undefined;
}

/** One task fills its lane; a bucket is as high as its share of busy time. */
export function layoutMarks(frame: Frame, marks: Marks, groups: Groups): Box[] {
  const boxes: Box[] = [];
  for (let i = 0; i < marks.length; i++) {
    const [start, end] = [marks.start[i] as number, marks.end[i] as number];
    const x = Math.max(GUTTER, snap(xAt(frame, start)));
    const right = Math.min(frame.width, snap(xAt(frame, end)));
    if (right < GUTTER || x > frame.width) continue;
    const exact = marks.task[i] !== NO_TASK;
    const share = exact ? 1 : Math.max(LOWEST, (marks.busy[i] as number) / (end - start));
    const height = frame.laneHeight * Math.min(1, share);
    boxes.push({
      x,
      y: laneTop(frame, marks.lane[i] as number) + frame.laneHeight - height,
      width: Math.max(NARROWEST, right - x),
      height,
      slot: groups.slotOfSite[marks.site[i] as number] as number,
      mark: i,
      exact,
    });
  }
  return boxes;
}

export function layoutPhases(frame: Frame, phases: readonly Phase[]): PhaseBox[] {
  return phases.flatMap((phase) => {
    const x = Math.max(GUTTER, xAt(frame, phase.startNs));
    const right = Math.min(frame.width, xAt(frame, phase.endNs));
    return right > x ? [{ x, width: right - x, phase }] : [];
  });
}

/** The mark under a point: the box that holds it, else the nearest within two pixels of its lane. */
export function hitMark(frame: Frame, boxes: readonly Box[], marks: Marks, x: number, y: number): Box | undefined {
  const lane = laneAt(frame, y);
  if (lane === undefined || x < GUTTER) return undefined;
  let best: Box | undefined;
  let distance = 2;
  for (const box of boxes) {
    if (marks.lane[box.mark] !== lane) continue;
    const away = Math.max(0, box.x - x, x - (box.x + box.width));
    if (away === 0 || away < distance) {
      best = box;
      distance = away;
      if (away === 0) break;
    }
  }
  return best;
}
