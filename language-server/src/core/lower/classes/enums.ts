// SPDX-License-Identifier: Apache-2.0
// Members of the program's `Enum` classes: a member is its place among those of its class, and what belongs to it is
// found by functions that are written here.

import type { SourceRange } from '../../graph/graph';
import type { ClassInfo } from '../../names/classes';
import { cast } from '../../numpy/elementwise';
import type { Expr, FunctionDecl, Name, Stmt } from '../../syntax/ast';
import { PLACE_VALUE } from '../../types/homes';
import { constantValue, type GraphValue, type InstanceValue, UNKNOWN, type Value } from '../../types/value';
import { callFunction } from '../calls/functions';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';
import { storedObject } from './stores';

function memberAt(fn: FunctionLowering, info: ClassInfo, place: number): InstanceValue {
  const item: GraphValue = { ...PLACE_VALUE, constant: BigInt(place) };
  return storedObject(info.name, fn.program.stores.homeOf(info), item);
}

/** `State.READY`. */
export function memberNamed(fn: FunctionLowering, info: ClassInfo, name: string): InstanceValue | undefined {
  const place = info.members?.findIndex((each) => each.name === name) ?? -1;
  return place < 0 ? undefined : memberAt(fn, info, place);
}

/** All members, in their order. */
export function membersOf(fn: FunctionLowering, info: ClassInfo): Value {
  const items = (info.members ?? []).map((_member, place) => memberAt(fn, info, place));
  return { kind: 'tuple', items, isList: false };
}

const written = new WeakMap<ClassInfo, Map<string, FunctionDecl>>();

/** `if x == 0: return …`, for each member. */
function chosenBy(
  info: ClassInfo,
  role: string,
  result: (place: number, range: SourceRange) => readonly [Expr, Expr],
  end: (range: SourceRange) => Stmt[],
): FunctionDecl {
  const known = written.get(info) ?? new Map<string, FunctionDecl>();
  written.set(info, known);
  const before = known.get(role);
  if (before) return before;
  const range = info.decl.nameRange;
  const x: Name = { kind: 'Name', range, id: 'x' };
  const body = info.members!.flatMap((_member, place): Stmt[] => {
    const [key, value] = result(place, range);
    const isLast = place === info.members!.length - 1 && end(range).length === 0;
    const found: Stmt = { kind: 'Return', range, value };
    const test: Expr = { kind: 'Compare', range, left: x, ops: ['=='], rights: [key] };
    return isLast ? [found] : [{ kind: 'If', range, test, body: [found], orelse: [] }];
  });
  const decl: FunctionDecl = {
    kind: 'Function',
    range,
    name: `${info.name}_${role}`,
    nameRange: range,
    headerRange: range,
    decorators: [],
    parameters: [{ range, name: 'x', form: 'positional', isPositionalOnly: false }],
    body: [...body, ...end(range)],
    isAsync: false,
  };
  known.set(role, decl);
  return decl;
}

function callChosen(fn: FunctionLowering, range: SourceRange, decl: FunctionDecl, value: Value): Value {
  const closure = { code: decl, defaults: new Map(), scope: new Set<string>(), captured: new Map() };
  const positional = [{ value, range }];
  return callFunction(fn, range, { kind: 'function', name: decl.name, closure }, { positional, keywords: [] });
}

function numberOf(range: SourceRange, place: number): Expr {
  return { kind: 'Int', range, value: BigInt(place) };
}

/** `member.name`, `member.value`; `text` for `str(member)`. */
export function memberPart(
  fn: FunctionLowering,
  range: SourceRange,
  info: ClassInfo,
  member: InstanceValue,
  part: 'name' | 'value' | 'text',
): Value {
  const of = (place: number): Expr => {
    const { name, value } = info.members![place]!;
    const text = part === 'text' ? `${info.name}.${name}` : name;
    return part === 'value' ? value : { kind: 'Str', range: value.range, value: text };
  };
  const place = member.items[0] as GraphValue;
  if (place.constant !== undefined) return fn.atModule(() => lowerExpr(fn, of(Number(place.constant))));
  const number = cast(fn, range, place, 'int');
  const decl = chosenBy(
    info,
    part,
    (i, where) => [numberOf(where, i), of(i)],
    () => [],
  );
  return number ? callChosen(fn, range, decl, number) : UNKNOWN;
}

/** `State(value)`. */
export function memberOfValue(fn: FunctionLowering, range: SourceRange, info: ClassInfo, value: Value): Value {
  const x = (where: SourceRange): Expr => ({ kind: 'Name', range: where, id: 'x' });
  const decl = chosenBy(
    info,
    'of',
    (i, where) => {
      const { name, value: key } = info.members![i]!;
      const cls: Name = { kind: 'Name', range: where, id: `^${info.name}` };
      return [key, { kind: 'Attribute', range: where, value: cls, attr: name, attrRange: where }];
    },
    (where) => {
      const parts = [{ value: x(where), conversion: 'r' as const, spec: [] }, ` is not a valid ${info.name}`];
      const text: Expr = { kind: 'FString', range: where, parts };
      const func: Name = { kind: 'Name', range: where, id: '^ValueError' };
      return [
        { kind: 'Raise', range: where, exception: { kind: 'Call', range: where, func, args: [text], keywords: [] } },
      ];
    },
  );
  return callChosen(fn, range, decl, value);
}

/** A member of an `IntEnum` as the integer that it is; other values as they are. */
export function asInteger(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  const info = value.kind === 'instance' ? fn.program.scope.classes.get(value.cls) : undefined;
  return info?.isInteger && value.kind === 'instance' ? memberPart(fn, range, info, value, 'value') : value;
}

/** `left == right` and `left is right` of members; undefined where neither is one. */
export function sameMember(fn: FunctionLowering, range: SourceRange, left: Value, right: Value): Value | undefined {
  const classes = [left, right].map((each) =>
    each.kind === 'instance' ? fn.program.scope.classes.get(each.cls) : undefined,
  );
  if (!classes.some((info) => info?.members)) return undefined;
  if (left.kind !== 'instance' || right.kind !== 'instance' || left.cls !== right.cls) {
    const other = left.kind === 'instance' && classes[0]?.members ? right : left;
    const isPlain = other.kind !== 'value' || (other.type.kind !== 'array' && !other.list);
    return isPlain ? constantValue(false) : undefined;
  }
  const [a, b] = [left.items[0] as GraphValue, right.items[0] as GraphValue];
  if (a.constant !== undefined && b.constant !== undefined) return constantValue(a.constant === b.constant);
  const found = fn.emit('equal', range, [a, b], { kind: 'scalar', dtype: 'b1' });
  return cast(fn, range, found, 'bool') ?? UNKNOWN;
}
