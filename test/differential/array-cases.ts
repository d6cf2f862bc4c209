// SPDX-License-Identifier: Apache-2.0
// Calls of padding, joining, cutting, grids, diagonals and logic, for `function-cases.ts`.

import type { Template } from './function-cases';

type Options = Partial<Omit<Template, 'text'>>;

const FLOAT = ['f64', 'f32'];
const INTEGER = ['i64', 'i32'];
const NUMBER = [...FLOAT, ...INTEGER];
const ALL = [...NUMBER, 'b1'];
const _OTHER = ['i8', 'i16', 'u8', 'u32', 'u64'];
/** Every kind of elements. */
const SOME = [...ALL, 'i8', 'u16', 'u64', 'c64', 'c128'];

function calls(texts: readonly string[], options: Options = {}): Template[] {
  return texts.map((text) => ({ text, types: NUMBER, rule: 'exact', ...options }));
}

const PADDING: readonly Template[] = [
  ...calls(
    [
      'np.pad({x}, 2)',
      'np.pad({x}, (1, 3), constant_values=(4, -5))',
      "np.pad({x}, 3, mode='constant', constant_values=7)",
      "np.pad({x}, ((2, 1),), 'empty').shape[0]",
    ],
    { types: SOME },
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
  ...calls(["np.pad({x}, (2, 3), 'edge')", "np.pad({x}, 5, 'symmetric')"], {
    types: SOME,
    shapes: ['1', '3x1', '2x3'],
  }),
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
      types: SOME,
    },
  ),
  ...calls(['np.vsplit({x}, 2)[1]', 'np.dsplit({x}, [1, 2])[1]'], { shapes: ['4x3x5'] }),
  ...calls(
    ['np.tile({x}, 3)', 'np.tile({x}, (2, 3))', 'np.tile({x}, (2, 1, 2))', 'np.tile({x}, {n})', 'np.tile({e}, 4)'],
    {
      types: SOME,
      shapes: ['7', '2x3', '0x3', '1x2x3'],
      ints: [0, 2],
    },
  ),
  ...calls(
    ['np.repeat({x}, 3)', 'np.repeat({x}, 2, axis={axis})', '{x}.repeat({n}, axis={axis})', 'np.repeat({e}, 3)'],
    {
      types: SOME,
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
    { types: SOME, ranks: [2, 3] },
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
    types: SOME,
    shapes: ['4', '0', '3x3', '2x5', '5x2'],
    ints: [1, -2],
  }),
  ...calls(
    ['np.diagonal({x})', '{x}.diagonal(1)', 'np.diagonal({x}, -1, 1, 0)', 'np.diagonal({x}, axis1=-1, axis2=0)'],
    {
      types: SOME,
      ranks: [2, 3],
    },
  ),
  ...calls(['np.tril({x})', 'np.triu({x})', 'np.tril({x}, -1)', 'np.triu({x}, k=2)', 'np.tril({x}, {n})'], {
    types: SOME,
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

const ITEMS: readonly Template[] = [
  ...calls(
    ['{x}.flat[2]', '{x}.flat[-1]', '{x}.flat[1::3]', 'np.sum({x}.flat)', "{x}.flatten('F')", "{x}.flatten(order='C')"],
    {
      types: SOME,
      shapes: ['7', '5x4', '2x3x4'],
      values: 'small',
      rule: 'sum',
    },
  ),
  ...calls(
    [
      'np.cumulative_sum({x}, axis={axis})',
      'np.cumulative_prod({x}, axis={axis})',
      'np.astype({x}, np.float32)',
      'np.fix({x} * 1.5)',
    ],
    {
      types: ['f64', 'i64'],
      values: 'small',
      shapes: ['7', '5x4'],
      rule: 'sum',
    },
  ),
  ...calls(['np.unstack(np.stack(({x}, {x})))[1]', 'np.unstack(np.stack(({x}, {x} + 1), axis=1), axis=1)[0]'], {
    shapes: ['5x4', '2x3x4'],
  }),
  ...calls(
    [
      'np.fromfunction(lambda i, j: i * 2 - j, (3, {n}))',
      'np.fromfunction(lambda i: i ** 2, ({n},), dtype=int)',
      'np.zeros((2, 1, 3, 1, {n})).shape[4]',
      'np.ones((2, 1, 1, 2, 1, 2)).sum(axis=(0, 3))',
    ],
    { types: ['f64'], ints: [3, 1] },
  ),
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

export const ARRAY_TEMPLATES: readonly Template[] = [...PADDING, ...JOINING, ...GRIDS, ...MAKERS, ...ITEMS, ...LOGIC];
