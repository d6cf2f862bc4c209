// SPDX-License-Identifier: Apache-2.0
// `np.random`: generators from seeds, and all that they draw. Generators are arrays of state that kernels change, so that
// they go through variables, functions and loops as arrays do.

import type { DType } from '../../graph/graph';
import { strongDType } from '../../types/promote';
import {
  arrayType,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  type ObjectKind,
  shapedType,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import { asInt, dimOfInt } from '../elementwise';
import type { Entry } from '../entry';
import { isWritable } from '../indexing';
import {
  draw,
  drawnType,
  flag,
  integerParameter,
  NONE,
  parameter,
  RANDOM_KINDS,
  type RandomKind,
  sizeOf,
  text,
} from '../random-calls';
import { DISTRIBUTIONS, type DistributionRow } from '../random-distributions';
import { MULTIVARIATE } from '../random-multivariate';

const FLOAT = { kind: 'float' } as const;
const INT = { kind: 'int' } as const;
const WORDS: Record<ObjectKind, string> = { Generator: '6', PCG64: '6', RandomState: '627' };

/** Numbers and arrays of a seed, in order; a warning without any. */
function seedOperands(c: Composer, name: string): GraphValue[] {
  const value = c.call.given(name);
  if (value === undefined) {
    c.ctx.report('WEFT270', c.range, {
      function: c.call.name,
      reason: 'without a seed the generator starts anywhere',
      instead: 'Give a seed, such as `np.random.default_rng(0)`',
    });
    return [NONE];
  }
  const items = value.kind === 'tuple' ? value.items : [value];
  return items.map((item) => {
    if (item.kind === 'unknown') return c.stop();
    const isNumber = isNumeric(item);
    if (isNumber && isArray(item) && /^[iu]/.test(item.type.dtype)) return item;
    const number = isNumber && !isArray(item) ? asInt(c.ctx, c.call.rangeOf(name), item) : undefined;
    return number ?? c.reject(name, 'a seed is an integer, or a list of integers', 'Give an integer');
  });
}

function newState(c: Composer, kernel: string, operands: readonly GraphValue[], object: ObjectKind): Value {
  const [state] = c.ctx.kernel(kernel, c.range, operands, [arrayType('u64', [WORDS[object]])]);
  return { ...state!, object };
}

const makeGenerator = (object: 'Generator' | 'PCG64') =>
  composed((c) => {
    const seed = c.call.given('seed');
    const isMade = seed?.kind === 'value' && (seed.object === 'Generator' || seed.object === 'PCG64');
    if (isMade && object === 'Generator') return { ...seed, object };
    return newState(c, 'random.default_rng', seedOperands(c, 'seed'), object);
  });

const wrapGenerator = composed((c) => {
  const bits = c.call.value('bit_generator');
  if (bits?.kind === 'value' && (bits.object === 'PCG64' || bits.object === 'Generator')) {
    return { ...bits, object: 'Generator' };
  }
  return c.reject('bit_generator', 'it is no bit generator', 'Write `np.random.Generator(np.random.PCG64(seed))`');
});

const seedGlobal = composed((c) => {
  c.ctx.remember('seed');
  c.ctx.kernel('random.seed', c.range, [legacySeed(c)], []);
  return NONE;
});

/** The Mersenne Twister takes one number, or an array of them. */
function legacySeed(c: Composer): GraphValue {
  const value = c.call.given('seed');
  if (value?.kind === 'tuple') return c.sequence(value);
  return seedOperands(c, 'seed')[0]!;
}

function floatDType(c: Composer): DType {
  const dtype = c.need(c.call.dtype());
  if (dtype === null || dtype === 'f64') return 'f64';
  if (dtype !== 'f32') c.reject('dtype', 'only float64 and float32 are drawn', 'Use `.astype(...)` on the result');
  return 'f32';
}

function standard(kind: RandomKind, name: string) {
  return composed((c) => {
    const dtype = floatDType(c);
    const size = sizeOf(c);
    const kernel = c.text('method', 'zig', ['zig', 'inv']) === 'inv' ? `${name}_inv` : name;
    const operands = [text(dtype === 'f32' ? 'float32' : 'float64'), ...size.operands];
    return draw(c, kind, kernel, operands, [drawnType(c, size, [], dtype, FLOAT)]);
  });
}

/** `rand(2, 3)` and `randn(2, 3)`: the sizes are the arguments. */
function standardOfSizes(kind: RandomKind, name: string) {
  return composed((c) => {
    const given = c.call.value('dims');
    const size = given?.kind === 'tuple' && given.items.length > 0 ? sizeOf(c, 'dims') : sizeOf(c, 'size');
    return draw(c, kind, name, [text('float64'), ...size.operands], [drawnType(c, size, [], 'f64', FLOAT)]);
  });
}

function distribution(kind: RandomKind, row: DistributionRow) {
  const specs = (row.parameters === '' ? [] : row.parameters.split(', ')).map((part) => {
    const [name, fallback] = part.split('=') as [string, string | undefined];
    return {
      name: name.replace('!', ''),
      isInteger: name.endsWith('!'),
      fallback: fallback === undefined ? undefined : Number(fallback),
    };
  });
  return composed((c) => {
    const values = specs.map((spec) => parameter(c, spec.name, spec.fallback, spec.isInteger));
    const size = sizeOf(c);
    const type = drawnType(c, size, values, row.gives === 'int' ? 'i64' : 'f64', row.gives === 'int' ? INT : FLOAT);
    return draw(c, kind, row.name, [...values, ...size.operands], [type]);
  });
}

const standardGamma = composed((c) => {
  const shape = parameter(c, 'shape', undefined, false);
  const dtype = floatDType(c);
  const size = sizeOf(c);
  const name = dtype === 'f32' ? 'standard_gamma_float32' : 'standard_gamma';
  return draw(c, 'Generator', name, [shape, ...size.operands], [drawnType(c, size, [shape], dtype, FLOAT)]);
});

const NAMES: Partial<Record<DType, string>> = {
  b1: 'bool',
  i8: 'int8',
  i16: 'int16',
  i32: 'int32',
  i64: 'int64',
  u8: 'uint8',
  u16: 'uint16',
  u32: 'uint32',
  u64: 'uint64',
};

function integers(kind: RandomKind) {
  return composed((c, call) => {
    const dtype = c.need(call.dtype()) ?? 'i64';
    const name = NAMES[dtype];
    if (name === undefined) c.reject('dtype', 'integers are drawn', 'Use an integer dtype');
    const given = call.given('dtype');
    const isPython = given === undefined ? kind !== 'Generator' : given.kind === 'library';
    const first = integerParameter(c, 'low');
    const bounds = c.isGiven('high') ? [first, integerParameter(c, 'high')] : [c.int(0), first];
    const size = sizeOf(c);
    const isScalar = size.dims === undefined && !bounds.some(isArray);
    const scalar =
      isPython && isScalar ? (dtype === 'b1' ? ({ kind: 'bool' } as const) : INT) : { kind: 'scalar' as const, dtype };
    const flags = [flag(kind === 'Generator' && c.bool('endpoint', false)), flag(isPython && isScalar)];
    return draw(
      c,
      kind,
      'integers',
      [...bounds, text(name!), ...flags, ...size.operands],
      [drawnType(c, size, bounds, dtype, scalar)],
    );
  });
}

function shuffle(kind: RandomKind) {
  return composed((c, call) => {
    const given = call.value('x');
    if (given && given.kind !== 'unknown' && !isArray(given)) {
      return c.reject('x', 'only arrays are shuffled in place', 'Make it an array first: `x = np.array(x)`');
    }
    const array = c.need(call.array('x'));
    const axis = kind === 'Generator' ? c.axis('axis', array, 0) : 0;
    if (!isWritable(c.ctx, call.rangeOf('x'), array)) c.stop();
    return draw(c, kind, 'shuffle', [array, c.int(axis)], [], [0]);
  });
}

function permutation(kind: RandomKind) {
  return composed((c) => {
    const given = c.numericArgument('x');
    if (isArray(given)) {
      const axis = kind === 'Generator' ? c.axis('axis', given, 0) : 0;
      return draw(c, kind, 'permutation', [given, c.int(axis)], [given.type]);
    }
    const count = c.need(asInt(c.ctx, c.call.rangeOf('x'), given));
    const dtype = strongDType(elementOfValue(given));
    return draw(c, kind, 'permutation', [count, c.int(0)], [arrayType(dtype, [dimOfInt(c.ctx, count)])]);
  });
}

const permuted = composed((c) => {
  const array = c.arrayArgument('x');
  const axis = c.isGiven('axis') ? c.int(c.axis('axis', array, 0)) : NONE;
  return draw(c, 'Generator', 'permuted', [array, axis], [array.type]);
});

function choice(kind: RandomKind) {
  return composed((c) => {
    const from = c.numericArgument('a');
    const isModern = kind === 'Generator';
    const p = c.isGiven('p') ? c.arrayArgument('p') : NONE;
    if (isArray(p) && p.type.dims.length !== 1)
      c.reject('p', 'it must have one axis', 'Give one probability for each element');
    const size = sizeOf(c);
    const replace = flag(c.bool('replace', true));
    const shuffles = flag(isModern ? c.bool('shuffle', true) : true);
    if (!isArray(from)) {
      const population = c.need(asInt(c.ctx, c.call.rangeOf('a'), from));
      const operands = [population, replace, p, c.int(0), shuffles, ...size.operands];
      return draw(c, kind, 'choice', operands, [drawnType(c, size, [], 'i64', INT)]);
    }
    if (!isModern && from.type.dims.length !== 1) {
      c.reject('a', 'it must have one axis', 'Choose positions with `np.random.choice(len(a), ...)`');
    }
    const axis = isModern ? c.axis('axis', from, 0) : 0;
    const { dims, dtype } = from.type;
    const shape = [...dims.slice(0, axis), ...(size.dims ?? []), ...dims.slice(axis + 1)];
    return draw(
      c,
      kind,
      'choice',
      [from, replace, p, c.int(axis), shuffles, ...size.operands],
      [shapedType(dtype, shape)],
    );
  });
}

interface Row {
  readonly name: string;
  /** Without `self`. */
  readonly parameters: string;
  readonly doc: string;
  readonly dtype: string;
  readonly shape: string;
  readonly lower: (call: Call) => Value;
}

function rowsOf(kind: RandomKind): Row[] {
  const isModern = kind === 'Generator';
  const row = (
    name: string,
    parameters: string,
    doc: string,
    lower: (call: Call) => Value,
    dtype = 'float64',
  ): Row => ({
    name,
    parameters,
    doc,
    dtype,
    shape: '`size`, or that of the parameters',
    lower,
  });
  const dtype = isModern ? ', dtype=float' : '';
  const anywhere = 'as the array';
  const rows = [
    row('random', `size=None${dtype}`, 'Uniform numbers over [0, 1)', standard(kind, 'random')),
    row('standard_normal', `size=None${dtype}`, 'Standard normal distribution', standard(kind, 'standard_normal')),
    row(
      'standard_exponential',
      isModern ? "size=None, dtype=float, method='zig'" : 'size=None',
      'Standard exponential distribution',
      standard(kind, 'standard_exponential'),
    ),
    ...DISTRIBUTIONS.map((each) => {
      const own = each.parameters.replaceAll('!', '');
      const type = each.gives === 'int' ? 'int64' : 'float64';
      return row(each.name, own === '' ? 'size=None' : `${own}, size=None`, each.doc, distribution(kind, each), type);
    }),
    isModern
      ? row('standard_gamma', 'shape, size=None, dtype=float', 'Standard gamma distribution', standardGamma)
      : row(
          'standard_gamma',
          'shape, size=None',
          'Standard gamma distribution',
          distribution(kind, {
            name: 'standard_gamma',
            parameters: 'shape',
            gives: 'float',
            doc: '',
          }),
        ),
    row('shuffle', isModern ? 'x, axis=0' : 'x', 'Shuffles an array in place', shuffle(kind), 'gives None'),
    row(
      'permutation',
      isModern ? 'x, axis=0' : 'x',
      'A shuffled copy, or shuffled numbers below x',
      permutation(kind),
      anywhere,
    ),
    row(
      'choice',
      isModern ? 'a, size=None, replace=True, p=None, axis=0, shuffle=True' : 'a, size=None, replace=True, p=None',
      'Random elements of an array, or numbers below a',
      choice(kind),
      anywhere,
    ),
    ...MULTIVARIATE.filter((each) => isModern || each.isLegacy).map((each) =>
      row(each.name, each.parameters(kind), each.doc, each.lower(kind), each.dtype),
    ),
  ];
  if (isModern) {
    return [
      ...rows,
      row(
        'integers',
        'low, high=None, size=None, dtype=int, endpoint=False',
        'Uniform integers',
        integers(kind),
        'int64, or `dtype`',
      ),
      row('permuted', 'x, *, axis=None', 'A copy with every line of an axis shuffled on its own', permuted, anywhere),
    ];
  }
  const alias = (name: string): Row =>
    row(name, 'size=None', 'Uniform numbers over [0, 1)', standardOfSizes(kind, 'random'));
  return [
    ...rows,
    row('randint', 'low, high=None, size=None, dtype=int', 'Uniform integers', integers(kind), 'int64, or `dtype`'),
    row('rand', '*dims', 'Uniform numbers over [0, 1)', standardOfSizes(kind, 'random')),
    row('randn', '*dims', 'Standard normal numbers', standardOfSizes(kind, 'standard_normal')),
    alias('random_sample'),
    ...(kind === 'Global' ? [alias('ranf'), alias('sample')] : []),
  ];
}

function entryOf(kind: RandomKind, row: Row): Entry {
  const isMethod = kind !== 'Global';
  return {
    name: isMethod ? `${kind}.${row.name}` : `random.${row.name}`,
    group: 'Random numbers',
    parameters: isMethod ? (row.parameters === '' ? 'self' : `self, ${row.parameters}`) : row.parameters,
    dtype: row.dtype,
    shape: row.shape,
    lowering: '`kernel`',
    doc: row.doc,
    lower: row.lower,
  };
}

function maker(name: string, parameters: string, doc: string, lower: (call: Call) => Value): Entry {
  return { name, group: 'Random numbers', parameters, dtype: '', shape: '', lowering: '`kernel`', doc, lower };
}

function refused(name: string, reason: string, instead: string): Entry {
  return {
    ...maker(
      name,
      name.includes('.') && !name.startsWith('random.') ? 'self, *arguments' : '*arguments',
      reason,
      (call) => call.ctx.report('WEFT272', call.range, { function: call.name, reason, instead }),
    ),
    lowering: 'refused',
  };
}

const OTHER_BITS = 'only PCG64 and the legacy MT19937 of `np.random.seed` are';
const NO_BYTES = 'a task has no byte strings';

const rows = (kind: RandomKind): Entry[] => rowsOf(kind).map((row) => entryOf(kind, row));

/** Functions of `np.random`. */
export const RANDOM: readonly Entry[] = [
  maker('random.default_rng', 'seed=None', 'A Generator with PCG64', makeGenerator('Generator')),
  maker('random.PCG64', 'seed=None', 'The bits of a Generator', makeGenerator('PCG64')),
  maker('random.Generator', 'bit_generator', 'A Generator of these bits', wrapGenerator),
  maker(
    'random.RandomState',
    'seed=None',
    'A legacy generator with MT19937',
    composed((c) => newState(c, 'random.RandomState', [legacySeed(c)], 'RandomState')),
  ),
  maker('random.seed', 'seed=None', 'Seeds the legacy functions of `np.random`', seedGlobal),
  ...rows('Global'),
  ...['MT19937', 'PCG64DXSM', 'Philox', 'SFC64', 'SeedSequence'].map((name) =>
    refused(`random.${name}`, OTHER_BITS, 'Use `np.random.default_rng(seed)`'),
  ),
  ...['get_state', 'set_state', 'get_bit_generator', 'set_bit_generator'].map((name) =>
    refused(`random.${name}`, 'the state is not a value of the task', 'Seed again with `np.random.seed(...)`'),
  ),
  refused('random.random_integers', 'NumPy has deprecated it', 'Use `np.random.randint(low, high + 1)`'),
  refused('random.bytes', NO_BYTES, 'Use `randint(0, 256, n, dtype=np.uint8)`'),
];

/** Methods of generators, by the name of their class. */
export const RANDOM_METHODS: readonly Entry[] = [
  ...RANDOM_KINDS.filter((kind) => kind !== 'Global').flatMap(rows),
  refused('Generator.bytes', NO_BYTES, 'Use `rng.integers(0, 256, n, dtype=np.uint8)`'),
  refused('RandomState.bytes', NO_BYTES, 'Use `randint(0, 256, n, dtype=np.uint8)`'),
  refused('Generator.spawn', 'generators cannot stand in lists', 'Make each with `np.random.default_rng([seed, i])`'),
  refused('PCG64.jumped', 'it is not compiled', 'Make each generator with `np.random.default_rng([seed, i])`'),
];
