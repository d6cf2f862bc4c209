// SPDX-License-Identifier: Apache-2.0
// What the editor shows where a statement was compiled once for each type of a name: all of its types.

import type { SourceRange } from '../../graph/graph';
import type { Fact } from '../program/program';

/** One fact for each place that copies share: `int | f64`. */
export function joinCopies(
  facts: readonly { readonly fact: Fact; readonly isCopy: boolean | undefined }[],
): readonly Fact[] {
  const types = new Map<string, Set<string>>();
  for (const { fact, isCopy } of facts) {
    if (!isCopy) continue;
    const key = keyOf(fact.range);
    const known = types.get(key) ?? new Set<string>();
    types.set(key, known);
    for (const type of fact.type.split(' | ')) known.add(type);
  }
  return facts.map(({ fact, isCopy }) => {
    const known = isCopy ? types.get(keyOf(fact.range)) : undefined;
    return known && known.size > 1 ? { ...fact, type: [...known].join(' | ') } : fact;
  });
}

function keyOf({ startLine, startColumn, endLine, endColumn }: SourceRange): string {
  return `${startLine}:${startColumn}-${endLine}:${endColumn}`;
}
