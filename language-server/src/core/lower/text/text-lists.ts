// SPDX-License-Identifier: Apache-2.0
// Methods of texts that take or give lists: `join`, `split`, `splitlines`, and `list(text)`.

import type { SourceRange } from '../../graph/graph';
import type { CallArguments } from '../../numpy/call';
import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import { isText } from '../../numpy/text';
import { joinTexts } from '../../numpy/text-operations';
import { isList, ListCell } from '../../types/lists';
import { listView } from '../../types/tuple-views';
import { constantValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import { newList } from '../lists/lists';
import { madeList } from '../lists/made';
import type { FunctionLowering } from '../program/function';

const NONE = constantValue(null);

/** A run-time list of texts, from a kernel. */
function textList(fn: FunctionLowering, range: SourceRange, name: string, operands: readonly GraphValue[]): Value {
  const { cell } = fn.lists.at(range, name);
  const exact = new ListCell(fn.lists.clock, false, true);
  exact.put({ kind: 'value', type: { kind: 'str' } });
  if (cell.put({ kind: 'value', type: { kind: 'str' } })) return UNKNOWN;
  return madeList(fn, range, name, operands, exact, cell);
}

/** `list(text)`. */
export function charactersList(fn: FunctionLowering, range: SourceRange, text: GraphValue): Value {
  return textList(fn, range, 'text.characters', [text]);
}

/** Undefined for other methods, and for other arguments. */
export function lowerTextListMethod(
  fn: FunctionLowering,
  range: SourceRange,
  text: GraphValue,
  name: string,
  args: CallArguments,
): Value | undefined {
  const values = args.positional.map((argument) => argument.value);
  if (values.some((value) => value.kind === 'unknown')) return UNKNOWN;
  const keyword = (wanted: string) => args.keywords.find((each) => each.name === wanted)?.value;
  switch (name) {
    case 'join':
      return values.length === 1 && args.keywords.length === 0 ? join(fn, range, text, values[0]!) : undefined;
    case 'split': {
      const separator = values[0] ?? keyword('sep') ?? NONE;
      const most = values[1] ?? keyword('maxsplit') ?? intConstant(-1);
      const isNone = separator.kind === 'value' && separator.type.kind === 'none';
      if (values.length > 2 || (!isNone && !isText(separator)) || most.kind !== 'value') return undefined;
      const count = indexValue(fn, range, most);
      return count && textList(fn, range, 'text.split', [text, separator as GraphValue, count]);
    }
    case 'splitlines':
      return values.length + args.keywords.length === 0 ? textList(fn, range, 'text.splitlines', [text]) : undefined;
    default:
      return undefined;
  }
}

function join(fn: FunctionLowering, range: SourceRange, separator: GraphValue, given: Value): Value | undefined {
  const values = listView(given);
  if (values.kind === 'value' && values.type.kind === 'str') {
    const characters = charactersList(fn, range, values);
    return isList(characters) ? join(fn, range, separator, characters) : UNKNOWN;
  }
  if (values.kind === 'tuple') {
    const other = values.items.find((item) => !isText(item));
    if (other) return refuse(fn, range, other);
    if (typeof separator.constant === 'string')
      return joinTexts(fn, range, separator.constant, values.items) ?? UNKNOWN;
    const { cell } = fn.lists.at(range, 'join');
    const list = newList(fn, range, cell, values.items);
    return list ? join(fn, range, separator, list) : UNKNOWN;
  }
  if (!isList(values)) return undefined;
  const { item } = values.list;
  if (item && !isText(item)) return refuse(fn, range, item);
  return fn.kernel('text.join', range, [separator, values], [{ kind: 'str' }])[0]!;
}

function refuse(fn: FunctionLowering, range: SourceRange, item: Value): Value {
  if (item.kind === 'unknown') return UNKNOWN;
  return fn.report('WEFT282', range, {
    what: `\`join\` of ${quotedType(item)} values`,
    reason: 'CPython raises `TypeError`: it joins texts',
    instead: 'Write `str(...)` of each, as in `",".join(str(x) for x in a)`',
  });
}
