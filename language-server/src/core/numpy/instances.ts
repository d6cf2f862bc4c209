// SPDX-License-Identifier: Apache-2.0
// `isinstance`: the types of values are known while compiling, so that the answer is a constant.

import { isRunTuple, isSetKind } from '../types/lists';
import { isPython, kindOf } from '../types/promote';
import { constantValue, elementOfValue, isArray, isNumeric, quotedType, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { isOfAbstract } from './dtypes';

/** Python's own types that values of a task can have. */
const PYTHON_TYPES: ReadonlySet<string> = new Set([
  'int',
  'float',
  'bool',
  'complex',
  'str',
  'tuple',
  'list',
  'dict',
  'object',
]);

/** Types that are called where they stand; as values they are for `isinstance`. */
export function isContainerType(name: string): boolean {
  return name === 'dict' || name === 'set' || name === 'frozenset';
}

/** The name of Python's own type of a value; undefined for arrays and NumPy scalars. */
function pythonTypeOf(value: Value): string | undefined {
  if (value.kind === 'tuple') return value.isList ? 'list' : 'tuple';
  if (value.kind === 'dict') return 'dict';
  if (value.kind !== 'value') return undefined;
  const { type, table } = value;
  if (table !== undefined) return isSetKind(table) || table.startsWith('deque') ? table : 'dict';
  if (isRunTuple(value)) return 'tuple';
  return type.kind === 'array' || type.kind === 'scalar' ? undefined : type.kind;
}

/** Whether `value` is an instance of `wanted`; undefined when `wanted` is no type. */
function isInstance(value: Value, wanted: Value): boolean | undefined {
  const own = pythonTypeOf(value);
  if (wanted.kind === 'library' && wanted.module === 'builtins' && PYTHON_TYPES.has(wanted.name)) {
    if (wanted.name === 'object' || own === wanted.name) return true;
    if (own === 'bool') return wanted.name === 'int';
    if (own !== undefined || !isNumeric(value) || isArray(value)) return false;
    // NumPy's float64 and complex128 are subclasses of Python's types.
    const element = elementOfValue(value);
    return (wanted.name === 'float' && element === 'f64') || (wanted.name === 'complex' && element === 'c128');
  }
  if (wanted.kind === 'abstract') {
    if (wanted.name === 'ndarray') return isArray(value);
    if (isContainerType(wanted.name)) return own === wanted.name;
    const isScalar = own === undefined && isNumeric(value) && !isArray(value);
    const element = isScalar ? elementOfValue(value) : 'int';
    return (
      !isPython(element) && (wanted.name !== 'number' || kindOf(element) !== 'b') && isOfAbstract(element, wanted.name)
    );
  }
  if (wanted.kind === 'dtype') {
    return own === undefined && isNumeric(value) && !isArray(value) && elementOfValue(value) === wanted.element;
  }
  return undefined;
}

/** `isinstance(x, T)`, `isinstance(x, (T, U))`. */
export function lowerIsInstance(call: Call): Value {
  const value = call.value('object')!;
  const given = call.value('class')!;
  if (value.kind === 'unknown' || given.kind === 'unknown') return UNKNOWN;
  if (value.kind === 'value' && value.mixed) {
    call.ctx.wantKinds?.(value);
    call.reject('object', 'it is a Python number on some paths and a NumPy scalar on others', 'Convert it first');
    return UNKNOWN;
  }
  const wanted = given.kind === 'tuple' && !given.isList ? given.items : [given];
  const answers = wanted.map((each) => isInstance(value, each));
  if (answers.includes(undefined)) {
    call.reject(
      'class',
      `${quotedType(wanted[answers.indexOf(undefined)]!)} is no type that Weft knows`,
      'Name a type such as `float` or `np.ndarray`',
    );
    return UNKNOWN;
  }
  return constantValue(answers.includes(true));
}
