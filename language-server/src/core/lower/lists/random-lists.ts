// SPDX-License-Identifier: Apache-2.0
// `shuffle` of a list, which moves its items, and `choice` of one text out of several. Both draw positions, as NumPy does.

import type { SourceRange } from '../../graph/graph';
import type { Argument, CallArguments } from '../../numpy/call';
import { cast, intConstant } from '../../numpy/elementwise';
import { index } from '../../numpy/indexing';
import { callLibrary } from '../../numpy/table';
import { isDeque, isList, isListLike, type ListLike } from '../../types/lists';
import { constantValue, isArray, isNumber, UNKNOWN, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { loopOver } from './list-loops';
import { getItem, listLength, runtimeList, setItem } from './lists';
import { copyList } from './methods';

type Library = Extract<Value, { kind: 'library' }>;

/** Undefined where the library's own row takes the arguments. */
export function lowerRandomOfList(
  fn: FunctionLowering,
  range: SourceRange,
  callee: Library,
  args: CallArguments,
): Value | undefined {
  const name = /^(?:random|Generator|RandomState)\.(shuffle|choice|permutation)$/.exec(callee.name)?.[1];
  if (name === undefined) return undefined;
  const place = args.positional.length > 0 ? -1 : args.keywords.findIndex(({ name }) => name === 'x' || name === 'a');
  const given = args.positional[0]?.value ?? args.keywords[place]?.value;
  if (!given || (given.kind !== 'tuple' && !isListLike(given)) || isDeque(given)) return undefined;
  if (name === 'shuffle')
    return given.kind === 'tuple' && !given.isList ? undefined : shuffle(fn, range, callee, given);
  if (!holdsTexts(given)) return undefined;
  const size = args.keywords.find((keyword) => keyword.name === 'size')?.value ?? args.positional[1]?.value;
  const isOne = size === undefined || (size.kind === 'value' && size.type.kind === 'none');
  if (name === 'permutation' || !isOne) {
    return fn.report('WEFT282', range, {
      what: `\`${name}\` that gives several texts`,
      reason: 'it is an array of texts in NumPy',
      instead:
        name === 'choice'
          ? 'Draw the places: `[a[i] for i in rng.choice(len(a), size=n)]`'
          : 'Shuffle a copy: `b = list(a)`, `rng.shuffle(b)`',
    });
  }
  const first: Argument = { value: listLength(fn, range, given), range: args.positional[0]?.range ?? range };
  const drawn = callLibrary(fn, range, callee, '', {
    positional: place < 0 ? [first, ...args.positional.slice(1)] : [first],
    keywords: args.keywords.filter((_keyword, i) => i !== place),
  });
  const text = itemAt(fn, range, given, drawn);
  // NumPy makes an array of texts first: what it gives is an `np.str_`.
  return text.kind === 'value' ? fn.kernel('text.numpy', range, [text], [text.type])[0]! : text;
}

function holdsTexts(given: ListLike): boolean {
  const items = given.kind === 'tuple' ? given.items : given.list.parts;
  return items.length > 0 && items.every((item) => item.kind === 'value' && item.type.kind === 'str');
}

function itemAt(fn: FunctionLowering, range: SourceRange, given: ListLike, drawn: Value): Value {
  if (!isNumber(drawn)) return UNKNOWN;
  const list = runtimeList(fn, range, given);
  const at = cast(fn, range, drawn, 'int');
  return list && at ? getItem(fn, range, list, at) : UNKNOWN;
}

function shuffle(fn: FunctionLowering, range: SourceRange, callee: Library, given: ListLike): Value {
  const list = runtimeList(fn, range, given, true);
  if (!list) return UNKNOWN;
  const order = callLibrary(fn, range, { ...callee, name: callee.name.replace(/shuffle$/, 'permutation') }, '', {
    positional: [{ value: listLength(fn, range, list), range }],
    keywords: [],
  });
  const old = copyList(fn, range, list);
  if (!isArray(order) || !isList(old)) return UNKNOWN;
  const bounds = [intConstant(0), listLength(fn, range, list), intConstant(1)] as const;
  fn.markEffect();
  loopOver(fn, range, { bounds, item: (counter) => counter }, (counter) => {
    if (!isNumber(counter)) return;
    const drawn = index(fn, range, order, [{ kind: 'int', value: counter, range }]);
    if (drawn && isNumber(drawn)) setItem(fn, range, list, counter, itemAt(fn, range, old, drawn));
  });
  return constantValue(null);
}
