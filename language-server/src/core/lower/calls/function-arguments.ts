// SPDX-License-Identifier: Apache-2.0
// Library functions that call a function they are given: `np.fromfunction`, `np.vectorize`, `np.apply_along_axis`. And those
// whose results are lists of a length that only the run knows.

import type { SourceRange } from '../../graph/graph';
import type { Argument, CallArguments } from '../../numpy/call';
import { intConstant } from '../../numpy/elementwise';
import { type Item, viewItems } from '../../numpy/indexing';
import { callLibrary } from '../../numpy/table';
import { dimsOf, isArray, quotedType, UNKNOWN, type Value } from '../../types/value';
import { callWithLists } from '../lists/arguments';
import type { FunctionLowering } from '../program/function';
import { applyAlongAxis, applyOverAxes } from './along-axis';
import { callFunction } from './functions';
import { lowerPartial } from './partial';
import { lowerPiecewise } from './piecewise';
import { lowerReduce } from './reduce-function';
import { lowerOpenSplit } from './split';
import { makeVectorized } from './vectorized';

type LibraryValue = Extract<Value, { kind: 'library' }>;

/** What the call gives; undefined where the function is none of these, or gets nothing that only the run knows. */
export function callWithFunction(
  fn: FunctionLowering,
  range: SourceRange,
  callee: LibraryValue,
  args: CallArguments,
): Value | undefined {
  if (callee.module === 'functools')
    return callee.name === 'reduce' ? lowerReduce(fn, range, args) : lowerPartial(fn, range, args);
  if (callee.module !== 'numpy') return undefined;
  switch (callee.name) {
    case 'vectorize':
      return makeVectorized(fn, range, args);
    case 'apply_along_axis':
      return applyAlongAxis(fn, range, args);
    case 'apply_over_axes':
      return applyOverAxes(fn, range, args);
    case 'piecewise':
      return lowerPiecewise(fn, range, args);
    case 'split':
    case 'array_split':
    case 'vsplit':
    case 'hsplit':
    case 'dsplit':
      return lowerOpenSplit(fn, range, callee.name, args);
    case 'fromfunction':
      return fromFunction(fn, range, args);
    default:
      return undefined;
  }
}

/** Calls a function of the program or of a library with arguments that are known. */
export function callGiven(fn: FunctionLowering, range: SourceRange, callee: Value, args: CallArguments): Value {
  if (callee.kind === 'function') return callFunction(fn, range, callee, args);
  if (callee.kind === 'unknown') return UNKNOWN;
  if (callee.kind !== 'library') return fn.report('WEFT228', range, { type: quotedType(callee) });
  return (
    callWithFunction(fn, range, callee, args) ??
    callWithLists(fn, range, callee, args, (given) =>
      callLibrary(fn, range, callee, PREFIX[callee.module] ?? '', given),
    )
  );
}

const PREFIX: Partial<Record<string, string>> = { numpy: 'np.', math: 'math.', cmath: 'cmath.', scipy: 'scipy.' };

function fromFunction(fn: FunctionLowering, range: SourceRange, args: CallArguments): Value | undefined {
  const keyword = (name: string) => args.keywords.find((each) => each.name === name);
  const called = args.positional[0] ?? keyword('function');
  const shape = args.positional[1] ?? keyword('shape');
  if (!called || !shape || (called.value.kind !== 'function' && called.value.kind !== 'library')) return undefined;
  const grids = coordinates(fn, range, shape, keyword('dtype'));
  if (!grids) return UNKNOWN;
  const own = new Set(['function', 'shape', 'dtype']);
  const given = {
    positional: grids.map((value) => ({ value, range })),
    keywords: args.keywords.filter((each) => !own.has(each.name)),
  };
  return callGiven(fn, range, called.value, given);
}

/** The index arrays of a shape, one for each axis; float64 unless `dtype` says otherwise. */
function coordinates(
  fn: FunctionLowering,
  range: SourceRange,
  shape: Argument,
  dtype: (Argument & { readonly name: string; readonly nameRange: SourceRange }) | undefined,
): Value[] | undefined {
  const indices: LibraryValue = { kind: 'library', module: 'numpy', name: 'indices' };
  const type = dtype ?? {
    name: 'dtype',
    nameRange: range,
    range,
    value: { kind: 'dtype', element: 'f64' } as const,
  };
  const all = callLibrary(fn, range, indices, 'np.', { positional: [shape], keywords: [type] });
  if (!isArray(all)) return undefined;
  const count = dimsOf(all).length - 1;
  return Array.from({ length: count }, (_, axis) => {
    const items: Item[] = [{ kind: 'int', value: intConstant(axis), range }];
    return viewItems(fn, range, all, items) ?? UNKNOWN;
  });
}
