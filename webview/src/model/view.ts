// SPDX-License-Identifier: Apache-2.0
// The visible stretch of time and how it moves. Pure: each function gives a new view inside the profile's bounds.

import type { Interval } from '../../../native/api';

export type View = Interval;

/** Closer than this there is nothing left to see: clocks tick in nanoseconds. */
const SHORTEST_NS = 50;
/** Room left and right of the profile so that its ends are visible. */
const MARGIN = 0.01;

export function wholeView(endNs: number): View {
  const span = Math.max(endNs, SHORTEST_NS);
  return { t0: -span * MARGIN, t1: span * (1 + MARGIN) };
}

/** Keeps the view's length where possible and moves it inside the profile. */
export function clampView(view: View, endNs: number): View {
  const whole = wholeView(endNs);
  const span = Math.min(Math.max(view.t1 - view.t0, SHORTEST_NS), whole.t1 - whole.t0);
  const t0 = Math.min(Math.max(view.t0, whole.t0), whole.t1 - span);
  return { t0, t1: t0 + span };
}

/** Scales the view around `at`; a factor under 1 comes closer. */
export function zoomView(view: View, factor: number, at: number, endNs: number): View {
  const whole = wholeView(endNs);
  const span = Math.min(Math.max((view.t1 - view.t0) * factor, SHORTEST_NS), whole.t1 - whole.t0);
  const share = (at - view.t0) / (view.t1 - view.t0);
  return clampView({ t0: at - span * share, t1: at + span * (1 - share) }, endNs);
}

export function panView(view: View, byNs: number, endNs: number): View {
  return clampView({ t0: view.t0 + byNs, t1: view.t1 + byNs }, endNs);
}

/** A view of an interval with a little room around it. */
export function viewOf(interval: Interval, endNs: number): View {
  const room = (interval.t1 - interval.t0) * MARGIN;
  return clampView({ t0: interval.t0 - room, t1: interval.t1 + room }, endNs);
}

export function isWholeView(view: View, endNs: number): boolean {
  const whole = wholeView(endNs);
  return view.t1 - view.t0 >= (whole.t1 - whole.t0) * 0.999;
}

/** An interval from two ends in any order, cut to the profile; undefined when nothing is left. */
export function makeInterval(a: number, b: number, endNs: number): Interval | undefined {
  const t0 = Math.floor(Math.max(0, Math.min(a, b)));
  const t1 = Math.ceil(Math.min(endNs, Math.max(a, b)));
  return t1 > t0 ? { t0, t1 } : undefined;
}
