// SPDX-License-Identifier: Apache-2.0
// The numbers of the selected interval, under the timeline.

import { formatRange } from '../../../native/units';
import { intervalFacts } from '../model/facts';
import { viewOf } from '../model/view';
import type { ViewContext } from './context';
import { deferred } from './defer';
import { button, element } from './dom';

export class SelectionBar {
  readonly root = element('div', { class: 'selection-bar', hidden: true });

  constructor(private readonly context: ViewContext) {
    const fill = deferred(context.summary.recordedTasks, () => this.fill());
    context.listen((_, changed) => {
      if (changed.has('selection')) fill();
    });
    this.fill();
  }

  private fill(): void {
    const { state, summary, handle } = this.context;
    const { selection } = state;
    this.root.hidden = selection === undefined;
    if (!selection) return;
    const facts = intervalFacts(summary, handle, selection).map(({ label, value }) =>
      element('div', {}, element('dt', {}, label), element('dd', {}, value)),
    );
    this.root.replaceChildren(
      element('strong', {}, formatRange(selection.t0, selection.t1)),
      element('dl', {}, ...facts),
      element(
        'div',
        { class: 'actions' },
        button('Zoom to it', { class: 'quiet' }, () => this.context.set({ view: viewOf(selection, summary.endNs) })),
        button('Clear', { class: 'quiet' }, () => this.context.set({ selection: undefined })),
      ),
    );
  }
}
