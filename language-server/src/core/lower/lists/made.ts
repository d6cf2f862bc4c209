// SPDX-License-Identifier: Apache-2.0
// Lists that a kernel makes of an array or a text: it knows one type of items. Where the list may hold others too, from
// what is put in later, the items of the kernel's list go into one of that type.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { isList, type ListCell, type ListValue, listValue } from '../../types/lists';
import { alternativesOf } from '../../types/unions';
import { type GraphValue, graphTypeText, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { loopOver } from './list-loops';
import { appendItem, getItem, listKernel, listLength, newList, unify } from './lists';

/** The list of the items of `exact`, as the kernel gives them, in the type of `cell`, which knows them. */
export function madeList(
  fn: FunctionLowering,
  range: SourceRange,
  name: string,
  operands: readonly GraphValue[],
  exact: ListCell,
  cell: ListCell,
): ListValue {
  return widened(fn, range, listKernel(fn, name, range, operands, exact), cell);
}

function widened(fn: FunctionLowering, range: SourceRange, list: ListValue, cell: ListCell): ListValue {
  if (graphTypeText(list.list.type()) === graphTypeText(cell.type())) {
    unify(fn, range, listValue(cell), list);
    return listValue(cell, list.id);
  }
  const result = newList(fn, range, cell, []);
  if (!result) return listValue(cell);
  const inner = cell.item && alternativesOf(cell.item).find(isList);
  const bounds = [intConstant(0), listLength(fn, range, list), intConstant(1)] as const;
  const item = (step: GraphValue): Value => {
    const given = getItem(fn, range, list, step);
    return isList(given) && inner ? widened(fn, range, given, inner.list) : given;
  };
  loopOver(fn, range, { bounds, item }, (each) => appendItem(fn, range, result, each));
  return result;
}
