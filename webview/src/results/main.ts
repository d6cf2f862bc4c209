// SPDX-License-Identifier: Apache-2.0
// The results panel: a card for each array of a run with its type, numbers, values and picture.
// It only draws what the extension sends; nothing here knows files or `vscode`.

import './results.css';
import { constantsCard, resultCard } from './card';
import { element } from './element';
import type { FromResultsPanel, ShownRun, ToResultsPanel } from './messages';

declare function acquireVsCodeApi(): { postMessage(message: FromResultsPanel): void };

const editor = acquireVsCodeApi();
const send = (message: FromResultsPanel) => editor.postMessage(message);
const root = document.getElementById('root')!;
let shown: ShownRun | undefined;

function header(run: ShownRun): HTMLElement {
  const phases = run.phases.map(({ label, text }) =>
    element('span', { class: 'phase' }, [element('b', {}, [text]), ` ${label}`]),
  );
  const buttons = [
    element(
      'button',
      { class: 'secondary', title: 'Copy the Python lines that load these arrays' },
      ['Copy Python to load'],
      () => send({ type: 'copyPython' }),
    ),
    ...(run.hasProfile
      ? [
          element('button', { title: 'Open the profile of this run' }, ['Open profile'], () =>
            send({ type: 'openProfile' }),
          ),
        ]
      : []),
  ];
  return element('header', {}, [
    element('div', { class: 'title' }, [element('h1', {}, [run.title]), element('div', { class: 'actions' }, buttons)]),
    element('div', { class: 'subtitle' }, [`on ${run.target} · ${run.worker} · ${run.finished}`]),
    element('div', { class: 'phases' }, phases),
  ]);
}

function structureLine(structure: string): HTMLElement {
  return element('p', { class: 'structure' }, ['Put together as ', element('code', {}, [structure])]);
}

function show(run: ShownRun): void {
  shown = run;
  const groups: HTMLElement[] = [];
  for (const [role, heading] of [
    ['returned', 'Returned'],
    ['mutated', 'Changed in place'],
  ] as const) {
    const members = run.results
      .map((result, index) => ({ result, index }))
      .filter(({ result }) => result.role === role);
    if (members.length === 0) continue;
    groups.push(
      element('section', {}, [
        element('h2', {}, [heading]),
        ...(role === 'returned' && run.structure !== undefined ? [structureLine(run.structure)] : []),
        ...(role === 'returned' && run.constants.length > 0 ? [constantsCard(run.constants)] : []),
        ...members.map(({ result, index }) => resultCard(result, index, send)),
      ]),
    );
  }
  if (groups.length === 0)
    groups.push(element('p', { class: 'empty' }, ['The task returned nothing and changed no argument']));
  root.replaceChildren(header(run), ...groups);
  document.body.dataset['shown'] = String(run.results.length);
}

window.addEventListener('message', ({ data }: MessageEvent<ToResultsPanel>) => {
  if (data.type === 'show') return show(data.run);
  const result = shown?.results[data.result];
  const old = root.querySelector(`[data-result="${data.result}"]`);
  if (result && old) old.replaceWith(resultCard({ ...result, summary: data.summary }, data.result, send));
});
document.addEventListener('securitypolicyviolation', (event) => {
  document.body.dataset['csp'] = `${event.violatedDirective} ${event.blockedURI}`;
});
send({ type: 'ready' });
