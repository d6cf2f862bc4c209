// SPDX-License-Identifier: Apache-2.0
// The singled-out line or operation: its source with neighbours, what was fused into it, and how it was compiled.

import { workText } from '../../../native/roofline';
import { formatBandwidth, formatPercent, formatTime } from '../../../native/units';
import { buildRows, type Row } from '../model/rows';
import type { ViewContext } from './context';
import { deferred } from './defer';
import { button, element, section } from './dom';

const LINES_AROUND = 4;

export class DetailView {
  readonly root: HTMLElement;
  private readonly body: HTMLElement;
  private readonly shares: Map<number, number>;

  constructor(private readonly context: ViewContext) {
    const { root, body } = section('detail', 'Detail');
    this.root = root;
    this.body = body;
    const rows = buildRows(context.summary, context.handle.table('line'), 'line', context.sourceLines);
    this.shares = new Map(rows.map((row) => [row.line, row.share]));
    const update = deferred(context.summary.recordedTasks, () => this.fill());
    context.listen((_, changed) => {
      if (changed.has('selected') || changed.has('by')) this.fill();
      else if (changed.has('selection')) update();
    });
    this.fill();
  }

  private fill(): void {
    const { handle, summary, state, sourceLines } = this.context;
    const rows = buildRows(summary, handle.table(state.by, state.selection), state.by, sourceLines);
    const row = rows.find((candidate) => candidate.key === state.selected) ?? rows[0];
    this.root.hidden = row === undefined;
    if (!row) return;
    this.body.replaceChildren(...this.describe(row, row.key === state.selected));
  }

  private describe(row: Row, chosen: boolean): HTMLElement[] {
    const { summary, hosted } = this.context;
    const ran = this.ranSites();
    const sites = row.sites.filter((index) => ran.has(index)).map((index) => summary.sites[index]!);
    const idle = row.sites.length - sites.length;
    const fn = sites[0]?.function;
    const heading = element(
      'div',
      { class: 'detail-heading' },
      element('h3', {}, `Line ${row.line + 1}`, fn ? element('span', { class: 'where' }, ` in ${fn}`) : undefined),
      chosen ? undefined : element('span', { class: 'badge' }, 'hottest'),
      hosted ? button('Open in editor', { class: 'quiet' }, () => this.context.reveal(row.line)) : undefined,
    );
    const facts: [string, string][] = [
      ['Active', formatTime(row.wall)],
      ['Each task', row.count > 0 ? formatTime(row.self / row.count) : '–'],
      ['Longest', formatTime(row.longest)],
      ['Bandwidth', formatBandwidth(row.bytes, row.wall)],
      ['Handed over', row.count > 0 ? formatPercent(row.spawned / row.count) : '–'],
    ];
    const list = element(
      'dl',
      { class: 'facts' },
      ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    );
    const table = this.context.handle.table('site', this.context.state.selection);
    const operations = sites.map((site) => {
      const at = table.key.indexOf(summary.sites.indexOf(site));
      // Operations are counted for all of the runs, so that a part of the time says nothing of them.
      const isWhole = this.context.state.selection === undefined;
      const work = isWhole ? workText(site, { bytes: table.bytes[at]!, wall: table.wall[at]! }, summary.machine) : '';
      return element(
        'div',
        { class: 'operation' },
        element('h4', {}, site.operation || 'operation'),
        site.note ? element('p', { class: 'compile-note' }, site.note) : undefined,
        site.stored
          ? element('p', { class: 'compile-note' }, `Its result is stored, because ${site.stored}`)
          : undefined,
        work ? element('p', { class: 'compile-note' }, work) : undefined,
        site.fused.length > 0
          ? element('pre', { class: 'fused', tabindex: 0, 'aria-label': 'Fused graph nodes' }, site.fused.join('\n'))
          : undefined,
      );
    });
    const source = this.renderSource(row.line);
    const note =
      idle > 0
        ? [
            element(
              'p',
              { class: 'hint' },
              `${idle} more ${idle === 1 ? 'version was' : 'versions were'} compiled for this line and did not run here`,
            ),
          ]
        : [];
    return [heading, ...(source ? [source] : []), list, ...operations, ...note];
  }

  /** A line may hold code for cases that did not come up. */
  private ranSites(): Set<number> {
    return new Set(this.context.handle.table('site', this.context.state.selection).key);
  }

  private renderSource(line: number): HTMLElement | undefined {
    const { sourceLines } = this.context;
    if (line >= sourceLines.length) return undefined;
    const first = Math.max(0, line - LINES_AROUND);
    const last = Math.min(sourceLines.length - 1, line + LINES_AROUND);
    const shown = sourceLines.slice(first, last + 1);
    const indents = shown.filter((text) => text.trim() !== '').map((text) => text.length - text.trimStart().length);
    const indent = Math.min(...indents);
    const lines: HTMLElement[] = [];
    for (let at = first; at <= last; at++) {
      const share = this.shares.get(at);
      const heat = element('span', { class: 'heat' });
      heat.style.opacity = share === undefined ? '0' : String(0.15 + 0.85 * share);
      lines.push(
        element(
          'div',
          { class: at === line ? 'source-line current' : 'source-line' },
          heat,
          element('span', { class: 'line-number' }, String(at + 1)),
          element('span', { class: 'percent' }, share === undefined ? '' : formatPercent(share)),
          element('code', {}, sourceLines[at]?.slice(indent) || ' '),
        ),
      );
    }
    return element('div', { class: 'source', tabindex: 0, role: 'group', 'aria-label': 'Source' }, ...lines);
  }
}
