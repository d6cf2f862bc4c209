// SPDX-License-Identifier: Apache-2.0
// The page as a whole: loading, error, or the profile with all its views.

import { openProfile } from '../../../native/fallback/open';
import { readTheme, watchScheme } from '../draw/theme';
import type { FromViewer, ShowError } from '../messages';
import { clampView, wholeView } from '../model/view';
import { renderCards, renderHeader, renderTruncation } from './cards';
import { ChartsView } from './charts';
import { type State, ViewContext } from './context';
import { deferred } from './defer';
import { DetailView } from './detail';
import { element } from './dom';
import { TableView } from './table';
import { TimelineView } from './timeline';

export interface ProfileDocument {
  bytes: Uint8Array;
  name: string;
  source?: string;
}

/** What comes back when a hidden tab is shown again. */
export type SavedState = Pick<State, 'by' | 'view' | 'selection' | 'selected'> & { name: string };

export interface Memory {
  load(): SavedState | undefined;
  save(state: SavedState): void;
}

export class App {
  private context: ViewContext | undefined;
  private retheme: () => void = () => {};

  constructor(
    private readonly root: HTMLElement,
    private readonly send: (message: FromViewer) => void,
    private readonly hosted: boolean,
    private readonly memory?: Memory,
  ) {
    root.classList.add('viewer');
    watchScheme(() => this.retheme());
    document.addEventListener('keydown', (event) => jump(event));
  }

  showLoading(): void {
    this.root.replaceChildren(element('p', { class: 'loading', role: 'status' }, 'Opening the profile…'));
  }

  showError({ code, message, help }: Pick<ShowError, 'code' | 'message' | 'help'>): void {
    const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
    this.root.replaceChildren(
      element(
        'main',
        { class: 'failure' },
        element(
          'div',
          { role: 'alert' },
          element('h1', {}, 'This profile cannot be shown'),
          element('p', {}, `${sentence(message)}.`),
          element('p', {}, element('strong', {}, 'What to do: '), `${help}.`),
          element('p', { class: 'code' }, code),
        ),
      ),
    );
  }

  showProfile({ bytes, name, source }: ProfileDocument): void {
    const opened = openProfile(bytes);
    if (!opened.ok) {
      this.showError(opened);
      return;
    }
    const summary = opened.profile.summary();
    const lines = source === undefined ? [] : source.split(/\r?\n/);
    const saved = this.memory?.load();
    const fresh = { by: 'line' as const, view: wholeView(summary.endNs), selection: undefined, selected: undefined };
    // The file may have been written anew since: what is restored is cut to what is there.
    const state: State =
      saved?.name === name
        ? { ...fresh, ...saved, view: clampView(saved.view, summary.endNs), hovered: undefined }
        : { ...fresh, hovered: undefined };
    const context = new ViewContext(opened.profile, summary, lines, this.send, this.hosted, state);
    const theme = readTheme(this.root);
    const timeline = new TimelineView(context, theme);
    const charts = new ChartsView(context, theme);
    const main = element(
      'main',
      { 'aria-label': `Profile ${name}` },
      renderCards(context),
      timeline.root,
      element(
        'div',
        { class: 'columns' },
        element('div', {}, new TableView(context).root, charts.utilisation.root),
        element('div', {}, new DetailView(context).root, charts.histogram.root),
      ),
    );
    this.context = context;
    const save = deferred(summary.recordedTasks, () => {
      const { by, view, selection, selected } = context.state;
      this.memory?.save({ name, by, view, selection, selected });
    });
    context.listen(save);
    this.retheme = () => {
      const next = readTheme(this.root);
      timeline.retheme(next);
      charts.retheme(next);
    };
    const notice = renderTruncation(context);
    this.root.replaceChildren(renderHeader(context), ...(notice ? [notice] : []), main);
  }

  updateTheme(): void {
    this.retheme();
  }

  selectLine(line: number): void {
    this.context?.set({ by: 'line', selected: line });
  }
}

/** Keys 1 to 4 go to the parts of the page. */
function jump(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
  const target = { 1: '#summary', 2: '#timeline canvas.timeline-canvas', 3: '#hot-spots tbody tr', 4: '#utilisation' }[
    event.key
  ];
  const node = target === undefined ? null : document.querySelector<HTMLElement>(target);
  if (!node) return;
  event.preventDefault();
  if (!node.hasAttribute('tabindex')) node.tabIndex = -1;
  node.focus();
  node.scrollIntoView({ block: 'nearest' });
}
