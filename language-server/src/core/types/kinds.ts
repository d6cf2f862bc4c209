// SPDX-License-Identifier: Apache-2.0
// Numbers that are Python's on one path and NumPy's on another: where it counts which of them they are, the names that
// decide it are asked for, and have two types when their function is read again.

import type { Value } from './value';

/** Only after loops that tell it by whether they had a step. */
export const AFTER = ' after';

/**
 * Asks for the names that decide whether numbers in the value are Python's. True where they are two types as soon as the
 * function is read again.
 */
export function askKinds(value: Value, clock: { changes: number }, isAfter = false): boolean {
  if (value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'instance')
    return value.items.filter((item) => askKinds(item, clock)).length > 0;
  if (value.kind === 'union') return value.alternatives.filter((each) => askKinds(each, clock)).length > 0;
  if (value.kind !== 'value' || !value.mixed) return false;
  let isPending = false;
  for (const { owner, name: own } of value.kinds ?? []) {
    const name = isAfter ? `${own}${AFTER}` : own;
    if (!owner.kinds.has(name)) {
      owner.kinds.add(name);
      owner.isStale = true;
      clock.changes++;
    }
    isPending ||= owner.isStale;
  }
  return isPending;
}
