// SPDX-License-Identifier: Apache-2.0
// `__init__` as a function that gives the object: an attribute that it sets once becomes part of the object's value, as
// `self = self with x`. Those of dataclasses and named tuples are written out.

import type { SourceRange } from '../../graph/graph';
import { baseInitCall, type ClassInfo, findMethod, selfOf, setterOf } from '../../names/classes';
import type { AttributeExpr, Expr, FunctionDecl, Name, ParameterDecl, Stmt } from '../../syntax/ast';

/** `self.x = value` in `__init__`, as a method that gives the changed object. No attribute has such a name. */
export const SET = '=';
/** `super().__init__(...)` as a method of the object. */
export const INIT = '.__init__';

const known = new WeakMap<ClassInfo, Map<string, FunctionDecl>>();

/** Fields of a dataclass with a `default_factory` for which a call gives a value. */
export function givenFields(info: ClassInfo, count: number, keywords: readonly string[]): readonly string[] {
  const taken = info.fields.filter(({ without }) => !without.has('init'));
  const placed = taken.filter(({ without }) => !without.has('position')).slice(0, count);
  return taken
    .filter((field) => factoryOf(field.default) && (placed.includes(field) || keywords.includes(field.name)))
    .map(({ name }) => name);
}

/**
 * The function that gives an object its attributes; its first parameter is the object. `given`: fields that are
 * parameters although a `default_factory` makes them elsewhere.
 */
export function initializerOf(info: ClassInfo, given: readonly string[] = []): FunctionDecl {
  const all = known.get(info) ?? new Map<string, FunctionDecl>();
  known.set(info, all);
  let decl = all.get(given.join());
  if (!decl) {
    const own = info.methods.get('__init__')?.decl;
    if (own) decl = rewritten(info, own);
    else if (info.kind !== 'plain') decl = ofFields(info, given);
    else if (info.base) decl = initializerOf(info.base, given);
    else
      decl = functionOf(
        info,
        info.decl.range,
        [parameter(info.decl.nameRange, 'self')],
        [giveBack(info.decl.nameRange, 'self')],
      );
    all.set(given.join(), decl);
  }
  return decl;
}

function functionOf(info: ClassInfo, range: SourceRange, parameters: ParameterDecl[], body: Stmt[]): FunctionDecl {
  const { nameRange } = info.decl;
  return {
    kind: 'Function',
    range,
    name: info.name,
    nameRange,
    headerRange: nameRange,
    decorators: [],
    parameters,
    body,
    isAsync: false,
  };
}

function parameter(range: SourceRange, name: string, value?: Expr): ParameterDecl {
  return { range, name, form: 'positional', isPositionalOnly: false, ...(value ? { default: value } : {}) };
}

function nameOf(range: SourceRange, id: string): Name {
  return { kind: 'Name', range, id };
}

function giveBack(range: SourceRange, self: string): Stmt {
  return { kind: 'Return', range, value: nameOf(range, self) };
}

function setOne(range: SourceRange, self: string, attr: string, value: Expr): Stmt {
  const func: AttributeExpr = {
    kind: 'Attribute',
    range,
    value: nameOf(range, self),
    attr: `${attr}${SET}`,
    attrRange: range,
  };
  return {
    kind: 'Assign',
    range,
    targets: [nameOf(range, self)],
    value: { kind: 'Call', range: value.range, func, args: [value], keywords: [] },
  };
}

function rewritten(info: ClassInfo, decl: FunctionDecl): FunctionDecl {
  const self = selfOf(decl) ?? 'self';
  const end = decl.nameRange;
  const body = [...decl.body.flatMap((stmt) => straight(info, self, stmt)), giveBack(end, self)];
  return { ...decl, name: info.name, body };
}

/** A statement of the body itself. */
function straight(info: ClassInfo, self: string, stmt: Stmt): Stmt[] {
  const { range } = stmt;
  const isValue = (target: Expr): target is AttributeExpr =>
    target.kind === 'Attribute' &&
    target.value.kind === 'Name' &&
    target.value.id === self &&
    !info.variables.has(target.attr) &&
    !setterOf(info, target.attr);
  const targets =
    stmt.kind === 'Assign' ? stmt.targets : stmt.kind === 'AnnAssign' && stmt.value ? [stmt.target] : undefined;
  const value = stmt.kind === 'Assign' || stmt.kind === 'AnnAssign' ? stmt.value : undefined;
  const hasValue = (target: Expr): boolean =>
    isValue(target) || ((target.kind === 'Tuple' || target.kind === 'List') && target.elements.some(hasValue));
  if (!targets || !value || !targets.some(hasValue)) return [nested(info, self, stmt)];
  const [only] = targets;
  if (targets.length === 1 && only && isValue(only)) return [setOne(range, self, only.attr, value)];
  // Each target in turn takes the value, and attributes take it from a name of their own.
  const sets: Stmt[] = [];
  const named = (target: Expr): Expr => {
    if (isValue(target)) {
      const own = nameOf(target.range, `${target.attr}@`);
      sets.push(setOne(target.range, self, target.attr, own));
      return own;
    }
    const isMany = target.kind === 'Tuple' || target.kind === 'List';
    return isMany ? { ...target, elements: target.elements.map(named) } : target;
  };
  return [{ kind: 'Assign', range, targets: targets.map(named), value }, ...sets];
}

/** A statement anywhere in it: what it returns is the object. */
function nested(info: ClassInfo, self: string, stmt: Stmt): Stmt {
  const { range } = stmt;
  const all = (body: readonly Stmt[]) => body.map((each) => nested(info, self, each));
  switch (stmt.kind) {
    case 'Return':
      return stmt.value === undefined || stmt.value.kind === 'None' ? giveBack(range, self) : stmt;
    case 'If':
    case 'For':
    case 'While':
      return { ...stmt, body: all(stmt.body), orelse: all(stmt.orelse) };
    case 'With':
    case 'Block':
      return { ...stmt, body: all(stmt.body) };
    case 'ExprStmt': {
      const call = baseInitCall(info, self, stmt);
      if (!call || !info.base) return stmt;
      const func: AttributeExpr = {
        kind: 'Attribute',
        range: call.func.range,
        value: nameOf(range, self),
        attr: `${info.base.name}${INIT}`,
        attrRange: call.func.range,
      };
      return { kind: 'Assign', range, targets: [nameOf(range, self)], value: { ...call, func } };
    }
    default:
      return stmt;
  }
}

/** `field(default=..., default_factory=...)` of a dataclass. */
function defaultOf(value: Expr): Expr | undefined {
  if (value.kind !== 'Call') return value;
  const { func } = value;
  const name = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  if (name !== 'field') return value;
  return value.keywords.find((keyword) => keyword.name === 'default')?.value;
}

/** What a call of `default_factory` gives, anew for each object. */
function factoryOf(value: Expr | undefined): Expr | undefined {
  if (value?.kind !== 'Call') return undefined;
  const factory = value.keywords.find((keyword) => keyword.name === 'default_factory')?.value;
  if (!factory) return undefined;
  const { range } = factory;
  if (factory.kind === 'Name' && factory.id === 'list') return { kind: 'List', range, elements: [] };
  if (factory.kind === 'Lambda') {
    const [stmt] = factory.decl.body;
    if (stmt?.kind === 'Return' && stmt.value && factory.decl.parameters.length === 0) return stmt.value;
  }
  return { kind: 'Call', range, func: factory, args: [], keywords: [] };
}

function ofFields(info: ClassInfo, asked: readonly string[]): FunctionDecl {
  const { nameRange } = info.decl;
  const self = 'self';
  const body: Stmt[] = [];
  const parameters: ParameterDecl[] = [parameter(nameRange, self)];
  const named: ParameterDecl[] = [];
  for (const field of info.fields) {
    const factory = factoryOf(field.default);
    let value: Expr = nameOf(field.range, field.name);
    const given = field.default && defaultOf(field.default);
    if (field.without.has('init')) {
      const known = factory ?? given;
      if (!known) continue;
      value = known;
    } else if (factory && !asked.includes(field.name)) value = factory;
    else {
      const own = parameter(field.range, field.name, given);
      if (field.without.has('position')) named.push({ ...own, form: 'keyword' });
      else parameters.push(own);
    }
    if (info.variables.has(field.name)) {
      const target: AttributeExpr = {
        kind: 'Attribute',
        range: field.range,
        value: nameOf(nameRange, self),
        attr: field.name,
        attrRange: field.range,
      };
      body.push({ kind: 'Assign', range: field.range, targets: [target], value });
    } else body.push(setOne(field.range, self, field.name, value));
  }
  if (findMethod(info, '__post_init__')) {
    const func: AttributeExpr = {
      kind: 'Attribute',
      range: nameRange,
      value: nameOf(nameRange, self),
      attr: '__post_init__',
      attrRange: nameRange,
    };
    body.push({
      kind: 'ExprStmt',
      range: nameRange,
      value: { kind: 'Call', range: nameRange, func, args: [], keywords: [] },
    });
  }
  body.push(giveBack(nameRange, self));
  return functionOf(info, info.decl.range, [...parameters, ...named], body);
}

const bound = new WeakMap<FunctionDecl, FunctionDecl>();

/** The method without its first parameter, which a closure gives it. */
export function withoutSelf(decl: FunctionDecl): FunctionDecl {
  let result = bound.get(decl);
  if (!result) {
    result = { ...decl, parameters: decl.parameters.slice(1), decorators: [] };
    bound.set(decl, result);
  }
  return result;
}
