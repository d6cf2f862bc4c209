// SPDX-License-Identifier: Apache-2.0
// An item of a list as the values that the list holds of it, and back.

import type { SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { valuesOfClosure } from '../../types/closures';
import { isList, isListLike, isRunTuple, isTupleLike, itemLeaves, type ListCell, mapItem } from '../../types/lists';
import { isReference, isStatic, sameKeys } from '../../types/merging';
import { elementOf } from '../../types/promote';
import { alternativesOf, codeOf } from '../../types/unions';
import { constantValue, type GraphValue, UNKNOWN, type UnionValue, type Value } from '../../types/value';
import { heldValue } from '../calls/held-functions';
import type { FunctionLowering } from '../program/function';
import { fitLeaves, placeholder } from '../unions/storage';
import { runtimeList } from './lists';
import { runTuple } from './tuples';

/** The values of one item as its list holds them; undefined after a report. */
export function itemOperands(
  fn: FunctionLowering,
  range: SourceRange,
  cell: ListCell,
  item: Value,
): GraphValue[] | undefined {
  const { item: wanted } = cell;
  return wanted && operandsOf(fn, range, wanted, item);
}

/** `isFitting`: the value is not put in, and its types lose nothing in those of the items. */
export function operandsOf(
  fn: FunctionLowering,
  range: SourceRange,
  wanted: Value,
  given: Value,
  isFitting = false,
): GraphValue[] | undefined {
  if (isReference(wanted)) return isReference(given) && given.list.isSame(wanted.list) ? [given] : undefined;
  const isRecord = wanted.kind === 'dict' && given.kind === 'dict';
  if (isRecord && !sameKeys(wanted, given)) return undefined;
  if (
    (isRecord || (wanted.kind === 'instance' && given.kind === 'instance')) &&
    wanted.items.length === given.items.length
  ) {
    const parts = wanted.items.map((item, i) => operandsOf(fn, range, item, given.items[i]!, isFitting));
    return parts.every((part) => part !== undefined) ? (parts as GraphValue[][]).flat() : undefined;
  }
  if (isStatic(wanted)) return [];
  if (wanted.kind === 'function') {
    const own = heldValue(fn, range, given);
    if (own.kind !== 'function') return undefined;
    const values = valuesOfClosure(own.closure);
    const parts = valuesOfClosure(wanted.closure).map((item, i) => operandsOf(fn, range, item, values[i] ?? UNKNOWN));
    return parts.every((part) => part !== undefined) ? (parts as GraphValue[][]).flat() : undefined;
  }
  if (wanted.kind === 'tuple') {
    if (given.kind !== 'tuple' || given.items.length !== wanted.items.length) return undefined;
    const parts = wanted.items.map((item, i) => operandsOf(fn, range, item, given.items[i]!, isFitting));
    return parts.every((part) => part !== undefined) ? (parts as GraphValue[][]).flat() : undefined;
  }
  if (wanted.kind === 'union') return unionOperands(fn, range, wanted, given);
  if (wanted.kind === 'value' && wanted.table && given.kind === 'dict') {
    // It is made as a dictionary of the run in the next pass.
    fn.markIncomplete();
    return fn.isDry ? [wanted] : undefined;
  }
  if (wanted.kind === 'value' && wanted.type.kind === 'none')
    return given.kind === 'value' && given.type.kind === 'none' ? [] : undefined;
  if (isRunTuple(wanted)) {
    const tuple = isTupleLike(given) ? runTuple(fn, range, given, wanted.list, isFitting) : undefined;
    return tuple && [tuple];
  }
  if (isList(wanted)) {
    const list = isListLike(given) ? runtimeList(fn, range, given) : undefined;
    return list && [list];
  }
  if (wanted.kind !== 'value' || given.kind !== 'value') return undefined;
  const element = elementOf(wanted.type);
  if (element === undefined || wanted.type.kind === 'array') return [given];
  const value = cast(fn, range, given, element);
  return value && [value];
}

/** The tag of the type that the item has, and the values of each type, of which the others hold anything. */
function unionOperands(
  fn: FunctionLowering,
  range: SourceRange,
  wanted: UnionValue,
  given: Value,
): GraphValue[] | undefined {
  const codes = alternativesOf(given).map(codeOf);
  const isHeld = codes.every((code) => wanted.alternatives.some((each) => codeOf(each) === code));
  if (!isHeld) return fitLeaves(fn, wanted, given, range);
  const leaves: GraphValue[] = [given.kind === 'union' ? given.tag : (constantValue(BigInt(codes[0]!)) as GraphValue)];
  for (const each of wanted.alternatives) {
    const own = alternativesOf(given)[codes.indexOf(codeOf(each))];
    const operands = own
      ? operandsOf(fn, range, each, own)
      : itemLeaves(each).map((leaf) => placeholder(fn, leaf.type, range));
    if (!operands) return undefined;
    leaves.push(...operands);
  }
  return leaves;
}

/** The item that a list gives, from the values of its leaves. */
export function itemOf(fn: FunctionLowering, item: Value | undefined, leaves: readonly GraphValue[]): Value {
  if (!item) return UNKNOWN;
  let position = 0;
  const made = mapItem(item, (leaf) => {
    const value = leaves[position++];
    const type =
      leaf.type.kind === 'array' ? { ...leaf.type, dims: leaf.type.dims.map(() => fn.unknownDim()) } : leaf.type;
    return {
      ...(value ?? {}),
      ...leaf,
      type,
      ...(leaf.type.kind === 'int' && value?.sym ? { sym: value.sym } : {}),
    } as GraphValue;
  });
  return onlyChoice(made);
}

/** The value itself where the run has nothing to choose from. */
function onlyChoice(value: Value): Value {
  if (value.kind === 'union' && value.alternatives.length === 1) return value.alternatives[0]!;
  return value.kind === 'tuple' ? { ...value, items: value.items.map(onlyChoice) } : value;
}
