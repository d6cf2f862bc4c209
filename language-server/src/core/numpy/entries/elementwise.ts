// SPDX-License-Identifier: Apache-2.0
// NumPy's elementwise functions.

import type { DType } from '../../graph/graph';
import { isComplex, isFloating, isIntegral } from '../../types/promote';
import { elementOfValue, type GraphValue, isArray, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { isOfAbstract } from '../dtypes';
import { broadcast, cast, castAll, constantOf, elementwise, isPythonValue, ufuncElement } from '../elementwise';
import { copyOf, type Entry, refusedEntry, ufuncOperands } from '../entry';
import { floatFor } from '../loops';
import { partOf } from '../parts';
import {
  applyUfunc,
  canCast,
  castingOf,
  Nodes,
  numberOf,
  outArrays,
  realElement,
  storeOut,
  UFUNC_KEYWORDS,
  ufuncOptions,
} from '../ufunc';
import { buildLdexp, ldexpLoop, ufuncNamed } from '../ufuncs';
import { nonzeroOf } from './sorting';

const BROADCAST = 'broadcast';
const SAME = 'as the operand';
const FLOAT = 'float or complex; int16 and uint16 become float32, wider integers float64';
const REAL = 'float; int16 and uint16 become float32, wider integers float64';
const PROMOTED = 'promoted';

/** One universal function under all its names. */
function row(name: string, aliases: string, dtype: string, lowering: string, doc: string, outputs = 1): Entry {
  const ufunc = ufuncNamed(name);
  const operands = ufunc.inputs === 1 ? ['x'] : ['x1', 'x2'];
  const keywords = outputs === 2 ? UFUNC_KEYWORDS.replace('out=None', 'out1=None, out2=None') : UFUNC_KEYWORDS;
  return {
    name,
    ...(aliases === '' ? {} : { aliases: aliases.split(' ') }),
    group: 'Elementwise',
    parameters: `${operands.join(', ')}, ${outputs === 2 ? `${keywords}, out=None` : keywords}`,
    dtype,
    shape: ufunc.inputs === 1 ? SAME : BROADCAST,
    lowering,
    doc,
    lower(call) {
      const values = operands.map((operand) => call.numeric(operand));
      const options = ufuncOptions(outputs === 2 ? withPositionalOutputs(call) : call, outputs);
      if (!options || values.some((value) => !value)) return UNKNOWN;
      return applyUfunc(call.ctx, call.range, { ...ufunc, name: call.name }, values as GraphValue[], options);
    },
  };
}

/** `np.modf(x, a, b)` as `np.modf(x, out=(a, b))`. */
function withPositionalOutputs(call: Call): Call {
  const first = call.values.get('out1');
  const second = call.values.get('out2');
  if (!first) return call;
  const none: Value = { kind: 'value', type: { kind: 'none' }, constant: null };
  const values = new Map(call.values);
  const items = [first.value, second?.value ?? none];
  values.set('out', { value: { kind: 'tuple', items, isList: false }, range: first.range });
  return Object.assign(Object.create(call), { values }) as Call;
}

const FUNCTIONS: readonly Entry[] = [
  row('absolute', 'abs', 'as the operand; the parts of complex numbers', '`abs`', 'Absolute value'),
  row('fabs', '', REAL, '`abs`', 'Absolute value, as float'),
  row('add', '', PROMOTED, '`add`, `logical_or` of bools', 'Sum'),
  row('subtract', '', PROMOTED, '`sub`', 'Difference'),
  row('multiply', '', PROMOTED, '`mul`, `logical_and` of bools', 'Product'),
  row('divide', 'true_divide', 'float or complex; integers become float64', '`div`', 'True division'),
  row('floor_divide', '', 'promoted; int8 of bools', '`floor_div`', 'Division rounded down'),
  row('remainder', 'mod', 'promoted; int8 of bools', '`mod`', 'Remainder with the sign of the divisor'),
  row('fmod', '', 'promoted; int8 of bools', '`fmod`', 'Remainder with the sign of the dividend'),
  row('divmod', '', 'promoted; int8 of bools', '`floor_div`, `mod`', 'Quotient rounded down, and remainder', 2),
  row('power', 'pow', 'promoted; int8 of bools', '`pow`', 'Power'),
  row('float_power', '', 'float64 or complex128', '`pow`', 'Power, at least in float64'),
  row('bitwise_and', '', PROMOTED, '`bit_and`, `logical_and` of bools', 'Bits in both'),
  row('bitwise_or', '', PROMOTED, '`bit_or`, `logical_or` of bools', 'Bits in either'),
  row('bitwise_xor', '', PROMOTED, '`bit_xor`, `logical_xor` of bools', 'Bits in one of both'),
  row('left_shift', 'bitwise_left_shift', PROMOTED, '`shift_left`', 'Bits shifted left'),
  row('right_shift', 'bitwise_right_shift', PROMOTED, '`shift_right`', 'Bits shifted right'),
  row('invert', 'bitwise_not bitwise_invert', SAME, '`invert`, `logical_not` of bools', 'Bits inverted'),
  row('bitwise_count', '', 'uint8', 'bit operations', 'Ones among the bits of the absolute value'),
  row('square', '', 'as the operand; int8 of bools', '`mul`', '`x * x`'),
  row('negative', '', SAME, '`neg`', 'Opposite sign'),
  row('positive', '', SAME, '`copy`', 'A copy'),
  row('sign', '', SAME, '`sign`', '-1, 0 or 1; NaN stays; `z / abs(z)` of complex numbers'),
  row('reciprocal', '', SAME, '`div`', '`1 / x`'),
  row('conjugate', 'conj', SAME, '`conj`', 'Complex conjugate'),
  row('sqrt', '', FLOAT, '`sqrt`', 'Square root'),
  row('cbrt', '', REAL, '`cbrt`', 'Cube root'),
  row('exp', '', FLOAT, '`exp`', 'e to the power of x'),
  row('exp2', '', FLOAT, '`exp2`', '2 to the power of x'),
  row('expm1', '', FLOAT, '`expm1`', '`exp(x) - 1`, exact near 0'),
  row('log', '', FLOAT, '`log`', 'Natural logarithm'),
  row('log2', '', FLOAT, '`log2`', 'Logarithm to base 2'),
  row('log10', '', FLOAT, '`log10`', 'Logarithm to base 10'),
  row('log1p', '', FLOAT, '`log1p`', '`log(1 + x)`, exact near 0'),
  row('logaddexp', '', REAL, '`logaddexp`', '`log(exp(x1) + exp(x2))`'),
  row('logaddexp2', '', REAL, '`logaddexp2`', '`log2(2**x1 + 2**x2)`'),
  row('sin', '', FLOAT, '`sin`', 'Sine'),
  row('cos', '', FLOAT, '`cos`', 'Cosine'),
  row('tan', '', FLOAT, '`tan`', 'Tangent'),
  row('arcsin', 'asin', FLOAT, '`arcsin`', 'Inverse sine'),
  row('arccos', 'acos', FLOAT, '`arccos`', 'Inverse cosine'),
  row('arctan', 'atan', FLOAT, '`arctan`', 'Inverse tangent'),
  row('arctan2', 'atan2', REAL, '`arctan2`', 'Angle of the point (x2, x1)'),
  row('sinh', '', FLOAT, '`sinh`', 'Hyperbolic sine'),
  row('cosh', '', FLOAT, '`cosh`', 'Hyperbolic cosine'),
  row('tanh', '', FLOAT, '`tanh`', 'Hyperbolic tangent'),
  row('arcsinh', 'asinh', FLOAT, '`arcsinh`', 'Inverse hyperbolic sine'),
  row('arccosh', 'acosh', FLOAT, '`arccosh`', 'Inverse hyperbolic cosine'),
  row('arctanh', 'atanh', FLOAT, '`arctanh`', 'Inverse hyperbolic tangent'),
  row('hypot', '', REAL, '`hypot`', 'Length of the vector (x1, x2)'),
  row('copysign', '', REAL, '`copysign`', 'x1 with the sign of x2'),
  row('nextafter', '', REAL, '`nextafter`', 'The next number after x1 towards x2'),
  row('spacing', '', REAL, '`nextafter`, `sub`', 'Distance to the next number'),
  row('deg2rad', '', REAL, '`mul`', 'Degrees to radians'),
  row('radians', '', REAL, '`mul`', 'Degrees to radians'),
  row('rad2deg', '', REAL, '`mul`', 'Radians to degrees'),
  row('degrees', '', REAL, '`mul`', 'Radians to degrees'),
  row('heaviside', '', REAL, '`where`', '0 below 0, 1 above, x2 at 0'),
  row('modf', '', REAL, '`trunc`, `sub`', 'Fractional and integral part', 2),
  row('frexp', '', 'as `modf`, and int32', '`kernel`', 'Mantissa and exponent of 2', 2),
  row('gcd', '', PROMOTED, '`gcd`', 'Greatest common divisor'),
  row('lcm', '', PROMOTED, '`lcm`', 'Least common multiple'),
  row('floor', '', SAME, '`floor`; a copy of integers', 'Largest integer below'),
  row('ceil', '', SAME, '`ceil`; a copy of integers', 'Smallest integer above'),
  row('trunc', '', SAME, '`trunc`; a copy of integers', 'Integer part'),
  row('rint', '', FLOAT, '`rint`', 'Nearest integer, half to even'),
  row('minimum', '', PROMOTED, '`minimum`', 'Smaller of both; NaN wins'),
  row('maximum', '', PROMOTED, '`maximum`', 'Larger of both; NaN wins'),
  row('fmin', '', PROMOTED, '`fmin`', 'Smaller of both; NaN loses'),
  row('fmax', '', PROMOTED, '`fmax`', 'Larger of both; NaN loses'),
  row('isnan', '', 'bool', '`is_nan`', 'Is NaN'),
  row('isinf', '', 'bool', '`is_inf`', 'Is infinite'),
  row('isfinite', '', 'bool', '`is_finite`', 'Is neither NaN nor infinite'),
  row('signbit', '', 'bool', '`signbit`', 'Has a minus sign'),
  row('logical_and', '', 'bool', '`logical_and` of truth values', 'Both are true'),
  row('logical_or', '', 'bool', '`logical_or` of truth values', 'One is true'),
  row('logical_xor', '', 'bool', '`logical_xor` of truth values', 'Exactly one is true'),
  row('logical_not', '', 'bool', '`logical_not` of truth values', 'Is false'),
  row('equal', '', 'bool', '`equal`', '`x1 == x2`'),
  row('not_equal', '', 'bool', '`not_equal`', '`x1 != x2`'),
  row('less', '', 'bool', '`less`', '`x1 < x2`'),
  row('less_equal', '', 'bool', '`less_equal`', '`x1 <= x2`'),
  row('greater', '', 'bool', '`greater`', '`x1 > x2`'),
  row('greater_equal', '', 'bool', '`greater_equal`', '`x1 >= x2`'),
];

function lowerLdexp(call: Call): Value {
  const x = call.numeric('x1');
  const exponent = call.numeric('x2');
  const options = ufuncOptions(call, 1);
  if (!x || !exponent || !options) return UNKNOWN;
  const { ctx, range } = call;
  const elements = [ufuncElement(ctx, range, [x]), ufuncElement(ctx, range, [exponent])];
  if (!elements[0] || !elements[1]) return UNKNOWN;
  // For a Python int beside a NumPy integer, NumPy 2 takes the loop of float16.
  const isWeak = elementOfValue(x) === 'int' && !isPythonValue(exponent) && elements[1] !== 'b1';
  const loop = isWeak && ldexpLoop('i64', elements[1]) ? 'f16' : ldexpLoop(elements[0], elements[1]);
  if (loop === 'f16') return ctx.report('WEFT245', range, { function: call.name, operands: elements.join(' and ') });
  if (!loop) {
    call.reject('x2', 'the exponent is an integer of at most 64 bits with a sign', 'Use integers');
    return UNKNOWN;
  }
  const operand = cast(ctx, range, x, loop);
  const power = cast(ctx, range, exponent, 'i64');
  if (!operand || !power) return UNKNOWN;
  const result = buildLdexp(new Nodes(ctx, range), [operand, power], loop);
  if (!result || Array.isArray(result)) return UNKNOWN;
  const out = options.out?.[0];
  if (!out) return options.where ? ctx.report('WEFT247', range, { function: call.name }) : result;
  return storeOut(ctx, range, call.name, result, out, options.casting, options.where);
}

/** `np.round`: half to even; with decimals as NumPy does, by a scaled `rint`. */
export function lowerRound(call: Call): Value {
  const decimals = call.constantInt('decimals', 0);
  const found = ufuncOperands(call, ['a']);
  const out = call.has('out') ? outArrays(call, 1) : null;
  if (decimals === undefined || !found || out === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const element = found.element as DType;
  const operand = found.operands[0]!;
  if (element === 'b1') return ctx.report('WEFT245', range, { function: call.name, operands: 'bools' });
  const result = roundedTo(new Nodes(ctx, range), operand, element, decimals);
  const array = out?.[0];
  return array ? storeOut(ctx, range, call.name, result, array) : result;
}

function roundedTo(nodes: Nodes, operand: GraphValue, element: DType, decimals: number): GraphValue {
  if (isIntegral(element)) {
    if (decimals >= 0) return nodes.copy(operand);
    return nodes.cast(scaledRint(nodes, nodes.cast(operand, 'f64'), 'f64', decimals), element);
  }
  if (!isComplex(element)) return scaledRint(nodes, operand, element, decimals);
  const part = realElement(element);
  const parts = (['real', 'imag'] as const).map((op) =>
    scaledRint(nodes, nodes.op(op, [operand], part), part, decimals),
  );
  return nodes.op('make_complex', parts, element);
}

function scaledRint(nodes: Nodes, operand: GraphValue, element: DType, decimals: number): GraphValue {
  if (decimals === 0) return nodes.op('rint', [operand], element);
  const scale = numberOf(10 ** Math.abs(decimals), element);
  const scaled = nodes.op(decimals > 0 ? 'mul' : 'div', [operand, scale], element);
  return nodes.op(decimals > 0 ? 'div' : 'mul', [nodes.op('rint', [scaled], element), scale], element);
}

function lowerClip(call: Call): Value {
  const name = (long: string, short: string) => (call.given(long) ? long : short);
  const names = [name('a_min', 'min'), name('a_max', 'max')];
  const given = names.filter((each) => call.given(each));
  const found = ufuncOperands(call, ['a', ...given], (element) => (element === 'b1' ? 'i8' : element));
  const out = outArrays(call, 1);
  const casting = castingOf(call);
  const dtype = call.has('dtype') ? call.dtype() : null;
  if (!found || out === undefined || !casting || dtype === undefined) return UNKNOWN;
  const { ctx, range } = call;
  let element = found.element as DType;
  let { operands } = found;
  if (dtype !== null && dtype !== element) {
    if (!canCast(element, dtype, casting)) {
      call.reject('dtype', 'the operands cannot be cast to it', "Write `.astype(...)`, or `casting='unsafe'`");
      return UNKNOWN;
    }
    const converted = castAll(ctx, range, operands, dtype);
    if (!converted) return UNKNOWN;
    operands = converted;
    element = dtype;
  }
  if (!broadcast(ctx, range, operands)) return UNKNOWN;
  let result = operands[0]!;
  for (const [position, each] of given.entries()) {
    const op = each === names[0] ? 'maximum' : 'minimum';
    result = elementwise(ctx, range, op, [result, operands[position + 1]!], element) as GraphValue;
  }
  const array = out?.[0];
  if (array) return storeOut(ctx, range, call.name, result, array, casting);
  return given.length === 0 ? copyOf(call, result) : result;
}

function lowerWhere(call: Call): Value {
  if (!call.has('x') && !call.has('y')) return nonzeroOf(call, 'condition');
  if (!call.has('x') || !call.has('y')) {
    call.reject(
      'condition',
      'one of x and y is missing; NumPy raises `ValueError`',
      'Give both, or neither for places',
    );
    return UNKNOWN;
  }
  const condition = call.numeric('condition');
  const x = call.numeric('x');
  const y = call.numeric('y');
  if (!condition || !x || !y) return UNKNOWN;
  const { ctx, range } = call;
  const element = ufuncElement(ctx, range, [x, y]);
  if (element === undefined) return UNKNOWN;
  const choice = cast(ctx, range, condition, 'b1');
  const operands = castAll(ctx, range, [x, y], element);
  return choice && operands ? elementwise(ctx, range, 'where', [choice, ...operands], element) : UNKNOWN;
}

/** `np.angle`: the argument of complex numbers. */
function lowerAngle(call: Call): Value {
  const found = ufuncOperands(call, ['z']);
  const isDegrees = call.constantBool('deg', false);
  if (!found || isDegrees === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const nodes = new Nodes(ctx, range);
  let element = found.element as DType;
  let imag: GraphValue;
  let real = found.operands[0]!;
  if (isComplex(element)) {
    element = realElement(element);
    imag = nodes.op('imag', [found.operands[0]!], element);
    real = nodes.op('real', [found.operands[0]!], element);
  } else {
    // NumPy's imaginary part of a real number is 0 of the same type.
    const loop = isFloating(element) ? element : floatFor(element);
    if (!loop || loop === 'f16')
      return ctx.report('WEFT245', range, { function: call.name, operands: `\`${element}\`` });
    element = loop;
    real = nodes.cast(real, element);
    imag = numberOf(0, element);
  }
  const angle = nodes.op('arctan2', [imag, real], element);
  if (!isDegrees) return angle;
  const factor = constantOf(element === 'f32' ? Math.fround(180 / Math.PI) : 180 / Math.PI, element);
  return nodes.op('mul', [angle, factor], element);
}

function lowerTypeTest(kind: 'complexfloating' | 'real'): (call: Call) => Value {
  return (call) => {
    const value = call.numeric('x');
    if (!value) return UNKNOWN;
    const element = ufuncElement(call.ctx, call.range, [value]);
    if (element === undefined) return UNKNOWN;
    const isOfKind = isOfAbstract(element, 'complexfloating') === (kind === 'complexfloating');
    return { kind: 'value', type: { kind: 'bool' }, constant: isOfKind };
  };
}

function lowerPartTest(isReal: boolean): (call: Call) => Value {
  return (call) => {
    const found = ufuncOperands(call, ['x']);
    if (!found) return UNKNOWN;
    const nodes = new Nodes(call.ctx, call.range);
    const operand = found.operands[0]!;
    const part = isComplex(found.element) ? realElement(found.element as DType) : 'f64';
    const imag = isComplex(found.element)
      ? nodes.op('imag', [operand], part)
      : nodes.op('mul', [nodes.cast(nodes.cast(operand, 'b1'), 'f64'), numberOf(0, 'f64')], 'f64');
    return nodes.test(isReal ? 'equal' : 'not_equal', imag, numberOf(0, part));
  };
}

function special(
  name: string,
  aliases: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  method?: boolean | string,
): Entry {
  return {
    name,
    ...(aliases === '' ? {} : { aliases: aliases.split(' ') }),
    group: 'Elementwise',
    parameters,
    dtype,
    shape: parameters.includes(',') ? BROADCAST : SAME,
    lowering,
    doc,
    lower,
    ...(method === undefined ? {} : { method }),
  };
}

/** `np.real` and `np.imag`: the operand itself where it is real. */
function lowerPart(part: 'real' | 'imag'): (call: Call) => Value {
  return (call) => {
    const value = call.numeric('val');
    return value ? partOf(call.ctx, call.range, value, part) : UNKNOWN;
  };
}

function isScalarValue(call: Call): Value {
  const value = call.value('element')!;
  if (value.kind === 'unknown') return UNKNOWN;
  const isNumber =
    value.kind === 'value' && value.type.kind !== 'none' && value.type.kind !== 'list' && !isArray(value);
  return { kind: 'value', type: { kind: 'bool' }, constant: isNumber };
}

export const ELEMENTWISE: readonly Entry[] = [
  ...FUNCTIONS,
  special('ldexp', '', `x1, x2, ${UFUNC_KEYWORDS}`, 'that of x1, as float', '`kernel`', '`x1 * 2**x2`', lowerLdexp),
  special(
    'round',
    'around',
    'a, decimals=0, out=None',
    SAME,
    '`rint`, scaled for decimals',
    'Rounded to decimals, half to even',
    lowerRound,
    true,
  ),
  special(
    'clip',
    '',
    "a, a_min=None, a_max=None, out=None, *, min=None, max=None, dtype=None, casting='same_kind'",
    PROMOTED,
    '`maximum`, `minimum`',
    'Limited to a range',
    lowerClip,
    'min=None, max=None, out=None',
  ),
  special(
    'where',
    '',
    'condition, x=None, y=None',
    'promoted from x and y',
    '`where`; `nonzero` without x and y',
    'x where the condition holds, else y; without x and y the places where it holds',
    lowerWhere,
  ),
  special('real', '', 'val', 'the parts of complex numbers', '`real`', 'Real part', lowerPart('real')),
  special('imag', '', 'val', 'the parts of complex numbers', '`imag`', 'Imaginary part', lowerPart('imag')),
  special('angle', '', 'z, deg=False', 'float', '`arctan2`', 'Angle of complex numbers', lowerAngle),
  special('isreal', '', 'x', 'bool', '`imag`, `equal`', 'Has no imaginary part', lowerPartTest(true)),
  special('iscomplex', '', 'x', 'bool', '`imag`, `not_equal`', 'Has an imaginary part', lowerPartTest(false)),
  special('isrealobj', '', 'x', 'bool', 'a constant', 'Is of no complex type', lowerTypeTest('real')),
  special('iscomplexobj', '', 'x', 'bool', 'a constant', 'Is of a complex type', lowerTypeTest('complexfloating')),
  special('isscalar', '', 'element', 'bool', 'a constant', 'Is a number or text', isScalarValue),
  refusedEntry('isnat', 'Elementwise', 'it is about dates, which Weft does not have', 'Use numbers'),
];
