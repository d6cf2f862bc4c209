// SPDX-License-Identifier: Apache-2.0
// The timeline: one canvas for phases and worker lanes, its pointer and keyboard, the legend and the minimap.

import type { Marks } from '../../../native/api';
import { formatRange } from '../../../native/units';
import { Surface } from '../draw/canvas';
import type { Theme } from '../draw/theme';
import { drawTimeline } from '../draw/timeline';
import {
  type Box,
  type Frame,
  GUTTER,
  HEADER_HEIGHT,
  hitMark,
  LANE_GAP,
  laneHeight,
  layoutMarks,
  marksPerLane,
  timeAt,
  visibleLanes,
} from '../layout/timeline';
import { runPhases } from '../model/facts';
import { groupLabel } from '../model/groups';
import { clampView } from '../model/view';
import type { ViewContext } from './context';
import { button, choice, element, section } from './dom';
import { renderLegend } from './legend';
import { Minimap } from './minimap';
import { SelectionBar } from './selection-bar';
import { listenKeys, listenPointer } from './timeline-input';
import { Tooltip } from './tooltip';

const KEYS =
  'Arrow left and right pan, plus and minus zoom, 0 shows all, S selects what is visible, Escape clears, up and down scroll the workers';

export class TimelineView {
  readonly root: HTMLElement;
  readonly surface: Surface;
  private readonly minimap: Minimap;
  private readonly tooltip: Tooltip;
  private readonly status = element('p', { class: 'visually-hidden', role: 'status' });
  private readonly range = element('span', { class: 'range' });
  private firstLane = 0;
  private frame: Frame | undefined;
  private boxes: Box[] = [];
  private marks: Marks | undefined;
  private hovered: Box | undefined;
  private readonly laneShares: number[];

  constructor(
    readonly context: ViewContext,
    private theme: Theme,
  ) {
    const { summary } = context;
    const colouring = choice(
      'Colour and list by',
      [
        { value: 'line', text: 'By line' },
        { value: 'site', text: 'By operation' },
      ],
      context.state.by,
      (by) => context.set({ by, selected: undefined, hovered: undefined }),
    );
    const tool = (text: string, title: string, key: string) =>
      button(text, { class: 'quiet icon', title, 'aria-label': title }, () => this.command(key));
    const { root, body } = section(
      'timeline',
      'Timeline',
      this.range,
      colouring.root,
      tool('−', 'Zoom out', '-'),
      tool('+', 'Zoom in', '+'),
      tool('Fit', 'Fit the whole profile', '0'),
    );
    this.root = root;
    const runNs = runPhases(summary).reduce((sum, run) => sum + run.endNs - run.startNs, 0) || summary.endNs || 1;
    this.laneShares = summary.lanes.map((lane) => Math.min(1, lane.busyNs / runNs));
    this.minimap = new Minimap(body, context, theme);
    const holder = element('div', { class: 'timeline-holder' });
    this.surface = new Surface(holder, 'timeline-canvas', () => this.paint());
    const { canvas } = this.surface;
    canvas.style.height = `${HEADER_HEIGHT + LANE_GAP + Math.max(1, this.shownLanes()) * (this.laneHeight() + LANE_GAP)}px`;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-roledescription', 'timeline');
    canvas.setAttribute('aria-describedby', 'timeline-keys');
    const keys = element('p', { id: 'timeline-keys', class: 'visually-hidden' }, KEYS);
    this.tooltip = new Tooltip(holder, context);
    const moreWorkers = summary.lanes.length > this.shownLanes() ? '; scroll over the names to see other workers' : '';
    const hint = element(
      'p',
      { class: 'hint' },
      summary.recordedTasks > 0
        ? `Drag to pan, scroll to zoom, shift-drag to select an interval, click a phase to select it${moreWorkers}`
        : 'No tasks were recorded: everything ran inside the phases shown',
    );
    body.append(holder, keys, this.status, new SelectionBar(context).root, renderLegend(context), hint);
    listenPointer(this);
    listenKeys(this);
    context.listen((_, changed) => {
      if (changed.has('by')) colouring.show(context.state.by);
      if (changed.has('view') || changed.has('selection')) this.announce();
      this.surface.invalidate();
    });
    this.announce();
  }

  retheme(theme: Theme): void {
    this.theme = theme;
    this.minimap.retheme(theme);
    this.surface.invalidate();
  }

  command(key: string): void {
    this.surface.canvas.dispatchEvent(new KeyboardEvent('keydown', { key }));
  }

  timeAtX(x: number): number {
    return this.frame ? timeAt(this.frame, x) : 0;
  }

  /** Nanoseconds under one pixel. */
  nsPerPixel(): number {
    const { view } = this.context.state;
    return (view.t1 - view.t0) / Math.max(1, this.surface.width - GUTTER);
  }

  scrollLanes(by: number): void {
    const most = this.context.summary.lanes.length - this.shownLanes();
    this.firstLane = Math.min(Math.max(0, this.firstLane + by), Math.max(0, most));
    this.surface.invalidate();
  }

  hover(x: number, y: number, clientX: number, clientY: number): void {
    const box = this.frame && this.marks ? hitMark(this.frame, this.boxes, this.marks, x, y) : undefined;
    if (box?.mark !== this.hovered?.mark) this.surface.invalidate();
    this.hovered = box;
    if (box && this.marks) this.tooltip.show(this.marks, box.mark, clientX, clientY);
    else this.tooltip.hide();
  }

  leave(): void {
    this.hovered = undefined;
    this.tooltip.hide();
    this.surface.invalidate();
  }

  /** The group of the mark at a point. */
  keyAt(x: number, y: number): number | undefined {
    const box = this.frame && this.marks ? hitMark(this.frame, this.boxes, this.marks, x, y) : undefined;
    return box && this.marks ? this.context.groups().keyOfSite[this.marks.site[box.mark] as number] : undefined;
  }

  private shownLanes(): number {
    return visibleLanes(this.context.summary.lanes.length);
  }

  private laneHeight(): number {
    return laneHeight(this.context.summary.lanes.length);
  }

  private announce(): void {
    const { view, selection } = this.context.state;
    const { lanes, endNs } = this.context.summary;
    const text = formatRange(Math.max(0, view.t0), Math.min(endNs, view.t1));
    const hidden = lanes.length - this.shownLanes();
    this.range.textContent = hidden > 0 ? `${text} · ${this.shownLanes()} of ${lanes.length} workers` : text;
    this.surface.canvas.setAttribute('aria-label', `Tasks of ${lanes.length} workers, ${text} visible`);
    this.status.textContent = selection ? `${formatRange(selection.t0, selection.t1)} selected` : '';
  }

  private paint(): void {
    const { context, surface } = this;
    const { summary, state } = context;
    const view = clampView(state.view, summary.endNs);
    const laneCount = this.shownLanes();
    const frame: Frame = {
      width: surface.width,
      height: surface.height,
      view,
      firstLane: this.firstLane,
      laneCount,
      laneHeight: this.laneHeight(),
    };
    const groups = context.groups();
    const perLane = marksPerLane(laneCount, surface.width - GUTTER);
    const marks = context.handle.window({ ...view, firstLane: this.firstLane, laneCount, marksPerLane: perLane });
    this.frame = frame;
    this.marks = marks;
    this.boxes = layoutMarks(frame, marks, groups);
    const lit = state.hovered ?? state.selected;
    const siteOf = (box: Box) => marks.site[box.mark] as number;
    drawTimeline(
      surface.context,
      {
        frame,
        boxes: this.boxes,
        summary,
        laneShares: this.laneShares,
        label: (box) => groupLabel(summary.sites, siteOf(box), 'site'),
        ...(lit === undefined ? {} : { isLit: (box: Box) => groups.keyOfSite[siteOf(box)] === lit }),
        ...(this.hovered ? { hovered: this.boxes.find((box) => box.mark === this.hovered?.mark) ?? this.hovered } : {}),
        ...(state.selection ? { selection: state.selection } : {}),
      },
      this.theme,
    );
  }
}
