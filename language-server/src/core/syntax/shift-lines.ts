// SPDX-License-Identifier: Apache-2.0
// Moves data that carries source ranges to other lines.

import type { SourceRange } from '../graph/graph';

/** A copy in which every source range is moved by `delta` lines. */
export function shiftLines<T>(value: T, delta: number): T {
  if (Array.isArray(value)) return value.map((item) => shiftLines(item, delta)) as T;
  if (typeof value !== 'object' || value === null) return value;
  if ('startLine' in value) {
    const range = value as unknown as SourceRange;
    return { ...range, startLine: range.startLine + delta, endLine: range.endLine + delta } as T;
  }
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) copy[name] = shiftLines(item, delta);
  return copy as T;
}
