// SPDX-License-Identifier: Apache-2.0
// Paints one frame of the timeline from its boxes.

import { axisTicks } from '../layout/axis';
import {
  AXIS_HEIGHT,
  type Box,
  type Frame,
  GUTTER,
  HEADER_HEIGHT,
  laneTop,
  layoutPhases,
  PHASES_HEIGHT,
  xAt,
} from '../layout/timeline';
import type { Interval, ProfileSummary } from '../model/profile';
import { formatPercent, formatTime } from '../model/profile';
import type { Theme } from './theme';

export interface Scene {
  frame: Frame;
  boxes: readonly Box[];
  summary: ProfileSummary;
  /** True for the marks that stay bright; absent when none is singled out. */
  isLit?: (box: Box) => boolean;
  label: (box: Box) => string;
  hovered?: Box;
  selection?: Interval;
  /** Busy share of each lane over the runs. */
  laneShares: readonly number[];
}

const LABEL_FONT_SIZE = 11;
const NARROWEST_LABEL = 30;
const DIMMED = 0.2;

export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene, theme: Theme): void {
  const { frame } = scene;
  context.font = `${LABEL_FONT_SIZE}px ${theme.font}`;
  context.textBaseline = 'middle';
  drawLanes(context, scene, theme);
  drawAxis(context, frame, theme);
  drawPhases(context, scene, theme);
  context.save();
  context.beginPath();
  context.rect(GUTTER, HEADER_HEIGHT, frame.width - GUTTER, frame.height - HEADER_HEIGHT);
  context.clip();
  drawMarks(context, scene, theme);
  context.restore();
  if (scene.selection) drawSelection(context, frame, scene.selection, theme);
}

function drawLanes(context: CanvasRenderingContext2D, { frame, summary, laneShares }: Scene, theme: Theme): void {
  for (let lane = frame.firstLane; lane < frame.firstLane + frame.laneCount; lane++) {
    const y = laneTop(frame, lane);
    context.fillStyle = theme.lane;
    context.fillRect(GUTTER, y, frame.width - GUTTER, frame.laneHeight);
    const middle = y + frame.laneHeight / 2;
    const roomy = frame.laneHeight >= 32;
    context.textAlign = 'left';
    context.fillStyle = theme.foreground;
    context.fillText(roomy ? `worker ${lane}` : `${lane}`, 2, roomy ? middle - 7 : middle);
    context.fillStyle = theme.muted;
    const share = summary.lanes[lane]?.tasks === 0 ? 'idle' : formatPercent(laneShares[lane] ?? 0);
    if (roomy) context.fillText(share, 2, middle + 8);
    else {
      context.textAlign = 'right';
      context.fillText(share, GUTTER - 10, middle);
    }
  }
}

function drawAxis(context: CanvasRenderingContext2D, frame: Frame, theme: Theme): void {
  context.textAlign = 'left';
  for (const tick of axisTicks(frame.view, frame.width - GUTTER)) {
    const x = Math.round(GUTTER + tick.x) + 0.5;
    context.strokeStyle = theme.border;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, 4);
    context.lineTo(x, frame.height);
    context.stroke();
    if (x + 48 > frame.width) continue;
    context.fillStyle = theme.muted;
    context.fillText(tick.label, x + 4, AXIS_HEIGHT / 2);
  }
}

function drawPhases(context: CanvasRenderingContext2D, { frame, summary }: Scene, theme: Theme): void {
  context.textAlign = 'left';
  context.fillStyle = theme.muted;
  context.fillText('phases', 2, AXIS_HEIGHT + PHASES_HEIGHT / 2 - 1);
  for (const { x, width, phase } of layoutPhases(frame, summary.phases)) {
    const [top, height] = [AXIS_HEIGHT + 1, PHASES_HEIGHT - 5];
    context.fillStyle = theme.surface;
    context.fillRect(x, top, Math.max(1, width - 1), height);
    context.strokeStyle = theme.border;
    context.strokeRect(x + 0.5, top + 0.5, Math.max(0, width - 2), height - 1);
    const text = `${phase.name}  ${formatTime(phase.endNs - phase.startNs)}`;
    const fit = fitText(context, width > context.measureText(text).width + 12 ? text : phase.name, width - 10);
    context.fillStyle = theme.foreground;
    if (fit) context.fillText(fit, x + 6, top + height / 2 + 0.5);
  }
}

function drawMarks(context: CanvasRenderingContext2D, { boxes, isLit, label, hovered }: Scene, theme: Theme): void {
  // A hairline between neighbours keeps single tasks countable.
  for (const box of boxes) {
    context.globalAlpha = !isLit || isLit(box) ? 1 : DIMMED;
    context.fillStyle = theme.slots[box.slot] ?? theme.muted;
    context.fillRect(box.x, box.y, box.exact && box.width > 3 ? box.width - 0.75 : box.width, box.height);
  }
  context.globalAlpha = 1;
  context.textAlign = 'left';
  for (const box of boxes) {
    if (!box.exact || box.width < NARROWEST_LABEL || (isLit && !isLit(box))) continue;
    const text = fitText(context, label(box), box.width - 10);
    if (!text) continue;
    context.fillStyle = theme.slotText;
    context.fillText(text, box.x + 5, box.y + box.height / 2 + 0.5);
  }
  if (theme.contrast) {
    context.strokeStyle = theme.foreground;
    for (const box of boxes)
      if (box.width > 4) context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  }
  if (hovered) {
    context.strokeStyle = theme.foreground;
    context.lineWidth = 2;
    context.strokeRect(hovered.x, hovered.y + 1, Math.max(2, hovered.width), hovered.height - 2);
    context.lineWidth = 1;
  }
}

function drawSelection(context: CanvasRenderingContext2D, frame: Frame, selection: Interval, theme: Theme): void {
  const left = Math.max(GUTTER, xAt(frame, selection.t0));
  const right = Math.min(frame.width, xAt(frame, selection.t1));
  if (right <= left) return;
  context.fillStyle = theme.selection;
  context.fillRect(left, 0, right - left, frame.height);
  context.fillStyle = theme.accent;
  context.fillRect(left, 0, 1.5, frame.height);
  context.fillRect(right - 1.5, 0, 1.5, frame.height);
}

/** The text, cut with an ellipsis to fit, or nothing when not even two letters do. */
function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const letter = context.measureText('n').width;
  const length = Math.floor(width / letter) - 1;
  return length >= 2 ? `${text.slice(0, length)}…` : '';
}
