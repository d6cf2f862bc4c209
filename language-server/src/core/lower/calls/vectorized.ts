// SPDX-License-Identifier: Apache-2.0
// `np.vectorize`: loops over all elements that call a function with Python's numbers, as NumPy does. The element type of
// the result is that of one call more, with the first elements as NumPy's scalars.

import type { DType, SourceRange } from '../../graph/graph';
import { type Argument, Call, type CallArguments } from '../../numpy/call';
import { type Composer, composed } from '../../numpy/compose';
import type { Context } from '../../numpy/context';
import { dtypeOfText } from '../../numpy/dtypes';
import { cast } from '../../numpy/elementwise';
import { index } from '../../numpy/indexing';
import { arrayOfList } from '../../numpy/lists';
import { arrayOfSequence } from '../../numpy/sequences';
import { isList } from '../../types/lists';
import { isComplex, isFloating, isIntegral, isPython, strongDType } from '../../types/promote';
import {
  arrayType,
  dimsOf,
  elementOfValue,
  type FunctionValue,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
  type Vectorized,
} from '../../types/value';
import { loopOver } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { callGiven } from './function-arguments';

const PARAMETERS = ['pyfunc', 'otypes', 'doc', 'excluded', 'cache', 'signature'];

/** The value of `np.vectorize(...)`. */
export function makeVectorized(fn: FunctionLowering, range: SourceRange, args: CallArguments): Value {
  const values = new Map<string, Argument>();
  for (const [i, argument] of args.positional.entries()) if (PARAMETERS[i]) values.set(PARAMETERS[i], argument);
  for (const keyword of args.keywords) values.set(keyword.name, keyword);
  const call = new Call(fn, range, 'np.vectorize', values);
  const callee = values.get('pyfunc')?.value;
  if (callee?.kind === 'unknown') return UNKNOWN;
  if (!callee || (callee.kind !== 'function' && callee.kind !== 'library') || args.positional.length > 6) {
    call.reject('pyfunc', 'a function is needed', 'Give a function or a lambda');
    return UNKNOWN;
  }
  const strange = args.keywords.find((keyword) => !PARAMETERS.includes(keyword.name));
  if (strange) {
    const signature = 'np.vectorize(pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None)';
    return fn.report('WEFT218', strange.nameRange, {
      function: 'np.vectorize',
      name: strange.name,
      reason: 'there is no such parameter',
      signature,
    });
  }
  if (!call.only('signature', [null], 'Leave it out, and loop over the rows')) return UNKNOWN;
  if (!call.only('cache', [false], 'Leave it out: the results are the same')) return UNKNOWN;
  const otypes = typesOf(call);
  const excluded = excludedOf(call);
  if (otypes === undefined || !excluded) return UNKNOWN;
  const vectorized: Vectorized = {
    excluded,
    ...(otypes === null ? {} : { otypes }),
    ...(callee.kind === 'library' ? { library: callee } : {}),
  };
  return callee.kind === 'function' ? { ...callee, vectorized } : { kind: 'function', name: callee.name, vectorized };
}

/** `otypes='d'`, `otypes=[float]`: null when it is absent, undefined after a report. */
function typesOf(call: Call): DType[] | null | undefined {
  const value = call.given('otypes');
  if (!value) return null;
  if (value.kind === 'value' && typeof value.constant === 'string') {
    const types = [...value.constant].map(dtypeOfText);
    if (types.every((each) => each !== undefined)) return types.map((each) => strongDType(each));
  }
  const items = value.kind === 'tuple' ? value.items : undefined;
  if (!items || items.length === 0)
    return call.reject('otypes', 'a list of element types is needed', 'Write `otypes=[float]`');
  const types: DType[] = [];
  for (const item of items) {
    const one = new Call(call.ctx, call.range, call.name, new Map([['otypes', { value: item, range: call.range }]]));
    const type = one.dtype('otypes');
    if (type === undefined || type === null) return undefined;
    types.push(type);
  }
  return types;
}

/** Names and positions that are given to the function as they are; undefined after a report. */
function excludedOf(call: Call): Set<string> | undefined {
  const value = call.given('excluded');
  if (!value) return new Set();
  const items = value.kind === 'tuple' ? value.items : [];
  const names = items.map((item) => (item.kind === 'value' ? item.constant : undefined));
  if (value.kind === 'tuple' && names.every((name) => typeof name === 'string' || typeof name === 'bigint'))
    return new Set(names.map(String));
  return call.reject('excluded', 'names and positions are needed', "Write a list of them: `excluded=['p']`");
}

/** The array that NumPy makes of an argument; a value that is no number is the same in every call. */
function elementsOf(fn: FunctionLowering, { value, range }: Argument): GraphValue | undefined {
  if (isNumeric(value)) return value;
  if (isList(value)) return arrayOfList(fn, range, value);
  if (value.kind !== 'tuple') return undefined;
  const array = arrayOfSequence(fn, range, value, null);
  return array.kind === 'value' ? array : undefined;
}

/** Arrays in one shape, and its sizes. */
function spread(c: Composer, values: readonly GraphValue[]): { values: GraphValue[]; sizes: GraphValue[] } {
  const arrays = values.filter(isArray);
  if (arrays.length <= 1) return { values: [...values], sizes: arrays[0] ? c.sizes(arrays[0]) : [] };
  const flags = arrays.map((each) => c.op('equal', c.dtype(each), [each, each], 'b1'));
  const shape = flags.reduce((a, b) => c.and(a, b));
  const sizes = c.sizes(shape);
  const dims = dimsOf(shape);
  return { values: values.map((each) => (isArray(each) ? c.broadcastTo(each, sizes, dims) : each)), sizes };
}

/** A call of what `np.vectorize` made. */
export function callVectorized(
  fn: FunctionLowering,
  range: SourceRange,
  callee: FunctionValue & { readonly vectorized: Vectorized },
  args: CallArguments,
): Value {
  const { vectorized, ...plain } = callee;
  const target: Value = vectorized.library ?? plain;
  const isVaried = (name: string) => !vectorized.excluded.has(name);
  const given = [
    ...args.positional.map((argument, i) => ({ argument, isVaried: isVaried(String(i)) })),
    ...args.keywords.map((argument) => ({ argument, isVaried: isVaried(argument.name) })),
  ];
  if (given.some(({ argument }) => argument.value.kind === 'unknown')) return UNKNOWN;
  const numbers = given.map(({ argument, isVaried: varies }) => (varies ? elementsOf(fn, argument) : undefined));
  const wrong = given.find((each, i) => each.isVaried && each.argument.value.kind !== 'value' && !numbers[i]);
  if (wrong) {
    if (wrong.argument.value.kind === 'tuple') return UNKNOWN;
    return fn.report('WEFT224', wrong.argument.range, {
      name: 'x',
      function: callee.name,
      type: quotedType(wrong.argument.value),
      reason: '`np.vectorize` takes numbers and arrays',
      instead: 'Name it in `excluded=[...]`',
    });
  }
  const run = (values: readonly (GraphValue | undefined)[]): Value => {
    const own = given.map(({ argument }, i) => (values[i] ? { ...argument, value: values[i] } : argument));
    const count = args.positional.length;
    const keywords = args.keywords.map((keyword, i) => ({ ...keyword, value: own[count + i]!.value }));
    return callGiven(fn, range, target, { positional: own.slice(0, count), keywords });
  };
  const body = composed((c) => {
    const present = numbers.filter((each) => each !== undefined);
    if (present.length === 0) return run([]);
    const { values, sizes } = spread(c, present);
    let position = 0;
    const all = numbers.map((each) => each && values[position++]);
    const element = (each: GraphValue, at: readonly GraphValue[]) => {
      if (!isArray(each)) return each;
      const items = at.map((value) => ({ kind: 'int', value, range }) as const);
      const one = index(fn, range, each, items);
      return one?.kind === 'value' ? one : undefined;
    };
    const types =
      vectorized.otypes ??
      firstTypes(c, callee.name, sizes, () => {
        const zero = sizes.map(() => c.int(0));
        return run(all.map((each) => each && asScalar(c, element(each, zero))));
      });
    const outs = types.map((dtype) => {
      if (sizes.length === 0) return undefined;
      return c.ctx.emit('empty', range, sizes, arrayType(dtype, dimsOf(values.find(isArray)!)));
    });
    let single: Value = UNKNOWN;
    let isComplete = true;
    const step = (at: readonly GraphValue[]): void => {
      const operands = all.map((each) => each && asPython(fn, range, element(each, at)));
      const result = run(operands);
      if (result.kind === 'union') reportUnion(fn, range, callee.name, result);
      const items = partsOf(result, types.length);
      const stored = items?.map((item, i) => storedAs(fn, range, item, types[i]!));
      if (!stored?.every((each) => each !== undefined)) {
        isComplete = false;
        return;
      }
      if (at.length === 0) single = stored.length === 1 ? stored[0]! : tupleValue(stored);
      for (const [i, value] of stored.entries()) {
        const out = outs[i];
        if (out)
          fn.effect('store', range, [out, ...at, value], { index: at.map((_, p) => ({ kind: 'int', start: p + 1 })) });
      }
    };
    const loop = (at: readonly GraphValue[]): void => {
      const size = sizes[at.length];
      if (!size) {
        step(at);
        return;
      }
      const bounds = [c.int(0), size, c.int(1)] as const;
      loopOver(fn, range, { bounds, item: (counter) => counter }, (item) => loop([...at, item as GraphValue]));
    };
    loop([]);
    if (!isComplete) return UNKNOWN;
    if (sizes.length === 0) return single;
    return outs.length === 1 ? outs[0]! : tupleValue(outs.map((out) => out!));
  });
  return body(new Call(fn, range, callee.name, new Map()));
}

const EMPTY = 'cannot call `vectorize` on size 0 inputs unless `otypes` is set';

/** The element types that the first call decides. */
function firstTypes(c: Composer, name: string, sizes: readonly GraphValue[], first: () => Value): readonly DType[] {
  if (sizes.length > 0) {
    const count = sizes.reduce((a, b) => c.intOp('mul', a, b));
    c.raiseIf(c.compare('equal', count, c.int(0)), 'ValueError', EMPTY);
  }
  const result = first();
  if (result.kind === 'unknown') c.stop();
  const items = result.kind === 'tuple' && !result.isList ? result.items : [result];
  return items.map((item) => {
    if (item.kind === 'union') {
      reportUnion(c.ctx, c.range, name, item);
      return c.stop();
    }
    const isElement = isNumeric(item) && !isArray(item);
    if (isElement && isOwnType(item)) return strongDType(elementOfValue(item));
    if (isElement) {
      c.ctx.report('WEFT224', c.range, {
        name: 'pyfunc',
        function: 'np.vectorize',
        type: quotedType({ kind: 'function', name }),
        reason: `it gives ${quotedType(item)} on one path and a Python number on another, and the first element decides`,
        instead: 'Write `otypes=[...]`',
      });
      return c.stop();
    }
    c.ctx.report('WEFT224', c.range, {
      name: 'pyfunc',
      function: 'np.vectorize',
      type: quotedType({ kind: 'function', name }),
      reason: `it gives ${quotedType(item)}, and NumPy would make an array of objects`,
      instead: 'Give one number, or a tuple of numbers, for each element',
    });
    return c.stop();
  });
}

/** A result whose type depends on the path, and which no array holds: NumPy takes the type of the first one. */
function reportUnion(ctx: Context, range: SourceRange, name: string, result: Value): void {
  ctx.report('WEFT224', range, {
    name: 'pyfunc',
    function: 'np.vectorize',
    type: quotedType({ kind: 'function', name }),
    reason: `it gives ${quotedType(result)}, and NumPy converts all results to the type of the first one`,
    instead: 'Give one type on every path, as in `0.0` for `0`',
  });
}

/** Whether NumPy makes an array of the same type of it on every path: a Python number among float32 would be float64. */
export function isOwnType(value: GraphValue): boolean {
  return !value.mixed || /^(f64|i64|b1|c128)$/.test(strongDType(elementOfValue(value)));
}

/** One element for each result; undefined where the calls differ, which is reported where they are called. */
function partsOf(result: Value, count: number): readonly GraphValue[] | undefined {
  const items = result.kind === 'tuple' ? result.items : [result];
  if (items.length !== count || !items.every((item) => isNumeric(item) && !isArray(item))) return undefined;
  return items as GraphValue[];
}

function asScalar(c: Composer, value: GraphValue | undefined): GraphValue | undefined {
  return value && c.cast(value, strongDType(elementOfValue(value)));
}

/** An element of an array of objects: Python's own number. */
function asPython(fn: FunctionLowering, range: SourceRange, value: GraphValue | undefined): GraphValue | undefined {
  const element = value && elementOfValue(value);
  return element === undefined || isPython(element) ? value : cast(fn, range, value!, pythonOf(element));
}

function pythonOf(element: DType): 'int' | 'float' | 'complex' | 'bool' {
  if (element === 'b1') return 'bool';
  return isComplex(element) ? 'complex' : isFloating(element) ? 'float' : 'int';
}

/** A result as an element of the array: Python's own conversion. */
function storedAs(fn: FunctionLowering, range: SourceRange, value: GraphValue, dtype: DType): GraphValue | undefined {
  const element = elementOfValue(value);
  if (isIntegral(dtype) && isFloating(element)) {
    const number = cast(fn, range, value, 'float');
    const whole = number && cast(fn, range, number, 'int');
    return whole && cast(fn, range, whole, dtype);
  }
  return cast(fn, range, value, dtype);
}

export function isVectorized(value: Value): value is FunctionValue & { readonly vectorized: Vectorized } {
  return value.kind === 'function' && value.vectorized !== undefined;
}
