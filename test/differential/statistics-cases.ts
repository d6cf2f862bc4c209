// SPDX-License-Identifier: Apache-2.0
// Calls of statistics, running sums, histograms, signals, padding, joining, grids and logic, for `function-cases.ts`.
// Debian's NumPy 1.24 differs from NumPy 2 in places, which are left out: percentiles and
// `sinc` of float32 are float64 there, and `closest_observation` rounds another way.

import type { Template } from './function-cases';

type Options = Partial<Omit<Template, 'text'>>;

const FLOAT = ['f64', 'f32'];
const INTEGER = ['i64', 'i32'];
const NUMBER = [...FLOAT, ...INTEGER];
const ALL = [...NUMBER, 'b1'];

function calls(texts: readonly string[], options: Options = {}): Template[] {
  return texts.map((text) => ({ text, types: NUMBER, rule: 'exact', ...options }));
}

const METHODS = [
  ...['linear', 'lower', 'higher', 'midpoint', 'nearest', 'inverted_cdf', 'averaged_inverted_cdf'],
  ...['interpolated_inverted_cdf', 'hazen', 'weibull', 'median_unbiased', 'normal_unbiased'],
];

const ORDER: readonly Template[] = [
  ...calls(['np.median({x})', 'np.median({x}, axis={axes}, keepdims={keep})', 'np.median({x}, {axis})'], {
    types: ALL,
    values: 'normal',
    rule: 'zero',
  }),
  ...calls(['np.median({x}, axis={axes})'], { types: FLOAT, values: 'special', rule: 'zero' }),
  ...calls(['np.nanmedian({x})', 'np.nanmedian({x}, axis={axes}, keepdims={keep})'], {
    values: 'special',
    rule: 'zero',
  }),
  ...calls(
    [
      'np.percentile({x}, 50)',
      'np.percentile({x}, [0, 12.5, 100], axis={axes}, keepdims={keep})',
      'np.quantile({x}, 0.3, axis={axis})',
      'np.quantile({x}, np.array([[0.1, 0.9], [0.5, 0.25]]), axis={axis})',
      'np.percentile({x}, q=(25, 75))',
      'np.quantile({x}, 1)',
    ],
    { types: ['f64', ...INTEGER], values: 'normal', nonempty: true, rule: 'ulp:2' },
  ),
  ...calls(['np.percentile({x}, [3.5, 50, 97], axis={axes})', 'np.nanpercentile({x}, [3.5, 50, 97], axis={axes})'], {
    types: ['f64'],
    values: 'special',
    nonempty: true,
    rule: 'ulp:2',
  }),
  ...calls(['np.nanquantile({x}, [0.2, 0.8], axis={axes}, keepdims={keep})'], {
    types: ['f64'],
    values: 'special',
    nonempty: true,
    rule: 'ulp:2',
  }),
  ...calls(
    METHODS.map((method) => `np.quantile({x}, [0, 0.1, 0.25, 0.5, 0.77, 1], axis={axis}, method='${method}')`),
    { types: ['f64', 'i64'], values: 'normal', nonempty: true, rule: 'ulp:2' },
  ),
];

const AVERAGES: readonly Template[] = [
  ...calls(['np.average({x})', 'np.average({x}, axis={axes}, keepdims={keep})', 'np.average({x}, returned=True)[1]'], {
    types: ALL,
    values: 'small',
    nonempty: true,
    rule: 'sum',
  }),
  ...calls(
    [
      'np.average({x}, weights={y} * {y} + 1)',
      'np.average({x}, axis={axis}, weights={y} * {y} + 1)',
      'np.average({x}, axis=0, weights={y} * {y} + 1, returned=True)[1]',
    ],
    {
      shapes: ['5 5', '3x4 3x4', '2x3x4 2x3x4'],
      types: [...NUMBER, 'i64 f32', 'f32 f64'],
      values: 'small',
      rule: 'sum',
    },
  ),
  ...calls(['np.average({x}, axis=1, weights={y} * {y} + 1)'], {
    shapes: ['3x4 4', '2x3x4 3', '2x5x3x4 5'],
    types: NUMBER,
    values: 'small',
    rule: 'sum',
  }),
  ...calls(['np.nansum({x}, axis={axes}, keepdims={keep})', 'np.nanprod({x}, axis={axes})'], {
    types: ALL,
    values: 'small',
    rule: 'sum',
  }),
  ...calls(['np.nansum({x})', 'np.nanmean({x}, axis={axes})', 'np.nancumsum({x}, axis={axis})', 'np.nancumprod({x})'], {
    types: ['f64'],
    values: 'special',
    rule: 'sum',
  }),
  ...calls(['np.nanmin({x}, axis={axes}, keepdims={keep})', 'np.nanmax({x})', 'np.nanmax({x}, axis={axis})'], {
    types: NUMBER,
    values: 'special',
    nonempty: true,
    rule: 'zero',
  }),
  ...calls(['np.nanmean({x}, axis={axes}, keepdims={keep})', 'np.nanvar({x}, axis={axes})', 'np.nanstd({x}, ddof=1)'], {
    types: ALL,
    values: 'normal',
    rule: 'sum',
  }),
  ...calls(['np.nanargmin({x})', 'np.nanargmax({x}, axis={axis})', 'np.nanargmax({x}, axis={axis}, keepdims={keep})'], {
    types: NUMBER,
    values: 'special',
    shapes: ['7', '300', '37x41', '17x13x40'],
  }),
  ...calls(['np.cov({x})', 'np.corrcoef({x})', 'np.cov({x}, bias=True)', 'np.cov({x}, rowvar=False, ddof=0)'], {
    shapes: ['5', '3x4', '5x40', '2x3', '70x9'],
    types: NUMBER,
    values: 'normal',
    rule: 'near:1e-11',
  }),
  ...calls(['np.cov({x}, {y})', 'np.corrcoef({x}, {y})'], {
    shapes: ['5 5', '3x4 2x4', '40 40'],
    types: NUMBER,
    values: 'normal',
    rule: 'near:1e-11',
  }),
  ...calls(
    [
      'np.cov({x}, fweights=np.arange(1, {x}.shape[-1] + 1))',
      'np.cov({x}, aweights=np.arange({x}.shape[-1]) + 0.5)',
      'np.cov({x}, fweights=np.arange({x}.shape[-1]), aweights=np.arange({x}.shape[-1]) + 0.5)',
    ],
    { shapes: ['3x4', '2x30'], types: ['f64', 'i64'], values: 'normal', rule: 'near:1e-11' },
  ),
];

const HISTOGRAM: readonly Template[] = [
  ...calls(
    [
      'np.histogram({x})[0]',
      'np.histogram({x})[1]',
      'np.histogram({x}, 7)[0]',
      'np.histogram({x}, bins=5, range=(-2.0, 3))[0]',
      'np.histogram({x}, bins=5, range=(-2.5, 3.0))[1]',
      'np.histogram({x}, bins=[-3, -1, 0, 0.5, 4])[0]',
      'np.histogram({x}, bins=np.array([-3.0, 1.0, 2.0]))[1]',
      'np.histogram({x}, bins=4, range=(-4.0, 4), weights={x} * 1.0)[0]',
      'np.histogram({x}, [-3, -1, 0, 4], weights={x})[0]',
      'np.histogram({x}, bins={n})[0]',
      'np.histogram_bin_edges({x}, 6)',
    ],
    { values: 'small', ints: [3, 12], rule: 'zero' },
  ),
  ...calls(['np.histogram({x}, bins=6, density=True)[0]', "np.histogram({x}, bins='sturges')[0]"], {
    values: 'small',
    nonempty: true,
    rule: 'ulp:2',
  }),
  ...calls(
    ["np.histogram({x}, bins='sqrt')[1]", "np.histogram({x}, bins='rice')[0]", "np.histogram({x}, bins='doane')[0]"],
    {
      types: ['f64'],
      values: 'normal',
      shapes: ['300', '37x41'],
      rule: 'ulp:2',
    },
  ),
  ...calls(["np.histogram({x}, bins='fd')[0]", "np.histogram({x}, bins='scott')[0]"], {
    types: ['f64'],
    values: 'normal',
    shapes: ['300', '37x41'],
    rule: 'ulp:2',
  }),
  ...calls(
    [
      'np.histogram2d({x}, {y})[0]',
      'np.histogram2d({x}, {y}, bins=4)[1]',
      'np.histogram2d({x}, {y}, bins=(3, 5), range=[[-2, 2], [-1, 3]])[0]',
      'np.histogram2d({x}, {y}, bins=[[-2, 0, 3], [-1, 1, 2]])[0]',
      'np.histogram2d({x}, {y}, bins=[-2, 0, 1, 3], weights={y})[0]',
      'np.histogram2d({x}, {y}, bins=3, density=True)[0]',
    ],
    { shapes: ['300 300', '7 7'], types: ['f64', 'i64', 'i64 f64'], values: 'small', rule: 'ulp:2' },
  ),
  ...calls(['np.histogramdd({x}, bins=(2, 3, 4))[0]', 'np.histogramdd({x}, bins=[3, 2, 2])[1][2]'], {
    shapes: ['40x3', '300x3'],
    types: ['f64', 'i64'],
    values: 'small',
    rule: 'ulp:2',
  }),
];

const ALONG: readonly Template[] = [
  ...calls(['np.cumprod({x}, axis={axis})', '{x}.cumprod()', 'np.cumprod({x}, dtype=np.float64)'], {
    types: ALL,
    values: 'small',
    shapes: ['7', '5x4', '3x4x5', '0x3', '1'],
    rule: 'sum',
  }),
  ...calls(['np.cumsum({x}, axis={axis})', 'np.nancumsum({x}, {axis})', 'np.nancumprod({x}, axis={axis})'], {
    types: ALL,
    values: 'small',
    shapes: ['7', '5x4', '3x4x5', '1'],
    rule: 'sum',
  }),
  ...calls(
    [
      'np.diff({x}, n=2, axis={axis})',
      'np.diff({x}, prepend=0)',
      'np.diff({x}, axis={axis}, prepend=1, append={x}[:1].sum())',
      'np.diff({x}, append={x})',
    ],
    { values: 'small' },
  ),
  ...calls(
    [
      'np.gradient({x}, axis={axis})',
      'np.gradient({x}, 0.5, axis={axis}, edge_order=2)',
      'np.gradient({x}, 2, axis={axis})',
      'np.gradient({x})[0]',
    ],
    { shapes: ['7', '300', '5x4', '37x41', '3x4x5'], values: 'normal', rule: 'ulp:2' },
  ),
  ...calls(
    [
      'np.gradient({x}, {y} * {y} + np.arange({x}.shape[0]) * 3, axis=0)',
      'np.gradient({x}, {y} * {y} + np.arange({x}.shape[0]) * 3, axis=0, edge_order=2)',
    ],
    {
      shapes: ['7 7', '5x4 5', '3x4x5 3'],
      types: ['f64', 'i64', 'i64 f64'],
      values: 'small',
      rule: 'near:1e-13',
    },
  ),
  ...calls(['np.gradient({x}, 0.5, 2.0)[1]', 'np.gradient({x}, np.arange({x}.shape[0]) * 0.5, 3)[0]'], {
    shapes: ['5x4', '37x41'],
    values: 'normal',
    rule: 'ulp:2',
  }),
  ...calls(
    [
      'np.trapezoid({x})',
      'np.trapezoid({x}, dx=0.25)',
      'np.trapezoid({x}, axis={axis})',
      'np.trapezoid({x}, x=np.arange({x}.shape[-1]) * 0.5)',
    ],
    { values: 'normal', rule: 'sum' },
  ),
  ...calls(['np.trapezoid({x}, {y}, axis={axis})'], { shapes: ['5 5', '3x4 3x4'], values: 'normal', rule: 'sum' }),
  ...calls(['np.unwrap({x})', 'np.unwrap({x}, axis={axis}, discont=4.0)', 'np.unwrap({x}, period=2.5)'], {
    types: FLOAT,
    values: 'normal',
    rule: 'near:1e-12',
  }),
  ...calls(['np.unwrap({x}, period=5)', 'np.unwrap({x}, period=6, axis={axis})'], { types: ['i64'], values: 'small' }),
];

const SIGNALS: readonly Template[] = [
  ...calls(
    ['valid', 'same', 'full'].flatMap((mode) => [
      `np.convolve({x}, {y}, '${mode}')`,
      `np.correlate({x}, {y}, mode='${mode}')`,
    ]),
    {
      shapes: ['7 3', '3 7', '5 5', '300 31', '1 1', '4 1'],
      types: [...ALL, 'i64 f64'],
      values: 'normal',
      rule: 'sum',
      draws: 6,
    },
  ),
  ...calls(['np.convolve({x}, [1, 0, -1])', 'np.correlate({x}, {y})'], { shapes: ['7 3', '3 7'], values: 'small' }),
  ...calls(
    [
      'np.interp({x}, [-2, -0.5, 0, 3], [1, 5.5, -2, 4])',
      'np.interp({x}, np.arange(5), np.arange(5) ** 2, left=-7, right=9.5)',
      'np.interp({x}, np.array([-1.0, 2.0]), np.array([3, 4]), period=3.5)',
      'np.interp({e}, [0, 1], [2.5, 3.5])',
    ],
    { types: ALL, values: 'special', rule: 'ulp:1' },
  ),
  ...['hanning', 'hamming', 'blackman', 'bartlett'].flatMap((name) =>
    calls([`np.${name}({n})`, `np.${name}(12)`], { types: ['f64'], ints: [1, 0, 7, 51], rule: 'near:1e-14', draws: 4 }),
  ),
  ...calls(['np.kaiser({n}, 14)', 'np.kaiser(12, {v})'], {
    types: ['f64'],
    ints: [1, 7],
    floats: [0.0, 5.5],
    rule: 'near:1e-12',
  }),
  ...calls(['np.i0({x})'], { types: NUMBER, values: 'small', rule: 'ulp:16' }),
  ...calls(['np.sinc({x})', 'np.sinc({x} * 0)'], { types: ['f64', ...INTEGER], values: 'small', rule: 'near:1e-14' }),
  ...calls(
    [
      'np.nan_to_num({x})',
      'np.nan_to_num({x}, nan=2.5, posinf=7, neginf=-1)',
      'np.nan_to_num({x}, copy=True, posinf=1e5)',
    ],
    {
      types: ALL,
    },
  ),
];

const PADDING: readonly Template[] = [
  ...calls(
    [
      'np.pad({x}, 2)',
      'np.pad({x}, (1, 3), constant_values=(4, -5))',
      "np.pad({x}, 3, mode='constant', constant_values=7)",
      "np.pad({x}, ((2, 1),), 'empty').shape[0]",
    ],
    { types: ALL },
  ),
  ...calls(
    [
      ...['edge', 'reflect', 'symmetric', 'wrap', 'maximum', 'minimum'].map((mode) => `np.pad({x}, (2, 3), '${mode}')`),
      "np.pad({x}, 2, mode='reflect', reflect_type='odd')",
      "np.pad({x}, (3, 1), mode='symmetric', reflect_type='odd')",
      "np.pad({x}, 3, 'maximum', stat_length=2)",
      "np.pad({x}, 3, 'minimum', stat_length=((1, 3),))",
    ],
    { shapes: ['7', '5x4', '4x5x6', '300'], values: 'normal', rule: 'zero' },
  ),
  ...calls(["np.pad({x}, (2, 3), 'edge')", "np.pad({x}, 5, 'symmetric')"], { types: ALL, shapes: ['1', '3x1', '2x3'] }),
  ...calls(
    [
      "np.pad({x}, 4, 'linear_ramp')",
      "np.pad({x}, (3, 5), 'linear_ramp', end_values=(2, -3.5))",
      "np.pad({x}, 2, 'mean')",
      "np.pad({x}, 2, 'median', stat_length=3)",
    ],
    {
      shapes: ['7', '5x4', '4x5x6'],
      values: 'normal',
      rule: 'near:1e-14',
    },
  ),
  ...calls(
    ['np.pad({x}, ((1, 2), (0, 3)))', "np.pad({x}, ((2, 0), (1, 1)), 'edge')", 'np.pad({x}, [(1, 0), (2, {n})])'],
    {
      shapes: ['5x4', '3x1'],
      ints: [0, 3],
    },
  ),
  ...calls(
    [
      'np.lib.stride_tricks.sliding_window_view({x}, 3, axis={axis})',
      'np.lib.stride_tricks.sliding_window_view({x}, 2, axis=0).sum(axis=-1)',
    ],
    { shapes: ['7', '5x4', '3x4x5'], values: 'small' },
  ),
];

const JOINING: readonly Template[] = [
  ...calls(
    [
      'np.concatenate(([0], {x}))',
      'np.concatenate(([1.5, 2], {x}, [3]))',
      'np.hstack((0, {x}, 2))',
      'np.concatenate([{x}, {x}], dtype=np.float64)',
      'np.stack([{x}, {x}], axis=1, dtype=np.float64)',
    ],
    { ranks: [1], types: NUMBER },
  ),
  ...calls(['np.vstack([{x}, {y}])', 'np.dstack(({x}, {y}))', 'np.column_stack(({x}, {y}))'], {
    types: [...ALL, 'i64 f32'],
    shapes: ['3 3', '3x2 3x2'],
  }),
  ...calls(['np.block([[{x}, {y}], [{y}, {x}]])', 'np.block([{x}, {y}])', 'np.block([[{x}], [{y}]])'], {
    shapes: ['2x3 2x3', '1x1 1x1'],
  }),
  ...calls(['np.block([{x}, 1, {y}])'], { shapes: ['3 2'] }),
  ...calls(['np.split({x}, 3)[1]', 'np.split({x}, 3, axis={axis})[2]', 'np.hsplit({x}, 3)[0]'], {
    shapes: ['6', '3x9', '6x3x3'],
  }),
  ...calls(
    [
      'np.array_split({x}, 4)[0]',
      'np.array_split({x}, 4, axis={axis})[2]',
      'np.split({x}, [1, 3])[1]',
      'np.split({x}, (2,), axis={axis})[1]',
    ],
    {
      types: ALL,
    },
  ),
  ...calls(['np.vsplit({x}, 2)[1]', 'np.dsplit({x}, [1, 2])[1]'], { shapes: ['4x3x5'] }),
  ...calls(
    ['np.tile({x}, 3)', 'np.tile({x}, (2, 3))', 'np.tile({x}, (2, 1, 2))', 'np.tile({x}, {n})', 'np.tile({e}, 4)'],
    {
      types: ALL,
      shapes: ['7', '2x3', '0x3', '1x2x3'],
      ints: [0, 2],
    },
  ),
  ...calls(
    ['np.repeat({x}, 3)', 'np.repeat({x}, 2, axis={axis})', '{x}.repeat({n}, axis={axis})', 'np.repeat({e}, 3)'],
    {
      types: ALL,
      ints: [0, 2],
    },
  ),
  ...calls(['np.repeat({x}, {y}, axis=0)', 'np.repeat({x}, [0, 2, 1], axis=0)'], {
    shapes: ['3 3', '3x4 3'],
    types: ['f64 i64', 'b1 i32'],
    values: 'special index',
  }),
  ...calls(
    [
      'np.rot90({x})',
      'np.rot90({x}, 2)',
      'np.rot90({x}, -1)',
      'np.rot90({x}, 3, axes=(-1, 0))',
      'np.roll({x}, (1, -2), axis=(0, 1))',
      'np.roll({x}, 2, axis=(0, -1))',
      'np.moveaxis({x}, (0, 1), (-1, 0))',
      'np.rollaxis({x}, 1)',
      'np.rollaxis({x}, -1, 0)',
      "np.reshape({x}, (-1,), order='F')",
      "np.ravel({x}, order='F')",
    ],
    { types: ALL, ranks: [2, 3] },
  ),
  ...calls(["np.reshape({x}, (4, 3), order='F')", "{x}.reshape(2, -1, order='F')"], { shapes: ['12', '3x4', '2x3x2'] }),
  ...calls(
    [
      'np.expand_dims({x}, (0, 2))',
      'np.atleast_1d({x})',
      'np.atleast_2d({x})',
      'np.atleast_3d({x})',
      'np.atleast_2d({e})',
    ],
    {
      ranks: [1, 2, 3],
    },
  ),
  ...calls(
    [
      'np.broadcast_arrays({x}, {y})[0]',
      'np.broadcast_arrays({x}, {y})[1]',
      'np.broadcast_shapes({x}.shape, {y}.shape)[0]',
    ],
    {
      shapes: ['3x1 4', '3 3', '2x1x4 3x1', '1 5'],
    },
  ),
];

const GRIDS: readonly Template[] = [
  ...calls(['np.diag({x})', 'np.diag({x}, 2)', 'np.diag({x}, k=-1)', 'np.diagflat({x})', 'np.diagflat({x}, {n})'], {
    types: ALL,
    shapes: ['4', '0', '3x3', '2x5', '5x2'],
    ints: [1, -2],
  }),
  ...calls(
    ['np.diagonal({x})', '{x}.diagonal(1)', 'np.diagonal({x}, -1, 1, 0)', 'np.diagonal({x}, axis1=-1, axis2=0)'],
    {
      types: ALL,
      ranks: [2, 3],
    },
  ),
  ...calls(['np.tril({x})', 'np.triu({x})', 'np.tril({x}, -1)', 'np.triu({x}, k=2)', 'np.tril({x}, {n})'], {
    types: ALL,
    ints: [1, -3],
    ranks: [2, 3],
  }),
  ...calls(['np.tril({x})', 'np.triu({x}, 1)'], { shapes: ['5', '0'] }),
  ...calls(['np.tri({n})', 'np.tri(3, 5, 1)', 'np.tri(4, {n}, -1, dtype=np.int32)', 'np.tri(3, dtype=bool)'], {
    types: ['f64'],
    ints: [3, 1],
  }),
  ...calls(
    [
      'np.meshgrid({x}, {y})[0]',
      'np.meshgrid({x}, {y})[1]',
      "np.meshgrid({x}, {y}, indexing='ij')[0]",
      "np.meshgrid({x}, {y}, {x}, indexing='ij')[2]",
      'np.meshgrid({x}, {y}, {x}, sparse=True)[1]',
      'np.meshgrid({x}, {y}, copy=False)[1] + 1',
    ],
    { types: [...NUMBER, 'i64 f32'], shapes: ['3 4', '1 2', '0 3'] },
  ),
  ...calls(['np.indices((2, {n}))', 'np.indices((3, 2, 2), dtype=np.float32)', 'np.indices((3, 4), sparse=True)[1]'], {
    types: ['f64'],
    ints: [3, 0],
  }),
  ...calls(
    [
      'np.linspace(0, 1, 5, retstep=True)[1]',
      'np.linspace({v}, 9, 4, dtype=int)',
      'np.linspace(0, 10, {n}, endpoint=False, retstep=True)[0]',
      'np.linspace({x}, {x} + 2, 5)',
      'np.linspace({x}, 3.5, {n}, endpoint=False, axis=-1)',
      'np.logspace(0, 3, 4)',
      'np.logspace({v}, 2.5, {n}, base=2)',
      'np.geomspace(1, 1000, 4)',
      'np.geomspace(-2.5, -100, {n})',
      'np.geomspace(1, 256, num=9, dtype=int)',
      'np.arange(0.5, 3.0, 0.25, dtype=np.float32)',
      'np.arange(0.1, 7.3, 0.7, dtype=np.float32)',
      'np.full((2, 3), [1, 2, 3])',
      'np.full_like({x}, 7, shape=(2, {n}))',
      'np.zeros_like({x}, shape=3)',
      'np.array({x}, ndmin=3)',
      'np.array([[{v}, 2], [3, {n}]], ndmin=3)',
      'np.array([])',
      'np.array([{x}, {x} + 1])',
      'np.ascontiguousarray({x}.T)',
      'np.asfortranarray({x}) + 1',
    ],
    { types: ['f64'], values: 'normal', floats: [0.25, 1.5], ints: [3, 1, 7], rule: 'ulp:2', draws: 3 },
  ),
];

const MAKERS: readonly Template[] = [
  ...calls(
    [
      'np.mgrid[0:5, 0:{n}]',
      'np.mgrid[0:5:2, 1:2:5j]',
      'np.mgrid[-1:1:5j]',
      'np.mgrid[0:{v}:0.3, 2:4]',
      'np.ogrid[0:5, 0:{n}:2][1]',
      'np.ogrid[0:1:3j, 0:4][0]',
      'np.r_[0, {x}, 3]',
      'np.r_[1:{n}, 2.5, 0:1:4j]',
      'np.c_[{x}, {x} + 1]',
      'np.c_[[1, 2, 3], [4.5, 5, 6]]',
    ],
    { types: NUMBER, ints: [3, 1, 7], floats: [1.25, 2.0], ranks: [1], values: 'small', draws: 3 },
  ),
];

const OPTIONS: readonly Template[] = [
  ...calls(
    [
      'np.nansum({x}, where={x} > 0)',
      'np.nansum({x}, initial=2, axis={axis})',
      'np.nanmean({x}, where={x} != 0.25)',
      'np.nanmin({x}, initial=-1, where={x} > 0)',
      'np.nanmax({x}, axis={axis}, initial=0)',
      'np.nanvar({x}, where={x} != 0.25)',
    ],
    { types: NUMBER, values: 'normal', nonempty: true, rule: 'sum' },
  ),
  ...calls(
    [
      'np.cumprod({x}, out=np.zeros(6))',
      'np.nancumsum({x}, out=np.zeros(6))',
      'np.median({x}, 0, np.zeros(1), keepdims=True)',
    ],
    {
      types: ['f64', 'i64'],
      shapes: ['6'],
      values: 'small',
      rule: 'sum',
    },
  ),
  ...calls(['np.concatenate(({x}, {y}), out=np.zeros(6))', 'np.stack(({x}, {y}), out=np.zeros((2, 3)))'], {
    shapes: ['3 3'],
    types: ['f64', 'f64 i64'],
    values: 'small',
  }),
];

const LOGIC: readonly Template[] = [
  ...calls(
    [
      'np.isclose({x}, {y})',
      'np.isclose({x}, {y}, rtol=0.25, atol=0.5)',
      'np.isclose({x}, {x} + 1e-9, equal_nan=True)',
      'np.isclose({x}, 1)',
      'np.isclose(2.5, {x})',
      'np.allclose({x}, {x} * (1 + 1e-7))',
      'np.allclose({x}, {y}, atol={v})',
      'np.allclose({x}, {x}, equal_nan=True)',
    ],
    { types: [...NUMBER, 'f64 f32', 'i64 f64'], values: 'normal' },
  ),
  ...calls(['np.isclose({x}, {y})', 'np.isclose({x}, {x}, equal_nan=True)', 'np.isclose({x}, np.inf)'], {
    types: FLOAT,
  }),
  ...calls(
    [
      'np.array_equal({x}, {y})',
      'np.array_equal({x}, {x})',
      'np.array_equal({x}, {x}, equal_nan=True)',
      'np.array_equal({x}, [1, 2])',
      'np.array_equiv({x}, {y})',
      'np.array_equiv({x}, {x} * 1)',
    ],
    { types: [...ALL, 'f64 i64'], values: 'special' },
  ),
  ...calls(['np.isposinf({x})', 'np.isneginf({x})'], { types: FLOAT }),
  ...calls(['np.iterable({x})', 'np.iterable(3)', 'np.iterable((1, 2))', 'np.size({v})'], { types: ['f64'] }),
];

export const STATISTICS_TEMPLATES: readonly Template[] = [
  ...ORDER,
  ...AVERAGES,
  ...HISTOGRAM,
  ...ALONG,
  ...SIGNALS,
  ...PADDING,
  ...JOINING,
  ...GRIDS,
  ...MAKERS,
  ...OPTIONS,
  ...LOGIC,
];
