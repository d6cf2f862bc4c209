// SPDX-License-Identifier: Apache-2.0
// NumPy's universal functions, one row each: kinds of loops and the nodes they become.

import type { DType, Op } from '../graph/graph';
import { bitsOf, isComplex, isFloating, isIntegral, isUnsigned, kindOf } from '../types/promote';
import { dimsOf, type GraphValue, shapedType } from '../types/value';
import { compareNumbers } from './comparisons';
import { broadcast, constantOf } from './elementwise';
import type { Loop } from './loops';
import { loopFor } from './loops';
import { realElement, type Ufunc } from './ufunc';

type Build = Ufunc['build'];

/** One node of the loop's element type. */
function node(op: Op): Build {
  return (nodes, operands, element) => nodes.op(op, operands, element);
}

/** One node; for bools a logical one. */
function nodeOr(op: Op, logical: Op): Build {
  return (nodes, operands, element) => nodes.op(element === 'b1' ? logical : op, operands, element);
}

function test(op: Op): Build {
  return (nodes, operands) => nodes.op(op, operands, 'b1');
}

/** Integers and bools are their own result. */
function rounding(op: Op): Build {
  return (nodes, operands, element) =>
    isFloating(element) ? nodes.op(op, operands, element) : nodes.copy(operands[0]!);
}

/** Ordered pairs: for integers and bools NaN needs no care. */
function extremum(op: Op, plain: Op): Build {
  return (nodes, operands, element) =>
    nodes.op(isFloating(element) || isComplex(element) ? op : plain, operands, element);
}

const complexOrDouble = (common: DType): Loop => (isComplex(common) ? common : isFloating(common) ? common : 'f64');

function scaledBy(factor: (element: DType) => number): Build {
  return (nodes, operands, element) => nodes.op('mul', [operands[0]!, nodes.number(factor(element), element)], element);
}

const PI32 = Math.fround(Math.PI);
const toRadians = (element: DType) => (element === 'f32' ? Math.fround(PI32 / 180) : Math.PI / 180);
const toDegrees = (element: DType) => (element === 'f32' ? Math.fround(180 / PI32) : 180 / Math.PI);

const rint: Build = (nodes, [x], element) => {
  if (!isComplex(element)) return nodes.op('rint', [x!], element);
  const part = realElement(element);
  const parts = (['real', 'imag'] as const).map((op) => nodes.op('rint', [nodes.op(op, [x!], part)], part));
  return nodes.op('make_complex', parts, element);
};

const reciprocal: Build = (nodes, [x], element) => {
  if (!isIntegral(element)) return nodes.op('div', [nodes.number(1, element), x!], element);
  // NumPy divides as double and truncates.
  return nodes.cast(nodes.op('div', [nodes.number(1, 'f64'), nodes.cast(x!, 'f64')], 'f64'), element);
};

const heaviside: Build = (nodes, [x, half], element) => {
  const zero = nodes.number(0, element);
  const step = nodes.where(nodes.test('less', x!, zero), zero, nodes.number(1, element));
  const middle = nodes.where(nodes.test('equal', x!, zero), half!, step);
  return nodes.where(nodes.test('is_nan', x!), x!, middle);
};

const modf: Build = (nodes, [x], element) => {
  const whole = nodes.op('trunc', [x!], element);
  const rest = nodes.op('sub', [x!, whole], element);
  const finite = nodes.where(nodes.test('is_inf', x!), nodes.number(0, element), rest);
  return [nodes.op('copysign', [finite, x!], element), whole];
};

const spacing: Build = (nodes, [x], element) => {
  const signed = nodes.op('add', [x!, nodes.number(0, element)], element);
  const away = nodes.op('copysign', [nodes.number(Infinity, element), signed], element);
  return nodes.op('sub', [nodes.op('nextafter', [x!, away], element), x!], element);
};

/** The ones among the bits of the absolute value. */
const bitCount: Build = (nodes, [x], element) => {
  if (element === 'b1') return nodes.cast(x!, 'u8');
  const unsigned = `u${bitsOf(element)}` as DType;
  const size = isUnsigned(element) ? x! : nodes.op('abs', [x!], element);
  const wide = nodes.cast(nodes.cast(size, unsigned), 'u64');
  const constant = (value: bigint) => constantOf(value, 'u64');
  const both = (a: GraphValue, mask: bigint) => nodes.op('bit_and', [a, constant(mask)], 'u64');
  const shifted = (a: GraphValue, by: bigint) => nodes.op('shift_right', [a, constant(by)], 'u64');
  const add = (a: GraphValue, b: GraphValue) => nodes.op('add', [a, b], 'u64');
  const twos = nodes.op('sub', [wide, both(shifted(wide, 1n), 0x5555555555555555n)], 'u64');
  const fours = add(both(twos, 0x3333333333333333n), both(shifted(twos, 2n), 0x3333333333333333n));
  const eights = both(add(fours, shifted(fours, 4n)), 0x0f0f0f0f0f0f0f0fn);
  const total = shifted(nodes.op('mul', [eights, constant(0x0101010101010101n)], 'u64'), 56n);
  return nodes.cast(total, 'u8');
};

/** `ldexp` and `frexp` by the worker's own kernels. */
const frexp: Build = (nodes, [x], element) =>
  nodes.ctx.kernel('frexp', nodes.range, [x!], [shapedType(element, dimsOf(x!)), shapedType('i32', dimsOf(x!))]);

const ldexp: Build = (nodes, [x, exponent], element) => {
  const dims = broadcast(nodes.ctx, nodes.range, [x!, exponent!]);
  if (!dims) return undefined;
  // Tests that are always true and always false give both operands the common shape.
  const whole = nodes.where(nodes.test('equal', exponent!, exponent!), x!, x!);
  const never = nodes.cast(nodes.test('less', x!, x!), 'i64');
  const power = nodes.op('bit_or', [nodes.cast(exponent!, 'i64'), never], 'i64');
  return nodes.ctx.kernel('ldexp', nodes.range, [whole, power], [shapedType(element, dims)])[0]!;
};

const power: Build = (nodes, [a, b], element) => {
  const exponent = b!.constant;
  if (isIntegral(element) && (typeof exponent === 'bigint' || typeof exponent === 'number') && exponent < 0) {
    nodes.ctx.report('WEFT240', nodes.range, {});
    return undefined;
  }
  return nodes.op('pow', [a!, b!], element);
};

const floorDivide = node('floor_div');
const remainder = node('mod');

function one(name: string, kinds: string, build: Build, more: Partial<Ufunc> = {}): Ufunc {
  return { name: `np.${name}`, inputs: 1, kinds, build, ...more };
}

function two(name: string, kinds: string, build: Build, more: Partial<Ufunc> = {}): Ufunc {
  return { name: `np.${name}`, inputs: 2, kinds, build, ...more };
}

function comparison(name: string, op: Op): Ufunc {
  return two(name, 'bifc', test(op), { whole: (ctx, range, [a, b]) => compareNumbers(ctx, range, op, a!, b!, 'b1') });
}

const ofFloats = (names: string): Ufunc[] => names.split(' ').map((name) => one(name, 'fc', node(name as Op)));
const pairsOfFloats = (names: string): Ufunc[] => names.split(' ').map((name) => two(name, 'f', node(name as Op)));
const testsOfFloats = (rows: readonly (readonly [string, Op])[]): Ufunc[] =>
  rows.map(([name, op]) => one(name, 'fc', test(op), { loop: complexOrDouble }));

const WITHOUT_BOOLS = { boolAdvice: 'Use `.astype(np.int64)` first' };
/** Truth values of any operands. */
const truths: Partial<Ufunc> = { loop: () => 'b1' };

const ALL: readonly Ufunc[] = [
  one('absolute', 'bifc', (nodes, [x], element) =>
    element === 'b1' || isUnsigned(element) ? nodes.copy(x!) : nodes.op('abs', [x!], realElement(element)),
  ),
  two('add', 'bifc', nodeOr('add', 'logical_or')),
  two('subtract', 'ifc', node('sub'), { boolAdvice: 'Use `^`, or `.astype(np.int64)` first' }),
  two('multiply', 'bifc', nodeOr('mul', 'logical_and')),
  two('divide', 'fc', node('div'), { loop: complexOrDouble }),
  two('floor_divide', 'if', floorDivide),
  two('remainder', 'if', remainder),
  two('fmod', 'if', node('fmod')),
  two('divmod', 'if', (nodes, operands, element) => [
    floorDivide(nodes, operands, element) as GraphValue,
    remainder(nodes, operands, element) as GraphValue,
  ]),
  two('power', 'ifc', power),
  two('float_power', 'fc', node('pow'), { loop: (common) => (isComplex(common) ? 'c128' : 'f64') }),
  two('bitwise_and', 'bi', nodeOr('bit_and', 'logical_and')),
  two('bitwise_or', 'bi', nodeOr('bit_or', 'logical_or')),
  two('bitwise_xor', 'bi', nodeOr('bit_xor', 'logical_xor')),
  two('left_shift', 'i', node('shift_left')),
  two('right_shift', 'i', node('shift_right')),
  one('invert', 'bi', nodeOr('invert', 'logical_not')),
  one('bitwise_count', 'bi', bitCount),
  one('square', 'ifc', (nodes, [x], element) => nodes.op('mul', [x!, x!], element)),
  one('negative', 'ifc', node('neg'), { boolAdvice: 'Write `~` for the opposite' }),
  one('positive', 'ifc', (nodes, [x]) => nodes.copy(x!), WITHOUT_BOOLS),
  one('sign', 'ifc', node('sign'), WITHOUT_BOOLS),
  one('reciprocal', 'ifc', reciprocal),
  one('conjugate', 'ifc', (nodes, [x], element) =>
    isComplex(element) ? nodes.op('conj', [x!], element) : nodes.copy(x!),
  ),
  one('fabs', 'f', node('abs')),
  one('cbrt', 'f', node('cbrt')),
  one('rint', 'fc', rint),
  ...ofFloats('sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan'),
  ...ofFloats('sinh cosh tanh arcsinh arccosh arctanh'),
  ...pairsOfFloats('arctan2 hypot copysign nextafter logaddexp logaddexp2'),
  one('floor', 'bif', rounding('floor')),
  one('ceil', 'bif', rounding('ceil')),
  one('trunc', 'bif', rounding('trunc')),
  one('deg2rad', 'f', scaledBy(toRadians)),
  one('radians', 'f', scaledBy(toRadians)),
  one('rad2deg', 'f', scaledBy(toDegrees)),
  one('degrees', 'f', scaledBy(toDegrees)),
  two('heaviside', 'f', heaviside),
  one('modf', 'f', modf),
  one('frexp', 'f', frexp),
  one('spacing', 'f', spacing),
  two('gcd', 'i', node('gcd'), WITHOUT_BOOLS),
  two('lcm', 'i', node('lcm'), WITHOUT_BOOLS),
  two('maximum', 'bifc', extremum('maximum', 'maximum')),
  two('minimum', 'bifc', extremum('minimum', 'minimum')),
  two('fmax', 'bifc', extremum('fmax', 'maximum')),
  two('fmin', 'bifc', extremum('fmin', 'minimum')),
  one('signbit', 'f', test('signbit'), {
    loop: (common) => (isComplex(common) ? undefined : isFloating(common) ? common : 'f64'),
  }),
  ...testsOfFloats([
    ['isnan', 'is_nan'],
    ['isinf', 'is_inf'],
    ['isfinite', 'is_finite'],
  ]),
  comparison('equal', 'equal'),
  comparison('not_equal', 'not_equal'),
  comparison('less', 'less'),
  comparison('less_equal', 'less_equal'),
  comparison('greater', 'greater'),
  comparison('greater_equal', 'greater_equal'),
  two('logical_and', 'bifc', node('logical_and'), truths),
  two('logical_or', 'bifc', node('logical_or'), truths),
  two('logical_xor', 'bifc', node('logical_xor'), truths),
  one('logical_not', 'bifc', node('logical_not'), truths),
];

/** By NumPy's name. `ldexp` has operands of two kinds and stands apart. */
export const UFUNCS: ReadonlyMap<string, Ufunc> = new Map(ALL.map((ufunc) => [ufunc.name.slice(3), ufunc]));

export function ufuncNamed(name: string): Ufunc {
  return UFUNCS.get(name)!;
}

/** The same function under an operator's sign, for messages. */
export function asOperator(ufunc: Ufunc, sign: string): Ufunc {
  return { ...ufunc, name: sign };
}

/** `ldexp`: a float and an integer. Undefined where NumPy raises; `f16` where it computes in float16. */
export function ldexpLoop(x: DType, exponent: DType): Loop {
  const loop = loopFor('f', x);
  const kind = kindOf(exponent);
  if (kind === 'f' || kind === 'c' || exponent === 'u64') return undefined;
  return loop;
}

export { ldexp as buildLdexp };
