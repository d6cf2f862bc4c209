// SPDX-License-Identifier: Apache-2.0
// Pointer, wheel and keys of the timeline.

import { AXIS_HEIGHT, GUTTER, HEADER_HEIGHT } from '../layout/timeline';
import { isWholeView, makeInterval, panView, viewOf, wholeView, zoomView } from '../model/view';
import type { TimelineView } from './timeline';

const WHEEL_ZOOM = 0.0018;
const KEY_ZOOM = 0.7;
const KEY_PAN = 0.15;
/** A press that moves less than this is a click. */
const CLICK_PIXELS = 4;

export function listenPointer(timeline: TimelineView): void {
  const { context } = timeline;
  const { canvas } = timeline.surface;
  const { endNs } = context.summary;
  let drag: { kind: 'pan' | 'select'; x: number; y: number; time: number; moved: boolean } | undefined;
  const position = (event: MouseEvent) => {
    const bounds = canvas.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const { x, y } = position(event);
    drag = {
      kind: event.shiftKey || y < AXIS_HEIGHT ? 'select' : 'pan',
      x,
      y,
      time: timeline.timeAtX(x),
      moved: false,
    };
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
  });

  canvas.addEventListener('pointermove', (event) => {
    const { x, y } = position(event);
    if (!drag) return timeline.hover(x, y, event.clientX, event.clientY);
    if (!drag.moved && Math.abs(x - drag.x) < CLICK_PIXELS) return;
    if (!drag.moved) timeline.leave();
    drag.moved = true;
    if (drag.kind === 'select') context.set({ selection: makeInterval(drag.time, timeline.timeAtX(x), endNs) });
    else {
      canvas.classList.add('panning');
      context.set({ view: panView(context.state.view, (drag.x - x) * timeline.nsPerPixel(), endNs) });
      drag.x = x;
    }
  });

  const finish = (event: PointerEvent) => {
    const ended = drag;
    drag = undefined;
    canvas.classList.remove('panning');
    if (!ended || ended.moved || event.type === 'pointercancel') return;
    const { x, y } = position(event);
    if (y >= AXIS_HEIGHT && y < HEADER_HEIGHT) selectPhase(timeline, timeline.timeAtX(x));
    else if (x >= GUTTER) {
      const key = timeline.keyAt(x, y);
      context.set({ selected: key, ...(key === undefined ? { selection: undefined } : {}) });
    }
  };
  canvas.addEventListener('pointerup', finish);
  canvas.addEventListener('pointercancel', finish);
  canvas.addEventListener('pointerleave', () => timeline.leave());
  canvas.addEventListener('dblclick', () => {
    if (context.state.selection) context.set({ view: viewOf(context.state.selection, endNs) });
  });

  canvas.addEventListener(
    'wheel',
    (event) => {
      const { x } = position(event);
      if (event.deltaX !== 0 && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        return context.set({ view: panView(context.state.view, event.deltaX * timeline.nsPerPixel(), endNs) });
      }
      if (x < GUTTER) {
        event.preventDefault();
        return timeline.scrollLanes(Math.sign(event.deltaY));
      }
      // With nothing left to zoom out of, the page scrolls on.
      if (event.deltaY > 0 && isWholeView(context.state.view, endNs)) return;
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
      const factor = Math.exp(pixels * WHEEL_ZOOM);
      context.set({ view: zoomView(context.state.view, factor, timeline.timeAtX(x), endNs) });
    },
    { passive: false },
  );
}

function selectPhase({ context }: TimelineView, time: number): void {
  const phase = context.summary.phases.find((candidate) => candidate.startNs <= time && time < candidate.endNs);
  context.set({ selection: phase && makeInterval(phase.startNs, phase.endNs, context.summary.endNs) });
}

export function listenKeys(timeline: TimelineView): void {
  const { context } = timeline;
  const { endNs } = context.summary;
  timeline.surface.canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { view } = context.state;
    const span = view.t1 - view.t0;
    const centre = (view.t0 + view.t1) / 2;
    const pan = (share: number) => context.set({ view: panView(view, span * share, endNs) });
    const zoom = (factor: number) => context.set({ view: zoomView(view, factor, centre, endNs) });
    const actions: Record<string, () => void> = {
      ArrowLeft: () => pan(-KEY_PAN),
      ArrowRight: () => pan(KEY_PAN),
      a: () => pan(-KEY_PAN),
      d: () => pan(KEY_PAN),
      ArrowUp: () => timeline.scrollLanes(-1),
      ArrowDown: () => timeline.scrollLanes(1),
      '+': () => zoom(KEY_ZOOM),
      '=': () => zoom(KEY_ZOOM),
      w: () => zoom(KEY_ZOOM),
      '-': () => zoom(1 / KEY_ZOOM),
      '0': () => context.set({ view: wholeView(endNs) }),
      Home: () => context.set({ view: panView(view, -endNs, endNs) }),
      End: () => context.set({ view: panView(view, endNs, endNs) }),
      s: () => context.set({ selection: makeInterval(view.t0, view.t1, endNs) }),
      Escape: () => context.set({ selection: undefined, selected: undefined }),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });
}
