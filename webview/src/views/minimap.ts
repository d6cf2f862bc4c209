// SPDX-License-Identifier: Apache-2.0
// The whole profile in a strip: drag its window to move the timeline.

import { Surface } from '../draw/canvas';
import { drawMinimap } from '../draw/minimap';
import type { Theme } from '../draw/theme';
import { GUTTER } from '../layout/timeline';
import { clampView, wholeView } from '../model/view';
import type { ViewContext } from './context';

const BUCKETS = 600;

export class Minimap {
  private readonly surface: Surface;
  private readonly shares: number[];

  constructor(
    parent: HTMLElement,
    private readonly context: ViewContext,
    private theme: Theme,
  ) {
    const { summary, handle } = context;
    const { busy } = handle.utilisation({ t0: 0, t1: summary.endNs }, BUCKETS, 0);
    const capacity = (summary.endNs / BUCKETS) * summary.lanes.length || 1;
    this.shares = Array.from(busy, (value) => Math.min(1, value / capacity));
    this.surface = new Surface(parent, 'minimap-canvas', () => this.paint());
    this.surface.canvas.setAttribute('aria-hidden', 'true');
    this.listen();
    context.listen((_, changed) => {
      if (changed.has('view') || changed.has('selection')) this.surface.invalidate();
    });
  }

  retheme(theme: Theme): void {
    this.theme = theme;
    this.surface.invalidate();
  }

  private listen(): void {
    const { canvas } = this.surface;
    const { endNs } = this.context.summary;
    const move = (event: PointerEvent) => {
      const whole = wholeView(endNs);
      const share = (event.clientX - canvas.getBoundingClientRect().left - GUTTER) / (this.surface.width - GUTTER);
      const centre = whole.t0 + share * (whole.t1 - whole.t0);
      const half = (this.context.state.view.t1 - this.context.state.view.t0) / 2;
      this.context.set({ view: clampView({ t0: centre - half, t1: centre + half }, endNs) });
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) move(event);
    });
  }

  private paint(): void {
    const { endNs } = this.context.summary;
    const { view, selection } = this.context.state;
    const { width, height, context } = this.surface;
    const scene = { width, height, whole: wholeView(endNs), view, shares: this.shares, endNs };
    drawMinimap(context, selection ? { ...scene, selection } : scene, this.theme);
  }
}
