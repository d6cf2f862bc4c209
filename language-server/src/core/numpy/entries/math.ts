// SPDX-License-Identifier: Apache-2.0
// Python's `math` module: on floats and ints, with Python's errors.

import type { Op, Type } from '../../graph/graph';
import { isComplex, isFloating, isIntegral } from '../../types/promote';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  shapedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { cast, constantOf, elementwise, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { binaryOperation } from '../operators';
import { Nodes } from '../ufunc';

function floatOperand(call: Call, name: string): GraphValue | undefined {
  const value = call.numeric(name);
  if (!value) return undefined;
  if (isArray(value))
    return call.reject(name, "Python's `math` takes one number", `Write \`np.${call.name.split('.').pop()}\``);
  if (isComplex(elementOfValue(value))) {
    return call.reject(name, 'Python raises `TypeError` for complex numbers', 'Use `cmath`, or `z.real`');
  }
  return cast(call.ctx, call.range, value, 'float');
}

function onFloats(call: Call, names: readonly string[], build: (operands: GraphValue[]) => Value): Value {
  const operands: GraphValue[] = [];
  for (const name of names) {
    const operand = floatOperand(call, name);
    if (!operand) return UNKNOWN;
    operands.push(operand);
  }
  return build(operands);
}

function mathFunction(name: string, op: Op, doc: string, result: 'float' | 'bool' = 'float', parameters = 'x'): Entry {
  return {
    name,
    group: 'Math',
    parameters,
    dtype: result,
    shape: 'a number',
    lowering: `\`${op}\``,
    doc,
    lower: (call) =>
      onFloats(call, parameters.split(', '), (operands) => elementwise(call.ctx, call.range, op, operands, result)),
  };
}

/** `floor`, `ceil` and `trunc` give an int. */
function toInteger(name: 'floor' | 'ceil' | 'trunc', doc: string): Entry {
  return {
    name,
    group: 'Math',
    parameters: 'x',
    dtype: 'int',
    shape: 'a number',
    lowering: `\`${name}\`, \`cast\``,
    doc,
    lower(call) {
      const value = call.numeric('x');
      if (value && !isArray(value) && !isFloating(elementOfValue(value)))
        return cast(call.ctx, call.range, value, 'int') ?? UNKNOWN;
      return onFloats(call, ['x'], ([x]) => {
        const rounded = call.ctx.emit(name, call.range, [x!], { kind: 'float' });
        return cast(call.ctx, call.range, rounded, 'int') ?? UNKNOWN;
      });
    },
  };
}

function scaled(name: string, factor: number, doc: string): Entry {
  return {
    name,
    group: 'Math',
    parameters: 'x',
    dtype: 'float',
    shape: 'a number',
    lowering: '`mul`',
    doc,
    lower: (call) =>
      onFloats(call, ['x'], ([x]) =>
        elementwise(call.ctx, call.range, 'mul', [x!, constantOf(factor, 'float')], 'float'),
      ),
  };
}

const FLOAT: Type = { kind: 'float' };
const INT: Type = { kind: 'int' };

/** A function of floats that the worker's own kernel computes. */
function kernelFunction(
  name: string,
  parameters: string,
  doc: string,
  results: readonly Type[] = [FLOAT],
  integers: readonly string[] = [],
): Entry {
  const names = parameters.split(', ');
  return {
    name,
    group: 'Math',
    parameters,
    dtype: results.map((type) => type.kind).join(', '),
    shape: 'a number',
    lowering: '`kernel`',
    doc,
    lower(call) {
      const operands: GraphValue[] = [];
      for (const each of names) {
        const operand = integers.includes(each) ? integerOperand(call, each) : floatOperand(call, each);
        if (!operand) return UNKNOWN;
        operands.push(operand);
      }
      const made = call.ctx.kernel(`math.${name}`, call.range, operands, results);
      return made.length === 1 ? made[0]! : tupleValue(made);
    },
  };
}

/** An int, as `math.factorial` takes: floats raise `TypeError`. */
function integerOperand(call: Call, name: string): GraphValue | undefined {
  const value = call.numeric(name);
  if (!value) return undefined;
  const element = elementOfValue(value);
  if (isArray(value) || !(isIntegral(element) || element === 'bool')) {
    return call.reject(name, 'an integer is needed; Python raises `TypeError`', 'Write `int(...)` around it');
  }
  return cast(call.ctx, call.range, value, 'int');
}

function lowerModf(call: Call): Value {
  return onFloats(call, ['x'], ([x]) => {
    const { ctx, range } = call;
    const zero = constantOf(0, 'float');
    const whole = ctx.emit('trunc', range, [x!], FLOAT);
    const isInfinite = ctx.emit('is_inf', range, [x!], { kind: 'bool' });
    const finite = ctx.emit('where', range, [isInfinite, zero, x!], FLOAT);
    const rest = ctx.emit('sub', range, [finite, ctx.emit('trunc', range, [finite], FLOAT)], FLOAT);
    return tupleValue([ctx.emit('copysign', range, [rest, x!], FLOAT), whole]);
  });
}

/** `math.gcd(*integers)`, `math.lcm(*integers)`. */
function ofIntegers(name: 'gcd' | 'lcm', doc: string): Entry {
  return {
    name,
    group: 'Math',
    parameters: '*integers',
    dtype: 'int',
    shape: 'a number',
    lowering: `\`${name}\``,
    doc,
    lower(call) {
      const given = call.value('integers');
      const items = given?.kind === 'tuple' ? given.items : [];
      const start: GraphValue = intConstant(name === 'gcd' ? 0 : 1);
      const operands: GraphValue[] = [];
      for (const item of items) {
        if (item.kind === 'unknown') return UNKNOWN;
        const element = isNumeric(item) ? elementOfValue(item) : 'float';
        if (!isNumeric(item) || isArray(item) || !(isIntegral(element) || element === 'bool')) {
          call.reject('integers', 'integers are needed; Python raises `TypeError`', 'Write `int(...)` around it');
          return UNKNOWN;
        }
        const operand = cast(call.ctx, call.range, item, 'int');
        if (!operand) return UNKNOWN;
        operands.push(operand);
      }
      if (operands.length === 0) return start;
      // One integer gives its absolute value.
      if (operands.length === 1) operands.unshift(start);
      return operands.reduce((a, b) => call.ctx.emit(name, call.range, [a, b], INT));
    },
  };
}

/** The numbers of an argument: the items of a tuple, or an array of one axis. */
function sequenceOperands(call: Call, name: string): GraphValue[] | undefined {
  const value = call.value(name);
  if (!value || value.kind === 'unknown') return undefined;
  if (isArray(value) && value.type.dims.length === 1 && !isComplex(value.type.dtype)) {
    const array = cast(call.ctx, call.range, value, 'f64');
    return array && [array];
  }
  if (value.kind !== 'tuple') return call.reject(name, 'numbers are needed', 'Give a tuple, or an array with one axis');
  const operands: GraphValue[] = [];
  for (const item of value.items) {
    if (item.kind === 'unknown') return undefined;
    const isReal = isNumeric(item) && !isArray(item) && !isComplex(elementOfValue(item));
    const operand = isReal ? cast(call.ctx, call.range, item, 'float') : undefined;
    if (!operand) return call.reject(name, 'its items must be real numbers', 'Convert them with `float(...)`');
    operands.push(operand);
  }
  return operands;
}

function lowerHypot(call: Call): Value {
  const operands = sequenceOperands(call, 'coordinates');
  if (!operands) return call.has('coordinates') ? UNKNOWN : constantValue(0);
  if (operands.length === 2) return elementwise(call.ctx, call.range, 'hypot', operands, 'float');
  return call.ctx.kernel('math.hypot', call.range, operands, [FLOAT])[0]!;
}

function lowerDist(call: Call): Value {
  const [p, q] = [sequenceOperands(call, 'p'), sequenceOperands(call, 'q')];
  if (!p || !q) return UNKNOWN;
  const areArrays = [p, q].every((point) => point.length === 1 && isArray(point[0]!));
  if (p.length !== q.length && !areArrays) {
    call.reject('q', 'both points must have the same number of dimensions', 'Give as many coordinates');
    return UNKNOWN;
  }
  return call.ctx.kernel('math.dist', call.range, [...p, ...q], [FLOAT])[0]!;
}

function lowerFsum(call: Call): Value {
  const operands = sequenceOperands(call, 'seq');
  return operands ? call.ctx.kernel('math.fsum', call.range, operands, [FLOAT])[0]! : UNKNOWN;
}

/** `math.prod`: in order, from `start`. */
function lowerProd(call: Call): Value {
  const value = call.value('iterable')!;
  const start = call.has('start') ? call.numeric('start') : (constantValue(1n) as GraphValue);
  if (!start || value.kind === 'unknown') return UNKNOWN;
  if (value.kind === 'tuple') {
    return value.items.reduce((total: Value, item) => binaryOperation(call.ctx, call.range, '*', total, item), start);
  }
  if (isArray(value) && value.type.dims.length === 1) {
    const element = value.type.dtype === 'b1' ? 'i64' : value.type.dtype;
    const array = cast(call.ctx, call.range, value, element);
    if (!array) return UNKNOWN;
    const operands = [constantValue('multiply') as GraphValue, array, constantValue(null) as GraphValue];
    const flags = [constantOf(false, 'bool'), intConstant(0)];
    const type = shapedType(element, []);
    const product = call.ctx.kernel('ufunc.reduce', call.range, [...operands, ...flags], [type])[0]!;
    return call.has('start') ? binaryOperation(call.ctx, call.range, '*', start, product) : product;
  }
  call.reject('iterable', 'numbers are needed', 'Give a tuple, or an array with one axis');
  return UNKNOWN;
}

/** `math.isclose` by its definition. */
function lowerIsClose(call: Call): Value {
  return onFloats(call, ['a', 'b'], ([a, b]) => {
    const { ctx, range } = call;
    const nodes = new Nodes(ctx, range);
    const tolerance = (name: string, fallback: number) =>
      call.has(name) ? floatOperand(call, name) : constantOf(fallback, 'float');
    const relative = tolerance('rel_tol', 1e-9);
    const absolute = tolerance('abs_tol', 0);
    if (!relative || !absolute) return UNKNOWN;
    const bool = (op: Op, ...operands: GraphValue[]) => nodes.op(op, operands, 'bool');
    const float = (op: Op, ...operands: GraphValue[]) => nodes.op(op, operands, 'float');
    const difference = float('abs', float('sub', b!, a!));
    const near = (size: GraphValue) => bool('less_equal', difference, float('abs', float('mul', relative, size)));
    const isNear = bool('logical_or', bool('logical_or', near(b!), near(a!)), bool('less_equal', difference, absolute));
    const isInfinite = bool('logical_or', bool('is_inf', a!), bool('is_inf', b!));
    const isFiniteAndNear = bool('logical_and', bool('logical_not', isInfinite), isNear);
    return bool('logical_or', bool('equal', a!, b!), isFiniteAndNear);
  });
}

function lowerNextAfter(call: Call): Value {
  return onFloats(call, ['x', 'y'], (operands) => {
    if (!call.given('steps')) return elementwise(call.ctx, call.range, 'nextafter', operands, 'float');
    const steps = integerOperand(call, 'steps');
    return steps ? call.ctx.kernel('math.nextafter', call.range, [...operands, steps], [FLOAT])[0]! : UNKNOWN;
  });
}

function lowerPermutations(call: Call): Value {
  const n = integerOperand(call, 'n');
  const k = call.given('k') ? integerOperand(call, 'k') : null;
  if (!n || k === undefined) return UNKNOWN;
  const operands = k === null ? [n] : [n, k];
  return call.ctx.kernel(k === null ? 'math.factorial' : 'math.perm', call.range, operands, [INT])[0]!;
}

function special(
  name: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return { name, group: 'Math', parameters, dtype, shape: 'a number', lowering, doc, lower };
}

export const MATH: readonly Entry[] = [
  mathFunction('sqrt', 'sqrt', 'Square root'),
  mathFunction('cbrt', 'cbrt', 'Cube root'),
  mathFunction('exp', 'exp', 'e to the power of x'),
  mathFunction('exp2', 'exp2', '2 to the power of x'),
  mathFunction('expm1', 'expm1', '`exp(x) - 1`, exact near 0'),
  {
    name: 'log',
    group: 'Math',
    parameters: 'x, base=None',
    dtype: 'float',
    shape: 'a number',
    lowering: '`log`, `div`',
    doc: 'Natural logarithm, or to a base',
    lower(call) {
      const { ctx, range } = call;
      return onFloats(call, call.given('base') ? ['x', 'base'] : ['x'], (operands) => {
        const logs = operands.map((operand) => ctx.emit('log', range, [operand], { kind: 'float' }));
        return logs.length === 1 ? logs[0]! : ctx.emit('div', range, logs, { kind: 'float' });
      });
    },
  },
  mathFunction('log2', 'log2', 'Logarithm to base 2'),
  mathFunction('log10', 'log10', 'Logarithm to base 10'),
  mathFunction('log1p', 'log1p', '`log(1 + x)`, exact near 0'),
  mathFunction('sin', 'sin', 'Sine'),
  mathFunction('cos', 'cos', 'Cosine'),
  mathFunction('tan', 'tan', 'Tangent'),
  mathFunction('asin', 'arcsin', 'Inverse sine'),
  mathFunction('acos', 'arccos', 'Inverse cosine'),
  mathFunction('atan', 'arctan', 'Inverse tangent'),
  mathFunction('sinh', 'sinh', 'Hyperbolic sine'),
  mathFunction('cosh', 'cosh', 'Hyperbolic cosine'),
  mathFunction('tanh', 'tanh', 'Hyperbolic tangent'),
  mathFunction('asinh', 'arcsinh', 'Inverse hyperbolic sine'),
  mathFunction('acosh', 'arccosh', 'Inverse hyperbolic cosine'),
  mathFunction('atanh', 'arctanh', 'Inverse hyperbolic tangent'),
  mathFunction('fabs', 'abs', 'Absolute value, as float'),
  mathFunction('pow', 'pow', 'Power, as float', 'float', 'x, y'),
  special('hypot', '*coordinates', 'float', '`hypot`, `kernel`', 'Length of a vector', lowerHypot),
  special('dist', 'p, q', 'float', '`kernel`', 'Distance of two points', lowerDist),
  mathFunction('atan2', 'arctan2', 'Angle of the point (x, y)', 'float', 'y, x'),
  mathFunction('copysign', 'copysign', 'x with the sign of y', 'float', 'x, y'),
  mathFunction('isnan', 'is_nan', 'Is NaN', 'bool'),
  mathFunction('isinf', 'is_inf', 'Is infinite', 'bool'),
  mathFunction('isfinite', 'is_finite', 'Is neither NaN nor infinite', 'bool'),
  toInteger('floor', 'Largest integer below'),
  toInteger('ceil', 'Smallest integer above'),
  toInteger('trunc', 'Integer part'),
  scaled('degrees', 180 / Math.PI, 'Radians to degrees'),
  scaled('radians', Math.PI / 180, 'Degrees to radians'),
  special('modf', 'x', 'two floats', '`trunc`, `sub`', 'Fractional and integral part', lowerModf),
  kernelFunction('frexp', 'x', 'Mantissa and exponent of 2', [FLOAT, INT]),
  kernelFunction('ldexp', 'x, i', '`x * 2**i`', [FLOAT], ['i']),
  kernelFunction('fmod', 'x, y', 'Remainder with the sign of x'),
  kernelFunction('remainder', 'x, y', 'Remainder to the nearest multiple of y'),
  kernelFunction('ulp', 'x', 'Value of the least significant bit of x'),
  special(
    'nextafter',
    'x, y, *, steps=None',
    'float',
    '`nextafter`',
    'The next float after x towards y',
    lowerNextAfter,
  ),
  kernelFunction('erf', 'x', 'Error function'),
  kernelFunction('erfc', 'x', '`1 - erf(x)`, exact where that is small'),
  kernelFunction('gamma', 'x', 'Gamma function'),
  kernelFunction('lgamma', 'x', 'Logarithm of the absolute value of the gamma function'),
  kernelFunction('factorial', 'n', 'Product of the integers up to n', [INT], ['n']),
  kernelFunction('comb', 'n, k', 'Ways to choose k of n', [INT], ['n', 'k']),
  special('perm', 'n, k=None', 'int', '`kernel`', 'Ways to choose and order k of n', lowerPermutations),
  kernelFunction('isqrt', 'n', 'Integer part of the square root', [INT], ['n']),
  ofIntegers('gcd', 'Greatest common divisor'),
  ofIntegers('lcm', 'Least common multiple'),
  special(
    'isclose',
    'a, b, *, rel_tol=1e-09, abs_tol=0.0',
    'bool',
    '`sub`, `less_equal`',
    'Nearly equal',
    lowerIsClose,
  ),
  special('fsum', 'seq', 'float', '`kernel`', 'Sum, rounded once', lowerFsum),
  special('prod', 'iterable, *, start=1', 'that of the items', '`mul`, `kernel`', 'Product of the items', lowerProd),
];
