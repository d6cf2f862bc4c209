// SPDX-License-Identifier: Apache-2.0
// `range(...)` as a value is a list of its numbers that nothing changes, and that says so.

import type { Value } from './value';

export const RANGE = 'it is a `range`, and Weft keeps its numbers in a list';

/** A range, and not a list: what is done with it must be the same for both. */
export function isRange(value: Value): boolean {
  return value.kind === 'value' && value.readOnly === RANGE;
}

/** What is read-only on one of two paths; a range stays known as one. */
export function joinReadOnly(a: string | undefined, b: string | undefined): string | undefined {
  return a === RANGE || b === RANGE ? RANGE : (a ?? b);
}
