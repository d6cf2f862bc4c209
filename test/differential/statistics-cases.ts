// SPDX-License-Identifier: Apache-2.0
// Calls of statistics, running sums, histograms and signals, for `function-cases.ts`.
// Debian's NumPy 1.24 differs from NumPy 2 in places, which are left out: percentiles and
// `sinc` of float32 are float64 there, and `closest_observation` rounds another way.

import type { Template } from './function-cases';

type Options = Partial<Omit<Template, 'text'>>;

const FLOAT = ['f64', 'f32'];
const INTEGER = ['i64', 'i32'];
const NUMBER = [...FLOAT, ...INTEGER];
const ALL = [...NUMBER, 'b1'];
const OTHER = ['i8', 'i16', 'u8', 'u32', 'u64'];
/** Every kind of elements. */
const _SOME = [...ALL, 'i8', 'u16', 'u64', 'c64', 'c128'];

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

/** The same of small and unsigned integers and, where they have a meaning, of complex numbers. */
const TYPES: readonly Template[] = [
  ...calls(
    ['np.median({x}, axis={axis})', 'np.nanmedian({x})', 'np.average({x}, axis={axis})', 'np.nansum({x}, axis={axis})'],
    {
      types: OTHER,
      values: 'normal',
      nonempty: true,
      rule: 'sum',
    },
  ),
  ...calls(
    ['np.percentile({x}, [10, 50], axis={axis})', "np.quantile({x}, 0.4, method='lower')", 'np.quantile({x}, 0)'],
    {
      types: OTHER,
      values: 'special',
      nonempty: true,
      rule: 'ulp:2',
    },
  ),
  ...calls(
    [
      'np.cumprod({x}, axis={axis})',
      'np.nancumsum({x})',
      'np.diff({x}, axis={axis}, prepend={x})',
      'np.trapezoid({x})',
    ],
    {
      types: [...OTHER, 'c64', 'c128'],
      values: 'small',
      shapes: ['7', '3x4'],
      rule: 'sum',
    },
  ),
  ...calls(['np.gradient({x}, axis={axis})', 'np.gradient({x}, 0.5, axis={axis}, edge_order=2)'], {
    types: [...OTHER, 'c64', 'c128'],
    values: 'small',
    shapes: ['7', '3x4'],
    rule: 'near:1e-13',
  }),
  ...calls(["np.convolve({x}, {y}, 'same')", "np.correlate({x}, {y}, 'full')", "np.correlate({x}, {y}, 'same')"], {
    types: [...OTHER, 'c64', 'c128', 'i8 u8', 'u16 c64'],
    values: 'small',
    shapes: ['7 3', '2 5'],
    rule: 'sum',
  }),
  ...calls(['np.histogram({x}, 5)[0]', 'np.histogram({x}, 5)[1]', 'np.histogram({x}, [0, 1, 3], weights={x})[0]'], {
    types: OTHER,
    values: 'small',
    nonempty: true,
    rule: 'ulp:2',
  }),
  ...calls(['np.nan_to_num({x})', 'np.nanmean({x})', 'np.nansum({x}, axis={axis})', 'np.nanprod({x} / 8)'], {
    types: ['c64', 'c128'],
    values: 'small',
    nonempty: true,
    rule: 'sum',
  }),
  ...calls(
    [
      'np.interp([0.5, 1, 7], np.arange(7), {x})',
      'np.average({x}, weights=np.arange(1, 8))',
      'np.cov({x})',
      'np.cov({x}, {x} * {x})',
      'np.corrcoef({x}, {x} * {x})',
    ],
    {
      types: ['c64', 'c128', 'u8'],
      shapes: ['7'],
      values: 'small',
      rule: 'near:1e-6',
    },
  ),
  ...calls(
    [
      'np.isclose({x}, {y})',
      'np.allclose({x}, {x} + 0)',
      'np.sinc({x})',
      'np.linspace({x}, {y}, 4)',
      'np.unwrap({x}.real)',
    ],
    {
      types: ['c128', 'u8', 'i16'],
      values: 'small',
      shapes: ['7 7', '3x4 3x4'],
      rule: 'near:1e-12',
    },
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

export const STATISTICS_TEMPLATES: readonly Template[] = [
  ...ORDER,
  ...TYPES,
  ...AVERAGES,
  ...HISTOGRAM,
  ...ALONG,
  ...SIGNALS,
  ...OPTIONS,
];
