// SPDX-License-Identifier: Apache-2.0
// Elements without markup strings: text stays text.

type Attributes = Record<string, string | number | boolean | undefined>;
type Child = Node | string | undefined;

/** `element('p', { class: 'note', hidden: true }, 'text')`; false and undefined attributes are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

export function button(label: string, attributes: Attributes, pressed: () => void): HTMLButtonElement {
  const node = element('button', { type: 'button', ...attributes }, label);
  node.addEventListener('click', pressed);
  return node;
}

/** A titled part of the page. */
export function section(
  id: string,
  title: string,
  ...actions: readonly Child[]
): { root: HTMLElement; body: HTMLElement } {
  const body = element('div', { class: 'section-body' });
  const heading = element('h2', { id: `${id}-title` }, title);
  const bar = element('div', { class: 'section-bar' }, heading, element('div', { class: 'actions' }, ...actions));
  const root = element('section', { id, class: 'section', 'aria-labelledby': `${id}-title` }, bar, body);
  return { root, body };
}

/** Radio-like choice between few values. */
export function choice<Value extends string>(
  label: string,
  options: readonly { value: Value; text: string }[],
  initial: Value,
  chosen: (value: Value) => void,
): { root: HTMLElement; show(value: Value): void } {
  const buttons = options.map(({ value, text }) =>
    button(text, { class: 'choice', 'aria-pressed': String(value === initial), 'data-value': value }, () =>
      chosen(value),
    ),
  );
  const root = element('div', { class: 'choices', role: 'group', 'aria-label': label }, ...buttons);
  const show = (value: Value) => {
    for (const node of buttons) node.setAttribute('aria-pressed', String(node.dataset['value'] === value));
  };
  return { root, show };
}
