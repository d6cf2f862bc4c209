// SPDX-License-Identifier: Apache-2.0
// Classes of a module as their text says them: methods, constants, fields, and which attributes change after an object
// is made. An attribute that only `__init__` sets, once, is part of the object as a value; all others are variables that
// every name of the object sees.

import type * as ast from '../syntax/ast';
import type { CellClass } from './cells';
import { isClassVar, isPlainField, isSetter, leftOut } from './class-fields';
import type { Displayed } from './display-classes';
import { visitStatements } from './visit';

export type MethodForm = 'method' | 'static' | 'class' | 'property';

export interface Method {
  readonly decl: ast.FunctionDecl;
  readonly form: MethodForm;
}

/** A field of a dataclass or a named tuple. */
export interface Field {
  readonly name: string;
  readonly range: ast.Expr['range'];
  readonly default?: ast.Expr;
  /** What `field(...)` leaves it out of. */
  readonly without: ReadonlySet<string>;
}

export interface ClassInfo {
  readonly name: string;
  readonly decl: ast.ClassDecl;
  readonly base: ClassInfo | undefined;
  /** `values`: compared, hashed and written by their fields. `tuple`: also a tuple of them. */
  readonly kind: 'plain' | 'values' | 'tuple';
  readonly methods: ReadonlyMap<string, Method>;
  readonly constants: ReadonlyMap<string, ast.Expr>;
  /** Those of the bases first. */
  readonly fields: readonly Field[];
  /** Attributes of its objects that change. */
  readonly variables: ReadonlySet<string>;
  /** Those of them that `__init__` sets before anything can read them. */
  readonly initialised: ReadonlySet<string>;
  /** Why a task cannot use the class. */
  readonly problem: string | undefined;
  /** Objects of a dataclass are ordered by their fields. */
  readonly isOrdered: boolean;
  /** Nothing sets an attribute of its objects. */
  readonly isFrozen: boolean;
  /** What `@dataclass` does not make. */
  readonly without: ReadonlySet<string>;
  /** The exception of Python's own that it is derived from: it is only raised. */
  readonly exception: string | undefined;
  /** Of an `Enum`, in their order. */
  readonly members: readonly EnumMember[] | undefined;
  /** Members are integers. */
  readonly isInteger: boolean;
  /** Methods that run when an attribute is set. */
  readonly setters: ReadonlyMap<string, ast.FunctionDecl>;
  /** Its objects hold the names of a function that inner functions assign. */
  readonly isCells?: true;
  /** Its objects are what a display makes. */
  readonly display?: Displayed;
}

export interface EnumMember {
  readonly name: string;
  readonly value: ast.Expr;
}

/** Decorators and bases by what they mean. */
export interface ClassNames {
  /** `dataclasses.dataclass`, `typing.NamedTuple`, `abc.ABC`, `object`; undefined for what is no import or builtin. */
  qualified(expr: ast.Expr): string | undefined;
}

/** Attributes that some class or function of the module assigns: reading one twice may give two values. */
export function assignedAttributes(bodies: readonly (readonly ast.Stmt[])[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const body of bodies) for (const { attr } of attributeTargets(body)) names.add(attr);
  return names;
}

export function buildClasses(
  declared: readonly ast.ClassDecl[],
  functions: readonly ast.FunctionDecl[],
  names: ClassNames,
  cells: readonly CellClass[] = [],
): ReadonlyMap<string, ClassInfo> {
  const open = declared.map((decl) => outline(decl, names));
  const byName = new Map(open.map((each) => [each.decl.name, each]));
  for (const each of open) {
    for (const base of each.decl.bases) {
      const own = base.kind === 'Name' ? byName.get(base.id) : undefined;
      const known = own ? undefined : names.qualified(base);
      if (own && own.decl.range.startLine < each.decl.range.startLine) {
        if (each.base) each.problem ??= 'it has more than one base class';
        each.base = own;
        each.exception ??= own.exception;
        if (own.members) each.problem ??= 'its base is an `Enum`';
      } else if (known === 'typing.NamedTuple') each.kind = 'tuple';
      else if (known === 'enum.Enum' || known === 'enum.IntEnum') makeEnum(each, known === 'enum.IntEnum', names);
      else if (known !== undefined && EXCEPTION.test(known)) each.exception = known;
      else if (known !== 'object' && known !== 'abc.ABC' && known !== 'typing.Protocol')
        each.problem ??= 'its base is no class of this file';
    }
  }
  refusePrivate(open, functions);
  const changed = changedAttributes(open, functions);
  const result = new Map<string, ClassInfo>();
  for (const each of open) {
    const base = each.base && result.get(each.base.decl.name);
    const isValue = each.kind !== 'plain' || base?.kind === 'values';
    const kind = isValue && each.kind === 'plain' && base ? base.kind : each.kind;
    const inherited = base?.fields ?? [];
    const fields = [
      ...inherited.map((field) => each.fields.find((own) => own.name === field.name) ?? field),
      ...each.fields.filter((field) => !inherited.some((own) => own.name === field.name)),
    ];
    const isOrdered = each.isOrdered || (each.kind === 'plain' && base?.isOrdered === true);
    const without = each.kind === 'plain' && base ? base.without : each.without;
    const problem =
      each.problem ?? (base?.problem === undefined ? undefined : `its base \`${base.name}\` cannot be used either`);
    const own = { ...each, name: each.decl.name, base, kind, fields, isOrdered, without, problem };
    const variables = variablesOf(own, changed);
    const initialised = new Set<string>();
    scanInit(own, own, variables, initialised);
    const isBroken = each.isFrozen && variables.size > 0;
    const whole = { ...own, variables, initialised };
    result.set(own.name, isBroken ? { ...whole, problem: 'it is frozen, and something sets an attribute' } : whole);
  }
  for (const each of cells) result.set(each.name, classOfCells(each));
  return result;
}

function classOfCells({ name, names, initialised }: CellClass): ClassInfo {
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const decl: ast.ClassDecl = { kind: 'Class', range, name, nameRange: range, bases: [], decorators: [], body: [] };
  const nothing = { base: undefined, methods: new Map(), constants: new Map(), fields: [], problem: undefined };
  const plain = {
    isOrdered: false,
    isFrozen: false,
    members: undefined,
    isInteger: false,
    without: new Set<string>(),
    setters: new Map(),
    exception: undefined,
  };
  return { name, decl, kind: 'plain', ...nothing, ...plain, variables: new Set(names), initialised, isCells: true };
}

/** `self.__x` is another attribute in each class, and none outside of it. */
function refusePrivate(open: readonly Outline[], functions: readonly ast.FunctionDecl[]): void {
  const isPrivate = (name: string) => name.startsWith('__') && !name.endsWith('__');
  const users = new Map<string, number>();
  const privates = (body: readonly object[]) => [...attributeNames(body)].filter(isPrivate);
  const names = open.map((each) => privates(each.decl.body));
  for (const own of [...names, privates(functions)])
    for (const name of own) users.set(name, (users.get(name) ?? 0) + 1);
  for (const [i, each] of open.entries()) {
    const shared = names[i]!.find((name) => users.get(name)! > 1);
    if (shared !== undefined) each.problem ??= `\`${shared}\` is another attribute in each class that uses it`;
  }
}

interface Outline {
  readonly decl: ast.ClassDecl;
  base: Outline | undefined;
  kind: ClassInfo['kind'];
  readonly methods: Map<string, Method>;
  readonly constants: Map<string, ast.Expr>;
  readonly fields: Field[];
  readonly isFrozen: boolean;
  readonly isOrdered: boolean;
  readonly without: ReadonlySet<string>;
  readonly setters: ReadonlyMap<string, ast.FunctionDecl>;
  exception: string | undefined;
  members: EnumMember[] | undefined;
  isInteger: boolean;
  problem: string | undefined;
}

/** The constants of the class are its members. */
function makeEnum(each: Outline, isInteger: boolean, names: ClassNames): void {
  const members: EnumMember[] = [];
  let last = 0n;
  for (const [name, given] of each.constants) {
    const isAuto = given.kind === 'Call' && names.qualified(given.func) === 'enum.auto' && given.args.length === 0;
    const value: ast.Expr = isAuto ? { kind: 'Int', range: given.range, value: last + 1n } : given;
    if (value.kind === 'Int') last = value.value;
    const isKnown = isInteger
      ? value.kind === 'Int'
      : isLiteral(value) && value.kind !== 'Bool' && value.kind !== 'None';
    const text = (expr: ast.Expr) => ('value' in expr ? String(expr.value) : '');
    if (!isKnown || name.startsWith('_')) each.problem ??= `Weft does not know what its member \`${name}\` is`;
    else if (members.some((other) => text(other.value) === text(value)))
      each.problem ??= `two of its members have the value ${text(value)}`;
    members.push({ name, value });
  }
  const special = [...each.methods.keys()].find((name) => name.startsWith('_'));
  if (special !== undefined) each.problem ??= `an \`Enum\` with \`${special}\` is not compiled`;
  if (members.length === 0 || each.decl.bases.length !== 1) each.problem ??= 'Weft compiles an `Enum` of members alone';
  each.constants.clear();
  each.members = members;
  each.isInteger = isInteger;
}

const EXCEPTION = /^([A-Z]\w*(Error|Interrupt|Exit|Iteration|Warning)|(Base)?Exception|numpy\.linalg\.LinAlgError)$/;

function isLiteral({ kind }: ast.Expr): boolean {
  return /^(Int|Float|Bool|Str|None)$/.test(kind);
}

/** `S, I, R = 0, 1, 2`. */
function constantPairs({ targets, value }: ast.AssignStmt): readonly (readonly [string, ast.Expr])[] | undefined {
  const [target] = targets;
  if (targets.length !== 1 || target?.kind !== 'Tuple' || value.kind !== 'Tuple') return undefined;
  if (target.elements.length !== value.elements.length || !value.elements.every(isLiteral)) return undefined;
  const pairs = target.elements.map((each, i) => [each.kind === 'Name' ? each.id : '', value.elements[i]!] as const);
  return pairs.every(([name]) => name !== '') ? pairs : undefined;
}

function outline(decl: ast.ClassDecl, names: ClassNames): Outline {
  const methods = new Map<string, Method>();
  const constants = new Map<string, ast.Expr>();
  const fields: Field[] = [];
  let problem: string | undefined;
  let isDataclass = false;
  const options = new Set<string>();
  const without = new Set<string>();
  const setters = new Map<string, ast.FunctionDecl>();
  for (const decorator of decl.decorators) {
    const callee = decorator.kind === 'Call' ? decorator.func : decorator;
    if (names.qualified(callee) === 'dataclasses.dataclass') isDataclass = true;
    else problem = 'its decorator is not known to Weft';
    for (const { name, value } of decorator.kind === 'Call' ? decorator.keywords : []) {
      if (value.kind !== 'Bool' || !/^(frozen|slots|order|eq|repr|unsafe_hash|kw_only)$/.test(name ?? ''))
        problem = `Weft does not know what \`${name}\` of \`@dataclass\` does here`;
      else if (value.value) options.add(name!);
      else without.add(name!);
    }
  }
  const isTuple = decl.bases.some((base) => names.qualified(base) === 'typing.NamedTuple');
  for (const stmt of decl.body) {
    if (stmt.kind === 'FunctionDef') {
      const form = formOf(stmt.decl, names);
      if (isSetter(stmt.decl) && methods.get(stmt.decl.name)?.form === 'property')
        setters.set(stmt.decl.name, stmt.decl);
      else if (form) methods.set(stmt.decl.name, { decl: stmt.decl, form });
      else problem ??= `the decorator of \`${stmt.decl.name}\` is not known to Weft`;
    } else if (stmt.kind === 'Assign' && stmt.targets.length === 1 && stmt.targets[0]!.kind === 'Name') {
      const alias = stmt.value.kind === 'Name' ? methods.get(stmt.value.id) : undefined;
      if (alias) methods.set(stmt.targets[0]!.id, alias);
      else constants.set(stmt.targets[0]!.id, stmt.value);
    } else if (stmt.kind === 'Assign' && constantPairs(stmt)) {
      for (const [name, value] of constantPairs(stmt)!) constants.set(name, value);
    } else if (stmt.kind === 'AnnAssign' && stmt.target.kind === 'Name') {
      const { target, value } = stmt;
      if (isDataclass && !isPlainField(stmt.annotation, value))
        problem ??= `Weft does not know what \`field\` of \`${target.id}\` says`;
      if ((isDataclass || isTuple) && !isClassVar(stmt.annotation))
        fields.push({
          name: target.id,
          range: target.range,
          ...(value ? { default: value } : {}),
          without: new Set([...leftOut(value), ...(options.has('kw_only') ? ['position'] : [])]),
        });
      else if (value) constants.set(target.id, value);
    } else if (stmt.kind !== 'Pass' && !(stmt.kind === 'ExprStmt' && isConstant(stmt.value))) {
      problem ??= 'Weft compiles methods and constants in a class';
    }
  }
  const kind = isTuple ? 'tuple' : isDataclass ? 'values' : 'plain';
  const special = [...methods.keys()].find((name) => SPECIAL.test(name));
  if (special !== undefined) problem ??= `it changes how attributes or objects are made: \`${special}\``;
  const isOrdered = options.has('order');
  const rest = {
    isFrozen: options.has('frozen'),
    isOrdered,
    without,
    setters,
    exception: undefined,
    members: undefined,
    isInteger: false,
  };
  return { decl, base: undefined, kind, methods, constants, fields, ...rest, problem };
}

const SPECIAL =
  /^__(getattr|getattribute|setattr|delattr|new|del|init_subclass|class_getitem|set_name|array|array_ufunc|array_function|array_wrap)__$/;

function isConstant(value: ast.Expr): boolean {
  return value.kind === 'Str' || value.kind === 'Ellipsis';
}

function formOf(decl: ast.FunctionDecl, names: ClassNames): MethodForm | undefined {
  let form: MethodForm = 'method';
  for (const decorator of decl.decorators) {
    const name = names.qualified(decorator);
    if (name === 'staticmethod') form = 'static';
    else if (name === 'classmethod') form = 'class';
    else if (name === 'property') form = 'property';
    else if (name !== 'abc.abstractmethod') return undefined;
  }
  return form;
}

interface AttributeTarget {
  readonly base: ast.Expr;
  readonly attr: string;
  /** A plain assignment in a straight line: how often it happens can be counted. */
  readonly isPlain: boolean;
}

/** Every assignment to an attribute in these statements, those of functions inside them too. */
export function attributeTargets(statements: readonly ast.Stmt[]): AttributeTarget[] {
  const found: AttributeTarget[] = [];
  const target = (expr: ast.Expr, isPlain: boolean): void => {
    if (expr.kind === 'Attribute') found.push({ base: expr.value, attr: expr.attr, isPlain });
    else if (expr.kind === 'Tuple' || expr.kind === 'List') for (const each of expr.elements) target(each, isPlain);
    else if (expr.kind === 'Starred') target(expr.value, isPlain);
  };
  const visit = (stmts: readonly ast.Stmt[], isTop: boolean): void => {
    for (const stmt of stmts) {
      if (stmt.kind === 'Assign') for (const each of stmt.targets) target(each, isTop);
      else if (stmt.kind === 'AnnAssign' && stmt.value) target(stmt.target, isTop);
      else if (stmt.kind === 'AugAssign') target(stmt.target, false);
      else if (stmt.kind === 'Delete') for (const each of stmt.targets) target(each, false);
      else if (stmt.kind === 'FunctionDef') visit(stmt.decl.body, false);
      if (stmt.kind === 'For') target(stmt.target, false);
      if ('body' in stmt) visit(stmt.body, false);
      if ('orelse' in stmt) visit(stmt.orelse, false);
    }
  };
  visit(statements, true);
  return found;
}

export function selfOf(decl: ast.FunctionDecl): string | undefined {
  return decl.parameters[0]?.form === 'positional' ? decl.parameters[0].name : undefined;
}

function bodiesOf(each: Pick<ClassInfo, 'methods' | 'setters'>): ast.FunctionDecl[] {
  return [...[...each.methods.values()].map(({ decl }) => decl), ...each.setters.values()];
}

function rootOf(each: Outline): Outline {
  return each.base ? rootOf(each.base) : each;
}

/** Attributes that change after `__init__`, by the root of the class; those of '' may be of any class. */
function changedAttributes(
  open: readonly Outline[],
  functions: readonly ast.FunctionDecl[],
): ReadonlyMap<Outline | '', ReadonlySet<string>> {
  const changed = new Map<Outline | '', Set<string>>([['', new Set()]]);
  const inits = new Map<Outline, Map<string, number>>();
  for (const each of open) {
    const root = rootOf(each);
    const own = changed.get(root) ?? new Set<string>();
    changed.set(root, own);
    const counts = inits.get(root) ?? new Map<string, number>();
    inits.set(root, counts);
    const count = (attr: string): void => {
      counts.set(attr, (counts.get(attr) ?? 0) + 1);
      if (counts.get(attr)! > 1) own.add(attr);
    };
    for (const field of each.fields) count(field.name);
    for (const decl of bodiesOf(each)) {
      const self = selfOf(decl);
      const isBound = !boundNames(decl).has(self ?? '');
      for (const { base, attr, isPlain } of attributeTargets(decl.body)) {
        const isSelf = base.kind === 'Name' && base.id === self && isBound;
        if (!isSelf) changed.get('')!.add(attr);
        else if (decl.name === '__init__' && isPlain) count(attr);
        else own.add(attr);
      }
    }
  }
  for (const decl of functions) for (const { attr } of attributeTargets(decl.body)) changed.get('')!.add(attr);
  return changed;
}

function boundNames(decl: ast.FunctionDecl): ReadonlySet<string> {
  const names = new Set<string>();
  visitStatements(decl.body, { bind: (name) => void names.add(name) });
  return names;
}

type Bare = Omit<ClassInfo, 'variables' | 'initialised'>;

function variablesOf(info: Bare, changed: ReadonlyMap<Outline | '', ReadonlySet<string>>): ReadonlySet<string> {
  const has = (attr: string): boolean =>
    [...changed].some(([root, names]) => names.has(attr) && (root === '' || isRoot(info, root.decl)));
  // `obj.x = 1` gives any object of a plain class an attribute.
  const found = new Set(info.kind === 'plain' ? [...changed.get('')!].filter((attr) => !OF_ARRAYS.test(attr)) : []);
  for (let each: Bare | undefined = info; each; each = each.base) {
    if (each.constants.has('__slots__')) found.clear();
    for (const decl of bodiesOf(each)) {
      const self = selfOf(decl);
      for (const { base, attr } of attributeTargets(decl.body))
        if (base.kind === 'Name' && base.id === self && has(attr)) found.add(attr);
    }
    for (const { name } of each.fields) if (has(name)) found.add(name);
    // `obj.count = 3` of an attribute that the class gives.
    for (const name of each.constants.keys()) if (has(name)) found.add(name);
  }
  return new Set([...found].filter((attr) => !setterOf(info, attr)).sort());
}

/** The function that runs where an object of the class gets the attribute. */
export function setterOf(info: Bare, attr: string): ast.FunctionDecl | undefined {
  for (let each: Bare | undefined = info; each; each = each.base) {
    const own = each.setters.get(attr);
    if (own || each.methods.has(attr)) return own;
  }
  return undefined;
}

/** Attributes of arrays, and of the objects that hold names. */
const OF_ARRAYS = /^(real|imag|flat|shape|dtype|strides)$|@$/;

function isRoot(info: Bare, decl: ast.ClassDecl): boolean {
  return info.base ? isRoot(info.base, decl) : info.decl === decl;
}

/** The method that objects of the class have under a name, and the class that defines it. */
export function findMethod(info: ClassInfo | Bare, name: string): (Method & { owner: ClassInfo | Bare }) | undefined {
  for (let each: ClassInfo | Bare | undefined = info; each; each = each.base) {
    const own = each.methods.get(name);
    if (own) return { ...own, owner: each };
    if (each.constants.has(name)) return undefined;
  }
  return undefined;
}

/** `super().__init__(...)` or `Base.__init__(self, ...)`: the call, without the object. */
export function baseInitCall(
  info: { readonly base: { readonly name: string } | undefined },
  self: string,
  stmt: ast.Stmt,
): ast.CallExpr | undefined {
  if (stmt.kind !== 'ExprStmt' || stmt.value.kind !== 'Call' || stmt.value.func.kind !== 'Attribute') return undefined;
  const { value: call } = stmt;
  const func = call.func as ast.AttributeExpr;
  if (func.attr !== '__init__') return undefined;
  const base = func.value;
  if (base.kind === 'Call' && base.func.kind === 'Name' && base.func.id === 'super' && base.args.length !== 1)
    return call;
  const [first, ...rest] = call.args;
  if (base.kind !== 'Name' || base.id !== info.base?.name || first?.kind !== 'Name' || first.id !== self)
    return undefined;
  return { ...call, args: rest };
}

/** Collects what `__init__` sets before anything can read it; false where something may read the object early. */
export function scanInit(top: Bare, info: Bare, variables: ReadonlySet<string>, initialised: Set<string>): boolean {
  const init = info.methods.get('__init__')?.decl;
  if (!init) {
    if (info.kind !== 'plain') {
      for (const { name, without, default: value } of info.fields)
        if (!without.has('init') || value?.kind !== 'Call' || hasDefault(value)) initialised.add(name);
      return !findMethod(top, '__post_init__');
    }
    return info.base ? scanInit(top, info.base, variables, initialised) : true;
  }
  const self = selfOf(init);
  if (self === undefined) return false;
  const early = new Set<string>();
  for (const stmt of init.body) {
    if (info.base && baseInitCall(info, self, stmt)) {
      const uses = usesOf((stmt as ast.ExprStmt).value, self);
      if (uses.isEscaping && uses.count > 1) return false;
      if (!scanInit(top, info.base, variables, initialised)) return false;
      continue;
    }
    const uses = usesOf(stmt, self);
    for (const attr of uses.reads) if (!initialised.has(attr)) early.add(attr);
    // A property or a method may read anything.
    if ([...uses.reads].some((attr) => findMethod(top, attr))) return false;
    if (uses.isEscaping) return false;
    for (const { base, attr, isPlain } of attributeTargets([stmt])) {
      if (setterOf(top, attr)) return false;
      if (isPlain && base.kind === 'Name' && base.id === self && variables.has(attr) && !early.has(attr))
        initialised.add(attr);
    }
  }
  return true;
}

function hasDefault(value: ast.CallExpr): boolean {
  return value.keywords.some(({ name }) => name === 'default' || name === 'default_factory');
}

/** How a statement uses the object: attributes that it reads, and whether it goes anywhere as a whole. */
function usesOf(root: object, self: string): { reads: Set<string>; isEscaping: boolean; count: number } {
  const reads = new Set<string>();
  let isEscaping = false;
  let count = 0;
  const visit = (node: unknown, isTarget: boolean): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, isTarget);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const expr = node as ast.Expr | ast.Stmt;
    if (expr.kind === 'Name') {
      if (expr.id !== self) return;
      isEscaping = true;
      count++;
      return;
    }
    if (expr.kind === 'Attribute' && expr.value.kind === 'Name' && expr.value.id === self) {
      if (!isTarget) reads.add(expr.attr);
      return;
    }
    if (expr.kind === 'Call' && expr.func.kind === 'Attribute' && expr.func.value.kind === 'Name') {
      if (expr.func.value.id === self) isEscaping = true;
    }
    for (const [key, value] of Object.entries(expr)) {
      if (key === 'range') continue;
      const isOwnTarget = (key === 'targets' || key === 'target') && expr.kind !== 'AugAssign';
      visit(value, isOwnTarget || (isTarget && (expr.kind === 'Tuple' || expr.kind === 'List')));
    }
  };
  visit(root, false);
  return { reads, isEscaping, count };
}

/** Names of attributes anywhere in a function. */
export function attributeNames(root: object): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
    } else if (typeof node === 'object' && node !== null) {
      const expr = node as ast.Expr;
      if (expr.kind === 'Attribute') names.add(expr.attr);
      for (const [key, value] of Object.entries(node)) if (key !== 'range') visit(value);
    }
  };
  visit(root);
  return names;
}

/** `Point = namedtuple("Point", "x y")` as the class that it makes. */
export function namedTupleClass(stmt: ast.Stmt, names: ClassNames): ast.ClassDecl | undefined {
  if (stmt.kind !== 'Assign' || stmt.targets.length !== 1 || stmt.value.kind !== 'Call') return undefined;
  const [target] = stmt.targets;
  const { value: call } = stmt;
  if (target?.kind !== 'Name' || names.qualified(call.func) !== 'collections.namedtuple') return undefined;
  const [title, fields] = call.args;
  if (title?.kind !== 'Str' || title.value !== target.id || !fields || call.args.length !== 2) return undefined;
  const listed =
    fields.kind === 'Str'
      ? fields.value.split(/[\s,]+/).filter((name) => name !== '')
      : fields.kind === 'List' || fields.kind === 'Tuple'
        ? fields.elements.map((each) => (each.kind === 'Str' ? each.value : ''))
        : [];
  const given = call.keywords[0];
  const defaults = given?.name === 'defaults' && 'elements' in given.value ? given.value.elements : [];
  const isKnown = call.keywords.length === 0 || (call.keywords.length === 1 && defaults.length > 0);
  if (!isKnown || listed.length === 0 || listed.some((name) => !/^[A-Za-z]\w*$/.test(name))) return undefined;
  const { range } = stmt;
  const body = listed.map((name, i): ast.Stmt => {
    const value = defaults[i - listed.length + defaults.length];
    const field: ast.Name = { kind: 'Name', range: fields.range, id: name };
    return {
      kind: 'AnnAssign',
      range,
      target: field,
      annotation: { kind: 'None', range },
      ...(value ? { value } : {}),
    };
  });
  const base: ast.Expr = { kind: 'Name', range, id: NAMED_TUPLE };
  return { kind: 'Class', range, name: target.id, nameRange: target.range, bases: [base], decorators: [], body };
}

/** The base of what `namedtuple` makes; no program can write it. */
export const NAMED_TUPLE = 'NamedTuple@';
