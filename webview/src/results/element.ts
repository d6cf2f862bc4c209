// SPDX-License-Identifier: Apache-2.0
// Builds DOM elements from data. Text always becomes text nodes: no value of a user can become markup.

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Node | string)[] = [],
  onClick?: () => void,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  if (onClick) made.addEventListener('click', onClick);
  return made;
}
