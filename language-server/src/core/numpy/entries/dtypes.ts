// SPDX-License-Identifier: Apache-2.0
// Questions about element types, answered while compiling: promotion, casts, limits, kinds.

import type { DType, SourceRange } from '../../graph/graph';
import {
  bitsOf,
  canCastSafely,
  canCastSameKind,
  type Element,
  integerRange,
  isFloating,
  isPython,
  kindOf,
  NUMPY_NAME,
  partsOf,
  promote,
  promoteDTypes,
  strongDType,
} from '../../types/promote';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isNumeric,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Argument, Call } from '../call';
import type { Context } from '../context';
import { dtypeOfText, isOfAbstract } from '../dtypes';
import { cast, constantOf } from '../elementwise';
import type { Entry } from '../entry';
import { complexOfText, floatOfText, intOfText } from '../texts';
import { numberOf } from '../ufunc';

function entry(name: string, parameters: string, doc: string, lower: (call: Call) => Value): Entry {
  return {
    name,
    group: 'Element types',
    parameters,
    dtype: 'known while compiling',
    shape: '',
    lowering: 'a constant',
    doc,
    lower,
  };
}

/** The element type that a value names or has; undefined when it does neither. */
export function elementNamedBy(value: Value): Element | undefined {
  if (value.kind === 'dtype') return value.element;
  if (value.kind === 'library' && value.module === 'builtins') {
    const { name } = value;
    return name === 'int' || name === 'float' || name === 'bool' || name === 'complex' ? name : undefined;
  }
  if (value.kind === 'value' && typeof value.constant === 'string') return dtypeOfText(value.constant);
  return undefined;
}

/** A dtype, or the element type of a number or array; Python numbers stay weak. */
function elementGiven(call: Call, name: string, value: Value): Element | undefined {
  if (value.kind === 'unknown') return undefined;
  const named = elementNamedBy(value);
  if (named !== undefined) return strongDType(named);
  if (isNumeric(value)) return elementOfValue(value);
  call.ctx.report('WEFT224', call.rangeOf(name), {
    name,
    function: call.name,
    type: quotedType(value),
    reason: 'an element type or an array is needed',
    instead: 'Write `np.float64`, or `a.dtype`',
  });
  return undefined;
}

function lowerResultType(call: Call): Value {
  const given = call.value('arrays_and_dtypes');
  const elements: Element[] = [];
  for (const item of given?.kind === 'tuple' ? given.items : []) {
    const element = elementGiven(call, 'arrays_and_dtypes', item);
    if (element === undefined) return UNKNOWN;
    elements.push(element);
  }
  if (elements.length === 0) {
    call.reject('arrays_and_dtypes', 'at least one is needed', 'Give arrays or element types');
    return UNKNOWN;
  }
  return { kind: 'dtype', element: strongDType(elements.reduce(promote)) };
}

function dtypesOf(call: Call, names: readonly string[]): DType[] | undefined {
  const result: DType[] = [];
  for (const name of names) {
    const dtype = call.dtype(name);
    if (!dtype) return undefined;
    result.push(dtype);
  }
  return result;
}

function lowerCanCast(call: Call): Value {
  const value = call.value('from_')!;
  const element = elementGiven(call, 'from_', value);
  const to = call.dtype('to');
  const casting = call.value('casting');
  const rule = casting?.kind === 'value' ? casting.constant : 'safe';
  if (element === undefined || !to) return UNKNOWN;
  if (isPython(element)) {
    call.reject('from_', 'NumPy 2 raises `TypeError` for Python numbers', 'Give an element type');
    return UNKNOWN;
  }
  const answers: Record<string, boolean> = {
    no: element === to,
    equiv: element === to,
    safe: canCastSafely(element, to),
    same_kind: canCastSameKind(element, to),
    unsafe: true,
  };
  const answer = answers[String(rule)];
  if (answer !== undefined) return constantValue(answer);
  call.reject('casting', 'it is one of the five rules', "Write `casting='same_kind'`");
  return UNKNOWN;
}

/** `np.issubdtype(a.dtype, np.floating)`. */
function lowerIsSubdtype(call: Call): Value {
  const dtype = call.dtype('arg1');
  const wanted = call.value('arg2')!;
  if (!dtype || wanted.kind === 'unknown') return UNKNOWN;
  if (wanted.kind === 'abstract') return constantValue(wanted.name !== 'ndarray' && isOfAbstract(dtype, wanted.name));
  const named = elementNamedBy(wanted);
  if (named === undefined) {
    call.reject('arg2', 'a type is needed', 'Write `np.floating`, `np.integer` or an element type');
    return UNKNOWN;
  }
  return constantValue(strongDType(named) === dtype);
}

const ARRAY_API_KINDS: Record<string, string> = {
  bool: 'b',
  'signed integer': 'i',
  'unsigned integer': 'u',
  integral: 'iu',
  'real floating': 'f',
  'complex floating': 'c',
  numeric: 'iufc',
};

/** `np.isdtype(a.dtype, 'real floating')`, with one kind or several. */
function lowerIsDType(call: Call): Value {
  const dtype = call.dtype();
  const given = call.value('kind')!;
  if (!dtype || given.kind === 'unknown') return UNKNOWN;
  const answers = (given.kind === 'tuple' ? given.items : [given]).map((item) => {
    if (item.kind === 'value' && typeof item.constant === 'string') {
      return ARRAY_API_KINDS[item.constant]?.includes(kindOf(dtype));
    }
    const named = elementNamedBy(item);
    return named === undefined ? undefined : strongDType(named) === dtype;
  });
  if (!answers.includes(undefined)) return constantValue(answers.includes(true));
  call.reject('kind', 'it is no kind that NumPy knows', "Write `'integral'`, `'real floating'` or an element type");
  return UNKNOWN;
}

function record(fields: Readonly<Record<string, Value>>): Value {
  return { ...tupleValue(Object.values(fields)), names: Object.keys(fields) };
}

function limitedType(call: Call, name: string): DType | undefined {
  const value = call.value(name)!;
  const element = elementGiven(call, name, value);
  return element === undefined ? undefined : strongDType(element);
}

function lowerFinfo(call: Call): Value {
  const given = limitedType(call, 'dtype');
  if (given === undefined) return UNKNOWN;
  const dtype = partsOf(given) as DType;
  if (!isFloating(dtype)) {
    call.reject('dtype', 'it is no float; NumPy raises `ValueError`', 'Use `np.iinfo(...)`');
    return UNKNOWN;
  }
  const is32 = dtype === 'f32';
  const mantissa = is32 ? 23 : 52;
  const least = is32 ? -126 : -1022;
  const number = (value: number) => numberOf(value, dtype);
  const max = is32 ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
  const decimals = is32 ? 6 : 15;
  return record({
    eps: number(2 ** -mantissa),
    epsneg: number(2 ** -(mantissa + 1)),
    max: number(max),
    min: number(-max),
    tiny: number(2 ** least),
    smallest_normal: number(2 ** least),
    smallest_subnormal: number(2 ** (least - mantissa)),
    resolution: number(is32 ? 1e-6 : 1e-15),
    bits: constantValue(is32 ? 32n : 64n),
    precision: constantValue(BigInt(decimals)),
    nmant: constantValue(BigInt(mantissa)),
    nexp: constantValue(is32 ? 8n : 11n),
    maxexp: constantValue(is32 ? 128n : 1024n),
    minexp: constantValue(BigInt(least)),
    machep: constantValue(BigInt(-mantissa)),
    negep: constantValue(BigInt(-mantissa - 1)),
    iexp: constantValue(is32 ? 8n : 11n),
    dtype: { kind: 'dtype', element: dtype },
  });
}

function lowerIinfo(call: Call): Value {
  const dtype = limitedType(call, 'type');
  if (dtype === undefined) return UNKNOWN;
  if (kindOf(dtype) !== 'i' && kindOf(dtype) !== 'u') {
    call.reject('type', 'it is no integer; NumPy raises `ValueError`', 'Use `np.finfo(...)`');
    return UNKNOWN;
  }
  const [min, max] = integerRange(dtype);
  return record({
    min: constantValue(min),
    max: constantValue(max),
    bits: constantValue(BigInt(bitsOf(dtype))),
    dtype: { kind: 'dtype', element: dtype },
    kind: constantValue(kindOf(dtype)),
  });
}

export const DTYPE_FUNCTIONS: readonly Entry[] = [
  entry('dtype', 'dtype', 'An element type by its name', (call) => {
    const dtype = call.dtype();
    return dtype ? { kind: 'dtype', element: dtype } : UNKNOWN;
  }),
  entry('result_type', '*arrays_and_dtypes', 'The element type that operands meet in', lowerResultType),
  entry('promote_types', 'type1, type2', 'The smallest element type that holds both', (call) => {
    const found = dtypesOf(call, ['type1', 'type2']);
    return found ? { kind: 'dtype', element: promoteDTypes(found[0]!, found[1]!) } : UNKNOWN;
  }),
  entry('can_cast', "from_, to, casting='safe'", 'Whether a casting rule allows a cast', lowerCanCast),
  entry('issubdtype', 'arg1, arg2', 'Whether an element type is of a kind', lowerIsSubdtype),
  entry('isdtype', 'dtype, kind', 'Whether an element type is of a kind of the array standard', lowerIsDType),
  entry('finfo', 'dtype', 'Limits of a float type: `eps`, `max`, `min`, `tiny`, …', lowerFinfo),
  entry('iinfo', 'type', 'Limits of an integer type: `min`, `max`, `bits`', lowerIinfo),
];

/** `a.dtype == np.float32` and the like; undefined when neither side is an element type. */
export function compareDTypes(operator: string, left: Value, right: Value): Value | undefined {
  if (left.kind !== 'dtype' && right.kind !== 'dtype') return undefined;
  if (operator !== '==' && operator !== '!=') return undefined;
  const [a, b] = [elementNamedBy(left), elementNamedBy(right)];
  if (a === undefined || b === undefined) return undefined;
  return constantValue((strongDType(a) === strongDType(b)) === (operator === '=='));
}

/** `np.float32(x)`, `np.int8('3')`, `np.complex128()`. */
export function convertTo(ctx: Context, range: SourceRange, element: Element, args: readonly Argument[]): Value {
  const dtype = strongDType(element);
  const [first] = args;
  if (!first) return numberOf(0, dtype);
  const { value } = first;
  if (value.kind === 'unknown') return UNKNOWN;
  if (value.kind === 'value' && typeof value.constant === 'string') {
    const number = numberOfText(value.constant, dtype);
    if (number) return number;
  } else if (isNumeric(value)) {
    const converted = cast(ctx, range, value, dtype);
    if (!converted) return UNKNOWN;
    // NumPy's on every path, whatever was converted.
    const { mixed: _mixed, kinds: _kinds, ...number } = converted;
    return number;
  }
  return ctx.report('WEFT224', first.range, {
    name: 'x',
    function: `np.${NUMPY_NAME[dtype]}`,
    type: quotedType(value),
    reason: 'a number is converted',
    instead: value.kind === 'tuple' ? 'Write `np.array(..., dtype=...)`' : 'Give a number or an array',
  });
}

function numberOfText(text: string, dtype: DType): GraphValue | undefined {
  if (kindOf(dtype) === 'f') {
    const value = floatOfText(text);
    return value === undefined ? undefined : numberOf(value, dtype);
  }
  if (kindOf(dtype) === 'c') {
    const value = complexOfText(text);
    return value && constantOf(value, dtype);
  }
  if (dtype === 'b1') return constantOf(text !== '', 'b1');
  const value = intOfText(text, 10);
  const [min, max] = integerRange(dtype);
  return value !== undefined && value >= min && value <= max ? constantOf(value, dtype) : undefined;
}
