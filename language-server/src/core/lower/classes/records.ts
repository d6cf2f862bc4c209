// SPDX-License-Identifier: Apache-2.0
// Dataclasses and named tuples: compared and written by their fields.

import type { SourceRange } from '../../graph/graph';
import { Template } from '../../numpy/text';
import type { CompareOperator } from '../../syntax/ast';
import { constantValue, type InstanceValue, quotedType, tupleValue, UNKNOWN, type Value } from '../../types/value';
import { lowerListCompare } from '../lists/operators';
import type { FunctionLowering } from '../program/function';
import { entriesOf } from '../tables/entries';
import { mapTypes } from '../unions/each-type';
import { refuseWhole } from './displays';
import { asInteger, memberPart } from './enums';
import { callSpecial, infoOf } from './instances';
import { iterated } from './items';
import { isVariable, readStored, readVariable } from './variables';

/** The values of the fields, in their order. */
export function fieldsOf(fn: FunctionLowering, range: SourceRange, value: InstanceValue, purpose = ''): Value[] {
  const info = infoOf(fn, value.cls);
  const fields = info.fields.filter(({ without }) => !without.has(purpose));
  return fields.map(({ name }) => {
    if (value.home.isStored) return readStored(fn, range, value, info, name);
    const item = value.items[value.names.indexOf(name)] ?? UNKNOWN;
    return isVariable(item) ? readVariable(fn, range, value, info, name, item) : item;
  });
}

/** A named tuple as the tuple that it is; other values as they are. */
export function asTuple(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  if (value.kind !== 'instance' || infoOf(fn, value.cls).kind !== 'tuple') return value;
  return tupleValue(fieldsOf(fn, range, value));
}

/** The same, and other objects as what they give one by one. */
export function asItems(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  const tuple = asTuple(fn, range, value);
  return tuple === value ? (iterated(fn, range, value, false) ?? value) : tuple;
}

/** Comparison by fields; undefined where the class compares objects by what they are. */
export function compareRecords(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  left: Value,
  right: Value,
): Value | undefined {
  const kinds = [left, right].map((each) => (each.kind === 'instance' ? infoOf(fn, each.cls).kind : undefined));
  if (kinds.includes('tuple') && !kinds.includes('plain') && !kinds.includes('values')) {
    const [a, b] = [asTuple(fn, range, left), asTuple(fn, range, right)];
    return lowerListCompare(fn, range, op, a, b);
  }
  const isEquality = op === '==' || op === '!=';
  const info = left.kind === 'instance' ? infoOf(fn, left.cls) : undefined;
  if (!isEquality && !info?.isOrdered) return undefined;
  if (isEquality && info?.without.has('eq')) return undefined;
  if (!isEquality && (right.kind !== 'instance' || left.kind !== 'instance' || right.cls !== left.cls))
    return undefined;
  if (left.kind !== 'instance' || right.kind !== 'instance') {
    const isNumber = [left, right].every(
      (each) => each.kind === 'instance' || (each.kind === 'value' && each.type.kind !== 'array'),
    );
    return isNumber ? constantValue(op === '!=') : undefined;
  }
  if (left.cls !== right.cls || kinds.some((kind) => kind !== 'values')) return undefined;
  const [a, b] = [left, right].map((each) => tupleValue(fieldsOf(fn, range, each, 'compare')));
  return lowerListCompare(fn, range, op, a!, b!);
}

/** `str(obj)`, or `repr(obj)`. */
export function textOfObject(
  fn: FunctionLowering,
  range: SourceRange,
  value: InstanceValue,
  conversion: 'r' | 's' = 's',
): Value {
  const refused = refuseWhole(fn, range, 'The text', value);
  if (refused) return refused;
  const { members, isInteger } = infoOf(fn, value.cls);
  if (members && conversion === 's')
    return isInteger ? asInteger(fn, range, value) : memberPart(fn, range, infoOf(fn, value.cls), value, 'text');
  const own = conversion === 's' ? callSpecial(fn, range, value, '__str__') : undefined;
  const text = own ?? callSpecial(fn, range, value, '__repr__');
  if (text) return text;
  const info = infoOf(fn, value.cls);
  if (info.kind === 'plain' || info.without.has('repr')) {
    return fn.report('WEFT150', range, {
      type: quotedType(value),
      reason: 'its class has no method `__repr__`',
    });
  }
  const template = new Template(fn);
  template.literal(`${info.name}(`);
  const shown = info.fields.filter(({ without }) => !without.has('repr'));
  for (const [i, item] of fieldsOf(fn, range, value, 'repr').entries()) {
    template.literal(`${i > 0 ? ', ' : ''}${shown[i]!.name}=`);
    addText(fn, range, template, item);
  }
  template.literal(')');
  return template.result(range) ?? UNKNOWN;
}

/** The text of a tuple, or of a dictionary or list known item by item, that holds objects; other values as they are. */
export function textOfHolder(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  if (value.kind === 'instance' || value.kind === 'union' || !holdsInstances(value)) return value;
  const template = new Template(fn);
  addText(fn, range, template, value);
  return template.result(range) ?? UNKNOWN;
}

function holdsInstances(value: Value): boolean {
  if (value.kind === 'instance') return true;
  if (value.kind === 'union') return value.alternatives.some(holdsInstances);
  return (value.kind === 'tuple' || value.kind === 'dict') && value.items.some(holdsInstances);
}

function addText(fn: FunctionLowering, range: SourceRange, template: Template, value: Value): void {
  if (value.kind === 'instance') template.add(range, textOfObject(fn, range, value, 'r'), 's');
  else if (value.kind === 'union' && holdsInstances(value)) {
    const text = mapTypes(fn, range, value, (each) => {
      const own = new Template(fn);
      addText(fn, range, own, each);
      return own.result(range) ?? UNKNOWN;
    });
    template.add(range, text, 's');
  } else if ((value.kind === 'tuple' || value.kind === 'dict') && holdsInstances(value)) {
    const items = value.kind === 'dict' ? entriesOf(fn, range, value) : value.items;
    const [open, close] = value.kind === 'dict' ? '{}' : value.isList ? '[]' : '()';
    template.literal(open!);
    for (const [i, item] of items.entries()) {
      if (i > 0) template.literal(', ');
      if (value.kind === 'dict') {
        template.add(range, constantValue(value.keys[i]!), 'r');
        template.literal(': ');
      }
      addText(fn, range, template, item);
    }
    const isOne = value.kind === 'tuple' && !value.isList && items.length === 1;
    template.literal(isOne ? ',)' : close!);
  } else template.add(range, value, 'r');
}
