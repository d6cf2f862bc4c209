// SPDX-License-Identifier: Apache-2.0
// reduce, accumulate, reduceat, outer and at of universal functions with two operands.

import { UFUNC_METHODS, UFUNC_OUTERS } from '../../../language-server/src/core/numpy/entries/ufunc-methods';
import { documented, type Example } from './table';

const INTEGERS = /^(bitwise_|left_shift|right_shift|gcd|lcm)/;
/** NumPy 1.24's vector loops of these reduce to the first and the last item alone: two items each. */
const PAIRWISE = /^(power|float_power|arctan2)$/;
const ROUNDED = /^(power|float_power|arctan2|hypot|logaddexp)/;

const CALLS: Readonly<Record<string, (name: string, items: string) => readonly string[]>> = {
  reduce: (name, items) => [`np.${name}(${items}.reshape(2, 4))`, `np.${name}(${items}.reshape(2, 4), axis=1)`],
  accumulate: (name, items) => [`np.${name}(${items})`, `np.${name}(${items}.reshape(2, 4), axis=1)`],
  reduceat: (name, items) => [`np.${name}(${items}, [0, 4, 1, 5])`],
  outer: (name, items) => [`np.${name}(${items}[:3], ${items}[3:])`],
  at: (name, items) =>
    name.startsWith('logical')
      ? [`a = ${items} > 2; np.${name}(a, [0, 1, 2, 2], ${items}[4:] > 2); a`]
      : [`a = ${items}; np.${name}(a, [0, 1, 2, 2], ${items}[4:]); a`],
};

export const UFUNC_METHOD_EXAMPLES: readonly Example[] = [...UFUNC_METHODS, ...UFUNC_OUTERS].flatMap(({ name }) => {
  const [ufunc, method] = name.split('.') as [string, string];
  const items = INTEGERS.test(ufunc)
    ? 'np.array([12, 3, 5, 2, 1, 3, 2, 4])'
    : 'np.array([2.5, 3.0, 0.5, 2.0, 1.25, 3.5, 2.25, 4.0])';
  const calls = CALLS[method]!(name, items);
  if (PAIRWISE.test(ufunc) && method === 'reduceat')
    return documented('ulp:8', `np.${name}(${items}.reshape(4, 2), [0, 2])`);
  if (PAIRWISE.test(ufunc) && method === 'reduce') return documented('ulp:8', calls[0]!);
  return documented(ROUNDED.test(ufunc) ? 'ulp:8' : 'sum', calls.join('\n'));
});
