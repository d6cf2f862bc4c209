// SPDX-License-Identifier: Apache-2.0
// What all random functions share: the three kinds of generators, sizes, parameters, and the kernel call.

import type { Dim, DType, Type } from '../graph/graph';
import { isComplex, isFloating } from '../types/promote';
import { constantValue, elementOfValue, type GraphValue, isArray, shapedType, type Value } from '../types/value';
import type { Composer } from './compose';
import { asInt, broadcast, cast } from './elementwise';

/** `rng.normal` of a Generator, of a RandomState, and `np.random.normal`. */
export type RandomKind = 'Generator' | 'RandomState' | 'Global';

export const RANDOM_KINDS: readonly RandomKind[] = ['Generator', 'RandomState', 'Global'];

export const NONE = constantValue(null) as GraphValue;

export function flag(value: boolean): GraphValue {
  return constantValue(value) as GraphValue;
}

export function text(value: string): GraphValue {
  return constantValue(value) as GraphValue;
}

/** The generator's state; numbers of `np.random` without a seed get a warning. */
export function stateOf(c: Composer, kind: RandomKind): GraphValue[] {
  if (kind !== 'Global') return [c.value(c.call.value('self'))];
  if (!c.ctx.remembers('seed')) {
    c.ctx.report('WEFT270', c.range, {
      function: c.call.name,
      reason: 'the task does not call `np.random.seed`, and a seed that is set outside of it does not reach it',
      instead: 'Call `np.random.seed(0)` first in the task, or use `rng = np.random.default_rng(0)`',
    });
  }
  return [];
}

/** Calls the kernel of a random function; it changes the state, and the operands at `writes` after it. */
export function draw(
  c: Composer,
  kind: RandomKind,
  name: string,
  operands: readonly GraphValue[],
  results: readonly Type[],
  writes: readonly number[] = [],
): Value {
  const state = stateOf(c, kind);
  const qualified = kind === 'Global' ? `random.${name}` : `random.${kind}.${name}`;
  const changed = [...state.keys(), ...writes.map((each) => each + state.length)];
  const values = c.ctx.kernel(qualified, c.range, [...state, ...operands], results, changed);
  return values[0] ?? NONE;
}

export interface Size {
  readonly operands: readonly GraphValue[];
  /** Undefined for `size=None`. */
  readonly dims: readonly Dim[] | undefined;
}

export function sizeOf(c: Composer, name = 'size'): Size {
  if (!c.isGiven(name)) return { operands: [NONE], dims: undefined };
  const { sizes, dims } = c.need(c.call.shape(name));
  return { operands: sizes, dims };
}

/** A number or array of a distribution: floats, or integers where NumPy takes no others. */
export function parameter(c: Composer, name: string, fallback: number | undefined, isInteger: boolean): GraphValue {
  const value = c.call.has(name) || fallback === undefined ? c.numericArgument(name) : c.constant(fallback);
  const element = elementOfValue(value);
  if (isComplex(element)) c.reject(name, 'a real number is needed', 'Use `.real`');
  if (isInteger && isFloating(element)) c.reject(name, 'an integer is needed', 'Write `int(...)`, or `.astype(int)`');
  if (isArray(value)) return value;
  const range = c.call.rangeOf(name);
  return c.need(isInteger ? asInt(c.ctx, range, value) : cast(c.ctx, range, value, 'float'));
}

/** A NumPy integer keeps its sign and size where it is a bound of `integers`. */
export function integerParameter(c: Composer, name: string): GraphValue {
  const value = c.numericArgument(name);
  const element = elementOfValue(value);
  if (isFloating(element) || isComplex(element)) {
    c.reject(name, 'an integer is needed', 'Write `int(...)`, or `.astype(int)`');
  }
  if (isArray(value) || element === 'u64') return value;
  return c.need(asInt(c.ctx, c.call.rangeOf(name), value));
}

/** The type of the numbers: an array of the size or of the parameters' common shape, else one Python number. */
export function drawnType(
  c: Composer,
  size: Size,
  parameters: readonly GraphValue[],
  dtype: DType,
  scalar: Type,
): Type {
  if (size.dims !== undefined) return shapedType(dtype, size.dims);
  const arrays = parameters.filter(isArray);
  return arrays.length === 0 ? scalar : shapedType(dtype, c.need(broadcast(c.ctx, c.range, arrays)));
}
