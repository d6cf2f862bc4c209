// SPDX-License-Identifier: Apache-2.0
// Names that hold tuples, dictionaries and objects: their parts are in variables.

import type { SourceRange } from '../../graph/graph';
import type { GraphValue, Value } from '../../types/value';
import type { Binding } from './environment';
import type { FunctionLowering } from './function';
import { mapParts, partsOf } from './structure';

/** The value with all parts visible; undefined after a report. */
export function loadParts(
  fn: FunctionLowering,
  name: string,
  binding: Binding,
  value: Value,
  range: SourceRange,
): Value | undefined {
  const isSeen = (part: GraphValue) => part.id !== undefined || part.constant !== undefined;
  const isChecked = binding.state === 'maybe' || binding.isUnsure === true;
  const parts = partsOf(name, value);
  if (fn.isDry || (!isChecked && parts.every(({ part }) => isSeen(part)))) return value;
  const isStored = (i: number) => binding.slots?.[i] !== undefined;
  // One part that is checked tells whether the name was assigned.
  const hasCheck = !isChecked || parts.some((_part, i) => isStored(i));
  if (!hasCheck || !parts.every(({ part }, i) => isStored(i) || isSeen(part))) {
    fn.report('WEFT205', range, { name });
    return undefined;
  }
  let position = 0;
  const read = mapParts(value, (part) => {
    const variable = binding.slots![position++];
    if (variable === undefined || (!isChecked && isSeen(part))) return part;
    const attributes = isChecked ? { variable, checked: true } : { variable };
    return { ...part, id: fn.graph!.emit('get', [], fn.resolveType(part.type), range, attributes) };
  });
  fn.env.set(name, { state: 'yes', value: read, ...(binding.slots ? { slots: binding.slots } : {}) });
  return read;
}

/** A function has a dictionary of its own of the keywords that `**` collects. */
export function ownKeywords(fn: FunctionLowering): void {
  for (const { name, form } of fn.decl.parameters) {
    const given = fn.env.get(name)?.value;
    if (form !== 'doubleStar' || given?.kind !== 'dict') continue;
    const value: Value = { ...given, identity: { owner: fn.instance, region: fn.env } };
    fn.env.set(name, { state: 'yes', value });
  }
}
