// SPDX-License-Identifier: Apache-2.0
// The hot-spot table: by source line or by operation, sortable, filterable; a row singles its group out everywhere.

import { digits, formatBytes, formatCount, formatPercent, formatTime } from '../../../native/units';
import { OTHER_SLOT } from '../model/groups';
import { buildRows, filterRows, type Order, type Row, type SortColumn, sortRows } from '../model/rows';
import { shareBar } from './cards';
import type { ViewContext } from './context';
import { deferred } from './defer';
import { element, section } from './dom';

/** More rows than anyone reads; the filter finds the others. */
const MOST_ROWS = 200;

interface Column {
  id: SortColumn;
  text: string;
  title: string;
  className: string;
  value: (row: Row) => string;
}

const COLUMNS: readonly Column[] = [
  {
    id: 'self',
    text: 'Self',
    title: 'Time in tasks of this row, summed over threads',
    className: 'number',
    value: (row) => formatTime(row.self),
  },
  {
    id: 'total',
    text: 'Total',
    title: 'Self time and that of tasks nested inside',
    className: 'number wide',
    value: (row) => formatTime(row.total),
  },
  { id: 'count', text: 'Tasks', title: 'How many tasks', className: 'number', value: (row) => formatCount(row.count) },
  {
    id: 'bytes',
    text: 'Moved',
    title: 'Bytes read plus bytes written',
    className: 'number wide',
    value: (row) => (row.bytes > 0 ? formatBytes(row.bytes) : '–'),
  },
  {
    id: 'bandwidth',
    text: 'GB/s',
    title: 'Bytes moved while at least one thread was at it',
    className: 'number',
    value: (row) => (row.bytes > 0 ? digits(row.bandwidth) : '–'),
  },
];

export class TableView {
  readonly root: HTMLElement;
  private order: Order = { column: 'share', descending: true };
  private rows: Row[] = [];
  private readonly filter = element('input', {
    type: 'search',
    class: 'filter',
    placeholder: 'Filter',
    'aria-label': 'Filter lines and operations',
  });
  private readonly head = element('tr');
  private readonly tableBody = element('tbody');
  private readonly note = element('p', { class: 'hint' });

  constructor(private readonly context: ViewContext) {
    const { root, body } = section('hot-spots', 'Where the time went', this.filter);
    this.root = root;
    const table = element(
      'table',
      { class: 'hot-spots', 'aria-labelledby': 'hot-spots-title' },
      element('thead', {}, this.head),
      this.tableBody,
    );
    body.append(element('div', { class: 'table-holder' }, table), this.note);
    this.filter.addEventListener('input', () => this.fill());
    this.listenRows();
    const reload = deferred(context.summary.recordedTasks, () => this.load());
    context.listen((_, changed) => {
      if (changed.has('by')) this.load();
      else if (changed.has('selection')) reload();
      if (changed.has('selected')) this.mark();
    });
    this.load();
  }

  private load(): void {
    const { handle, summary, sourceLines, state } = this.context;
    this.rows = buildRows(summary, handle.table(state.by, state.selection), state.by, sourceLines);
    this.fillHead();
    this.fill();
  }

  private fillHead(): void {
    const { by } = this.context.state;
    const header = (id: SortColumn, text: string, title: string, className: string) => {
      const { column, descending } = this.order;
      const active = column === id || (column === 'share' && id === 'share');
      const sort = active ? (descending ? 'descending' : 'ascending') : 'none';
      const press = element(
        'button',
        { type: 'button', title },
        text,
        element('span', { class: 'arrow', 'aria-hidden': 'true' }, active ? (descending ? '▾' : '▴') : ''),
      );
      press.addEventListener('click', () => this.sortBy(id));
      return element('th', { scope: 'col', 'aria-sort': sort, class: className, 'data-column': id }, press);
    };
    this.head.replaceChildren(
      header('title', by === 'line' ? 'Line' : 'Operation', 'In the order of the file', 'name'),
      header('share', 'Share', 'Share of all self time', 'share'),
      ...COLUMNS.map(({ id, text, title, className }) => header(id, text, title, className)),
    );
  }

  private sortBy(column: SortColumn): void {
    const descending = this.order.column === column ? !this.order.descending : column !== 'title';
    this.order = { column, descending };
    this.fillHead();
    this.fill();
    this.head.querySelector<HTMLElement>(`[data-column="${column}"] button`)?.focus();
  }

  private fill(): void {
    const { summary } = this.context;
    const kept = sortRows(filterRows(this.rows, summary.sites, this.filter.value), this.order);
    const shown = kept.slice(0, MOST_ROWS);
    const focused = this.tableBody.contains(document.activeElement);
    this.tableBody.replaceChildren(...shown.map((row) => this.renderRow(row)));
    this.note.textContent =
      this.rows.length === 0
        ? 'No tasks ran in this interval'
        : kept.length === 0
          ? 'Nothing matches the filter'
          : kept.length > shown.length
            ? `${formatCount(shown.length)} of ${formatCount(kept.length)} rows are shown; filter to see others`
            : '';
    this.note.hidden = this.note.textContent === '';
    this.mark();
    if (focused) this.tableBody.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
  }

  private renderRow(row: Row): HTMLElement {
    const slot = this.context.groups().slotOfSite[row.sites[0] ?? -1] ?? OTHER_SLOT;
    const name = element(
      'th',
      { scope: 'row', class: 'name' },
      element(
        'span',
        { class: 'name-content' },
        element('span', { class: `swatch slot-${slot}` }),
        element('span', { class: 'title' }, row.title),
        element('code', { class: 'text', title: row.detail }, row.detail),
      ),
    );
    const share = element(
      'td',
      { class: 'share' },
      element(
        'span',
        { class: 'share-content' },
        shareBar(row.share, slot),
        element('span', { class: 'percent' }, formatPercent(row.share)),
      ),
    );
    const cells = COLUMNS.map(({ className, value }) => element('td', { class: className }, value(row)));
    return element('tr', { tabindex: -1, 'data-key': row.key, 'data-line': row.line }, name, share, ...cells);
  }

  private mark(): void {
    const { selected } = this.context.state;
    const rows = [...this.tableBody.rows];
    const current = rows.find((row) => Number(row.dataset['key']) === selected);
    for (const row of rows) {
      row.setAttribute('aria-selected', String(row === current));
      row.tabIndex = row === (current ?? rows[0]) ? 0 : -1;
    }
  }

  private listenRows(): void {
    const rowOf = (event: Event) => (event.target as Element).closest<HTMLTableRowElement>('tbody tr');
    const choose = (row: HTMLTableRowElement, reveal: boolean) => {
      this.context.set({ selected: Number(row.dataset['key']) });
      if (reveal) this.context.reveal(Number(row.dataset['line']));
    };
    this.tableBody.addEventListener('click', (event) => {
      const row = rowOf(event);
      if (row) choose(row, true);
    });
    this.tableBody.addEventListener('pointerover', (event) => {
      const row = rowOf(event);
      this.context.set({ hovered: row ? Number(row.dataset['key']) : undefined });
    });
    this.tableBody.addEventListener('pointerleave', () => this.context.set({ hovered: undefined }));
    this.tableBody.addEventListener('keydown', (event) => {
      const row = rowOf(event);
      if (!row) return;
      const rows = [...this.tableBody.rows];
      const at = rows.indexOf(row);
      const go = (index: number) => {
        const next = rows[Math.min(Math.max(0, index), rows.length - 1)];
        if (!next) return;
        choose(next, false);
        next.focus();
      };
      const actions: Record<string, () => void> = {
        ArrowDown: () => go(at + 1),
        ArrowUp: () => go(at - 1),
        Home: () => go(0),
        End: () => go(rows.length - 1),
        Enter: () => choose(row, true),
        ' ': () => choose(row, false),
        Escape: () => this.context.set({ selected: undefined }),
      };
      const action = actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    });
  }
}
