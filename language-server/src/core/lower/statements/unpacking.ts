// SPDX-License-Identifier: Apache-2.0
// The values of `a, b, c = values`.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { index } from '../../numpy/indexing';
import { comparison } from '../../numpy/operators';
import { dimConstant } from '../../types/dims';
import { isList } from '../../types/lists';
import { listView } from '../../types/tuple-views';
import {
  type ArrayValue,
  constantValue,
  type GraphValue,
  isArray,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { when } from '../lists/list-loops';
import { listOfArray } from '../lists/lists';
import { unpackList } from '../lists/operators';
import type { FunctionLowering } from '../program/function';
import { raiseIf } from '../tables/sets';
import { mapTypes } from '../unions/each-type';

/** The values that `count` targets get; undefined where they are refused. */
export function unpacked(
  fn: FunctionLowering,
  count: number,
  given: Value,
  where: SourceRange,
  range: SourceRange,
): readonly Value[] | undefined {
  const value = listView(given);
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'union') {
    const parts = mapTypes(fn, range, value, (each) => {
      const items = unpacked(fn, count, each, where, range);
      return items ? tupleValue(items) : UNKNOWN;
    });
    return parts.kind === 'tuple' ? parts.items : undefined;
  }
  if (value.kind === 'tuple') {
    if (value.items.length === count) return value.items;
    fn.report('WEFT226', where, { count, values: value.items.length });
    return undefined;
  }
  if (isList(value)) return unpackList(fn, range, value, count);
  if (!isArray(value)) {
    fn.report('WEFT226', where, { count, values: quotedType(value) });
    return undefined;
  }
  const size = dimConstant(fn.resolve(value.type.dims[0]!));
  if (size !== undefined && size !== count) {
    fn.report('WEFT226', where, { count, values: size });
    return undefined;
  }
  if (size === undefined) checkRows(fn, range, value, count);
  return Array.from(
    { length: count },
    (_, i) => index(fn, range, value, [{ kind: 'int', value: intConstant(i), range }]) ?? UNKNOWN,
  );
}

/** An array whose first axis only the run knows, as the list of its elements; other values as they are. */
export function rowsAsList(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  if (!isArray(value) || dimConstant(fn.resolve(value.type.dims[0]!)) !== undefined) return value;
  return listOfArray(fn, range, value, fn.lists.at(range, 'rows').cell);
}

/** Raises Python's error unless the first axis has exactly `count` elements. */
function checkRows(fn: FunctionLowering, range: SourceRange, value: ArrayValue, count: number): void {
  if (!fn.graph) return;
  const rows = fn.emit('dim', range, [value], { kind: 'int' }, { axes: [0] });
  const isMore = comparison(fn, range, 'greater', rows, intConstant(count));
  if (isMore.kind === 'value')
    raiseIf(fn, range, isMore, 'ValueError', `too many values to unpack (expected ${count})`);
  const isLess = comparison(fn, range, 'less', rows, intConstant(count));
  if (isLess.kind !== 'value') return;
  when(fn, range, isLess, () => {
    const text = `not enough values to unpack (expected ${count}, got {0})`;
    const [message] = fn.kernel('format', range, [constantValue(text) as GraphValue, rows], [{ kind: 'str' }]);
    fn.kernel('raise', range, [constantValue('ValueError') as GraphValue, message!], []);
  });
}
