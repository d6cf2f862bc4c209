// SPDX-License-Identifier: Apache-2.0
// Title, truncation notice and the cards with the run's few numbers.

import { formatCount } from '../../../native/units';
import { summaryFacts } from '../model/facts';
import type { ViewContext } from './context';
import { button, element } from './dom';

export function renderHeader({ summary, hosted, send }: ViewContext): HTMLElement {
  const { machine } = summary;
  const where = [machine.host, machine.cpu, summary.job && `job ${summary.job}`].filter(Boolean);
  const save = (format: 'csv' | 'chrome' | 'html', text: string, title: string) =>
    button(text, { class: 'quiet', title }, () => send({ type: 'save', format }));
  const actions = hosted
    ? element(
        'div',
        { class: 'actions', role: 'group', 'aria-label': 'Save as' },
        element('span', { class: 'note', 'aria-hidden': 'true' }, 'Save as'),
        save('html', 'Page', 'Save as a self-contained HTML page'),
        save('chrome', 'Trace', 'Save as a Chrome trace, for Perfetto or speedscope'),
        save('csv', 'CSV', 'Save the table as CSV'),
      )
    : undefined;
  // The editor submits absolute paths; the name is enough to read, the path to look up.
  const file = element('span', { title: summary.file }, summary.file.split(/[\\/]/).at(-1) ?? summary.file);
  const title = element('h1', {}, element('span', { class: 'entry' }, summary.entry || 'profile'), ' ', file);
  return element(
    'header',
    { class: 'top' },
    element('div', {}, title, element('p', { class: 'where' }, where.join(' · '))),
    actions,
  );
}

export function renderTruncation({ summary }: ViewContext): HTMLElement | undefined {
  const { recordedTasks, totalTasks } = summary;
  if (totalTasks <= recordedTasks) return undefined;
  return element(
    'p',
    { class: 'notice', role: 'status' },
    element('strong', {}, 'Incomplete recording. '),
    `${formatCount(recordedTasks)} of ${formatCount(totalTasks)} tasks fit the recorder's memory. `,
    'Timeline, tables and charts show only those; the run times are complete.',
  );
}

export function renderCards({ summary, handle }: ViewContext): HTMLElement {
  const cards = summaryFacts(summary, handle).map((fact) => {
    const card = element(
      'div',
      { class: 'card' },
      element('dt', {}, fact.label),
      element('dd', { class: 'value' }, fact.value),
      element('dd', { class: 'note' }, fact.note),
    );
    if (fact.share !== undefined) card.append(shareBar(fact.share));
    return card;
  });
  return element('dl', { class: 'cards', id: 'summary', tabindex: -1, 'aria-label': 'Summary' }, ...cards);
}

export function shareBar(share: number, slot?: number): HTMLElement {
  const fill = element('span', { class: slot === undefined ? 'fill' : `fill slot-${slot}` });
  fill.style.width = `${Math.min(100, share * 100).toFixed(2)}%`;
  return element('span', { class: 'share-bar', 'aria-hidden': 'true' }, fill);
}
