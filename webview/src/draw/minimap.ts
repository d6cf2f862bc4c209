// SPDX-License-Identifier: Apache-2.0
// Paints the minimap: busy threads over the whole profile, and which part the timeline shows.

import { GUTTER } from '../layout/timeline';
import type { Interval } from '../model/profile';
import type { View } from '../model/view';
import type { Theme } from './theme';

export interface MinimapScene {
  width: number;
  height: number;
  whole: View;
  view: View;
  /** Busy share of all threads, evenly spaced over [0, end of the profile). */
  shares: readonly number[];
  endNs: number;
  selection?: Interval;
}

export function drawMinimap(context: CanvasRenderingContext2D, scene: MinimapScene, theme: Theme): void {
  const { width, height, whole, view, shares, endNs } = scene;
  const x = (time: number) => GUTTER + ((time - whole.t0) / (whole.t1 - whole.t0)) * (width - GUTTER);
  context.fillStyle = theme.lane;
  context.fillRect(GUTTER, 0, width - GUTTER, height);
  context.fillStyle = theme.muted;
  const step = endNs / Math.max(1, shares.length);
  shares.forEach((share, index) => {
    const left = Math.round(x(index * step));
    const bar = Math.max(1, share * (height - 4));
    if (share > 0) context.fillRect(left, height - bar, Math.round(x((index + 1) * step)) - left, bar);
  });
  if (scene.selection) {
    context.fillStyle = theme.selection;
    context.fillRect(x(scene.selection.t0), 0, Math.max(2, x(scene.selection.t1) - x(scene.selection.t0)), height);
  }
  const [left, right] = [x(view.t0), x(view.t1)];
  context.globalAlpha = 0.72;
  context.fillStyle = theme.background;
  context.fillRect(GUTTER, 0, left - GUTTER, height);
  context.fillRect(right, 0, width - right, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.5;
  context.strokeRect(left + 0.75, 0.75, Math.max(3, right - left - 1.5), height - 1.5);
  context.lineWidth = 1;
}
