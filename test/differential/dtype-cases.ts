// SPDX-License-Identifier: Apache-2.0
// Calls over all thirteen element types: promotion, casts, universal functions with their keywords and methods,
// reductions, complex numbers, Python's numbers. Those with `since` need NumPy 2, which Debian's oracle is not.

import type { Template } from './function-cases';

type Options = Partial<Omit<Template, 'text'>>;

const SIGNED = ['i8', 'i16', 'i32', 'i64'];
const UNSIGNED = ['u8', 'u16', 'u32', 'u64'];
const INTEGER = [...SIGNED, ...UNSIGNED];
const FLOAT = ['f32', 'f64'];
const COMPLEX = ['c64', 'c128'];
const REAL = [...INTEGER, ...FLOAT];
const NUMBER = [...REAL, ...COMPLEX];
const ALL = ['b1', ...NUMBER];
/** Element types that NumPy's floating functions do not compute in float16. */
const WIDE = ALL.filter((type) => !['b1', 'i8', 'u8'].includes(type));
const REAL_WIDE = WIDE.filter((type) => !COMPLEX.includes(type));
const PAIRS = ALL.flatMap((x) => ALL.map((y) => `${x} ${y}`));
const isOf = (types: readonly string[]) => (pair: string) => pair.split(' ').every((type) => types.includes(type));
/** uint64 and signed integers meet in float64, which bit operations do not have. */
const isWhole = (pair: string) => !(pair.includes('u64') && /\bi\d/.test(pair));
const INTEGER_PAIRS = PAIRS.filter(isOf(INTEGER)).filter(isWhole);
const MIXED = [
  'i8 u8',
  'u8 i16',
  'u16 i16',
  'u32 i32',
  'i64 u32',
  'u64 i64',
  'i64 f32',
  'u16 f32',
  'i32 f64',
  'f32 c64',
  'f64 c64',
  'i64 c64',
  'i16 c64',
];

function calls(texts: readonly string[], options: Options = {}): Template[] {
  return texts.map((text) => ({ text, types: ALL, rule: 'exact', draws: 1, ...options }));
}

function named(prefix: string, names: string, parameters: string, options: Options = {}): Template[] {
  return calls(
    names.split(' ').map((name) => `${prefix}${name}(${parameters})`),
    options,
  );
}

const ARITHMETIC: readonly Template[] = [
  ...calls(['{x} + {y}', '{x} * {y}'], { types: PAIRS.filter((pair) => !/c/.test(pair)) }),
  ...calls(['{x} - {y}'], { types: PAIRS.filter((pair) => pair !== 'b1 b1' && !/c/.test(pair)) }),
  ...calls(['{x} // {y}', '{x} % {y}', 'np.fmod({x}, {y})'], {
    types: PAIRS.filter(isOf(['b1', ...REAL])),
    values: 'small',
  }),
  ...calls(['{x} // {y}', '{x} % {y}', 'np.fmod({x}, {y})'], { types: INTEGER_PAIRS }),
  ...calls(['{x} / {y}'], { types: PAIRS.filter((pair) => !/c/.test(pair)) }),
  ...calls(['{x} & {y}', '{x} | {y}', '{x} ^ {y}'], { types: ['b1 b1', ...INTEGER_PAIRS] }),
  ...calls(['np.left_shift({x}, {y})', '{x} >> {y}'], { types: INTEGER_PAIRS, values: 'special index' }),
  ...calls(['{x} << 3', '{x} >> 2', '{x} << 70', '{x} >> 70', '~{x}'], { types: INTEGER }),
  ...named('np.', 'gcd lcm', '{x}, {y}', { types: INTEGER_PAIRS, values: 'small' }),
  ...named('np.', 'minimum maximum fmin fmax', '{x}, {y}', {
    types: PAIRS.filter((pair) => !/c/.test(pair)),
    rule: 'zero',
  }),
  ...calls(['{x} + 1', '{x} * 2', '3 - {x}', '{x} + 0.5', '{x} * 1j', '{x} + True', '{x} // 2', '{x} % 3'], {
    types: REAL,
    values: 'small',
  }),
  ...calls(['{x} ** 2', '{x} ** 3', '{x} + {n}', '{n} * {x}'], { types: INTEGER, ints: [1, 3, 5] }),
  ...calls(['{x} ** {y}'], { types: INTEGER_PAIRS.filter((pair) => !/u64/.test(pair)), values: 'small index' }),
  ...calls(['-{x}', 'np.positive({x})', 'np.negative({x})'], { types: NUMBER }),
  ...calls(['abs({x})', 'np.square({x})', 'np.sign({x})'], { types: REAL }),
  ...named('np.', 'sqrt exp log sin cos tanh arctan expm1 log1p cbrt exp2 log2', '{x}', {
    types: REAL_WIDE,
    rule: 'ulp:4',
    values: 'small',
  }),
  ...named('np.', 'arctan2 hypot copysign', '{x}, {y}', {
    types: MIXED.filter((pair) => !/c|i8|u8/.test(pair)),
    rule: 'ulp:4',
  }),
  ...named('np.', 'logaddexp logaddexp2', '{x}, {y}', {
    types: ['f64 f64', 'f32 f32', 'i16 f32'],
    rule: 'ulp:4',
    values: 'normal',
  }),
  ...named('np.', 'nextafter heaviside', '{x}, {y}', { types: ['f64 f64', 'f32 f32', 'f32 i16'] }),
  ...named('np.', 'deg2rad rad2deg degrees radians spacing fabs rint', '{x}', { types: [...FLOAT, 'i16', 'u32'] }),
  ...named('np.', 'isnan isinf isfinite', '{x}'),
  ...named('np.', 'signbit', '{x}', { types: ['b1', ...REAL] }),
  ...calls(['np.modf({x})[0]', 'np.modf({x})[1]', 'np.frexp({x})[0]', 'np.frexp({x})[1]'], {
    types: [...FLOAT, 'i16', 'u32'],
  }),
  ...calls(['np.divmod({x}, {y})[0]', 'np.divmod({x}, {y})[1]'], {
    types: INTEGER_PAIRS.filter((pair) => /8/.test(pair)),
  }),
  ...calls(['np.ldexp({x}, {y})'], { types: ['f64 i64', 'f32 i32', 'f64 u8', 'i16 i16'], values: 'normal index' }),
  ...calls(['np.reciprocal({x})'], { types: FLOAT }),
  ...calls(['np.float_power({x}, 2)', 'np.float_power({x}, 0.5)'], { types: REAL, values: 'index', rule: 'ulp:4' }),
];

const CASTS: readonly Template[] = [
  ...calls(
    [
      'bool',
      'np.int8',
      'np.uint8',
      "'i2'",
      "'<u2'",
      'np.intc',
      "'uint32'",
      'int',
      'np.ulonglong',
      'np.single',
      "'d'",
      "'F'",
      'complex',
    ].map((dtype) => `{x}.astype(${dtype})`),
    { types: ALL.filter((type) => !COMPLEX.includes(type)), values: 'small' },
  ),
  ...calls(
    [
      '{x}.astype(np.int8)',
      '{x}.astype(np.uint16)',
      '{x}.astype(np.int32)',
      '{x}.astype(np.uint64)',
      '{x}.astype(np.float32)',
    ],
    {
      types: ['b1', ...INTEGER],
    },
  ),
  ...calls(['{x}.astype(np.int32)', '{x}.astype(np.int64)', '{x}.astype(np.float32)', '{x}.astype(bool)'], {
    types: FLOAT,
  }),
  ...calls(['{x}.astype(np.complex64)', '{x}.astype(float)', '{x}.astype(bool)', '{x}.astype(np.complex128)'], {
    types: COMPLEX,
  }),
  ...calls(['np.int8({e})', 'np.uint32({e})', 'np.float32({e})', 'np.complex64({e})', 'np.bool_({e})'], {
    types: ['b1', ...INTEGER],
  }),
  ...calls(['np.zeros({x}.shape, {x}.dtype) + {x}', 'np.full({x}.shape, 3, dtype={x}.dtype)', 'np.ones_like({x})'], {}),
  ...calls(['{e} + 1', '{e} * {e}', '{e} - {e}', '-{e}', 'abs({e})'], {
    types: NUMBER.filter((type) => type !== 'c64'),
    values: 'small',
  }),
  ...calls(['int({e})', 'float({e})', 'bool({e})', '{e}.item()', 'complex({e})'], { types: REAL, values: 'small' }),
];

const COMPARISONS: readonly Template[] = [
  ...calls(['{x} < {y}', '{x} == {y}', '{x} >= {y}', '{x} != {y}'], { types: PAIRS.filter((pair) => isWhole(pair)) }),
  ...calls(['{x} < {y}', '{x} == {y}', '{x} >= {y}', '{x} != {y}', '{x} > {y}', '{x} <= {y}', 'np.less({x}, {y})'], {
    types: PAIRS.filter((pair) => !isWhole(pair)),
    since: 2,
  }),
  ...calls(['{x} < 300', '{x} == -1', '{x} >= 70000', '{x} != 5', '-1 < {x}', '{x} <= {n}'], {
    types: INTEGER,
    ints: [3, 400, -7],
    since: 2,
  }),
];

const COMPLEX_NUMBERS: readonly Template[] = [
  ...calls(['{x} + {y}', '{x} - {y}', '{x} * {y}'], {
    types: PAIRS.filter((pair) => /c/.test(pair) && pair !== 'b1 b1'),
    values: 'small',
  }),
  ...calls(['{x} / {y}'], { types: PAIRS.filter((pair) => /c/.test(pair)), values: 'normal', rule: 'sum' }),
  ...calls(
    ['{x} * 2', '{x} + 1.5', '{x} - 2j', '1 / {x}', '{x} ** 2', '{x} ** -1', '{x} ** 0.5', '2j * {x}', '{x} ** 3'],
    {
      types: COMPLEX,
      values: 'normal',
      rule: 'sum',
    },
  ),
  ...calls(
    [
      '{x}.real.copy()',
      '{x}.imag.copy()',
      '{x}.conj()',
      'np.conj({x})',
      '{x}.real + {x}.imag',
      'np.real({x}) * 2',
      'np.imag({x}) + 1',
    ],
    {
      types: COMPLEX,
    },
  ),
  ...calls(['abs({x})', 'np.abs({x})'], { types: COMPLEX, rule: 'ulp:2' }),
  ...calls(['np.angle({x})', 'np.angle({x}, deg=True)'], {
    types: [...COMPLEX, ...FLOAT, 'i16'],
    rule: 'ulp:4',
    values: 'normal',
  }),
  ...named('np.', 'sqrt exp log sin cos tan sinh cosh tanh arcsin arctan arccosh log10 log1p expm1 exp2 log2', '{x}', {
    types: COMPLEX,
    values: 'normal',
    rule: 'sum',
  }),
  ...calls(['np.sign({x})'], { types: COMPLEX, values: 'normal', rule: 'sum', since: 2 }),
  ...calls(
    ['np.square({x})', 'np.reciprocal({x})', 'np.rint({x})', '{x}.round(2)', 'np.isreal({x})', 'np.iscomplex({x})'],
    {
      types: COMPLEX,
      values: 'normal',
      rule: 'sum',
    },
  ),
  ...calls(['np.maximum({x}, {y})', 'np.minimum({x}, {y})', '{x} < {y}', '{x} == {y}', '{x} != {y}'], {
    types: ['c64 c64', 'c128 c128', 'f64 c128'],
    values: 'small',
  }),
  ...calls(
    [
      '{x}.sum()',
      'np.prod({x}, axis={axis})',
      '{x}.mean(axis={axis})',
      'np.var({x})',
      '{x}.std(axis={axis}, ddof=1)',
      'np.cumsum({x}, axis={axis})',
    ],
    {
      types: COMPLEX,
      values: 'normal',
      rule: 'sum',
      shapes: ['5', '3x4', '1x6', '2x3x4'],
    },
  ),
  ...calls(['np.max({x}, axis={axis})', '{x}.min()', 'np.all({x})', 'np.any({x}, axis={axis})', 'np.argmax({x})'], {
    types: COMPLEX,
    values: 'small',
    nonempty: true,
  }),
  ...calls(['{x} @ {y}'], {
    types: ['c64 c64', 'c128 c128', 'f64 c128'],
    shapes: ['3x4 4x5', '4 4', '2x3x4 4x2'],
    values: 'normal',
    rule: 'sum',
  }),
];

const KEYWORDS: readonly Template[] = [
  ...calls(
    [
      'np.add({x}, {y}, dtype=np.float64)',
      'np.multiply({x}, {y}, dtype=np.float64)',
      "np.subtract({x}, {y}, dtype=np.int32, casting='unsafe')",
      'np.add({x}, {y}, out=np.zeros({x}.shape))',
      'np.add({x}, 1, out=np.zeros({x}.shape, np.complex128))',
      'np.multiply({x}, 2, out=np.ones({x}.shape), where={y} > 0)',
      'np.negative({x}, where={x} > 0, out=np.zeros({x}.shape))',
      'np.sqrt(np.abs({x}).astype(np.float64), out=np.zeros({x}.shape))',
    ],
    {
      types: ['i8', 'u8', 'i32', 'u16', 'f32', 'i64', 'f64'],
      values: 'small',
      shapes: ['5 5', '3x4 3x4', '2x1x3 2x1x3'],
      layout: 'C',
    },
  ),
  ...calls(
    [
      'np.add.reduce({x})',
      'np.multiply.reduce({x}, axis={axis})',
      'np.maximum.reduce({x}, axis={axis})',
      'np.add.reduce({x}, axis=None)',
    ],
    {
      types: REAL,
      values: 'small',
      nonempty: true,
      rule: 'sum',
    },
  ),
  ...calls(
    [
      'np.subtract.reduce({x})',
      'np.minimum.accumulate({x}, axis={axis})',
      'np.add.accumulate({x})',
      'np.multiply.accumulate({x}, axis={axis})',
    ],
    {
      types: REAL,
      values: 'index',
      nonempty: true,
      rule: 'sum',
    },
  ),
  ...calls(
    [
      'np.bitwise_or.reduce({x}, axis={axis})',
      'np.bitwise_and.reduce({x})',
      'np.bitwise_xor.accumulate({x})',
      'np.gcd.reduce({x}, axis={axis})',
    ],
    {
      types: INTEGER,
      values: 'small',
      nonempty: true,
    },
  ),
  ...calls(['np.logical_or.reduce({x})', 'np.logical_and.reduce({x}, axis={axis})', 'np.logical_xor.reduce({x})'], {
    types: ALL,
    values: 'small',
  }),
  ...calls(['np.add.outer({x}, {y})', 'np.multiply.outer({x}, {y})', 'np.less.outer({x}, {y})'], {
    types: MIXED,
    shapes: ['3 4', '2x3 2', '1 0'],
    values: 'small',
  }),
  ...calls(['np.add.reduceat({x}, np.array([0, 2, 1, 4]))', 'np.maximum.reduceat({x}, np.array([0, 3]))'], {
    types: REAL,
    shapes: ['5', '7', '6x3'],
    values: 'small',
  }),
  ...calls(['np.add.reduceat({x}, np.array([0, 2]), axis=1)'], { types: REAL, shapes: ['3x4'], values: 'small' }),
  ...calls(
    ['np.add.reduce({x}, axis={axis}, keepdims=True, initial=5)', 'np.maximum.reduce({x}, axis={axis}, initial=3)'],
    { types: REAL, values: 'small', rule: 'sum' },
  ),
];

const REDUCTIONS: readonly Template[] = [
  ...named('np.', 'sum prod', '{x}, axis={axes}, keepdims={keep}', { types: ['b1', ...INTEGER], values: 'small' }),
  ...named('{x}.', 'sum mean', '', {
    types: ['b1', ...INTEGER],
    values: 'small',
    rule: 'sum',
    shapes: ['5', '3x4', '300'],
  }),
  ...named('np.', 'mean var std', '{x}, axis={axis}', {
    types: ['b1', ...REAL],
    values: 'small',
    rule: 'sum',
    nonempty: true,
  }),
  ...named('np.', 'min max ptp', '{x}, axis={axes}', { types: INTEGER, nonempty: true }),
  ...named('np.', 'all any count_nonzero', '{x}, axis={axis}', {}),
  ...named('np.', 'argmin argmax', '{x}, axis={axis}', { types: ['b1', ...REAL], nonempty: true, values: 'small' }),
  ...named('np.', 'cumsum', '{x}, axis={axis}', { types: ['b1', ...INTEGER], values: 'small' }),
  ...calls(
    [
      'np.sum({x}, where={x} > 2)',
      'np.sum({x}, axis={axis}, where={x} > 2, initial=10)',
      'np.prod({x}, where={x} > 1, initial=2)',
      'np.max({x}, initial=-3, axis={axis})',
      '{x}.min(where={x} > 0, initial=100)',
      'np.mean({x}, where={x} > -100)',
      'np.var({x}, where={x} > -100, axis={axis})',
      'np.any({x}, where={x} > 2)',
      'np.all({x}, axis={axis}, where={x} > 2)',
      'np.sum({x}, dtype=np.float32)',
      'np.sum({x}, dtype=np.int8)',
    ],
    { types: ['i8', 'i16', 'i64', 'f32', 'f64'], values: 'small', rule: 'sum', nonempty: true },
  ),
  ...calls(['np.std({x}, ddof=1)', 'np.var({x}, axis={axis}, ddof=2, keepdims=True)'], {
    types: [...FLOAT, 'i16'],
    values: 'small',
    rule: 'sum',
    shapes: ['5', '3x4', '300'],
  }),
  ...calls(['np.clip({x}, 1, 5)', '{x}.clip(2, 4)', 'np.round({x}, -1)', 'np.round({x}, 1)'], {
    types: REAL,
    values: 'small',
    rule: 'zero',
  }),
];

/** Functions of two floats, of two integers, and of both, for the methods that all of them have. */
// NumPy's vectorised loops of `arctan2`, `power` and `float_power` give wrong reductions on processors with AVX-512.
const OF_FLOATS = 'copysign heaviside hypot logaddexp logaddexp2 nextafter divide';
const OF_INTEGERS = 'bitwise_and bitwise_or bitwise_xor gcd lcm left_shift right_shift';
const OF_BOTH =
  'add subtract multiply floor_divide remainder fmod maximum minimum fmax fmin logical_and logical_or logical_xor';

function methodsOf(names: string, types: readonly string[], rule: string): Template[] {
  const texts = names
    .split(' ')
    .flatMap((name) => [
      `np.${name}.reduce({x})`,
      `np.${name}.accumulate({x}, axis={axis})`,
      `np.${name}.reduceat({x}, np.array([0, 2, 1]))`,
      `np.${name}.outer({x}, {y})`,
    ]);
  return calls(texts, { types, rule, values: 'index', shapes: ['5 3', '4x3 2', '3x2x4 2x2'] });
}

const METHODS: readonly Template[] = [
  ...methodsOf(OF_FLOATS, FLOAT, 'ulp:8'),
  ...methodsOf(OF_INTEGERS, ['i32', 'u64'], 'exact'),
  ...methodsOf(OF_BOTH, ['i16', 'u64', 'f32', 'f64'], 'sum'),
  ...named(
    'np.',
    'equal.outer not_equal.outer less.outer less_equal.outer greater.outer greater_equal.outer',
    '{x}, {y}',
    {
      types: ['i8 u8', 'f32 i64'],
      shapes: ['5 3', '4x3 2'],
    },
  ),
];

const NUMPY_2: readonly Template[] = [
  ...named('np.', 'floor ceil trunc', '{x}', { types: ['b1', ...REAL], since: 2 }),
  ...named('np.', 'bitwise_count', '{x}', { types: ['b1', ...INTEGER], since: 2 }),
  ...calls(["np.isdtype({x}.dtype, 'real floating')", "np.isdtype({x}.dtype, ('integral', np.float32))"], { since: 2 }),
  ...calls(['np.pow({x}, 2)', 'np.acos({x})', 'np.atan2({x}, {x})'], {
    types: FLOAT,
    rule: 'ulp:4',
    values: 'small',
    since: 2,
  }),
];

const DTYPES: readonly Template[] = [
  ...calls(
    [
      '({x}.dtype == np.float64, {x}.dtype != np.uint8)[0]',
      "{x}.dtype == 'int16'",
      'np.issubdtype({x}.dtype, np.integer)',
      'np.issubdtype({x}.dtype, np.floating)',
      'np.issubdtype({x}.dtype, np.number)',
      "{x}.dtype.kind == 'f'",
      '{x}.dtype.itemsize',
      '{x}.itemsize',
      '{x}.nbytes',
      'np.zeros(2, np.result_type({x}, np.float32))',
      'np.zeros(2, np.result_type({x}, 1))',
      'np.zeros(2, np.promote_types({x}.dtype, np.int8))',
      'np.can_cast({x}.dtype, np.float32)',
      "np.can_cast({x}.dtype, 'i4', casting='same_kind')",
      'np.iscomplexobj({x})',
      'np.isrealobj({x})',
      'np.isscalar({e})',
      "np.zeros(2, np.dtype('float32')) + {x}",
      'np.conjugate({e})',
      'isinstance({x}, np.ndarray)',
      'isinstance({e}, float)',
      'isinstance({e}, (int, np.integer))',
      'isinstance({n}, int)',
    ],
    { shapes: ['5', '3x4'] },
  ),
  ...calls(
    [
      'np.finfo({x}.dtype).eps',
      'np.finfo({x}.dtype).max',
      'np.finfo(np.float32).tiny + {x}',
      'np.finfo({x}.dtype).bits',
    ],
    { types: FLOAT },
  ),
  ...calls(
    ['np.iinfo({x}.dtype).max', 'np.iinfo({x}.dtype).min', 'np.iinfo(np.int16).bits', '{x} == np.iinfo({x}.dtype).max'],
    { types: INTEGER.filter((type) => type !== 'u64') },
  ),
];

const math = (texts: readonly string[], options: Options = {}) => calls(texts, { types: ['f64'], ...options });

const PYTHON: readonly Template[] = [
  ...math(
    [
      'math.fmod({v}, 0.7)',
      'math.remainder({v}, 0.7)',
      'math.modf({v})[0]',
      'math.modf({v})[1]',
      'math.frexp({v})[0]',
      'math.frexp({v})[1]',
      'math.ldexp({v}, {n})',
      'math.ulp({v})',
      'math.nextafter({v}, 2.0)',
      'math.isclose({v}, 0.5)',
      'math.isclose({v}, {v} + 1e-12)',
      'math.isclose({v}, 0.1, rel_tol=0.5, abs_tol=1e-3)',
      'math.dist(({v}, 1.0), (2.0, {v}))',
      'math.hypot({v}, 1.0, 2.0)',
      'math.hypot({v}, 2.0)',
      'math.fsum(({v}, 1e16, 1.0, -1e16))',
      'math.prod(({v}, 2, 3))',
      'round({v}, 2)',
      'round({v}, 1)',
      'round({v}, -1)',
      'round({v}, 0)',
      'round({v})',
      'divmod({v}, 0.3)[0]',
      'divmod({v}, 0.3)[1]',
      'complex({v}, 2)',
      'complex({v}) * 1j',
      'abs(complex({v}, 3.0))',
      'complex({v}, 1.5).real',
      '(1 + 2j) * {v}',
      '(1 + 2j) == complex({v}, 2)',
      '(1 + 2j) / complex({v}, 2)',
      "float('inf') + {v}",
      "complex('1+2j') * {v}",
      '{v}.conjugate()',
    ],
    { rule: 'ulp:2', floats: [0.5, -0.75, 2.675, 1.25, 15.0, 1e-3, 0.15, 25.5], draws: 8 },
  ),
  ...math(['math.erf({v})', 'math.erfc({v})', 'math.gamma({v})', 'math.lgamma({v})'], {
    rule: 'ulp:8',
    floats: [0.5, 1.25, 2.675, 15.0, 1e-3, -0.75, 150.5],
    draws: 7,
  }),
  ...math(
    [
      'math.gcd({n}, 12)',
      'math.lcm({n}, 12)',
      'math.gcd({n}, 12, 18)',
      'math.gcd({n})',
      'math.comb({n}, 2)',
      'math.perm({n}, 2)',
      'math.perm({n})',
      'math.factorial({n})',
      'math.isqrt({n})',
      'pow({n}, 3, 7)',
      'pow(3, {n}, 10)',
      'round({n} * 37, -2)',
      'round({n} * 25, -1)',
      'divmod({n}, 4)[0]',
      'divmod(-{n}, 4)[1]',
      'abs(-{n})',
      "int('ff', 16) + {n}",
      'complex({n}, {n})',
      '{n}.real',
      'isinstance({n}, (float, int))',
    ],
    { ints: [0, 1, 3, 7, 10, 18], draws: 6 },
  ),
  ...math(['math.fsum({x})', 'math.prod({x})', 'math.dist({x}, {x} * 2)'], {
    types: FLOAT,
    values: 'normal',
    shapes: ['5', '1', '300'],
    rule: 'sum',
  }),
];

const CMATH: readonly Template[] = math(
  [
    ...'sqrt exp log log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh'
      .split(' ')
      .map((name) => `cmath.${name}(complex({v}, 0.75))`),
    'cmath.phase(complex({v}, 2.0))',
    'cmath.polar(complex({v}, 2.0))[0]',
    'cmath.rect({v}, 1.25)',
    'cmath.log(complex({v}, 1.0), 2)',
    'cmath.isclose(complex({v}, 1.0), 0.5 + 1j)',
    'cmath.isfinite(complex({v}, 1.0))',
    'cmath.isnan(complex({v}, 1.0))',
    'cmath.isinf(complex({v}, 1.0))',
    '{v} * cmath.pi',
  ],
  { rule: 'ulp:8', draws: 4 },
);

export const DTYPE_TEMPLATES: readonly Template[] = [
  ...ARITHMETIC,
  ...CASTS,
  ...COMPARISONS,
  ...COMPLEX_NUMBERS,
  ...KEYWORDS,
  ...REDUCTIONS,
  ...METHODS,
  ...NUMPY_2,
  ...DTYPES,
  ...PYTHON,
  ...CMATH,
];
