// SPDX-License-Identifier: Apache-2.0
// A tuple whose length only the run knows, seen as the list of its items, and a list seen as such a tuple; lists and tuples of
// the module as constants.

import { isRunTuple, type ListValue, listValue, type RunTuple } from './lists';
import type { Value } from './value';

const READ_ONLY = 'tuples do not change';

/** The tuple as the list of its items; any other value as it is. */
export function listView(value: Value): Value {
  return isRunTuple(value) ? listOfTuple(value) : value;
}

export function listOfTuple(value: RunTuple): ListValue {
  return { ...listValue(value.list.as(false), value.id), readOnly: READ_ONLY };
}

/** The list, which nobody else has, as a tuple. */
export function tupleOfList(list: ListValue): RunTuple {
  return listValue(list.list.as(true), list.id) as RunTuple;
}

/** Lists and tuples of the module: a task reads them, and changes none of them. */
export function withoutSites(value: Value): Value {
  if (value.kind === 'dict') {
    const { site: _site, shape: _shape, ...rest } = value;
    return { ...rest, identity: {}, items: value.items.map(withoutSites) };
  }
  if (value.kind !== 'tuple') return value;
  const { site: _site, twin: _twin, ...rest } = value;
  return { ...rest, items: value.items.map(withoutSites) };
}
