// SPDX-License-Identifier: Apache-2.0
// Which colour is which line or operation; choosing one singles it out everywhere.

import { formatPercent } from '../../../native/units';
import { OTHER_SLOT } from '../model/groups';
import type { ViewContext } from './context';
import { element } from './dom';

export function renderLegend(context: ViewContext): HTMLElement {
  const root = element('div', { class: 'legend', role: 'group', 'aria-label': 'Colours' });
  const fill = () => {
    const { legend, otherShare } = context.groups();
    root.replaceChildren(
      ...legend.map(({ key, slot, label, share }) => {
        const item = element(
          'button',
          { type: 'button', class: 'legend-item', 'data-key': key },
          element('span', { class: `swatch slot-${slot}` }),
          label,
          element('span', { class: 'legend-share' }, formatPercent(share)),
        );
        item.addEventListener('click', () =>
          context.set({ selected: context.state.selected === key ? undefined : key }),
        );
        item.addEventListener('pointerenter', () => context.set({ hovered: key }));
        item.addEventListener('pointerleave', () => context.set({ hovered: undefined }));
        return item;
      }),
      ...(otherShare > 0
        ? [
            element(
              'span',
              { class: 'legend-item' },
              element('span', { class: `swatch slot-${OTHER_SLOT}` }),
              'others',
              element('span', { class: 'legend-share' }, formatPercent(otherShare)),
            ),
          ]
        : []),
    );
    mark();
  };
  const mark = () => {
    for (const item of root.querySelectorAll('button'))
      item.setAttribute('aria-pressed', String(Number(item.dataset['key']) === context.state.selected));
  };
  fill();
  context.listen((_, changed) => {
    if (changed.has('by')) fill();
    else if (changed.has('selected')) mark();
  });
  return root;
}
