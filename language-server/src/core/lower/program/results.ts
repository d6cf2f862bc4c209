// SPDX-License-Identifier: Apache-2.0
// What a task returns: which values can leave it, and how they are put together again.

import type { SourceRange } from '../../graph/graph';
import { printStructure, type ResultShape } from '../../graph/structure';
import { isList, isRunTuple, isSetKind, isTable, type ListCell } from '../../types/lists';
import { isRange } from '../../types/ranges';
import { codeOf } from '../../types/unions';
import { quotedType, type Value } from '../../types/value';
import type { FunctionLowering } from './function';

interface Refusal {
  readonly kind: 'refused';
  readonly value: Value;
}

/** The shape of a result; of what cannot leave a task, the part that cannot. */
function shapeOf(value: Value): ResultShape | Refusal {
  if (value.kind === 'tuple') {
    const items: ResultShape[] = [];
    for (const item of value.items) {
      const shape = shapeOf(item);
      if (shape.kind === 'refused') return shape;
      items.push(shape);
    }
    return { kind: value.isList ? 'list' : 'tuple', items };
  }
  if (value.kind === 'union') {
    const items = value.alternatives.map(shapeOf);
    const refused = items.find((item) => item.kind === 'refused');
    if (refused) return refused;
    return { kind: 'either', codes: value.alternatives.map((each) => codeOf(each)!), items: items as ResultShape[] };
  }
  if (value.kind === 'dict') {
    const items = shapeOf({ kind: 'tuple', items: value.items, isList: false });
    return items.kind === 'tuple' ? { kind: 'dict', keys: value.keys, items: items.items } : items;
  }
  if (value.kind !== 'value' || value.object !== undefined) return { kind: 'refused', value };
  if (value.type.kind === 'none') return { kind: 'none' };
  if (isRange(value)) return { kind: 'refused', value };
  if (isList(value)) return shapeOfList(value, value.list);
  if (isRunTuple(value)) {
    const item = value.list.item ? shapeOf(value.list.item) : undefined;
    if (!item || item.kind === 'refused') return item ?? { kind: 'refused', value };
    if (item.kind === 'none' || (item.kind === 'tuple' && item.items.length === 0)) return { kind: 'refused', value };
    return { kind: 'each', item: { kind: 'tuple', items: [{ kind: 'text', text: TUPLE }, withKinds(item)] } };
  }
  if (isTable(value)) {
    const { item } = value.list;
    const shape = item && !isSetKind(value.table) ? shapeOf(item) : undefined;
    return shape?.kind === 'tuple' ? { kind: 'pairs', item: withKinds(shape) } : { kind: 'refused', value };
  }
  if (value.type.kind === 'str' && typeof value.constant === 'string') return { kind: 'text', text: value.constant };
  return { kind: 'value' };
}

/** What stands first where the items of a list have several types, before their codes. */
const KINDS = 'one of types: ';

/** What stands first where the items are those of a tuple. */
const TUPLE = 'items of a tuple';

/** What stands first where a list has a type for each place: at run time it is a list of one item. */
const PLACES = 'places of a list';

/** A file for the tags and one for each type, as for tuples: which one counts is told for each item apart. */
function withKinds(shape: ResultShape): ResultShape {
  if (shape.kind === 'tuple' || shape.kind === 'dict') return { ...shape, items: shape.items.map(withKinds) };
  if (shape.kind !== 'either') return shape;
  const text = `${KINDS}${shape.codes.join(',')}`;
  return { kind: 'tuple', items: [{ kind: 'text', text }, { kind: 'value' }, ...shape.items.map(withKinds)] };
}

/** Lists of numbers, texts and arrays, and lists of these, are one value; of tuples, one for each part. */
function shapeOfList(value: Value, list: ListCell): ResultShape | Refusal {
  const shapes = list.parts.map(shapeOf);
  const refused = shapes.find((shape): shape is Refusal => shape.kind === 'refused');
  if (refused) return refused;
  if (list.record) {
    const items = (shapes as ResultShape[]).map(withKinds);
    return { kind: 'each', item: { kind: 'tuple', items: [{ kind: 'text', text: PLACES }, ...items] } };
  }
  const [shape] = shapes as ResultShape[];
  if (!shape || shape.kind === 'value') return shape ?? { kind: 'refused', value };
  if (shape.kind === 'none' || (shape.kind === 'tuple' && shape.items.length === 0)) return { kind: 'refused', value };
  return { kind: 'each', item: withKinds(shape) };
}

/** Reports results that cannot leave the task. */
export function checkResult(fn: FunctionLowering, value: Value, range: SourceRange): void {
  const shape = shapeOf(value);
  if (shape.kind !== 'refused') return;
  const part = shape.value;
  if (part.kind === 'value' && part.object !== undefined) {
    fn.report('WEFT271', range, { type: quotedType(part) });
    return;
  }
  const isFunction = part.kind === 'function' || part.kind === 'library';
  fn.report('WEFT230', range, {
    type: quotedType(part),
    reason: 'results are numbers, texts, arrays, and tuples, lists and dictionaries of them',
    instead: isTable(part)
      ? 'Return a list: `sorted(s)`'
      : isRange(part)
        ? 'Return a list: `list(range(...))`'
        : isFunction
          ? 'Return what it gives, or its parameters'
          : 'Return a number or an array',
  });
}

/** The structure of the results; undefined for one value and for a flat tuple of values, which need none. */
export function structureOf(value: Value): string | undefined {
  const shape = shapeOf(value);
  if (shape.kind === 'refused' || shape.kind === 'value' || shape.kind === 'none') return undefined;
  const isFlat = shape.kind === 'tuple' && shape.items.length > 0 && shape.items.every((item) => item.kind === 'value');
  return isFlat ? undefined : printStructure(shape);
}
