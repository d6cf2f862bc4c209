// SPDX-License-Identifier: Apache-2.0
// Python's errors where a name may have a type that what is done with it does not take: they are raised when it has it.

import type { SourceRange } from '../../graph/graph';
import { elementOf, isPython } from '../../types/promote';
import type { Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';

export interface PythonError {
  readonly kind: 'TypeError' | 'AttributeError';
  readonly message: string;
}

/** Types that are no containers, by the text of diagnostics, and how Python calls them. */
const PLAIN: Readonly<Record<string, string>> = {
  none: 'NoneType',
  int: 'int',
  float: 'float',
  bool: 'bool',
  complex: 'complex',
};
const NUMPY: Readonly<Record<string, string>> = { b1: 'bool_', f: 'float', i: 'int', u: 'uint', c: 'complex' };

/** Attributes of Python's own numbers. */
const NUMBER_ATTRIBUTES =
  /^(__\w+|real|imag|conjugate|numerator|denominator|is_integer|as_integer_ratio|hex|fromhex|bit_length|bit_count|to_bytes|from_bytes)$/;

function plainName(type: unknown): string | undefined {
  return PLAIN[/^`(\w+)`$/.exec(String(type))?.[1] ?? ''];
}

function scalarName(type: unknown): string | undefined {
  const [, kind, size] = /^`(f|i|u|c)(\d+)`$/.exec(String(type)) ?? [];
  return kind === undefined ? undefined : `numpy.${NUMPY[kind]}${size}`;
}

/** What Python certainly says in place of these refusals; undefined where it may take the value. */
export function pythonError(code: string, values: Readonly<Record<string, unknown>>): PythonError | undefined {
  const message = messageOf(code, values);
  return message === undefined ? undefined : { kind: code === 'WEFT216' ? 'AttributeError' : 'TypeError', message };
}

const SIZES: ReadonlySet<string> = new Set([
  'an integer is needed',
  'integers are needed',
  'a size is an integer',
  'a range counts integers',
]);

/** What Python says of the first size that is none, of one or of a tuple of them. */
function sizeMessage(type: string): string | undefined {
  const sizes = type.replace(/^`\(?|\)?`$/g, '').split(', ');
  const wrong = sizes.find((each) => each !== 'int');
  const name = wrong === undefined ? undefined : plainName(`\`${wrong}\``);
  return name === undefined || name === 'bool' ? undefined : `'${name}' object cannot be interpreted as an integer`;
}

function messageOf(code: string, values: Readonly<Record<string, unknown>>): string | undefined {
  const quoted = (name: string | undefined, rest: string) =>
    name === undefined ? undefined : `'${name}' object ${rest}`;
  const type = plainName(values.type) ?? scalarName(values.type);
  switch (code) {
    case 'WEFT207':
      return values.rank === 0 ? quoted(plainName(values.array), 'is not subscriptable') : undefined;
    case 'WEFT216': {
      const isOpen = NUMBER_ATTRIBUTES.test(String(values.name));
      return isOpen ? undefined : quoted(plainName(values.type), `has no attribute '${values.name}'`);
    }
    case 'WEFT224':
      // A size or a bound of `range`.
      if (SIZES.has(String(values.reason))) return sizeMessage(String(values.type));
      if (values.function === 'len' && type !== undefined) return `object of type '${type}' has no len()`;
      return type === 'NoneType' ? 'a number or an array is needed, not NoneType' : undefined;
    case 'WEFT226': {
      const name = plainName(values.values) ?? scalarName(values.values);
      return name === undefined ? undefined : `cannot unpack non-iterable ${name} object`;
    }
    case 'WEFT227':
      return quoted(type, 'is not iterable');
    case 'WEFT228':
      return quoted(type, 'is not callable');
    case 'WEFT232':
      return 'a number or an array is needed, not NoneType';
    case 'WEFT241': {
      const [, base] = /^An item of (`\w+`)$/.exec(String(values.what)) ?? [];
      return quoted(plainName(base) ?? scalarName(base), 'does not support item assignment');
    }
    case 'WEFT243':
      if (!/^[<>]=?$/.test(String(values.operator)) || !/`none`/.test(String(values.operands))) return undefined;
      return `'${values.operator}' not supported between instances of ${String(values.operands)
        .replace(/`none`/g, "'NoneType'")
        .replace(/`(\w+)`/g, "'$1'")}`;
    default:
      return undefined;
  }
}

function isNone(value: Value): boolean {
  return value.kind === 'value' && value.type.kind === 'none';
}

/** The name that Python gives the type in such messages. */
function nameOf(value: Value): string {
  if (isNone(value)) return 'NoneType';
  if (value.kind === 'tuple') return value.isList ? 'list' : 'tuple';
  if (value.kind !== 'value') return value.kind;
  if (value.type.kind === 'array') return 'numpy.ndarray';
  if (value.type.kind === 'scalar') {
    const element = elementOf(value.type);
    return { f64: 'float', i64: 'int', c128: 'complex', b1: 'bool' }[String(element)] ?? `numpy.${element}`;
  }
  const element = elementOf(value.type);
  return element !== undefined && isPython(element) ? element : value.type.kind;
}

/** Raises where an operand of `operator` is None and names of several types are read. */
export function refuseNone(
  fn: FunctionLowering,
  range: SourceRange,
  operator: string,
  left: Value,
  right?: Value,
): void {
  if (fn.raising <= 0 || left.kind === 'unknown' || right?.kind === 'unknown') return;
  if (!isNone(left) && !(right && isNone(right))) return;
  const types = right ? `${operator}: '${nameOf(left)}' and '${nameOf(right)}'` : '';
  const message = right
    ? `unsupported operand type(s) for ${types}`
    : `bad operand type for unary ${operator}: 'NoneType'`;
  fn.raiseTypeError(range, message);
}
