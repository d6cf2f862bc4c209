// SPDX-License-Identifier: Apache-2.0
// The colours of the moment, read from the style sheet so that canvas, charts and elements always agree.

export interface Theme {
  background: string;
  foreground: string;
  muted: string;
  border: string;
  lane: string;
  accent: string;
  selection: string;
  surface: string;
  /** Fill and label colour of each colour slot. */
  slots: string[];
  slotText: string;
  font: string;
  contrast: boolean;
}

const SLOT_COUNT = 8;

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: value('--background'),
    foreground: value('--foreground'),
    muted: value('--muted'),
    border: value('--border'),
    lane: value('--lane'),
    accent: value('--accent'),
    selection: value('--selection'),
    surface: value('--surface'),
    slots: Array.from({ length: SLOT_COUNT }, (_, slot) => value(`--slot-${slot}`)),
    slotText: value('--slot-text'),
    font: style.fontFamily,
    contrast: document.body.className.includes('high-contrast') || matchMedia('(forced-colors: active)').matches,
  };
}

/** Marks the page light or dark from the background it really has: hosts and systems each say it their own way. */
export function applyScheme(): void {
  const { classList, dataset } = document.body;
  const host =
    classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light') ? 'light' : 'dark';
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  dataset['scheme'] = [...classList].some((name) => name.startsWith('vscode-')) ? host : system;
}

/** Calls back when the host's theme or the system's colours change. */
export function watchScheme(changed: () => void): void {
  const update = () => {
    applyScheme();
    changed();
  };
  new MutationObserver(update).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    matchMedia(query).addEventListener('change', update);
}
