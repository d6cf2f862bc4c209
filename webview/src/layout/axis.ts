// SPDX-License-Identifier: Apache-2.0
// Ticks of a time axis: round steps, labels in one unit with as many digits as the step needs.

import type { Interval } from '../model/profile';

export interface Tick {
  x: number;
  label: string;
}

const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

/** The smallest of 1, 2, 5 times a power of ten that is at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((multiple) => multiple * power >= least * 0.999999) ?? 10;
  return Math.max(1, step * power);
}

export function axisTicks(view: Interval, width: number, spacing = 96): Tick[] {
  const span = view.t1 - view.t0;
  if (span <= 0 || width <= 0) return [];
  const step = roundStep((span * spacing) / width);
  // The unit follows the step, so that neighbours differ in few digits; large times keep a large unit.
  const [unit, size] =
    UNITS.find(([, size]) => step >= size / 100 && Math.max(Math.abs(view.t1), step) >= size) ?? UNITS[3];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  const ticks: Tick[] = [];
  for (let i = Math.ceil(view.t0 / step); i * step <= view.t1; i++) {
    const label = i === 0 ? '0' : `${((i * step) / size).toFixed(decimals)} ${unit}`;
    ticks.push({ x: ((i * step - view.t0) / span) * width, label });
  }
  return ticks;
}
