// SPDX-License-Identifier: Apache-2.0
// Which element type NumPy computes a universal function in: the first loop that every operand casts to safely.

import type { DType } from '../graph/graph';
import { bitsOf, kindOf } from '../types/promote';

/** Kinds of element types with a loop: b(ool), i(ntegers of both signs), f(loat), c(omplex). */
export type Kinds = string;

/** `f16` stands for NumPy's float16, which Weft does not have; undefined where NumPy raises `TypeError`. */
export type Loop = DType | 'f16' | undefined;

/** The loop for operands of the common type `dtype`. */
export function loopFor(kinds: Kinds, dtype: DType): Loop {
  const kind = kindOf(dtype) === 'u' ? 'i' : kindOf(dtype);
  if (kinds.includes(kind)) return dtype;
  if (kind === 'b' && kinds.includes('i')) return 'i8';
  if ((kind === 'b' || kind === 'i') && kinds.includes('f')) return floatFor(dtype);
  return undefined;
}

/** The loop for several operands, whose common type is `common`: the first that holds each of them. */
export function loopForAll(kinds: Kinds, common: DType, each: readonly DType[]): Loop {
  const loop = loopFor(kinds, common);
  const isWidened = loop === 'f16' || (loop !== undefined && loop !== common && kindOf(loop) === 'f');
  if (!isWidened) return loop;
  const floats = each.map(floatFor);
  return (['f64', 'f32', 'f16'] as const).find((float) => floats.includes(float));
}

/** The float that NumPy takes for an integer: the smallest that holds its values. */
export function floatFor(dtype: DType): Loop {
  if (bitsOf(dtype) === 8) return 'f16';
  return bitsOf(dtype) === 16 ? 'f32' : 'f64';
}
