// SPDX-License-Identifier: Apache-2.0
// Names that are still to be read and hold a view or a copy, which NumPy decides by the memory order of an array: writes to that
// array are refused until then.

import { KEPT, mayShare, withoutOrigin } from '../../numpy/layout';
import type { GraphValue, Value } from '../../types/value';
import type { Binding, Environment } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { leavesOf, mapLeaves } from '../program/structure';
import { isKept } from './kept-views';

/** A name whose value may or may not see a write to the array. */
export function readerOf(fn: FunctionLowering, array: GraphValue, isCall = false): string | undefined {
  if (array.layout === undefined || array.layout.kind === 'strided') return undefined;
  const names = fn.statement && fn.knownNamesOf(fn.statement);
  for (const [name, { value }] of fn.env) {
    if (names && !name.endsWith('@') && !names.liveOut.has(name) && !(isCall && names.liveIn.has(name))) continue;
    if (leavesOf(value).some((leaf) => leaf.id !== array.id && mayShare(leaf, array))) return name.replace(/@+$/, '');
  }
  return isKept(fn, array) ? KEPT : undefined;
}

/** An argument whose writes in the called function such a name may see is not writable there. */
export function withReaders(fn: FunctionLowering, value: Value): Value {
  return mapLeaves(value, (leaf) =>
    leaf.layout?.kind === 'open' && readerOf(fn, leaf, true) !== undefined
      ? { ...leaf, layout: { ...leaf.layout, kind: 'perhaps' } }
      : leaf,
  );
}

/** A name at the end of a loop's body: arrays that the body made are other ones in each turn. */
export function withoutOriginsOf(binding: Binding, entry: Environment): Binding {
  const isMade = ({ layout }: GraphValue): boolean =>
    layout?.origin !== undefined &&
    ![...entry.values()].some(({ value }) => leavesOf(value).some((leaf) => leaf.layout?.origin === layout.origin));
  if (!leavesOf(binding.value).some(isMade)) return binding;
  return { ...binding, value: mapLeaves(binding.value, (leaf) => (isMade(leaf) ? withoutOrigin(leaf) : leaf)) };
}
