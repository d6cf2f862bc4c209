// SPDX-License-Identifier: Apache-2.0
// What the editor shows where a statement was compiled once for each type of a name, or written out for each branch of an
// expression: all of its types.

import type { Fact } from '../program/program';

/** One type for each place that copies share: `int | f64`. */
export function joinCopies(
  facts: readonly { readonly fact: Fact; readonly isCopy: boolean | undefined }[],
): readonly Fact[] {
  const types = new Map<string, Set<string>>();
  for (const { fact, isCopy } of facts) {
    if (!isCopy && fact.name === undefined) continue;
    const key = keyOf(fact);
    const known = types.get(key) ?? new Set<string>();
    types.set(key, known);
    for (const type of fact.type.split(' | ')) known.add(type);
  }
  return facts.map(({ fact, isCopy }) => {
    const known = isCopy || fact.name !== undefined ? types.get(keyOf(fact)) : undefined;
    return known && known.size > 1 ? { ...fact, type: [...known].join(' | ') } : fact;
  });
}

function keyOf({ range, name }: Fact): string {
  return `${range.startLine}:${range.startColumn}-${range.endLine}:${range.endColumn} ${name ?? ''}`;
}
