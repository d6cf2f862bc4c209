// SPDX-License-Identifier: Apache-2.0
// Python's `math` module and builtins on scalars. `math` works on `float`, with Python's errors.

import type { Op } from '../graph/graph';
import { joinTypes } from '../types/join';
import { isFloating, isPython } from '../types/promote';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumber,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Call } from './call';
import { cast, constantOf, dimValue, elementwise, intConstant } from './elementwise';
import { lowerRound } from './entries-elementwise';
import type { Entry } from './entry';
import { foldCompare } from './fold';
import { isText } from './text';
import { textLength } from './text-operations';
import { binaryOperation, comparison, requireNumeric, truthOf, unaryOperation } from './operators';

function floatOperand(call: Call, name: string): GraphValue | undefined {
  const value = call.numeric(name);
  if (!value) return undefined;
  if (isArray(value))
    return call.reject(name, "Python's `math` takes one number", `Write \`np.${call.name.split('.').pop()}\``);
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
  mathFunction('hypot', 'hypot', 'Length of the vector (x, y)', 'float', 'x, y'),
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
];

/** Python's `int(x)`, `float(x)`, `bool(x)`. */
function conversion(name: 'int' | 'float' | 'bool', doc: string): Entry {
  return {
    name,
    group: 'Builtins',
    parameters: 'x=0',
    dtype: name,
    shape: 'a number',
    lowering: '`cast`',
    doc,
    lower(call) {
      const { ctx, range } = call;
      if (!call.has('x')) return constantValue(name === 'int' ? 0n : name === 'float' ? 0 : false);
      if (name === 'bool') {
        const truth = truthOf(ctx, call.rangeOf('x'), call.value('x')!);
        return truth ? (cast(ctx, range, truth, 'bool') ?? UNKNOWN) : UNKNOWN;
      }
      const value = call.numeric('x');
      if (!value) return UNKNOWN;
      if (isArray(value)) {
        call.reject('x', 'it is an array', `Write \`.astype(np.${name}64)\`, or index one element`);
        return UNKNOWN;
      }
      return cast(ctx, range, value, name) ?? UNKNOWN;
    },
  };
}

/** `min(a, b, …)` and `max(a, b, …)` of scalars: `b if b < a else a`, as CPython compares. */
function extremum(name: 'min' | 'max', op: 'less' | 'greater'): Entry {
  return {
    name,
    group: 'Builtins',
    parameters: '*values',
    dtype: 'that of the values',
    shape: 'a number',
    lowering: `\`${op}\`, \`where\``,
    doc: name === 'min' ? 'Smallest of several numbers' : 'Largest of several numbers',
    lower(call) {
      const given = call.value('values');
      const items = given?.kind === 'tuple' ? given.items : [];
      const values = items.length === 1 && items[0]!.kind === 'tuple' ? items[0]!.items : items;
      if (values.some((value) => value.kind === 'unknown')) return UNKNOWN;
      if (values.length === 1 && isArray(values[0]!)) {
        call.ctx.report('WEFT235', call.range, {
          function: `${name} of an array`,
          reason: 'it compares elements one by one',
          instead: `Write \`np.${name}(a)\` or \`a.${name}()\``,
        });
        return UNKNOWN;
      }
      if (values.length === 0 || !values.every(isNumber)) {
        const other = values.find((value) => !isNumber(value)) ?? tupleValue([]);
        return call.ctx.report('WEFT224', call.rangeOf('values'), {
          name: 'values',
          function: name,
          type: quotedType(other),
          reason: 'numbers are compared',
          instead: `For arrays write \`np.${name}imum(a, b)\``,
        });
      }
      return (values as readonly GraphValue[]).reduce(
        (a, b) => (a.kind === 'value' ? pick(call, op, a, b) : a) as GraphValue,
      );
    },
  };
}

function pick(call: Call, op: 'less' | 'greater', a: GraphValue, b: GraphValue): Value {
  const { ctx, range } = call;
  if (a.constant !== undefined && b.constant !== undefined && a.type.kind !== 'scalar' && b.type.kind !== 'scalar') {
    const isOther = foldCompare(op === 'less' ? '<' : '>', b.constant, a.constant);
    if (isOther !== undefined) return isOther ? b : a;
  }
  const joined = joinTypes(a.type, b.type, (dim) => dim);
  if (!joined) {
    return ctx.report('WEFT244', range, {
      first: quotedType(a),
      second: quotedType(b),
      instead: 'Convert one of them, as in `float(x)`',
    });
  }
  const element = elementOfValue({ kind: 'value', type: joined.type });
  const condition = comparison(ctx, range, op, b, a);
  const first = cast(ctx, range, b, element);
  const second = cast(ctx, range, a, element);
  if (condition.kind !== 'value' || !first || !second) return UNKNOWN;
  const result = ctx.emit('where', range, [condition, first, second], joined.type);
  return joined.mixed || a.mixed || b.mixed ? { ...result, mixed: true } : result;
}

function refused(name: string, reason: string, instead: string): Entry {
  return {
    name,
    group: 'Builtins',
    parameters: '*arguments',
    dtype: '',
    shape: '',
    lowering: 'refused',
    doc: reason,
    lower(call) {
      call.ctx.report('WEFT235', call.range, { function: name, reason, instead });
      return UNKNOWN;
    },
  };
}

function lowerLen(call: Call): Value {
  const value = call.value('x')!;
  if (value.kind === 'tuple') return intConstant(value.items.length);
  if (isText(value)) return textLength(call.ctx, call.range, value);
  const array = call.array('x');
  return array ? dimValue(call.ctx, call.range, array, 0) : UNKNOWN;
}

function lowerAbs(call: Call): Value {
  const value = call.numeric('x');
  if (!value) return UNKNOWN;
  const { ctx, range } = call;
  const element = elementOfValue(value);
  if (element === 'b1') return isArray(value) ? ctx.emit('copy', range, [value], value.type) : value;
  if (value.constant !== undefined && isPython(element) && element !== 'bool') {
    return Number(value.constant) < 0 ? unaryOperation(ctx, range, '-', value) : value;
  }
  const operand = element === 'bool' ? cast(ctx, range, value, 'int') : value;
  const result = operand ? elementwise(ctx, range, 'abs', [operand], elementOfValue(operand)) : UNKNOWN;
  return value.mixed && result.kind === 'value' ? { ...result, mixed: true } : result;
}

/** Python's `round`: an int without digits; NumPy's rounding of NumPy scalars with digits. */
function lowerPythonRound(call: Call): Value {
  const value = call.numeric('number');
  if (!value) return UNKNOWN;
  const { ctx, range } = call;
  const element = elementOfValue(value);
  if (isArray(value)) {
    call.reject('number', 'Python raises `TypeError` for arrays', 'Write `np.round(a)`');
    return UNKNOWN;
  }
  if (call.given('ndigits') && !isPython(element)) {
    const values = new Map(
      [...call.values].map(([name, argument]) => [name === 'number' ? 'a' : 'decimals', argument]),
    );
    return lowerRound(Object.assign(Object.create(call), { values }) as Call);
  }
  if (!isFloating(element)) {
    if (call.given('ndigits') && !(call.constantInt('ndigits', 0)! >= 0)) {
      call.only('ndigits', [], 'Round with `//` instead');
      return UNKNOWN;
    }
    return cast(ctx, range, value, 'int') ?? UNKNOWN;
  }
  if (call.given('ndigits')) {
    call.reject('ndigits', 'Python rounds decimals by way of text', 'Write `np.round(x, digits)`');
    return UNKNOWN;
  }
  const operand = cast(ctx, range, value, 'float');
  const rounded = operand && ctx.emit('rint', range, [operand], { kind: 'float' });
  return rounded ? (cast(ctx, range, rounded, 'int') ?? UNKNOWN) : UNKNOWN;
}

function lowerSum(call: Call): Value {
  const value = call.value('iterable')!;
  if (value.kind === 'tuple') {
    return value.items.reduce(
      (total, item) => binaryOperation(call.ctx, call.range, '+', total, item),
      call.value('start') ?? constantValue(0n),
    );
  }
  if (value.kind === 'unknown') return UNKNOWN;
  call.ctx.report('WEFT235', call.range, {
    function: 'sum',
    reason: 'it adds elements one by one in Python',
    instead: 'Write `np.sum(a)` or `a.sum()`',
  });
  return UNKNOWN;
}

function builtin(
  name: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return { name, group: 'Builtins', parameters, dtype, shape: 'a number', lowering, doc, lower };
}

export const BUILTIN_FUNCTIONS: readonly Entry[] = [
  conversion('int', 'The integer part, as an int'),
  conversion('float', 'The number as a float'),
  conversion('bool', 'The truth of a value'),
  extremum('min', 'less'),
  extremum('max', 'greater'),
  builtin('len', 'x', 'int', '`dim`', 'Size of the first axis, or number of items', lowerLen),
  builtin('abs', 'x', 'as the operand', '`abs`', 'Absolute value', lowerAbs),
  builtin(
    'round',
    'number, ndigits=None',
    'int, or as the operand with digits',
    '`rint`, `cast`',
    'Nearest integer, half to even',
    lowerPythonRound,
  ),
  builtin('pow', 'base, exp', 'as `**`', '`pow`', 'Power', (call) =>
    binaryOperation(call.ctx, call.range, '**', call.value('base')!, call.value('exp')!),
  ),
  builtin('divmod', 'a, b', 'as `//` and `%`', '`floor_div`, `mod`', 'Quotient and remainder', (call) => {
    const a = call.value('a')!;
    const b = call.value('b')!;
    if (!requireNumeric(call.ctx, call.rangeOf('a'), a) || !requireNumeric(call.ctx, call.rangeOf('b'), b))
      return UNKNOWN;
    return tupleValue([
      binaryOperation(call.ctx, call.range, '//', a, b),
      binaryOperation(call.ctx, call.range, '%', a, b),
    ]);
  }),
  builtin('sum', 'iterable, start=0', 'promoted', '`add`', 'Sum of the items of a tuple', lowerSum),
  builtin('range', '*arguments', 'int', '`for`', 'The numbers a `for` loop counts', (call) =>
    call.ctx.report('WEFT235', call.range, {
      function: 'range',
      reason: 'it only counts a `for` loop',
      instead: 'Write `for i in range(...)`, or `np.arange(...)` for an array',
    }),
  ),
  refused('enumerate', 'a loop runs over `range` or over an array', 'Write `for i in range(len(a))` and `a[i]`'),
  refused('zip', 'a loop runs over `range` or over an array', 'Write `for i in range(len(a))`, `a[i]` and `b[i]`'),
  refused('reversed', 'a loop runs over `range` or over an array', 'Write `a[::-1]`, or a negative step of `range`'),
  refused('sorted', 'sorting is not compiled yet', 'Sort outside the task'),
  refused('list', 'lists exist only while compiling', 'Use an array'),
  refused('tuple', 'tuples exist only while compiling', 'Write the tuple'),
  refused('isinstance', 'types are known while compiling', 'Write one function for each type'),
  refused('any', 'it looks at elements one by one in Python', 'Write `np.any(a)` or `a.any()`'),
  refused('all', 'it looks at elements one by one in Python', 'Write `np.all(a)` or `a.all()`'),
];
