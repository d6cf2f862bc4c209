// SPDX-License-Identifier: Apache-2.0
// Functions that give a Python number on one path and NumPy's on another (`return 0.0` before `return np.sqrt(x)`).

import { joinTypes } from '../../types/join';
import { alternativesOf, codeOf, MAX_ALTERNATIVES, unionOf } from '../../types/unions';
import { type GraphValue, isNumber, type Value } from '../../types/value';
import { template } from '../program/environment';

/** The result that is one or the other; undefined where the values are no such numbers. */
export function joinKinds(a: Value, b: Value): Value | undefined {
  const all = [...alternativesOf(a), ...alternativesOf(b)];
  const numbers = all.filter((each): each is GraphValue => isNumber(each) && each.mixed !== true);
  if (numbers.length < all.length) return undefined;
  const found = new Map(numbers.map((each) => [codeOf(each)!, template(each) as GraphValue]));
  const kinds = [...found.values()];
  const isPair = (each: GraphValue) => kinds.some((other) => joinTypes(each.type, other.type, (dim) => dim)?.mixed);
  return kinds.length <= MAX_ALTERNATIVES && kinds.some(isPair) ? unionOf(kinds) : undefined;
}
