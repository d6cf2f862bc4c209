// SPDX-License-Identifier: Apache-2.0
// Operators and builtins on objects: the methods that Python calls for them.

import type { SourceRange } from '../../graph/graph';
import type { CallArguments } from '../../numpy/call';
import { cast } from '../../numpy/elementwise';
import { truthOf } from '../../numpy/operators';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../../syntax/ast';
import { isReference } from '../../types/merging';
import { isPython } from '../../types/promote';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isNumber,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { displayLength, isInDisplay, refuseWhole } from './displays';
import { asInteger, membersOf, sameMember } from './enums';
import { callSpecial, infoOf, isOfClass, specialMethod } from './instances';
import { asItems, asTuple, compareRecords, textOfHolder, textOfObject } from './records';

type LibraryValue = Extract<Value, { kind: 'library' }>;

const BINARY: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
};

const COMPARE: Readonly<Record<string, readonly [string, string]>> = {
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

function refuse(fn: FunctionLowering, range: SourceRange, what: string, value: Value, method: string): Value {
  return fn.report('WEFT292', range, {
    what: `${what} of ${quotedType(value)}`,
    reason: `the class has no method \`${method}\``,
    instead: 'Write the method, or use the attributes',
  });
}

/** `left op right`, or `left op= right` with a name; undefined where neither is an object. */
export function objectBinary(
  fn: FunctionLowering,
  range: SourceRange,
  op: BinaryOperator,
  left: Value,
  right: Value,
  isUpdate = false,
): Value | undefined {
  if (left.kind !== 'instance' && right.kind !== 'instance') return undefined;
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  const name = BINARY[op] ?? op;
  const updated = isUpdate ? callSpecial(fn, range, left, `__i${name}__`, [right]) : undefined;
  if (updated) return updated;
  if (left.kind === 'instance' && right.kind === 'instance' && left.cls !== right.cls) {
    // The method of a derived class comes first.
    const isDerived = isOfClass(fn, right, left.cls) && specialMethod(fn, right, `__r${name}__`);
    if (isDerived) return callSpecial(fn, range, right, `__r${name}__`, [left])!;
  }
  const own = callSpecial(fn, range, left, `__${name}__`, [right]);
  if (own) return own;
  const other =
    right.kind === 'instance' && specialMethod(fn, right, `__r${name}__`) ? plainNumber(fn, range, left) : undefined;
  const reflected = other && callSpecial(fn, range, right, `__r${name}__`, [other]);
  return reflected ?? refuse(fn, range, `\`${op}\``, left.kind === 'instance' ? left : right, `__${name}__`);
}

/** NumPy gives an object beside its scalar Python's number, and an array item by item, which is refused. */
function plainNumber(fn: FunctionLowering, range: SourceRange, value: Value): Value | undefined {
  if (value.kind === 'instance') return value;
  if (!isNumber(value)) return undefined;
  const element = elementOfValue(value);
  if (isPython(element)) return value;
  const kind = element === 'f64' ? 'float' : element === 'i64' ? 'int' : element === 'c128' ? 'complex' : undefined;
  return kind && cast(fn, range, value, kind);
}

/** `left op right`; undefined where neither is an object. */
export function objectCompare(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  left: Value,
  right: Value,
): Value | undefined {
  if (left.kind !== 'instance' && right.kind !== 'instance') return undefined;
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  const isIdentity = op === 'is' || op === 'is not';
  const member = isIdentity || op === '==' || op === '!=' ? sameMember(fn, range, left, right) : undefined;
  if (member) return op === 'is' || op === '==' || member.kind !== 'value' ? member : negated(fn, range, member);
  if (op === 'is' || op === 'is not') {
    const isNone = (value: Value) => value.kind === 'value' && value.type.kind === 'none';
    if (isNone(left) || isNone(right)) return constantValue(op === 'is not');
    const same = sameObject(fn, range, left, right);
    if (same) return op === 'is' ? same : negated(fn, range, same);
    return refuse(fn, range, `\`${op}\``, left, '__eq__');
  }
  if (op === 'in' || op === 'not in') {
    const known = isInDisplay(fn, range, left, right);
    if (known) return op === 'in' || known.kind !== 'value' ? known : negated(fn, range, known);
    const found = callSpecial(fn, range, right, '__contains__', [left]);
    const truth = found && objectTruth(fn, range, found);
    if (!truth) return right.kind === 'instance' ? refuse(fn, range, '`in`', right, '__contains__') : undefined;
    return op === 'in' ? truth : negated(fn, range, truth);
  }
  const [own, other] = COMPARE[op]!;
  const found = callSpecial(fn, range, left, own, [right]) ?? callSpecial(fn, range, right, other, [left]);
  if (found) return found;
  if (op === '!=') {
    const equal = callSpecial(fn, range, left, '__eq__', [right]) ?? callSpecial(fn, range, right, '__eq__', [left]);
    const truth = equal && objectTruth(fn, range, equal);
    if (truth) return negated(fn, range, truth);
  }
  return (
    compareFields(fn, range, op, left, right) ??
    compareRecords(fn, range, op, left, right) ??
    refuse(fn, range, `\`${op}\``, left.kind === 'instance' ? left : right, own)
  );
}

/** `==` and `!=` of objects without a method for it: dataclasses by their fields, others by whether both are one object. */
export function compareFields(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  left: Value,
  right: Value,
): Value | undefined {
  if ((left.kind !== 'instance' && right.kind !== 'instance') || (op !== '==' && op !== '!=')) return undefined;
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  const whole = wholeCompare(fn, range, op, left, right);
  if (whole) return whole;
  const isOwn = [left, right].some((each) => each.kind === 'instance' && specialMethod(fn, each, '__eq__'));
  if (isOwn) return undefined;
  const found = compareRecords(fn, range, op, left, right);
  if (found || left.kind !== 'instance' || right.kind !== 'instance') return found;
  // Only objects that are stored have a place, by which they are told apart.
  const same = left.cls === right.cls && left.home.isStored ? sameObject(fn, range, left, right) : undefined;
  const flag = same && cast(fn, range, same, 'bool');
  return flag && op === '!=' ? negated(fn, range, flag) : flag;
}

/** Comparison of an object that stands for a dictionary or a tuple; undefined where none takes part. */
function wholeCompare(
  fn: FunctionLowering,
  range: SourceRange,
  op: '==' | '!=',
  left: Value,
  right: Value,
): Value | undefined {
  const other = left.kind === 'instance' && infoOf(fn, left.cls).display ? right : left;
  const own = other === right ? left : right;
  if (own.kind !== 'instance' || !infoOf(fn, own.cls).display) return undefined;
  // Nothing else is equal to a dictionary or a tuple.
  const isScalar = other.kind === 'value' && other.list === undefined && other.type.kind !== 'array';
  return isScalar ? constantValue(op === '!=') : refuseWhole(fn, range, `\`${op}\``, own);
}

/** Whether both are one object; undefined where the run does not know. */
export function sameObject(
  fn: FunctionLowering,
  range: SourceRange,
  left: Value,
  right: Value,
): GraphValue | undefined {
  if (left.kind !== right.kind || (left.kind === 'instance' && right.kind === 'instance' && left.cls !== right.cls))
    return constantValue(false);
  if (left.kind !== 'instance' || right.kind !== 'instance') return undefined;
  if (left.home.isStored)
    return fn.emit('equal', range, [left.items[0] as GraphValue, right.items[0] as GraphValue], SAME);
  const [a, b] = [left, right].map(({ items }) => items.find(isReference));
  return a && b && fn.kernel('list.is', range, [a, b], [{ kind: 'bool' }])[0];
}

const SAME = { kind: 'scalar', dtype: 'b1' } as const;

function negated(fn: FunctionLowering, range: SourceRange, truth: GraphValue): Value {
  if (typeof truth.constant === 'boolean') return constantValue(!truth.constant);
  const flag = cast(fn, range, truth, 'bool');
  return flag ? fn.emit('logical_not', range, [flag], { kind: 'bool' }) : UNKNOWN;
}

/** Whether Python takes the value for true. */
export function objectTruth(fn: FunctionLowering, range: SourceRange, value: Value): GraphValue | undefined {
  if (value.kind !== 'instance') return truthOf(fn, range, value);
  const found = callSpecial(fn, range, value, '__bool__') ?? callSpecial(fn, range, value, '__len__');
  return found ? truthOf(fn, range, found) : constantValue(true);
}

export function objectUnary(
  fn: FunctionLowering,
  range: SourceRange,
  op: Exclude<UnaryOperator, 'not'>,
  value: Value,
): Value | undefined {
  if (value.kind !== 'instance') return undefined;
  const name = { '-': '__neg__', '+': '__pos__', '~': '__invert__' }[op];
  return callSpecial(fn, range, value, name) ?? refuse(fn, range, `\`${op}\``, value, name);
}

const SPECIAL: Readonly<Record<string, string>> = {
  len: '__len__',
  abs: '__abs__',
  float: '__float__',
  int: '__int__',
  complex: '__complex__',
  round: '__round__',
};

/** A call of the library whose arguments may be objects: its value where a method gives it, else what to call it with. */
export function callOfObjects(
  fn: FunctionLowering,
  range: SourceRange,
  callee: LibraryValue,
  args: CallArguments,
): { value?: Value; args: CallArguments } {
  if (fn.program.scope.classes.size === 0) return { args };
  if (callee.module === 'builtins' && callee.name === 'isinstance') return isInstance(fn, args);
  return callOfOthers(fn, range, callee, membersAsValues(fn, range, args));
}

/** Integers of an `IntEnum` are what the library takes, and an `Enum` is its members. */
function membersAsValues(fn: FunctionLowering, range: SourceRange, args: CallArguments): CallArguments {
  const plain = (value: Value): Value => {
    const info = value.kind === 'class' ? fn.program.scope.classes.get(value.name) : undefined;
    return info?.members ? membersOf(fn, info) : asInteger(fn, range, value);
  };
  const changed = <T extends { readonly value: Value }>(each: T): T => ({ ...each, value: plain(each.value) });
  return { ...args, positional: args.positional.map(changed), keywords: args.keywords.map(changed) };
}

function callOfOthers(
  fn: FunctionLowering,
  range: SourceRange,
  callee: LibraryValue,
  args: CallArguments,
): { value?: Value; args: CallArguments } {
  const [first, ...rest] = args.positional;
  const isTextCall = callee.module === 'text' || (callee.module === 'builtins' && callee.name === 'print');
  if (isTextCall) {
    const positional = args.positional.map((argument) => {
      const { value, range: at } = argument;
      if (value.kind === 'instance') return { ...argument, value: textOfObject(fn, at, value) };
      return { ...argument, value: textOfHolder(fn, at, value) };
    });
    return { args: { ...args, positional } };
  }
  if (callee.module !== 'builtins') {
    const plain = <T extends { readonly value: Value }>(each: T): T => ({
      ...each,
      value: asTuple(fn, range, each.value),
    });
    return { args: { ...args, positional: args.positional.map(plain), keywords: args.keywords.map(plain) } };
  }
  if (first && /^(str|repr)$/.test(callee.name) && args.positional.length === 1) {
    const text = textOfHolder(fn, range, first.value);
    if (text !== first.value) return { args, value: text };
  }
  if (first?.value.kind !== 'instance') return { args };
  const object = first.value;
  const length = callee.name === 'len' ? displayLength(fn, object) : undefined;
  if (length) return { args, value: length };
  if (callee.name === 'str') return { args, value: textOfObject(fn, range, object) };
  if (callee.name === 'repr') return { args, value: textOfObject(fn, range, object, 'r') };
  if (callee.name === 'bool') return { args, value: objectTruth(fn, range, object) ?? UNKNOWN };
  const name = SPECIAL[callee.name];
  const values = rest.map((argument) => argument.value);
  const value = name === undefined ? undefined : callSpecial(fn, range, object, name, values);
  if (value) return { args, value };
  const tuple = asItems(fn, range, object);
  if (tuple !== object) return { args: { ...args, positional: [{ ...first, value: tuple }, ...rest] } };
  return name === undefined ? { args } : { args, value: refuse(fn, range, `\`${callee.name}\``, object, name) };
}

/** `isinstance` of an object, or of a class of the module. */
function isInstance(fn: FunctionLowering, args: CallArguments): { value?: Value; args: CallArguments } {
  const [object, given] = args.positional;
  if (!object || !given || object.value.kind === 'unknown') return { args };
  const wanted = given.value.kind === 'tuple' ? given.value.items : [given.value];
  if (object.value.kind === 'instance') {
    const isAny = wanted.some((each) => each.kind === 'library' && each.name === 'object');
    const { kind, display } = infoOf(fn, object.value.cls);
    const builtin = display?.kind ?? (kind === 'tuple' ? 'tuple' : undefined);
    const isOne = wanted.some(
      (each) =>
        (each.kind === 'class' && isOfClass(fn, object.value, each.name)) ||
        ((each.kind === 'library' || each.kind === 'abstract') && each.name === builtin),
    );
    if (wanted.some((each) => each.kind === 'unknown')) return { args, value: UNKNOWN };
    return { args, value: constantValue(isAny || isOne) };
  }
  const others = wanted.filter((each) => each.kind !== 'class');
  if (others.length === wanted.length) return { args };
  if (others.length === 0) return { args, value: constantValue(false) };
  const value: Value = { kind: 'tuple', items: others, isList: false };
  return { args: { ...args, positional: [object, { ...given, value }] } };
}
