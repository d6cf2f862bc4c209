// SPDX-License-Identifier: Apache-2.0
// Objects of the module's classes. An object is compile-time structure: its attributes that never change as values, the
// others as references; a method is a function that takes the object along, as a closure does.

import type { SourceRange } from '../../graph/graph';
import { type ClassInfo, findMethod, selfOf, setterOf } from '../../names/classes';
import type { CallArguments } from '../../numpy/call';
import { keptPart, named } from '../../numpy/parts';
import type { AttributeExpr, CallExpr, FunctionDecl } from '../../syntax/ast';
import type { ObjectHome } from '../../types/homes';
import {
  constantValue,
  type FunctionValue,
  type InstanceValue,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { withCaptured } from '../calls/closures';
import { callFunction } from '../calls/functions';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';
import { leavesOf } from '../program/structure';
import { memberNamed, memberOfValue, memberPart } from './enums';
import { givenFields, INIT, initializerOf, SET, withoutSelf } from './initializers';
import { recordMethod } from './record-functions';
import {
  constantOf,
  isVariable,
  newStored,
  newVariables,
  readStored,
  readVariable,
  writeStored,
  writeVariable,
} from './variables';

type ClassValue = Extract<Value, { kind: 'class' }>;

export function infoOf(fn: FunctionLowering, name: string): ClassInfo {
  return fn.program.scope.classes.get(name)!;
}

/** A function of the module's text that takes nothing from around it. */
function plainFunction(decl: FunctionDecl): FunctionValue {
  return {
    kind: 'function',
    name: decl.name,
    closure: { code: decl, defaults: new Map(), scope: new Set(), captured: new Map() },
  };
}

/** The method of an object. */
function boundMethod(decl: FunctionDecl, self: Value): FunctionValue {
  const name = selfOf(decl);
  if (name === undefined) return plainFunction(decl);
  const closure = {
    code: withoutSelf(decl),
    defaults: new Map(),
    scope: new Set([name]),
    captured: new Map([[name, self]]),
  };
  return { kind: 'function', name: decl.name, closure };
}

/** Fields come in their order: a named tuple is the tuple of its items. */
function instanceOf(info: ClassInfo, attributes: ReadonlyMap<string, Value>, home: ObjectHome): InstanceValue {
  const fields = info.fields.map((field) => field.name).filter((name) => attributes.has(name));
  const names = [...fields, ...[...attributes.keys()].filter((name) => !fields.includes(name)).sort()];
  return { kind: 'instance', cls: info.name, names, items: names.map((name) => attributes.get(name)!), home };
}

/** `Class(...)`. */
export function instantiate(fn: FunctionLowering, range: SourceRange, cls: ClassValue, args: CallArguments): Value {
  const info = infoOf(fn, cls.name);
  if (info.problem !== undefined) return UNKNOWN;
  if (info.exception !== undefined) {
    const reason = 'an exception is raised where it is made';
    return fn.report('WEFT290', range, { name: info.name, reason });
  }
  const [only] = args.positional;
  if (info.members && only && args.positional.length === 1 && args.keywords.length === 0)
    return memberOfValue(fn, range, info, only.value);
  if (info.members) return missingMember(fn, range, info.name);
  const abstract = abstractMethod(info);
  if (abstract !== undefined) {
    return fn.report('WEFT292', range, {
      what: `An object of \`${info.name}\``,
      reason: `CPython raises \`TypeError\`: \`${abstract}\` is abstract`,
      instead: 'Make an object of a class that defines it',
    });
  }
  const home = fn.program.stores.homeOf(info);
  const self = home.isStored ? newStored(fn, range, info) : instanceOf(info, newVariables(fn, range, info), home);
  return info.isCells ? self : initialise(fn, range, info, self, args);
}

function missingMember(fn: FunctionLowering, range: SourceRange, cls: string): Value {
  return fn.report('WEFT292', range, {
    what: `This call of \`${cls}\``,
    reason: 'an `Enum` gives the member that one value has',
    instead: 'Name the member',
  });
}

function abstractMethod(info: ClassInfo): string | undefined {
  for (let each: ClassInfo | undefined = info; each; each = each.base) {
    for (const [name, { decl }] of each.methods) {
      const isAbstract = decl.decorators.some((item) => JSON.stringify(item, plain).includes('"abstractmethod"'));
      if (isAbstract && findMethod(info, name)?.decl === decl) return name;
    }
  }
  return undefined;
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function initialise(
  fn: FunctionLowering,
  range: SourceRange,
  info: ClassInfo,
  self: InstanceValue,
  args: CallArguments,
): Value {
  const positional = [{ value: self, range }, ...args.positional];
  const keywords = args.keywords.map(({ name }) => name);
  const decl = initializerOf(info, givenFields(info, args.positional.length, keywords));
  return callFunction(fn, range, plainFunction(decl), { ...args, positional });
}

/** Calls that `initializers.ts` writes: `self.x=(value)` and `self.Base.__init__(...)`; undefined for all others. */
export function lowerInitCall(
  fn: FunctionLowering,
  expr: CallExpr,
  lowerArguments: () => CallArguments | undefined,
): Value | undefined {
  const { func } = expr;
  if (func.kind !== 'Attribute') return undefined;
  if (func.attr.endsWith(SET)) return withAttribute(fn, expr, func);
  if (!func.attr.endsWith(INIT)) return undefined;
  const self = lowerExpr(fn, func.value);
  const args = lowerArguments();
  if (self.kind !== 'instance' || !args) return UNKNOWN;
  return initialise(fn, expr.range, infoOf(fn, func.attr.slice(0, -INIT.length)), self, args);
}

function withAttribute(fn: FunctionLowering, expr: CallExpr, func: AttributeExpr): Value {
  const self = lowerExpr(fn, func.value);
  const attr = func.attr.slice(0, -SET.length);
  const value = keptValue(fn, expr.range, lowerExpr(fn, expr.args[0]!));
  fn.fact(func.range, value, attr);
  if (self.kind !== 'instance' || value.kind === 'unknown') return UNKNOWN;
  if (depthOf(value, self.cls) >= MAX_DEPTH) {
    self.home.want();
    return fn.report('WEFT292', func.range, {
      what: `An object of \`${self.cls}\` that holds objects of \`${self.cls}\` without end`,
      reason: 'their types would have no end either',
      instead: 'Keep them in lists, and hold the index of an object instead of it',
    });
  }
  const attributes = new Map(self.names.map((name, i) => [name, self.items[i]!]));
  return instanceOf(infoOf(fn, self.cls), attributes.set(attr, value), self.home);
}

/** Objects of one class inside each other. */
const MAX_DEPTH = 6;

function depthOf(value: Value, cls: string): number {
  const parts =
    value.kind === 'instance' || value.kind === 'tuple' || value.kind === 'dict'
      ? value.items
      : value.kind === 'union'
        ? value.alternatives
        : [];
  const own = value.kind === 'instance' && value.cls === cls ? 1 : 0;
  return own + Math.max(0, ...parts.map((part) => depthOf(part, cls)));
}

/** The value as an attribute keeps it. */
export function keptValue(fn: FunctionLowering, range: SourceRange, given: Value): Value {
  const value = keptPart(fn, range, given);
  if (value.kind !== 'function' || !value.closure || value.closure.captured) return named(value);
  const closure = withCaptured(fn, value.closure, range);
  for (const [name, taken] of closure.captured ?? []) {
    const hasObject =
      taken.kind === 'instance' || (taken.kind === 'tuple' && taken.items.some((item) => item.kind === 'instance'));
    if (!hasObject && fn.isAssignedOnce(name)) continue;
    return fn.report('WEFT292', range, {
      what: 'A function kept in an attribute',
      reason: `it reads \`${name}\`, which may be another one when it is called`,
      instead: 'Write a method',
    });
  }
  return { ...value, closure };
}

/** `obj.attr`; also of a class, and of `super()`. Undefined for other values. */
export function attributeOfObject(fn: FunctionLowering, base: Value, expr: AttributeExpr): Value | undefined {
  if (base.kind === 'class') return classAttribute(fn, base, expr);
  if (base.kind === 'super') {
    const found = findMethod(infoOf(fn, base.cls), expr.attr);
    return found ? methodOf(fn, expr.range, found, base.self) : missing(fn, base.cls, expr);
  }
  if (base.kind !== 'instance') return undefined;
  const info = infoOf(fn, base.cls);
  const { attr, range } = expr;
  if (info.members && (attr === 'name' || attr === 'value')) return memberPart(fn, range, info, base, attr);
  if (base.home.isStored && info.variables.has(attr)) return readStored(fn, range, base, info, attr);
  const record = recordMethod(fn, base, attr);
  if (record) return record;
  const place = base.names.indexOf(attr);
  if (place >= 0) {
    const item = base.items[place]!;
    return isVariable(item) ? readVariable(fn, range, base, info, attr, item) : item;
  }
  const found = findMethod(info, attr);
  if (found) return methodOf(fn, range, found, base);
  const constant = constantOf(info, attr);
  if (constant) return fn.program.moduleValues.valueOf(fn, attr, constant);
  return missing(fn, base.cls, expr);
}

function methodOf(
  fn: FunctionLowering,
  range: SourceRange,
  { decl, form }: NonNullable<ReturnType<typeof findMethod>>,
  self: Value,
): Value {
  if (form === 'static') return plainFunction(decl);
  if (form === 'class') return boundMethod(decl, { kind: 'class', name: self.kind === 'instance' ? self.cls : '' });
  const method = boundMethod(decl, self);
  return form === 'property' ? callFunction(fn, range, method, { positional: [], keywords: [] }) : method;
}

function classAttribute(fn: FunctionLowering, base: ClassValue, expr: AttributeExpr): Value {
  const info = infoOf(fn, base.name);
  if (expr.attr === '__name__') return constantValue(base.name);
  const member = memberNamed(fn, info, expr.attr) ?? recordMethod(fn, base, expr.attr);
  if (member) return member;
  const found = findMethod(info, expr.attr);
  if (found?.form === 'class') return boundMethod(found.decl, base);
  if (found && found.form !== 'property') return plainFunction(found.decl);
  const constant = constantOf(info, expr.attr);
  if (constant && !info.variables.has(expr.attr)) return fn.program.moduleValues.valueOf(fn, expr.attr, constant);
  return missing(fn, base.name, expr);
}

function missing(fn: FunctionLowering, cls: string, expr: AttributeExpr): Value {
  const info = infoOf(fn, cls);
  // Objects of another class have it.
  if (fn.copies > 1 && fn.raising >= 0)
    fn.raiseTypeError(expr.range, `'${cls}' object has no attribute '${expr.attr}'`, 'AttributeError');
  const isOwn = info.variables.has(expr.attr) || fn.program.scope.attributes.has(expr.attr);
  return fn.report('WEFT292', expr.attrRange, {
    what: `\`${cls}\` has no attribute \`${expr.attr}\` here`,
    reason: isOwn ? 'it is not set yet, or not by a method of the class' : 'nothing in the class sets it',
    instead: 'Set it in `__init__`, before anything reads it',
  });
}

/** `obj.attr = value`; false for other values. */
export function assignObject(
  fn: FunctionLowering,
  target: AttributeExpr,
  base: Value,
  value: Value,
  range: SourceRange,
): boolean {
  if (base.kind !== 'instance' && base.kind !== 'class') return false;
  const setter = base.kind === 'instance' ? setterOf(infoOf(fn, base.cls), target.attr) : undefined;
  if (setter) {
    callFunction(fn, range, boundMethod(setter, base), { positional: [{ value, range }], keywords: [] });
    return true;
  }
  if (base.kind === 'instance' && base.home.isStored) {
    const info = infoOf(fn, base.cls);
    if (info.variables.has(target.attr)) {
      const stored = keptValue(fn, range, value);
      fn.fact(target.attrRange, stored, target.attr);
      writeStored(fn, range, base, info, target.attr, stored);
      return true;
    }
  }
  const place = base.kind === 'instance' ? base.names.indexOf(target.attr) : -1;
  const item = base.kind === 'instance' ? base.items[place] : undefined;
  if (base.kind === 'instance' && item && isVariable(item)) {
    const stored = keptValue(fn, range, value);
    fn.fact(target.attrRange, stored, target.attr);
    writeVariable(fn, range, infoOf(fn, base.cls), target.attr, item, stored);
    return true;
  }
  const isClass = base.kind === 'class';
  fn.report('WEFT292', target.range, {
    what: `Attribute \`${target.attr}\` of ${quotedType(base)} cannot be set here`,
    reason: isClass ? 'what a class itself holds does not change in a task' : 'no method of the class sets it',
    instead: isClass ? 'Keep it in an object' : 'Set it in `__init__` first',
  });
  return true;
}

/** `super()` in a method. */
export function lowerSuper(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  if (expr.func.kind !== 'Name' || !fn.program.isBuiltin(fn, expr.func.id, 'super')) return undefined;
  const { startLine, startColumn } = fn.decl.range;
  for (const info of fn.program.scope.classes.values()) {
    for (const { decl } of info.methods.values()) {
      if (decl.range.startLine !== startLine || decl.range.startColumn !== startColumn) continue;
      const name = selfOf(decl);
      const self = name === undefined ? UNKNOWN : fn.readLocal(name, expr.range);
      if (!info.base || self.kind !== 'instance') break;
      return { kind: 'super', cls: info.base.name, self };
    }
  }
  return undefined;
}

/** The method of an object under a name that an operator or a builtin uses. */
export function specialMethod(fn: FunctionLowering, value: Value, name: string): FunctionValue | undefined {
  if (value.kind !== 'instance') return undefined;
  const found = findMethod(infoOf(fn, value.cls), name);
  return found && found.form === 'method' ? boundMethod(found.decl, value) : undefined;
}

/** Calls such a method; undefined where the class has none. */
export function callSpecial(
  fn: FunctionLowering,
  range: SourceRange,
  value: Value,
  name: string,
  args: readonly Value[] = [],
): Value | undefined {
  const method = specialMethod(fn, value, name);
  return (
    method &&
    callFunction(fn, range, method, { positional: args.map((each) => ({ value: each, range })), keywords: [] })
  );
}

/** Calls a function as a method of the object. */
export function callOwn(fn: FunctionLowering, range: SourceRange, self: Value, decl: FunctionDecl): Value {
  return callFunction(fn, range, boundMethod(decl, self), { positional: [], keywords: [] });
}

/** Whether the object is of the class or of one derived from it. */
export function isOfClass(fn: FunctionLowering, value: Value, cls: string): boolean {
  for (let info = value.kind === 'instance' ? infoOf(fn, value.cls) : undefined; info; info = info.base)
    if (info.name === cls) return true;
  return false;
}

export function hasRuntimeParts(value: Value): boolean {
  return leavesOf(value).length > 0;
}
