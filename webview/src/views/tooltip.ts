// SPDX-License-Identifier: Apache-2.0
// The tooltip of the timeline: what the mark under the pointer is.

import { type Marks, NO_TASK } from '../../../native/api';
import {
  formatBandwidth,
  formatBytes,
  formatCount,
  formatInstant,
  formatPercent,
  formatTime,
} from '../../../native/units';
import { DECISION_TEXT } from '../model/facts';
import type { ViewContext } from './context';
import { element } from './dom';

const OFFSET = 14;

export class Tooltip {
  private readonly root = element('div', { class: 'tooltip', role: 'tooltip', hidden: true });

  constructor(
    parent: HTMLElement,
    private readonly context: ViewContext,
  ) {
    parent.append(this.root);
  }

  hide(): void {
    this.root.hidden = true;
  }

  show(marks: Marks, index: number, clientX: number, clientY: number): void {
    this.root.replaceChildren(...this.describe(marks, index));
    this.root.hidden = false;
    const { width, height } = this.root.getBoundingClientRect();
    const left = clientX + OFFSET + width > innerWidth ? clientX - OFFSET - width : clientX + OFFSET;
    const top = clientY + OFFSET + height > innerHeight ? clientY - OFFSET - height : clientY + OFFSET;
    this.root.style.left = `${Math.max(4, left)}px`;
    this.root.style.top = `${Math.max(4, top)}px`;
  }

  private describe(marks: Marks, index: number): HTMLElement[] {
    const site = this.context.summary.sites[marks.site[index] as number];
    const line = site?.range.startLine ?? 0;
    const slot = this.context.groups().slotOfSite[marks.site[index] as number];
    const title = element(
      'p',
      { class: 'tooltip-title' },
      element('span', { class: `swatch slot-${slot}` }),
      `${site?.operation ?? 'task'} `,
      element('span', { class: 'line-number' }, `L${line + 1}`),
    );
    const source = (this.context.sourceLines[line] ?? '').trim();
    const rows =
      marks.task[index] === NO_TASK ? this.bucketRows(marks, index) : this.taskRows(marks.task[index] as number);
    const list = element(
      'dl',
      {},
      ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
    );
    return [title, ...(source ? [element('code', {}, source)] : []), list];
  }

  private taskRows(row: number): [string, string][] {
    const task = this.context.handle.task(row);
    if (!task) return [];
    const duration = task.endNs - task.startNs;
    return [
      ['Duration', formatTime(duration)],
      ['Start', formatInstant(task.startNs, duration / 100)],
      ['Thread', `worker ${task.thread}, run ${task.run}`],
      ['Slice', `${formatCount(task.begin)} – ${formatCount(task.end)}`],
      ...(task.bytes > 0
        ? [['Moved', `${formatBytes(task.bytes)}, ${formatBandwidth(task.bytes, duration)}`] as [string, string]]
        : []),
      ['Decision', DECISION_TEXT[task.decision]],
    ];
  }

  private bucketRows(marks: Marks, index: number): [string, string][] {
    const width = (marks.end[index] as number) - (marks.start[index] as number);
    return [
      ['Here', `mostly this, of ${formatCount(marks.count[index] as number)} tasks`],
      ['Busy', `${formatPercent((marks.busy[index] as number) / width)} of ${formatTime(width)}`],
      ['Start', formatInstant(marks.start[index] as number, width)],
      ['', 'zoom in to see single tasks'],
    ];
  }
}
