// SPDX-License-Identifier: Apache-2.0
// One or more calls of every function, method and operator that compiles, for `functions.test.ts`.
// `{x} {y} {z}` are arrays, `{e}` an element of an array, `{v}` a Python float, `{n}` a Python int; `{axis} {other}
// {axes} {keep}` are drawn to fit `{x}`.

import { ARRAY_TEMPLATES } from './array-cases';
import { INDEXING_TEMPLATES } from './indexing-cases';
import { LINALG_TEMPLATES } from './linalg-cases';
import { STATISTICS_TEMPLATES } from './statistics-cases';

export interface Template {
  readonly text: string;
  /** Element types of x, y and z; the last one stands for the rest. */
  readonly types: readonly string[];
  /** How results compare (see `oracle.py`). */
  readonly rule: string;
  /** Kinds of values of x, y and z; `special` by default. */
  readonly values?: string;
  readonly shapes?: readonly string[];
  readonly ranks?: readonly number[];
  readonly nonempty?: boolean;
  readonly layout?: 'C';
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  /** The diagnostic that element types get. */
  readonly refused?: Readonly<Record<string, string>>;
  readonly draws?: number;
  /** The first NumPy version that answers; the oracle's may be older. */
  readonly since?: number;
}

type Options = Partial<Omit<Template, 'text'>>;

const FLOAT = ['f64', 'f32'];
const INTEGER = ['i64', 'i32'];
const NUMBER = [...FLOAT, ...INTEGER];
const ALL = [...NUMBER, 'b1'];
const PAIRS = ALL.flatMap((x) => ALL.map((y) => `${x} ${y}`));
const INTEGER_PAIRS = ['i64 i64', 'i64 i32', 'i32 i64', 'i32 i32', 'i32 b1', 'b1 i64', 'b1 b1'];
const FLOAT_PAIRS = ['f64 f64', 'f64 f32', 'f32 f32', 'f32 b1', 'i64 f64', 'i32 f32', 'i64 i32'];

function calls(texts: readonly string[], options: Options = {}): Template[] {
  return texts.map((text) => ({ text, types: ALL, rule: 'exact', ...options }));
}

function named(prefix: string, names: string, parameters: string, options: Options = {}): Template[] {
  return calls(
    names.split(' ').map((name) => `${prefix}${name}(${parameters})`),
    options,
  );
}

const ELEMENTWISE: readonly Template[] = [
  ...named('np.', 'abs absolute isnan isinf isfinite logical_not', '{x}'),
  ...named('np.', 'positive negative sign', '{x}', { refused: { b1: 'WEFT201' } }),
  ...named('np.', 'square', '{x}', {}),
  ...named('np.', 'fabs rint', '{x}', { refused: { b1: 'WEFT245' } }),
  // NumPy 2.1 leaves integers as they are; before, they became floats.
  ...named('np.', 'floor ceil trunc', '{x}', { types: FLOAT }),
  ...named('np.', 'reciprocal', '{x}', { types: INTEGER }),
  ...named('np.', 'invert bitwise_not', '{x}', { types: [...INTEGER, 'b1'] }),
  ...calls(['~{x}'], { types: [...INTEGER, 'b1'] }),
  ...calls(['-{x}', '+{x}', 'abs({x})'], { types: NUMBER }),
  ...calls(['np.reciprocal({x})', '{x} ** -1', '{x} ** -1.0'], { types: FLOAT }),
  ...calls(['{x} ** 2', '{x} ** 1', '{x} ** 0'], { types: NUMBER }),
  ...calls(['np.power({x}, 2)'], { types: NUMBER, rule: 'ulp:4' }),
  ...calls(['np.power({x}, 0.5)', '{x} ** 0.5', '{x} ** 3', '{x} ** 2.5', '2.5 ** {x}'], {
    types: FLOAT,
    rule: 'ulp:4',
  }),
  ...calls(['{x} ** 3', '{x} ** 7', '{x} ** 62'], { types: INTEGER }),
  ...named('np.', 'power', '{x}, {y}', {
    types: INTEGER_PAIRS,
    values: 'special index',
  }),
  ...named('np.', 'power', '{x}, {y}', { types: FLOAT_PAIRS, rule: 'ulp:4' }),
  ...named('np.', 'sqrt', '{x}', { types: NUMBER }),
  ...named(
    'np.',
    'cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh',
    '{x}',
    { types: NUMBER, rule: 'ulp:4' },
  ),
  ...named('np.', 'sin exp sqrt fabs rint', '{x}', { types: ['b1'], refused: { b1: 'WEFT245' } }),
  ...named('np.', 'arctan2 hypot', '{x}, {y}', { types: FLOAT_PAIRS, rule: 'ulp:4' }),
  ...named('np.', 'copysign', '{x}, {y}', { types: FLOAT_PAIRS }),
  ...named('np.', 'add multiply divide true_divide', '{x}, {y}', { types: PAIRS, draws: 1 }),
  ...named('np.', 'subtract', '{x}, {y}', { types: PAIRS, draws: 1, refused: { 'b1 b1': 'WEFT201' } }),
  ...named('np.', 'floor_divide mod remainder', '{x}, {y}', { types: PAIRS, draws: 1 }),
  ...calls(['{x} + {y}', '{x} * {y}', '{x} / {y}'], { types: PAIRS, draws: 1 }),
  ...calls(['{x} - {y}'], { types: PAIRS, draws: 1, refused: { 'b1 b1': 'WEFT201' } }),
  ...calls(['{x} // {y}', '{x} % {y}'], { types: PAIRS, draws: 1 }),
  ...calls(['{x} // 3', '{x} % 3', '{x} // -3', '{x} % -3', '{x} // 0', '{x} % 0', '7 // {x}', '-7 % {x}'], {
    types: NUMBER,
  }),
  ...calls(['{x} // 0.75', '{x} % -0.75', '-0.75 // {x}', '2.5 % {x}', '{x} % np.inf'], { types: ['f64', 'f32'] }),
  ...calls(['{x} + 1', '2 - {x}', '{x} * -3', '{x} / 3', '1 / {x}', '{x} + {n}', '{n} * {x}'], {}),
  ...calls(['{x} + 0.1', '0.1 * {x}', '{x} / 0.3', '{x} - {v}', '{v} / {x}'], {}),
  ...calls(['{x} + {e}', '{e} - {x}', '{e} * {e}', '{x} < {e}'], { types: NUMBER }),
  ...calls(['{e} / {e}', '{e} // 2', '-{e}', 'abs({e})', '{e} % 3', '{e} + 1', '{e} > 0'], { types: NUMBER }),
  ...named('np.', 'bitwise_and bitwise_or bitwise_xor', '{x}, {y}', { types: INTEGER_PAIRS }),
  ...calls(['{x} & {y}', '{x} | {y}', '{x} ^ {y}'], { types: INTEGER_PAIRS }),
  ...named('np.', 'left_shift right_shift', '{x}, {y}', {
    types: ['i64 i64', 'i64 i32', 'i32 i32'],
    values: 'special index',
  }),
  ...calls(['{x} << 3', '{x} >> 2', '{x} >> 63', '{x} & 6', '1 << {x}', '{x} >> {y}'], { types: INTEGER }),
  ...named('np.', 'minimum maximum fmin fmax', '{x}, {y}', { types: PAIRS, draws: 1, rule: 'zero' }),
  ...calls(['np.clip({x}, -1, 2)', '{x}.clip(0, 5)', 'np.clip({x}, 1, None)', 'np.clip({x}, None, 3)'], {
    types: NUMBER,
    rule: 'zero',
  }),
  ...calls(['np.clip({x}, {y}, {z})'], { types: NUMBER, rule: 'zero' }),
  ...calls(['np.round({x})', 'np.around({x})', '{x}.round()', 'np.round({x}, 2)', '{x}.round(3)'], { types: NUMBER }),
  ...calls(['np.round({x}, decimals=-1)'], { types: NUMBER }),
  ...named('np.', 'logical_and logical_or logical_xor', '{x}, {y}', { types: PAIRS, draws: 1 }),
  ...named('np.', 'equal not_equal less less_equal greater greater_equal', '{x}, {y}', { types: PAIRS, draws: 1 }),
  ...calls(['{x} < {y}', '{x} <= {y}', '{x} == {y}', '{x} != {y}', '{x} > {y}', '{x} >= {y}'], {
    types: PAIRS,
    draws: 1,
  }),
  ...calls(['{x} < 1', '{x} == 0.5', '{x} >= {n}', '0 != {x}'], {}),
  ...calls(['{x} < 3000000000', '3e9 >= {x}'], { types: ['f64', 'f32', 'i64'] }),
  ...calls(['np.where({x}, {y}, {z})'], { types: ['b1 f64 f64', 'b1 i64 f32', 'i64 f32 f32', 'f64 i32 b1'] }),
  ...calls(['np.where({x} > 0, 1, 2.5)', 'np.where({x} > {y}, {y}, {x})'], { types: NUMBER }),
  ...calls(['np.where({x} > 0, {x}, 0)'], { types: ['f64', 'i64'] }),
];

const REDUCTIONS: readonly Template[] = [
  ...named('np.', 'sum prod', '{x}, axis={axes}, keepdims={keep}', { rule: 'sum', values: 'normal' }),
  ...named('{x}.', 'sum prod', 'axis={axes}', { rule: 'sum', values: 'normal' }),
  ...named('np.', 'sum', '{x}', { rule: 'sum', values: 'normal' }),
  ...named('np.', 'mean var std', '{x}, axis={axes}, keepdims={keep}', { rule: 'sum', values: 'normal' }),
  ...named('{x}.', 'mean var std', '', { rule: 'sum', values: 'normal' }),
  ...named('np.', 'var std', '{x}, axis={axis}, ddof=1', { rule: 'sum', values: 'normal' }),
  ...calls(['np.sum({x}, dtype=np.float64)', '{x}.sum(dtype=np.int64)', 'np.mean({x}, dtype=np.float64)'], {
    rule: 'sum',
    values: 'small',
  }),
  ...named('np.', 'sum mean', '{x}', { types: FLOAT, rule: 'sum', values: 'special' }),
  ...named('np.', 'min max amin amax', '{x}, axis={axes}, keepdims={keep}', { nonempty: true, rule: 'zero' }),
  ...named('{x}.', 'min max', 'axis={axis}', { nonempty: true, rule: 'zero' }),
  ...named('{x}.', 'min max', '', { nonempty: true, rule: 'zero', values: 'normal' }),
  ...named('np.', 'ptp', '{x}, axis={axes}, keepdims={keep}', { types: NUMBER, nonempty: true, rule: 'zero' }),
  ...named('np.', 'all any count_nonzero', '{x}, axis={axes}, keepdims={keep}'),
  ...named('{x}.', 'all any', 'axis={axis}'),
  ...calls(['np.count_nonzero({x})', '({x} == {x}).all()']),
  ...named('np.', 'argmin argmax', '{x}, axis={axis}, keepdims={keep}', { nonempty: true, values: 'small' }),
  ...named('np.', 'argmin argmax', '{x}', { nonempty: true, values: 'special' }),
  ...named('{x}.', 'argmin argmax', 'axis={axis}', { nonempty: true, values: 'special' }),
  ...calls(
    [
      'np.cumsum({x})',
      'np.cumsum({x}, axis={axis})',
      '{x}.cumsum({axis})',
      '{x}.cumsum(axis={axis}, dtype=np.float64)',
    ],
    {
      values: 'small',
      rule: 'sum',
    },
  ),
  ...calls(
    ['np.sum({x} * {x})', '({x} > 0).sum()', 'np.sum(np.abs({x}), axis={axis})', 'np.max({x} - 1, axis={axis})'],
    {
      types: NUMBER,
      nonempty: true,
      values: 'small',
      rule: 'sum',
    },
  ),
];

const MATRIX = [
  '3x4 4x5',
  '1x1 1x1',
  '37x41 41x29',
  '3x0 0x2',
  '2x3x4 2x4x5',
  '2x1x3x4 5x4x2',
  '4 4x3',
  '3x4 4',
  '130x70 70x90',
];

const PRODUCTS: readonly Template[] = [
  ...calls(['{x} @ {y}', 'np.matmul({x}, {y})'], {
    types: [...NUMBER, 'f32 f64', 'i64 f64', 'i32 i64'],
    shapes: [...MATRIX, '5 5', '5 3x5x2', '3x2x5 5', '0 0', '2x3x4 4x3'],
    values: 'normal',
    rule: 'product',
    draws: 6,
  }),
  ...calls(['np.dot({x}, {y})', '{x}.dot({y})'], {
    types: NUMBER,
    shapes: ['3x4 4x5', '5 5', '4 4x3', '3x4 4', '70001 70001'],
    values: 'normal',
    rule: 'product',
    draws: 5,
  }),
  ...calls(['np.dot({x}, 2.5)', 'np.dot(3, {x})'], { types: ['f64', 'i64'], rule: 'zero' }),
  ...calls(['np.inner({x}, {y})'], {
    types: NUMBER,
    shapes: ['5 5', '3x5 4x5', '3x5 5'],
    values: 'normal',
    rule: 'product',
  }),
  ...calls(['np.outer({x}, {y})'], { types: ALL, shapes: ['5 4', '300 7', '0 3'], values: 'small' }),
  ...calls(['np.vdot({x}, {y})'], {
    types: NUMBER,
    shapes: ['5 5', '3x5 3x5', '2x3x4 2x3x4'],
    values: 'normal',
    rule: 'product',
  }),
  ...calls(['np.trace({x})', '{x}.trace()'], {
    types: ALL,
    shapes: ['5x5', '3x7', '7x3'],
    values: 'special',
    rule: 'sum',
  }),
];

const SHAPE: readonly Template[] = [
  ...calls(
    ['np.reshape({x}, (4, 3))', '{x}.reshape(2, -1)', '{x}.reshape((3, 2, 2))', '{x}.reshape(-1)', '{x}.reshape(12)'],
    {
      shapes: ['12', '3x4', '2x3x2', '6x2', '1x2x2x3'],
    },
  ),
  ...calls([
    'np.ravel({x})',
    '{x}.ravel()',
    '{x}.flatten()',
    '{x}.copy()',
    'np.copy({x})',
    'np.array({x})',
    'np.asarray({x})',
  ]),
  ...calls([
    'np.transpose({x})',
    '{x}.T',
    '{x}.transpose()',
    'np.swapaxes({x}, {axis}, {other})',
    '{x}.swapaxes({axis}, {other})',
  ]),
  ...calls(['np.transpose({x}, (2, 0, 1))', '{x}.transpose(1, 2, 0)', '{x}.transpose((-1, 0, 1))'], { ranks: [3] }),
  ...calls(['np.moveaxis({x}, {axis}, {other})', 'np.flip({x}, {axis})', 'np.flip({x})', 'np.flip({x}, axis={axes})']),
  ...calls(['np.expand_dims({x}, {axis})', 'np.expand_dims({x}, 0)'], { ranks: [1, 2, 3] }),
  ...calls(['np.squeeze({x}, axis=0)', '{x}.squeeze(0)', 'np.squeeze({x}, axis=(0, 2))'], {
    shapes: ['1x3x1', '1x5x1x2'],
  }),
  ...calls(['np.broadcast_to({x}, (2, 3, 4))', 'np.broadcast_to({x}, (2, 3, 4)) + 1'], {
    types: NUMBER,
    shapes: ['4', '3x4', '3x1', '2x1x4', '1'],
  }),
  ...calls(
    ['np.concatenate(({x}, {y}), axis={axis})', 'np.stack(({x}, {y}), axis={axis})', 'np.stack([{x}, {y}], -1)'],
    {
      shapes: ['3 3', '3x4 3x4', '2x3x4 2x3x4', '0x2 0x2'],
      types: [...ALL, 'f64 i64', 'b1 i32'],
    },
  ),
  ...calls(['np.concatenate([{x}, {y}, {x}])'], { shapes: ['3 5', '3x4 1x4', '2x3x4 0x3x4', '2x1x1x3 4x1x1x3'] }),
  ...calls(['np.concatenate(({x}, {y}), axis=None)'], { shapes: ['3 5', '3x4 2', '2x3x4 1x4'] }),
  ...calls(['np.vstack(({x}, {y}))'], { shapes: ['3 3', '3x4 1x4', '4 2x4', '2x3x4 5x3x4'] }),
  ...calls(['np.hstack(({x}, {y}))'], { shapes: ['3 5', '3x4 3x2', '2x3x4 2x1x4'] }),
  ...calls(['np.column_stack(({x}, {y}))'], { shapes: ['3 3', '3 3x2', '3x2 3'] }),
  ...calls(['np.diff({x})', 'np.diff({x}, axis={axis})', 'np.diff({x}, n=2)']),
  ...calls(['np.diff({x}, n=0)', 'np.diff({x}, 4, 0)'], { types: NUMBER }),
  ...calls(['np.roll({x}, 2)', 'np.roll({x}, -5, axis={axis})', 'np.roll({x}, {n}, {axis})', 'np.roll({x}, 1000003)']),
  ...calls(['np.flipud({x})', 'np.fliplr({x})'], { ranks: [2, 3, 4] }),
  ...calls([
    'np.size({x})',
    'np.size({x}, {axis})',
    'np.ndim({x})',
    '{x}.size',
    '{x}.ndim',
    'len({x})',
    '{x}.shape[0]',
    'np.shape({x})[-1]',
  ]),
  ...calls(
    [
      '{x}[1:]',
      '{x}[::-1]',
      '{x}[-2:]',
      '{x}[5:2]',
      '{x}[::-2]',
      '{x}[None]',
      '{x}[..., 0:1]',
      '{x}[100:]',
      '{x}[-100:2]',
    ],
    { ranks: [1, 2, 3] },
  ),
  ...calls(['{x}[1]', '{x}[-1, 0]', '{x}[0, ..., 1]', '{x}[:, -1]', '{x}[1, None, 0]', '{x}[2::-1, 1]'], {
    shapes: ['3x4', '3x4x2', '3x2x2x5'],
  }),
];

const CREATION: readonly Template[] = [
  ...named('np.', 'zeros_like ones_like', '{x}'),
  ...named('np.', 'zeros_like ones_like', '{x}, dtype=np.int32'),
  ...calls(['np.full_like({x}, 1)', 'np.full_like({x}, 2, dtype=np.float32)', 'np.empty_like({x}).shape[0]']),
  ...calls(['np.full_like({x}, 2.75)'], { types: FLOAT }),
  ...calls(
    [
      ...[
        'np.zeros((3, {n}))',
        'np.ones({n}, dtype=np.int32)',
        'np.zeros(4, bool)',
        'np.ones((2, 3), dtype=np.float32)',
      ],
      ...[
        'np.empty((2, {n})).shape[1]',
        'np.full((2, 3), {n})',
        'np.full(3, {v})',
        'np.full((3, 2), 7, dtype=np.float32)',
      ],
      ...['np.full(2, True)', 'np.zeros((0, 3))', 'np.identity({n})', 'np.identity(3, dtype=np.int64)', 'np.eye({n})'],
      ...[
        'np.eye(4, 6, 2)',
        'np.eye({n}, {n}, k=-1, dtype=np.float32)',
        'np.eye(3, M=5, dtype=bool)',
        'np.eye(3, 2, k=9)',
      ],
      ...[
        'np.arange({n})',
        'np.arange(2, {n})',
        'np.arange({n}, -9, -2)',
        'np.arange(10, dtype=np.float32)',
        'np.arange(3, dtype=np.int32)',
      ],
      ...[
        'np.arange(0.0, 1.0, 0.1)',
        'np.arange({v}, 20.0, 0.3)',
        'np.arange(1.0, -7.0, -{v})',
        'np.arange(0.1, 70000.0, 0.7)',
      ],
      ...['np.arange(5.5)', 'np.arange(-2, 4.5)', 'np.arange(1, 2, 0.07)', 'np.arange(0, {v}, 0.3)'],
      ...[
        'np.linspace({v}, 9.7)',
        'np.linspace(0, 1, {n})',
        'np.linspace(-1.5, 2.5, 7, endpoint=False)',
        'np.linspace(5, {v}, 300)',
      ],
      ...[
        'np.linspace(0.1, 0.9, 7, dtype=np.float32)',
        'np.linspace(3, 3, 5)',
        'np.linspace(2.0, 7.0, 1)',
        'np.linspace(1, 9, 0)',
        'np.linspace(0, 1e-310, 4)',
      ],
      ...[
        'np.array([1, {n}, 3])',
        'np.array([[1.5, {v}], [{n}, 2]])',
        'np.array([True, False])',
        'np.array((1, 2.5), dtype=np.float32)',
        'np.array([1.9, -1.9], dtype=np.int32)',
      ],
      ...['np.asarray([1, 2], dtype=np.float64)', 'np.asarray([[1], [2]])', 'np.array([[True, 2]])'],
    ],
    { types: ['f64'], ints: [3, 7, 1], floats: [0.25, 0.7, 3.3], draws: 3 },
  ),
  ...calls([
    '{x}.astype(np.float64)',
    '{x}.astype(np.float32)',
    '{x}.astype(bool)',
    '{x}.astype(np.int64)',
    '{x}.astype(np.int32)',
    "{x}.astype('f4', copy=False)",
  ]),
  ...calls(['{x}.astype(int)', 'np.array({x}, dtype=np.int32)', 'np.asarray({x}, dtype=np.float32)'], {
    values: 'small',
  }),
  ...calls(
    [
      'np.float64({e})',
      'np.float32({e})',
      'np.int64({e})',
      'np.int32({e})',
      'np.bool_({e})',
      '{e}.item()',
      'int({e})',
      'float({e})',
      'bool({e})',
    ],
    { values: 'small' },
  ),
  ...calls(['{x}.item()'], { shapes: ['1', '1x1', '1x1x1'] }),
];

const UNIT = [0.5, -0.75, 0.25, -0.1];

const PYTHON: readonly Template[] = [
  ...named('math.', 'cbrt exp exp2 expm1 sin cos tan atan sinh cosh tanh asinh', '{v}', {
    types: ['f64'],
    rule: 'ulp:2',
  }),
  ...named('math.', 'sqrt log log2 log10 log1p acosh', '{v}', {
    types: ['f64'],
    rule: 'ulp:1',
    floats: [1.5, 3, 1e-3 + 1, 1e10],
  }),
  ...named('math.', 'asin acos atanh', '{v}', { types: ['f64'], rule: 'ulp:1', floats: UNIT }),
  ...named('math.', 'fabs degrees radians', '{v}', { types: ['f64'] }),
  ...named('math.', 'isnan isinf isfinite floor ceil trunc', '{v}', { types: ['f64'] }),
  ...named('math.', 'sin exp floor isnan fabs', '{n}', { types: ['f64'], rule: 'ulp:1' }),
  ...named('math.', 'pow hypot atan2 copysign log', '{v}, {v}', {
    types: ['f64'],
    rule: 'ulp:2',
    floats: [0.5, 1.25, 3, 10.5],
  }),
  ...calls(
    [
      ...['int({v})', 'float({n})', 'bool({v})', 'bool({n})', 'int(-{v})', 'int()', 'float()', 'bool()'],
      ...[
        'min({v}, {v})',
        'max({n}, {n}, {n})',
        'min({n}, 2)',
        'max({v}, -1.0)',
        'abs({v})',
        'abs({n})',
        'round({v})',
        'round({n})',
      ],
      ...[
        'round(2.5 + {v} * 0)',
        'round(-3.5 - {v} * 0)',
        'pow({v}, 2)',
        'pow({n}, 3)',
        'sum(({n}, {n}, {v}))',
        'sum([{n}, 2], 5)',
      ],
      ...[
        'divmod({n}, 3)[0]',
        'divmod({n}, -3)[1]',
        'divmod({v}, -0.4)[0]',
        'divmod({v}, 0.3)[1]',
        '{n} // 2',
        '{n} % -2',
        '{v} // 0.3',
        '{v} % -0.7',
      ],
      ...[
        '{n} / 3',
        '{n} ** 2',
        '{v} ** 2',
        '{n} ** -1',
        '{v} ** 3',
        '{v} ** 0',
        '{n} & 6',
        '{n} | 8',
        '{n} ^ 5',
        '~{n}',
        '{n} << 3',
        '{n} >> 1',
      ],
      ...[
        '{n} < {v}',
        '{n} == {n}',
        '{v} != {v}',
        '1 < {n} < 5',
        'not {n}',
        '{n} and {n}',
        '{n} if {v} > 0 else 5',
        'True + True',
        '-{n}',
        '+{v}',
        '-{v}',
      ],
      ...['{n} * {v}', '{n} - {v}', '{v} + {v}', '{v} * 0.1', '{n} * {n} - {n}', '1 / {v}', '7 // {v}', '7 % {v}'],
    ],
    { types: ['f64'], ints: [3, 7, 2, 10], floats: [2.5, 0.7, -3.25, 1.1] },
  ),
  ...calls(['len(tuple({x}))'], { types: ['f64', 'i32'] }),
  ...calls(['2 ** {n}', 'sum(range({n}))', 'len(range({n}))'], { types: ['f64'] }),
];

const KEPT = 'reversed zip enumerate';
const REFUSED_METHODS = 'view resize append';
const refusedAll = (code: string) => Object.fromEntries(ALL.map((type) => [type, code]));

const REFUSALS: readonly Template[] = [
  ...named('', KEPT, '{x}', { refused: refusedAll('WEFT282') }),
  ...named('{x}.', REFUSED_METHODS, '', { refused: refusedAll('WEFT235') }),
  ...calls(['round({x})', 'np.squeeze({x})'], { ranks: [2], refused: refusedAll('WEFT224') }),
  ...calls(['any({x})', 'all({x})'], { ranks: [2], refused: refusedAll('WEFT210') }),
  ...calls(['-{x}', '+{x}', '{x} - True'], { types: ['b1'], refused: { b1: 'WEFT201' } }),
];

/** Functions that call one for each element or row. */
const FUNCTIONS: readonly Template[] = [
  ...calls(['np.vectorize(lambda t: t * 2.5 - 1)({x})', 'np.vectorize(lambda t: t > 0)({x})'], {
    types: NUMBER,
    nonempty: true,
  }),
  ...calls(['np.vectorize(lambda t: t if t > 0 else 0 * t, otypes=[float])({x})'], { types: FLOAT }),
  ...calls(['np.vectorize(lambda t, u: t - u)({x}, {y})', 'np.vectorize(max)({x}, {v})'], {
    types: ['f64 f64'],
    nonempty: true,
    rule: 'zero',
  }),
  ...calls(['np.apply_along_axis(lambda r: r[::-1] - r, {axis}, {x})', 'np.apply_along_axis(np.sort, {axis}, {x})'], {
    types: NUMBER,
    nonempty: true,
    ranks: [1, 2, 3],
    rule: 'zero',
  }),
  ...calls(['np.apply_along_axis(np.max, {axis}, {x})', 'np.apply_along_axis(lambda r: (r[0], r[-1]), {axis}, {x})'], {
    types: ALL,
    nonempty: true,
    ranks: [1, 2, 3],
    rule: 'zero',
  }),
  ...calls(['np.apply_over_axes(np.max, {x}, 0)'], { types: NUMBER, nonempty: true, ranks: [1, 2, 3], rule: 'zero' }),
  ...calls(
    [
      'np.piecewise({x}, [{x} < 0, {x} > 1], [lambda t: -t, 2, 3])',
      'np.piecewise({x}, [{x} < 0], [lambda t: t * 2, lambda t: t / 2])',
    ],
    { types: FLOAT, ranks: [1, 2, 3] },
  ),
  ...calls(['np.packbits({x})', 'np.packbits({x}, axis=0)', "np.packbits({x}, bitorder='little')"], {
    types: ['b1', 'u8'],
    ranks: [1, 2],
  }),
  ...calls(['np.unpackbits({x})', 'np.unpackbits({x}, axis=0)', 'np.unpackbits({x}, count=5)'], {
    types: ['u8'],
    ranks: [1, 2],
  }),
];

export const TEMPLATES: readonly Template[] = [
  ...FUNCTIONS,
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...PRODUCTS,
  ...SHAPE,
  ...CREATION,
  ...PYTHON,
  ...REFUSALS,
  ...INDEXING_TEMPLATES,
  ...LINALG_TEMPLATES,
  ...STATISTICS_TEMPLATES,
  ...ARRAY_TEMPLATES,
];
