// SPDX-License-Identifier: Apache-2.0
// Python's builtins on numbers.

import type { SourceRange } from '../../graph/graph';
import { joinTypes } from '../../types/join';
import { isComplex, isFloating, isPython, isUnsigned, partsOf } from '../../types/promote';
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
} from '../../types/value';
import type { Call } from '../call';
import type { Context } from '../context';
import { cast, dimValue, elementwise, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { fitsInt64, foldCompare } from '../fold';
import { lowerIsInstance } from '../instances';
import { asMixed, binaryOperation, comparison, requireNumeric, truthOf, unaryOperation } from '../operators';
import { isText } from '../text';
import { textKernel } from '../text-methods';
import { textLength } from '../text-operations';
import { complexOfText, floatOfText, intOfText } from '../texts';
import { lowerRound } from './elementwise';

/** Python's `int(x)`, `float(x)`, `bool(x)`. */
function conversion(name: 'int' | 'float' | 'bool', doc: string): Entry {
  return {
    name,
    group: 'Builtins',
    parameters: name === 'int' ? 'x=0, base=10' : 'x=0',
    dtype: name,
    shape: 'a number',
    lowering: '`cast`',
    doc,
    lower(call) {
      const { ctx, range } = call;
      if (!call.has('x')) return constantValue(name === 'int' ? 0n : name === 'float' ? 0 : false);
      const given = call.value('x')!;
      if (name !== 'bool' && isText(given) && typeof given.constant !== 'string') {
        const base = name === 'int' && call.has('base') ? call.int('base') : intConstant(10);
        return base ? textKernel(ctx, range, name, name === 'int' ? [given, base] : [given]) : UNKNOWN;
      }
      if (name === 'bool') {
        const truth = truthOf(ctx, call.rangeOf('x'), given);
        return truth ? (cast(ctx, range, truth, 'bool') ?? UNKNOWN) : UNKNOWN;
      }
      if (given.kind === 'value' && typeof given.constant === 'string') return numberOfText(call, name, given.constant);
      if (call.has('base')) {
        call.reject('base', 'only text has a base; Python raises `TypeError`', 'Leave it out');
        return UNKNOWN;
      }
      const value = call.numeric('x');
      if (!value) return UNKNOWN;
      if (isArray(value)) {
        call.reject('x', 'it is an array', `Write \`.astype(np.${name}64)\`, or index one element`);
        return UNKNOWN;
      }
      if (isComplex(elementOfValue(value))) {
        call.reject('x', 'Python raises `TypeError` for complex numbers', 'Write `z.real`, or `abs(z)`');
        return UNKNOWN;
      }
      return cast(ctx, range, value, name) ?? UNKNOWN;
    },
  };
}

/** `int('12', 16)`, `float('inf')` of constant text. */
function numberOfText(call: Call, name: 'int' | 'float', text: string): Value {
  const base = name === 'int' ? call.constantInt('base', 10) : 10;
  if (base === undefined) return UNKNOWN;
  const value = name === 'int' ? intOfText(text, base) : floatOfText(text);
  // Python raises `ValueError` when it gets there.
  if (value === undefined) {
    const operands = [constantValue(text) as GraphValue, ...(name === 'int' ? [intConstant(base)] : [])];
    return textKernel(call.ctx, call.range, name, operands);
  }
  if (typeof value === 'bigint' && !fitsInt64(value)) {
    return call.ctx.report('WEFT212', call.range, {
      value: String(value).slice(0, 24),
      type: '64 bits',
      reason: 'compiled integers have 64 bits',
    });
  }
  return constantValue(value);
}

/** `complex(re, im)`, of numbers or constant text. */
function lowerComplex(call: Call): Value {
  const given = call.value('real');
  const { ctx, range } = call;
  if (given?.kind === 'value' && typeof given.constant === 'string') {
    const value = call.has('imag') ? undefined : complexOfText(given.constant);
    if (value) return constantValue(value);
    call.reject('real', 'Python raises `ValueError` for this text', 'Write a number');
    return UNKNOWN;
  }
  const parts: GraphValue[] = [];
  for (const name of ['real', 'imag']) {
    const value = call.has(name) ? call.numeric(name) : (constantValue(0n) as GraphValue);
    if (!value) return UNKNOWN;
    if (isArray(value)) {
      call.reject(name, 'it is an array', 'Write `a + 1j * b`');
      return UNKNOWN;
    }
    parts.push(value);
  }
  const [real, imag] = parts as [GraphValue, GraphValue];
  if (!isComplex(elementOfValue(real)) && !isComplex(elementOfValue(imag))) {
    const [re, im] = [cast(ctx, range, real, 'float'), cast(ctx, range, imag, 'float')];
    if (!re || !im) return UNKNOWN;
    if (typeof re.constant === 'number' && typeof im.constant === 'number') {
      return constantValue({ re: re.constant, im: im.constant });
    }
    return ctx.emit('make_complex', range, [re, im], { kind: 'complex' });
  }
  const whole = cast(ctx, range, real, 'complex');
  if (!whole || !call.has('imag')) return whole ?? UNKNOWN;
  const turned = binaryOperation(ctx, range, '*', constantValue({ re: 0, im: 1 }), imag);
  return binaryOperation(ctx, range, '+', whole, turned);
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
  return joined.mixed || a.mixed || b.mixed ? chosen(ctx, range, asMixed(result, a, b)) : result;
}

function chosen(ctx: Context, range: SourceRange, value: Value): Value {
  return ctx.withChoice ? ctx.withChoice(range, value) : value;
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
  if (isComplex(element)) return elementwise(ctx, range, 'abs', [value], partsOf(element));
  if (isUnsigned(element)) return isArray(value) ? ctx.emit('copy', range, [value], value.type) : value;
  if (value.constant !== undefined && isPython(element) && element !== 'bool') {
    const isNegative = Number(value.constant) < 0 || Object.is(value.constant, -0);
    return isNegative ? unaryOperation(ctx, range, '-', value) : value;
  }
  const operand = element === 'bool' ? cast(ctx, range, value, 'int') : value;
  const result = operand ? elementwise(ctx, range, 'abs', [operand], elementOfValue(operand)) : UNKNOWN;
  return value.mixed ? asMixed(result, value) : result;
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
    ctx.wantKinds?.(value);
    const values = new Map(
      [...call.values].map(([name, argument]) => [name === 'number' ? 'a' : 'decimals', argument]),
    );
    return lowerRound(Object.assign(Object.create(call), { values }) as Call);
  }
  if (isComplex(element)) {
    call.reject('number', 'Python raises `TypeError` for complex numbers', 'Round its parts');
    return UNKNOWN;
  }
  const digits = call.given('ndigits') ? call.int('ndigits') : null;
  if (digits === undefined) return UNKNOWN;
  if (!isFloating(element)) {
    const whole = cast(ctx, range, value, 'int');
    const isKept = digits === null || (typeof digits.constant === 'bigint' && digits.constant >= 0n);
    if (!whole || isKept) return whole ?? UNKNOWN;
    return ctx.kernel('round.int', range, [whole, digits], [{ kind: 'int' }])[0]!;
  }
  if (digits !== null) return ctx.kernel('round.float', range, [value, digits], [{ kind: 'float' }])[0]!;
  const operand = cast(ctx, range, value, 'float');
  const rounded = operand && ctx.emit('rint', range, [operand], { kind: 'float' });
  return rounded ? (cast(ctx, range, rounded, 'int') ?? UNKNOWN) : UNKNOWN;
}

/** `pow(base, exp)` as `**`; with `mod` on integers. */
function lowerPow(call: Call): Value {
  const { ctx, range } = call;
  if (!call.given('mod')) return binaryOperation(ctx, range, '**', call.value('base')!, call.value('exp')!);
  const operands: GraphValue[] = [];
  for (const name of ['base', 'exp', 'mod']) {
    const value = call.numeric(name);
    if (!value) return UNKNOWN;
    const element = elementOfValue(value);
    if (isArray(value) || !isPython(element) || isFloating(element) || isComplex(element)) {
      call.reject(name, 'three arguments must be Python ints', 'Write `int(...)` around it');
      return UNKNOWN;
    }
    const operand = cast(ctx, range, value, 'int');
    if (!operand) return UNKNOWN;
    operands.push(operand);
  }
  return ctx.kernel('pow', range, operands, [{ kind: 'int' }])[0]!;
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
  builtin(
    'complex',
    'real=0, imag=0',
    'complex',
    '`make_complex`, `cast`',
    'A complex number of its parts',
    lowerComplex,
  ),
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
  builtin('pow', 'base, exp, mod=None', 'as `**`', '`pow`, `kernel`', 'Power, or its remainder', lowerPow),
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
  builtin('isinstance', 'object, class', 'bool', 'a constant', 'Whether a value is of a type', lowerIsInstance),
  refused('any', 'it looks at elements one by one in Python', 'Write `np.any(a)` or `a.any()`'),
  refused('all', 'it looks at elements one by one in Python', 'Write `np.all(a)` or `a.all()`'),
];
