// SPDX-License-Identifier: Apache-2.0
// A name of several types of which one is left: where the paths of a construct meet, it may be read from a variable of
// that type alone.

import type { SourceRange } from '../../graph/graph';
import { hasUnion } from '../../types/unions';
import type { ActiveSlots, FunctionLowering } from '../program/function';
import { partsOf } from '../program/structure';
import { isUnionPart } from './storage';

/** Writes what is left of names of several types into the plain variables of the constructs around. */
export function writeLeft(fn: FunctionLowering, range: SourceRange): void {
  if (!fn.graph || !fn.isReachable) return;
  for (const name of [...fn.env.keys()]) writeOne(fn, name, fn.active, range);
}

/** The one type that the name has may be all that is left of it after the branch: into those variables too. */
export function writeOne(
  fn: FunctionLowering,
  name: string,
  constructs: readonly ActiveSlots[],
  range: SourceRange,
): void {
  const binding = fn.env.get(name)!;
  if (binding.state === 'no' || binding.conflict || hasUnion(binding.value)) return;
  const variables = binding.slots ?? [binding.slot];
  const isLeft =
    binding.isLeft === true || fn.slots.some((slot) => isUnionPart(slot.name) && variables.includes(slot.variable));
  const places = partsOf(name, binding.value).map((part) => part.name);
  if (!isLeft || !constructs.some((slots) => places.some((own) => slots.has(own)))) return;
  const written = new Set<number>();
  for (const { name: own, part } of partsOf(name, fn.readLocal(name, range))) {
    for (const slot of constructs.flatMap((slots) => slots.get(own) ?? [])) {
      if (!written.has(slot.variable) && fn.holds(slot, part) && fn.write(slot, part, range))
        written.add(slot.variable);
    }
  }
  const [first] = written;
  const { value } = fn.env.get(name)!;
  if (value.kind === 'value' && first !== undefined) fn.env.set(name, { state: 'yes', value, slot: first });
}
