// SPDX-License-Identifier: Apache-2.0
// Calls of functions that index, sort, search and compare sets, for `function-cases.ts`. Where NumPy leaves an order open (ties of
// `argsort`, the rest of a partition) what it promises is compared.

import type { Template } from './function-cases';

type Options = Partial<Omit<Template, 'text'>>;

const FLOAT = ['f64', 'f32'];
const INTEGER = ['i64', 'i32'];
const NUMBER = [...FLOAT, ...INTEGER];
const ALL = [...NUMBER, 'b1'];

function calls(texts: readonly string[], options: Options = {}): Template[] {
  return texts.map((text) => ({ text, types: ALL, rule: 'exact', ...options }));
}

const SORTING: readonly Template[] = [
  ...calls(['np.sort({x})', 'np.sort({x}, axis={axis})', 'np.sort({x}, axis=None)', 'np.sort({x}, kind="stable")'], {
    rule: 'zero',
  }),
  ...calls(
    ['np.sort({x}, {axis}, kind="stable")', 'np.sort({x}.astype(np.int16))[::-1]', 'np.sort({x}.astype(np.uint8), 0)'],
    {
      values: 'small',
    },
  ),
  ...calls([
    'np.argsort({x}, kind="stable")',
    '{x}.argsort(axis={axis}, kind="stable")',
    'np.argsort({x}, axis=None, kind="stable")',
  ]),
  ...calls(['np.argsort({x}, {axis}, stable=True)'], { values: 'small', types: [] }),
  ...calls(['np.argsort(-{x}, kind="stable")'], { types: NUMBER, values: 'small' }),
  // One layout: both mentions are one array then.
  ...calls(['{x}[np.argsort({x}, kind="stable")]', 'np.take_along_axis({x}, np.argsort({x}), -1)'], {
    types: NUMBER,
    ranks: [1],
    rule: 'zero',
    layout: 'C',
  }),
  ...calls(['np.take_along_axis({x}, np.argsort({x}, axis={axis}), axis={axis})'], { rule: 'zero', layout: 'C' }),
  ...calls(['np.lexsort(({x}, {y}))', 'np.lexsort([{x}, {y}], axis=0)'], {
    shapes: ['7 7', '300 300', '5x4 5x4', '0 0', '1 1'],
    values: 'index',
    types: [...NUMBER, 'i64 f64'],
  }),
  ...calls(
    [
      'np.partition({x}, 2)[..., 2]',
      'np.sort(np.partition({x}, 2)[..., :2], axis=-1)',
      'np.sort(np.partition({x}, (1, -1), axis={axis}), axis={axis})',
      'np.sort(np.partition({x}, 4, axis=None)[:5])',
      'np.take_along_axis({x}, np.argpartition({x}, 2, axis=-1), axis=-1)[..., 2]',
      'np.sort({x}.argpartition(0, axis={axis}), axis={axis})',
    ],
    { shapes: ['7', '300', '5x4', '37x41', '3x4x5', '70001'], types: FLOAT, values: 'normal', layout: 'C' },
  ),
  ...calls(['np.sort_complex({x})'], { values: 'small', types: ['f64', 'i64', 'i32'], rule: 'exact' }),
  ...calls(['np.sort({x} * (1 + 2j) + {y} * 1j)', 'np.unique({x} + {y} * 1j)'], { values: 'index', types: FLOAT }),
];

const SEARCHING: readonly Template[] = [
  ...calls(['np.searchsorted({x}, {y}, sorter=np.argsort({x}, kind="stable"))'], {
    shapes: ['7 5', '300 70', '0 4'],
    types: [...NUMBER, 'f64 i64'],
    layout: 'C',
  }),
  ...calls(
    [
      'np.searchsorted(np.sort({x}), {y})',
      'np.searchsorted(np.sort({x}), {y}, side="right")',
      'np.sort({x}).searchsorted({y}, "right")',
    ],
    { shapes: ['7 5', '300 70', '1 3', '0 4', '5 0', '70001 9'], types: [...ALL, 'f64 i64', 'f32 f64', 'i32 i64'] },
  ),
  ...calls(
    [
      'np.searchsorted(np.sort({x}), 0.5)',
      'np.searchsorted([1, 2, 4, 8], {x})',
      'np.searchsorted([0.0, 1.0], {x}, side="right")',
    ],
    {
      shapes: ['7', '300', '0', '1'],
      types: ['f64', 'i64'],
    },
  ),
  ...calls(['np.searchsorted(np.sort({x}), {y}) + 1'], { shapes: ['7 5x4', '300 3x4x5'], types: FLOAT }),
  ...calls(
    [
      'np.digitize({x}, np.array([-2.0, 0.0, 1.5]))',
      'np.digitize({x}, [4, 1, -3], right=True)',
      'np.digitize({x}, [1.0], True)',
    ],
    {
      types: NUMBER,
    },
  ),
  ...calls(['np.digitize({x}, [4, 1, 1, -3])', 'np.digitize({x}, np.zeros(0))'], { types: ['f64', 'i64'] }),
  ...calls(
    [
      'np.nonzero({x})[0]',
      '{x}.nonzero()[-1]',
      'np.where({x})[0]',
      'np.where({x} > 0)[-1]',
      'np.flatnonzero({x})',
      'np.argwhere({x})',
    ],
    {
      values: 'small',
    },
  ),
  ...calls([
    'np.nonzero({x})[0].size',
    '{x}[np.nonzero({x})]',
    '{x}[np.where({x} > 0)]',
    'np.argwhere({x} > 2).shape[0]',
  ]),
  ...calls(['np.bincount({x})', 'np.bincount({x}, minlength=9)'], { types: INTEGER, values: 'index', ranks: [1] }),
  ...calls(['np.bincount({x}, {y})', 'np.bincount({x}, weights={y}, minlength=3)'], {
    types: ['i64 f64', 'i32 f32', 'i64 i64'],
    values: 'index small',
    // Without elements NumPy counts in int64, weights or not.
    shapes: ['7 7', '300 300'],
  }),
  ...calls(
    ['np.bincount([1, 2, 2, 5])', 'np.unravel_index(22, (4, 6))[1]', 'np.unravel_index([5, 23], (4, 6), order="F")[0]'],
    { types: ['f64'] },
  ),
  ...calls(
    [
      'np.unravel_index(np.arange(24).reshape(4, 6), (2, 3, 4))[1]',
      'np.ravel_multi_index(([1, 2], [3, 0]), (4, 6))',
      'np.ravel_multi_index((np.arange(4), np.arange(4)), (4, 6), order="F")',
      'np.ravel_multi_index(([7, -2], [3, 9]), (4, 6), mode="wrap")',
      'np.ravel_multi_index(([7, -2], [3, 9]), (4, 6), mode=("clip", "wrap"))',
      'np.ravel_multi_index((3, 2), (4, 6))',
    ],
    { types: ['f64'], draws: 1 },
  ),
  ...calls(
    [
      'np.diag_indices(4)[1]',
      'np.diag_indices(3, 3)[2]',
      'np.diag_indices_from({x})[0]',
      'np.tril_indices(4)[0]',
      'np.tril_indices(4, -1, 6)[1]',
      'np.triu_indices(5, k=1)[0]',
      'np.triu_indices(3, -1, 5)[1]',
      'np.tril_indices_from({x}, 1)[0]',
      'np.triu_indices_from({x})[1]',
      '{x}[np.triu_indices_from({x}, k=1)]',
      '{x}[np.diag_indices_from({x})]',
    ],
    { types: ['f64', 'i64'], shapes: ['5x5', '4x4', '1x1'] },
  ),
];

const CHOOSING: readonly Template[] = [
  ...calls(
    [
      'np.take({x}, {y})',
      '{x}.take({y})',
      'np.take({x}, [0, -1])',
      'np.take({x}, -1)',
      'np.take({x}, {y}, mode="wrap")',
      'np.take({x}, 100, mode="clip")',
      'np.take({x}, [[99, -50]], mode="clip")',
    ],
    {
      types: ['f64 i64', 'f32 i32', 'i64 i64', 'b1 i64'],
      values: 'special index',
      shapes: ['7 5', '5x4 3', '3x4x5 2x3', '5 0'],
    },
  ),
  ...calls(
    [
      'np.take({x}, [1, 0, -1], axis={axis})',
      '{x}.take(1, {axis})',
      'np.take({x}, [5, -9], {axis}, mode="wrap")',
      'np.take({x}, 7, axis={axis}, mode="wrap")',
    ],
    {
      shapes: ['7', '5x4', '3x4x5', '2x3x2x4'],
    },
  ),
  ...calls(
    ['np.choose({x}, [{y}, {z}, 7])', '{x}.choose(({y}, {z}), mode="clip")', 'np.choose({x}, ({y}, 2), mode="wrap")'],
    {
      types: ['i64 f64 f64', 'i32 i64 f32'],
      values: 'index small small',
      shapes: ['7 7 7', '5x4 5x4 4', '1 3x4 1'],
      refused: {},
      floats: [],
    },
  ),
  ...calls(
    [
      'np.select([{x} > 0, {y} > 1], [{x}, {y}])',
      'np.select([{x} > 0, {x} < -1], [{x}, 2.5], default=-1)',
      'np.select([{x} > {y}], [{z}], {v})',
    ],
    {
      // NumPy 2 keeps float32 beside Python's floats; before, the result was float64.
      types: ['f64', 'i64', 'f64 i64'],
    },
  ),
  ...calls(
    [
      'np.compress({x}[:, 0] > 0, {x}, axis=0)',
      '{x}.compress({x}[0] > 0, axis=1)',
      'np.compress([True, False, True], {x}, axis=1)',
      'np.compress([0, 1, 1], {x})',
    ],
    {
      shapes: ['5x4', '37x41'],
      values: 'small',
    },
  ),
  ...calls(['np.extract({x} > 0, {x})', 'np.extract({x}, {y})'], { values: 'small' }),
  ...calls(['{x}[np.ix_([0, 2], [1, 3, -1])]', '{x}[np.ix_({x}[:, 0] > 0, [1])]', 'np.ix_([0, 1], [2])[0]'], {
    shapes: ['5x4', '37x41'],
    values: 'small',
  }),
  ...calls(['{x}[{x} > 0]', '{x}[{x} == {x}]', '{x}[~({x} > 0)]', '{x}[{x} > 100][:1]', '{x}[np.isnan({x})]'], {
    types: NUMBER,
  }),
  ...calls(['{x}[{x} > 0].sum()', '{x}[{x} > 0].mean() > 0', '({x}[{x} > 0] * 2 - {x}[{x} > 0]).size'], {
    types: NUMBER,
    values: 'small',
    nonempty: true,
  }),
  ...calls(['{x}[{y}]', '{x}[{y}, ...]', '{x}[::-1][{y}]'], {
    types: ['f64 i64', 'f32 i32', 'b1 i64'],
    values: 'special index',
    shapes: ['7 70001', '5x40 6', '5x4x3 2x3'],
  }),
  ...calls(['{x}[:, {y}]', '{x}[..., {y}]', '{x}[:, [0, 2, 2]]', '{x}[{y}, {y}]', '{x}[{y}, 1:]', '{x}[0, {y}]'], {
    types: ['f64 i64', 'i32 i32'],
    values: 'special index',
    shapes: ['5x5 300', '6x70 3', '5x5x4 7'],
  }),
];

const SETS: readonly Template[] = [
  ...calls(['np.unique({x})'], { rule: 'zero' }),
  ...calls(
    [
      'np.unique({x}, return_index=True)[1]',
      'np.unique({x}, return_counts=True)[1]',
      'np.unique({x}, True, False, True)[0]',
      'np.unique({x}, return_inverse=True)[1].ravel()',
    ],
    { values: 'small' },
  ),
  ...calls(['np.unique({x}, return_counts=True)[1]', 'np.unique({x}, equal_nan=False).size'], { types: FLOAT }),
  ...calls(
    [
      'np.unique({x}, axis={axis})',
      'np.unique({x}, axis={axis}, return_counts=True)[1]',
      'np.unique({x}, True, axis=0)[1]',
      'np.unique({x}, return_inverse=True, axis=-1)[1].ravel()',
    ],
    { types: [...NUMBER, 'b1'], values: 'index', shapes: ['7', '60x2', '2x60', '5x2x3', '1x4', '40x1'], draws: 4 },
  ),
  ...calls(['np.unique([3, 1, 2, 3])', 'np.unique({x})[0]'], {
    types: ['i64'],
    values: 'index',
    ranks: [1, 2],
    nonempty: true,
  }),
  ...calls(
    [
      'np.union1d({x}, {y})',
      'np.intersect1d({x}, {y})',
      'np.setdiff1d({x}, {y})',
      'np.setxor1d({x}, {y})',
      'np.isin({x}, {y})',
      'np.isin({x}, {y}, invert=True)',
      'np.intersect1d({x}, {y}, return_indices=True)[1]',
      'np.intersect1d({x}, {y}, return_indices=True)[2]',
      'np.intersect1d(np.unique({x}), np.unique({y}), assume_unique=True)',
      'np.in1d({x}, {y})',
    ],
    {
      values: 'small',
      types: [...NUMBER, 'f64 i64', 'i32 i64'],
      shapes: ['7 5', '300 70', '5x4 3', '0 4', '4 0', '1 1'],
      draws: 4,
    },
  ),
  ...calls(['np.isin({x}, [1, 2, 3])', 'np.isin({x}, 1)', 'np.isin({x}, {y})'], { types: NUMBER }),
  ...calls(['np.union1d({x}, {y})'], { types: FLOAT, shapes: ['40 30'], rule: 'zero' }),
  ...calls(['np.ediff1d({x})', 'np.ediff1d({x}, to_begin=[1, 2])', 'np.ediff1d({x}, to_end=0, to_begin=-9)'], {
    types: NUMBER,
    values: 'small',
  }),
  ...calls(
    [
      'np.trim_zeros({x})',
      'np.trim_zeros({x}, "f")',
      'np.trim_zeros({x}, trim="b")',
      'np.trim_zeros(np.zeros(3))',
      'np.trim_zeros(np.append([0, 0], {x}))',
    ],
    {
      ranks: [1],
      values: 'small',
    },
  ),
  ...calls(
    ['np.append({x}, {y})', 'np.append({x}, 1)', 'np.append({x}, [1.5, 2])', 'np.append({x}, {x}, axis={axis})'],
    { types: [...ALL, 'f32 f64', 'i32 i64'] },
  ),
  ...calls(
    [
      'np.delete({x}, 1)',
      'np.delete({x}, [0, -1])',
      'np.delete({x}, 1, axis={axis})',
      'np.delete({x}, [0, 1, 1], {axis})',
      'np.delete({x}, {x}.ravel() > 0)',
      'np.delete({x}, [])',
    ],
    { shapes: ['7', '300', '5x4', '3x4x5', '2x3x2x4'], types: NUMBER },
  ),
  ...calls(
    [
      'np.insert({x}, 1, 5)',
      'np.insert({x}, -1, [1, 2, 3])',
      'np.insert({x}, [1, 3], 9)',
      'np.insert({x}, [3, 1, 1], [1, 2, 3])',
      'np.insert({x}, 1, 7, axis={axis})',
      'np.insert({x}, [0, 2], 7, axis={axis})',
    ],
    { shapes: ['7', '300', '5x4', '3x4x5'], types: NUMBER },
  ),
  ...calls(
    [
      'np.insert({x}, 1, [1, 2, 3, 4], axis=0)',
      'np.insert({x}, 2, [[1], [2], [3], [4], [5]], axis=1)',
      'np.insert({x}, 1, [1, 2, 3, 4, 5], axis=1)',
      'np.insert({x}, [1], [[1], [2], [3], [4], [5]], axis=1)',
    ],
    {
      shapes: ['5x4'],
      types: NUMBER,
    },
  ),
  ...calls([
    'np.resize({x}, (2, 3))',
    'np.resize({x}, 17)',
    'np.resize({x}, (5, 4, 3))',
    'np.resize({x}, ({n} + 3, 2))',
  ]),
];

export const INDEXING_TEMPLATES: readonly Template[] = [...SORTING, ...SEARCHING, ...CHOOSING, ...SETS];
