// SPDX-License-Identifier: Apache-2.0
// Functions that take functions, and iterators. Lowering calls them where it knows the function (`lower/function-arguments.ts`,
// `lower/iterators.ts`); what comes here has other arguments.

import { UNKNOWN } from '../../types/value';
import type { Call } from '../call';
import type { Entry, Group } from '../entry';

function needsFunction(parameter: string) {
  return (call: Call) => {
    const name = call.has(parameter) ? parameter : ([...call.values.keys()][0] ?? parameter);
    call.reject(name, 'a function is needed', 'Give a function or a lambda');
    return UNKNOWN;
  };
}

function taking(
  group: Group,
  name: string,
  parameters: string,
  shape: string,
  lowering: string,
  doc: string,
  dtype = 'as the function gives',
): Entry {
  return { name, group, parameters, dtype, shape, lowering, doc, lower: needsFunction(parameters.split(/[,=]/)[0]!) };
}

const FUNCTIONS = 'Functions of functions';

export const HIGHER_ORDER: readonly Entry[] = [
  taking(
    FUNCTIONS,
    'vectorize',
    'pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None',
    'broadcast',
    '`for`, `load`, `store`',
    "A function of Python's numbers over arrays; also as a decorator of a helper function",
    'that of a first call with NumPy scalars, or `otypes`',
  ),
  taking(
    FUNCTIONS,
    'apply_along_axis',
    'func1d, axis, arr, *args, **kwargs',
    'the result of a row in place of the axis',
    '`for`, `view`, `assign`',
    'A function of the rows along an axis',
    'that of the first row',
  ),
  taking(
    FUNCTIONS,
    'apply_over_axes',
    'func, a, axes',
    'size 1 along the axes',
    '`call`',
    'A function of an array and an axis, for one axis after the other',
  ),
  taking(
    FUNCTIONS,
    'piecewise',
    'x, condlist, funclist, *args, **kw',
    'as `x`',
    '`index.get`, `index.set`',
    'Constants, and functions of the elements for which a condition holds',
    'as `x`',
  ),
];

const ITERATORS = 'Iterators';
const LISTED = 'a list where it is used as a value';

function iterator(name: string, parameters: string, doc: string): Entry {
  return taking(ITERATORS, name, parameters, LISTED, '`for`', doc, 'of the items');
}

export const FUNCTOOLS: readonly Entry[] = [
  taking(
    ITERATORS,
    'reduce',
    'function, iterable, initial=None',
    'one value',
    '`for`',
    'Items joined by a function of two',
  ),
  taking(
    ITERATORS,
    'partial',
    'func, *args, **keywords',
    'a function',
    '`call`',
    'A function with some of its arguments given; a keyword is given once',
    'as the function gives',
  ),
];

export const ITERTOOLS: readonly Entry[] = [
  iterator('product', '*iterables, repeat=1', 'All tuples of one item of each, the last one changing first'),
  iterator('combinations', 'iterable, r', 'All choices of r items in their order'),
  iterator('combinations_with_replacement', 'iterable, r', 'The same, with items taken more than once'),
  iterator('permutations', 'iterable, r=None', 'All orders of r of the items'),
  iterator('pairwise', 'iterable', 'Each item with the next one'),
  iterator('chain', '*iterables', 'One after the other; `chain.from_iterable` of a list of lists'),
  iterator('accumulate', 'iterable, func=None, *, initial=None', 'What `reduce` has after each item'),
  iterator('starmap', 'function, iterable', 'A function of the parts of each item'),
  iterator('islice', 'iterable, *bounds', 'Items from start to before stop'),
  iterator('repeat', 'object, times=None', 'One item again and again'),
  iterator('count', 'start=0, step=1', 'Integers without end, in loops alone'),
  iterator('cycle', 'iterable', 'Items round and round, in loops alone'),
];
