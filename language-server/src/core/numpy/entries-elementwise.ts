// SPDX-License-Identifier: Apache-2.0
// NumPy's elementwise functions.

import type { Op } from '../graph/graph';
import type { BinaryOperator } from '../syntax/ast';
import { isFloating, isIntegral } from '../types/promote';
import { type GraphValue, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { cast, castAll, constantOf, elementwise, floatElement, ufuncElement } from './elementwise';
import { copyOf, type Entry, ufunc, ufuncOperands } from './entry';
import { arrayArithmetic, comparison } from './operators';

const BROADCAST = 'broadcast';
const SAME = 'as the operand';

type Row = Pick<Entry, 'name' | 'doc'> & { readonly aliases?: readonly string[] };

function row(name: string, doc: string, ...aliases: string[]): Row {
  return aliases.length === 0 ? { name, doc } : { name, doc, aliases };
}

function floatFunction(op: Op, info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters: 'x',
    dtype: 'float; integers become float64',
    shape: SAME,
    lowering: `\`${op}\``,
    lower: (call) => ufunc(call, op, ['x'], floatElement),
  };
}

function floatPair(op: Op, info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters: 'x1, x2',
    dtype: 'float; integers become float64',
    shape: BROADCAST,
    lowering: `\`${op}\``,
    lower: (call) => ufunc(call, op, ['x1', 'x2'], floatElement),
  };
}

function floatTest(op: Op, info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters: 'x',
    dtype: 'bool',
    shape: SAME,
    lowering: `\`${op}\``,
    lower: (call) => ufunc(call, op, ['x'], (element) => (element === 'f32' ? 'f32' : 'f64'), 'b1'),
  };
}

function operatorFunction(operator: BinaryOperator, lowering: string, info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters: 'x1, x2',
    dtype: `as \`x1 ${operator} x2\``,
    shape: BROADCAST,
    lowering,
    lower(call) {
      const found = ufuncOperands(call, ['x1', 'x2']);
      if (!found) return UNKNOWN;
      return arrayArithmetic(call.ctx, call.range, operator, found.operands[0]!, found.operands[1]!);
    },
  };
}

function comparisonFunction(op: Op, info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters: 'x1, x2',
    dtype: 'bool',
    shape: BROADCAST,
    lowering: `\`${op}\``,
    lower(call) {
      const x1 = call.numeric('x1');
      const x2 = call.numeric('x2');
      if (!x1 || !x2) return UNKNOWN;
      const result = comparison(call.ctx, call.range, op, x1, x2);
      return result.kind === 'value' ? (cast(call.ctx, call.range, result, 'b1') ?? UNKNOWN) : result;
    },
  };
}

function logicalFunction(op: Op, parameters: 'x' | 'x1, x2', info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters,
    dtype: 'bool',
    shape: BROADCAST,
    lowering: `\`${op}\` of truth values`,
    lower: (call) => ufunc(call, op, parameters.split(', '), () => 'b1'),
  };
}

function extremumFunction(op: Op, integer: Op, info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters: 'x1, x2',
    dtype: 'promoted',
    shape: BROADCAST,
    lowering: `\`${op}\``,
    lower(call) {
      const found = ufuncOperands(call, ['x1', 'x2']);
      if (!found) return UNKNOWN;
      return elementwise(call.ctx, call.range, isFloating(found.element) ? op : integer, found.operands, found.element);
    },
  };
}

/** `floor`, `ceil`, `trunc`: integers and bools are their own result. */
function roundingFunction(op: Op, info: Row): Entry {
  return {
    ...info,
    group: 'Elementwise',
    parameters: 'x',
    dtype: 'as the operand',
    shape: SAME,
    lowering: `\`${op}\`; a copy of integers`,
    lower(call) {
      const found = ufuncOperands(call, ['x']);
      if (!found) return UNKNOWN;
      const operand = found.operands[0]!;
      return isFloating(found.element)
        ? elementwise(call.ctx, call.range, op, [operand], found.element)
        : copyOf(call, operand);
    },
  };
}

function lowerAbsolute(call: Call): Value {
  const found = ufuncOperands(call, ['x']);
  if (!found) return UNKNOWN;
  if (found.element === 'b1') return copyOf(call, found.operands[0]!);
  return elementwise(call.ctx, call.range, 'abs', found.operands, found.element);
}

function lowerSquare(call: Call): Value {
  const found = ufuncOperands(call, ['x']);
  if (!found) return UNKNOWN;
  const operand = found.operands[0]!;
  if (found.element === 'b1') {
    call.reject('x', 'NumPy gives int8, which Weft does not have', 'Use `.astype(np.int64)` first');
    return UNKNOWN;
  }
  return elementwise(call.ctx, call.range, 'mul', [operand, operand], found.element);
}

function lowerSigned(op: 'neg' | 'sign' | 'copy'): (call: Call) => Value {
  return (call) => {
    const found = ufuncOperands(call, ['x']);
    if (!found) return UNKNOWN;
    if (found.element === 'b1') {
      call.reject('x', 'NumPy raises `TypeError` for bools', 'Use `~`, or `.astype(np.int64)` first');
      return UNKNOWN;
    }
    if (op === 'copy') return copyOf(call, found.operands[0]!);
    return elementwise(call.ctx, call.range, op, found.operands, found.element);
  };
}

function lowerReciprocal(call: Call): Value {
  const found = ufuncOperands(call, ['x']);
  if (!found) return UNKNOWN;
  if (!isFloating(found.element)) {
    call.reject('x', 'the reciprocal of an integer is 0 for all but 1', 'Write `1.0 / x`');
    return UNKNOWN;
  }
  return elementwise(call.ctx, call.range, 'div', [constantOf(1, found.element), found.operands[0]!], found.element);
}

/** `np.round`: half to even; with decimals as NumPy does, by a scaled `rint`. */
export function lowerRound(call: Call): Value {
  const decimals = call.constantInt('decimals', 0);
  const found = ufuncOperands(call, ['a']);
  if (decimals === undefined || !found) return UNKNOWN;
  const { ctx, range } = call;
  const { element } = found;
  const operand = found.operands[0]!;
  if (element === 'b1') {
    call.reject('a', 'NumPy computes bools as float16 here', 'Use `.astype(np.float64)` first');
    return UNKNOWN;
  }
  if (isIntegral(element)) {
    if (decimals >= 0) return copyOf(call, operand);
    call.reject(
      'decimals',
      'negative decimals of integers are not compiled',
      'Write `a // 100 * 100`, or use a float array',
    );
    return UNKNOWN;
  }
  if (decimals === 0) return elementwise(ctx, range, 'rint', [operand], element);
  const scale = constantOf(10 ** Math.abs(decimals), element);
  const scaled = elementwise(ctx, range, decimals > 0 ? 'mul' : 'div', [operand, scale], element) as GraphValue;
  const rounded = elementwise(ctx, range, 'rint', [scaled], element) as GraphValue;
  return elementwise(ctx, range, decimals > 0 ? 'div' : 'mul', [rounded, scale], element);
}

function lowerClip(call: Call): Value {
  const name = (long: string, short: string) => (call.given(long) ? long : short);
  const low = name('a_min', 'min');
  const high = name('a_max', 'max');
  const names = ['a', ...[low, high].filter((each) => call.given(each))];
  const found = ufuncOperands(call, names);
  if (!found) return UNKNOWN;
  const { ctx, range } = call;
  let result: Value = found.operands[0]!;
  let position = 1;
  if (call.given(low))
    result = elementwise(ctx, range, 'maximum', [result, found.operands[position++]!], found.element);
  if (call.given(high) && result.kind === 'value') {
    result = elementwise(ctx, range, 'minimum', [result, found.operands[position]!], found.element);
  }
  return names.length === 1 && result.kind === 'value' ? copyOf(call, result) : result;
}

function lowerWhere(call: Call): Value {
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

function special(
  info: Row,
  parameters: string,
  dtype: string,
  lowering: string,
  lower: (call: Call) => Value,
  method?: boolean | string,
): Entry {
  const shape = parameters.includes(',') ? BROADCAST : SAME;
  return {
    ...info,
    group: 'Elementwise',
    parameters,
    dtype,
    shape,
    lowering,
    lower,
    ...(method === undefined ? {} : { method }),
  };
}

export const ELEMENTWISE: readonly Entry[] = [
  special(row('abs', 'Absolute value', 'absolute'), 'x', SAME, '`abs`', lowerAbsolute),
  floatFunction('abs', row('fabs', 'Absolute value, as float')),
  operatorFunction('+', '`add`', row('add', 'Sum')),
  operatorFunction('-', '`sub`', row('subtract', 'Difference')),
  operatorFunction('*', '`mul`', row('multiply', 'Product')),
  operatorFunction('/', '`div`', row('divide', 'True division', 'true_divide')),
  operatorFunction('//', '`floor_div`', row('floor_divide', 'Division rounded down')),
  operatorFunction('%', '`mod`', row('mod', 'Remainder with the sign of the divisor', 'remainder')),
  operatorFunction('**', '`pow`', row('power', 'Power')),
  operatorFunction('&', '`bit_and`, `logical_and` of bools', row('bitwise_and', 'Bits in both')),
  operatorFunction('|', '`bit_or`, `logical_or` of bools', row('bitwise_or', 'Bits in either')),
  operatorFunction('^', '`bit_xor`, `logical_xor` of bools', row('bitwise_xor', 'Bits in one of both')),
  operatorFunction('<<', '`shift_left`', row('left_shift', 'Bits shifted left', 'bitwise_left_shift')),
  operatorFunction('>>', '`shift_right`', row('right_shift', 'Bits shifted right', 'bitwise_right_shift')),
  special(
    row('invert', 'Bits inverted; the opposite of bools', 'bitwise_not', 'bitwise_invert'),
    'x',
    SAME,
    '`invert`, `logical_not` of bools',
    (call) => {
      const found = ufuncOperands(call, ['x']);
      if (!found) return UNKNOWN;
      if (isFloating(found.element)) {
        call.reject('x', 'bits are those of integers', 'Use integers');
        return UNKNOWN;
      }
      return elementwise(
        call.ctx,
        call.range,
        found.element === 'b1' ? 'logical_not' : 'invert',
        found.operands,
        found.element,
      );
    },
  ),
  special(row('square', '`x * x`'), 'x', SAME, '`mul`', lowerSquare),
  special(row('negative', 'Opposite sign'), 'x', SAME, '`neg`', lowerSigned('neg')),
  special(row('positive', 'A copy'), 'x', SAME, '`copy`', lowerSigned('copy')),
  special(row('sign', '-1, 0 or 1; NaN stays'), 'x', SAME, '`sign`', lowerSigned('sign')),
  special(row('reciprocal', '`1 / x` of floats'), 'x', SAME, '`div`', lowerReciprocal),
  floatFunction('sqrt', row('sqrt', 'Square root')),
  floatFunction('cbrt', row('cbrt', 'Cube root')),
  floatFunction('exp', row('exp', 'e to the power of x')),
  floatFunction('exp2', row('exp2', '2 to the power of x')),
  floatFunction('expm1', row('expm1', '`exp(x) - 1`, exact near 0')),
  floatFunction('log', row('log', 'Natural logarithm')),
  floatFunction('log2', row('log2', 'Logarithm to base 2')),
  floatFunction('log10', row('log10', 'Logarithm to base 10')),
  floatFunction('log1p', row('log1p', '`log(1 + x)`, exact near 0')),
  floatFunction('sin', row('sin', 'Sine')),
  floatFunction('cos', row('cos', 'Cosine')),
  floatFunction('tan', row('tan', 'Tangent')),
  floatFunction('arcsin', row('arcsin', 'Inverse sine', 'asin')),
  floatFunction('arccos', row('arccos', 'Inverse cosine', 'acos')),
  floatFunction('arctan', row('arctan', 'Inverse tangent', 'atan')),
  floatPair('arctan2', row('arctan2', 'Angle of the point (x2, x1)', 'atan2')),
  floatFunction('sinh', row('sinh', 'Hyperbolic sine')),
  floatFunction('cosh', row('cosh', 'Hyperbolic cosine')),
  floatFunction('tanh', row('tanh', 'Hyperbolic tangent')),
  floatFunction('arcsinh', row('arcsinh', 'Inverse hyperbolic sine', 'asinh')),
  floatFunction('arccosh', row('arccosh', 'Inverse hyperbolic cosine', 'acosh')),
  floatFunction('arctanh', row('arctanh', 'Inverse hyperbolic tangent', 'atanh')),
  floatPair('hypot', row('hypot', 'Length of the vector (x1, x2)')),
  floatPair('copysign', row('copysign', 'x1 with the sign of x2')),
  roundingFunction('floor', row('floor', 'Largest integer below')),
  roundingFunction('ceil', row('ceil', 'Smallest integer above')),
  roundingFunction('trunc', row('trunc', 'Integer part')),
  floatFunction('rint', row('rint', 'Nearest integer, half to even')),
  special(
    row('round', 'Rounded to decimals, half to even', 'around'),
    'a, decimals=0',
    SAME,
    '`rint`, scaled for decimals',
    lowerRound,
    true,
  ),
  extremumFunction('minimum', 'minimum', row('minimum', 'Smaller of both; NaN wins')),
  extremumFunction('maximum', 'maximum', row('maximum', 'Larger of both; NaN wins')),
  extremumFunction('fmin', 'minimum', row('fmin', 'Smaller of both; NaN loses')),
  extremumFunction('fmax', 'maximum', row('fmax', 'Larger of both; NaN loses')),
  special(
    row('clip', 'Limited to a range'),
    'a, a_min=None, a_max=None, *, min=None, max=None',
    'promoted',
    '`maximum`, `minimum`',
    lowerClip,
    'min=None, max=None',
  ),
  special(
    row('where', 'x where the condition holds, else y'),
    'condition, x, y',
    'promoted from x and y',
    '`where`',
    lowerWhere,
  ),
  floatTest('is_nan', row('isnan', 'Is NaN')),
  floatTest('is_inf', row('isinf', 'Is infinite')),
  floatTest('is_finite', row('isfinite', 'Is neither NaN nor infinite')),
  logicalFunction('logical_and', 'x1, x2', row('logical_and', 'Both are true')),
  logicalFunction('logical_or', 'x1, x2', row('logical_or', 'One is true')),
  logicalFunction('logical_xor', 'x1, x2', row('logical_xor', 'Exactly one is true')),
  logicalFunction('logical_not', 'x', row('logical_not', 'Is false')),
  comparisonFunction('equal', row('equal', '`x1 == x2`')),
  comparisonFunction('not_equal', row('not_equal', '`x1 != x2`')),
  comparisonFunction('less', row('less', '`x1 < x2`')),
  comparisonFunction('less_equal', row('less_equal', '`x1 <= x2`')),
  comparisonFunction('greater', row('greater', '`x1 > x2`')),
  comparisonFunction('greater_equal', row('greater_equal', '`x1 >= x2`')),
];
