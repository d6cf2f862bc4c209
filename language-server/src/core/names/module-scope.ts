// SPDX-License-Identifier: Apache-2.0
// What each name of a module means when a task runs: a function, an imported module or member, or a constant.
// The block under `if __name__ == "__main__":` is left out: it does not run when a task does.

import type { SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';
import { withCells } from './cells';
import { assignedAttributes, buildClasses, type ClassInfo, NAMED_TUPLE, namedTupleClass } from './classes';
import { withMemos } from './memos';
import { ModuleBlocks } from './module-blocks';
import { withOwnImports } from './own-imports';
import { withRegistrations } from './registrations';
import { findTasks, type Task } from './tasks';
import { baseName, visitStatements } from './visit';

export interface ModuleConstant {
  readonly name: string;
  readonly value: ast.Expr;
  readonly range: SourceRange;
  /** Why a task cannot rely on the value; undefined for a real constant. */
  readonly problem: string | undefined;
  readonly isClass?: true;
  /** The statements that make the value, where its expression alone does not. */
  readonly block?: readonly ast.Stmt[];
}

/** `import numpy as np` gives module `numpy`; `from math import pi` gives module `math`, member `pi`. */
export interface ImportBinding {
  readonly module: string;
  readonly member: string | undefined;
  readonly range: SourceRange;
}

export interface ModuleScope {
  /** The last definition of each function. */
  readonly functions: ReadonlyMap<string, ast.FunctionDecl>;
  /** Functions with several definitions, or whose name the module binds to something else too. */
  readonly ambiguous: ReadonlySet<string>;
  readonly imports: ReadonlyMap<string, ImportBinding>;
  readonly constants: ReadonlyMap<string, ModuleConstant>;
  readonly classes: ReadonlyMap<string, ClassInfo>;
  /** Classes of displays that hold their own kind, by the places of these. */
  readonly displays?: ReadonlyMap<string, string>;
  /** Attributes that something in the module assigns. */
  readonly attributes: ReadonlySet<string>;
  /** Modules imported with `*`. */
  readonly wildcards: readonly string[];
  /** Calls that stand alone at the top of the module, in order: some set how NumPy warns. */
  readonly calls: readonly ast.CallExpr[];
  readonly tasks: readonly Task[];
}

export type NameMeaning =
  | { readonly kind: 'function'; readonly fn: ast.FunctionDecl }
  | { readonly kind: 'class'; readonly info: ClassInfo }
  | { readonly kind: 'module'; readonly module: string }
  | { readonly kind: 'member'; readonly module: string; readonly member: string }
  | { readonly kind: 'constant'; readonly constant: ModuleConstant }
  | { readonly kind: 'builtin'; readonly name: string };

interface Site {
  readonly range: SourceRange;
  readonly value: ast.Expr | undefined;
  readonly isNested: boolean;
  readonly isClass?: true;
}

export function buildModuleScope(parsed: ast.Module): ModuleScope {
  const { module, classes: cells } = withCells(withMemos(withOwnImports(withRegistrations(parsed))));
  const functions = new Map<string, ast.FunctionDecl>();
  const ambiguous = new Set<string>();
  for (const fn of module.functions) {
    if (functions.has(fn.name)) ambiguous.add(fn.name);
    functions.set(fn.name, fn);
  }
  const imports = new Map<string, ImportBinding>();
  const wildcards: string[] = [];
  for (const item of module.imports) {
    if (item.name === '*') {
      wildcards.push(item.module);
    } else {
      imports.set(item.alias, resolveImport(item));
    }
  }
  const clashes = new Set<string>();
  for (const item of importsInFunctions(module)) {
    const own = resolveImport(item);
    const known = imports.get(item.alias);
    if (known && (known.module !== own.module || known.member !== own.member)) clashes.add(item.alias);
    else imports.set(item.alias, own);
  }
  const { sites, changed } = collectModuleSites(module);
  for (const name of sites.keys()) if (functions.has(name)) ambiguous.add(name);
  const known: Names = { functions, imports, constants: new Map(), classes: new Map() };
  const names = { qualified: (expr: ast.Expr) => qualifiedText(known, expr) };
  const declared = module.statements.flatMap((each) => {
    const decl = each.kind === 'UnsupportedStmt' ? each.definition : namedTupleClass(each, names);
    const isOnly = decl && sites.get(decl.name)?.length === 1 && !functions.has(decl.name) && !imports.has(decl.name);
    return decl && isOnly ? [decl] : [];
  });
  const classNames = new Set(declared.map((decl) => decl.name));
  const constants = new Map<string, ModuleConstant>();
  for (const [name, list] of sites) {
    if (functions.has(name) || classNames.has(name)) continue;
    const last = list[list.length - 1]!;
    const problem = constantProblem(list, changed.get(name), imports.has(name));
    imports.delete(name);
    const value = last.value ?? { kind: 'UnsupportedExpr', range: last.range, what: 'This value', bound: [] };
    constants.set(name, { name, value, range: last.range, problem, ...(last.isClass ? { isClass: true } : {}) });
  }
  for (const name of clashes) {
    const { range } = imports.get(name)!;
    const value: ast.Expr = { kind: 'UnsupportedExpr', range, what: 'This value', bound: [] };
    constants.set(name, { name, value, range, problem: 'imports give it several meanings' });
    imports.delete(name);
  }
  for (const name of functions.keys()) imports.delete(name);
  const calls = module.statements.flatMap((each) =>
    each.kind === 'ExprStmt' && each.value.kind === 'Call' ? [each.value] : [],
  );
  const classes = buildClasses(declared, module.functions, names, cells);
  const bodies = declared.map((decl) => decl.body);
  if (bodies.length + cells.length > 0) bodies.push(...module.functions.map((fn) => fn.body));
  const attributes = assignedAttributes(bodies);
  const scope = { functions, ambiguous, imports, constants, wildcards, calls, classes, attributes };
  addBlocks(module, scope, sites, changed);
  return { ...scope, tasks: findTasks(module, scope) };
}

/** Constants that statements of the module make, and those that turn out to change. */
function addBlocks(
  module: ast.Module,
  scope: Names & { readonly constants: Map<string, ModuleConstant> },
  sites: ReadonlyMap<string, readonly Site[]>,
  changed: ReadonlyMap<string, string>,
): void {
  const fixed = new Set([...changed].filter(([, reason]) => reason.startsWith('function')).map(([name]) => name));
  for (const [name, list] of sites)
    if (list.filter((site) => !site.isNested && site.value !== undefined).length > 1) fixed.add(name);
  const statements = module.statements.filter((each) => !isMainBlock(each) && !isBareAnnotation(each));
  const blocks = new ModuleBlocks(statements, scope, fixed);
  const found: ModuleConstant[] = [];
  for (const constant of scope.constants.values()) {
    const { problem, value, range } = constant;
    const isOther = problem !== undefined || blocks.isChanged(constant.name);
    if (!isOther && !blocks.needsBlock(value)) continue;
    const block = blocks.blockOf(constant);
    const { problem: _problem, ...rest } = constant;
    const built: ast.Expr = { kind: 'UnsupportedExpr', range, what: 'This value', bound: [] };
    if (block && isOther) found.push({ ...rest, value: built, problem: undefined, block });
    else if (block) found.push({ ...constant, block });
    else if (problem === undefined && isOther) found.push({ ...constant, problem: 'the module changes its elements' });
  }
  for (const constant of found) scope.constants.set(constant.name, constant);
}

/** `dataclasses.dataclass` of an imported name, `property` of a builtin. */
function qualifiedText(scope: Names, expr: ast.Expr): string | undefined {
  if (expr.kind === 'Name' && expr.id === NAMED_TUPLE) return 'typing.NamedTuple';
  const found = qualifiedName(scope, expr);
  if (found) return `${found.module}.${found.name}`;
  if (expr.kind !== 'Name') return undefined;
  return resolveName(scope, expr.id)?.kind === 'builtin' ? expr.id : undefined;
}

function resolveImport(item: ast.ImportDecl): ImportBinding {
  // `from numpy import typing` and `import numpy.typing as npt` name the same module.
  if (item.name !== undefined && KNOWN_MODULES.has(`${item.module}.${item.name}`)) {
    return { module: `${item.module}.${item.name}`, member: undefined, range: item.range };
  }
  return { module: item.module, member: item.name, range: item.range };
}

const KNOWN_MODULES: ReadonlySet<string> = new Set([
  'numpy.typing',
  'numpy.linalg',
  'numpy.fft',
  'numpy.random',
  'numpy.polynomial',
  'numpy.polynomial.polynomial',
  'numpy.polynomial.chebyshev',
  'numpy.polynomial.legendre',
  'numpy.polynomial.hermite',
  'numpy.polynomial.hermite_e',
  'numpy.polynomial.laguerre',
  'scipy.linalg',
  'scipy.fft',
  'scipy.special',
  'scipy.constants',
  'scipy.integrate',
]);

function constantProblem(
  sites: readonly Site[],
  changedBy: string | undefined,
  isImported: boolean,
): string | undefined {
  const last = sites[sites.length - 1]!;
  if (isImported) return 'an import binds the same name';
  if (sites.length > 1) return 'it is assigned more than once';
  if (last.isNested) return 'it is assigned inside a condition or a loop';
  if (last.value === undefined) return 'Weft cannot tell its value from the text';
  return changedBy;
}

function collectModuleSites(module: ast.Module): {
  sites: Map<string, Site[]>;
  changed: Map<string, string>;
} {
  const sites = new Map<string, Site[]>();
  const changed = new Map<string, string>();
  const addSite = (name: string, site: Site): void => {
    const list = sites.get(name);
    if (list === undefined) sites.set(name, [site]);
    else list.push(site);
  };
  const statements = module.statements.filter((statement) => !isMainBlock(statement) && !isBareAnnotation(statement));
  visitStatements(statements, {
    bind: (name, range, value, isNested) => addSite(name, { range, value, isNested }),
    change: (name) => void changed.set(name, 'the module changes its elements'),
    unsupported: (names, node) => {
      const definition = node.kind === 'UnsupportedStmt' ? node.definition : undefined;
      if (definition) {
        addSite(definition.name, { range: definition.range, value: undefined, isNested: false, isClass: true });
        return;
      }
      const isClass = node.what === 'A class';
      for (const name of names)
        addSite(name, { range: node.range, value: undefined, isNested: true, ...(isClass ? { isClass } : {}) });
    },
  });
  for (const fn of [...module.functions, ...methodsOf(module)]) {
    const locals = collectLocals(fn);
    visitStatements(fn.body, {
      change: (name) => {
        if (!locals.has(name)) changed.set(name, `function \`${fn.name}\` changes it`);
      },
      unsupported: (names) => {
        for (const name of names) if (!locals.has(name)) changed.set(name, `function \`${fn.name}\` may change it`);
      },
    });
    for (const name of declaredGlobals(fn)) changed.set(name, `function \`${fn.name}\` assigns it`);
  }
  return { sites, changed };
}

function methodsOf(module: ast.Module): ast.FunctionDecl[] {
  return module.statements.flatMap((each) => {
    const body = (each.kind === 'UnsupportedStmt' && each.definition?.body) || [];
    return body.flatMap((stmt) => (stmt.kind === 'FunctionDef' ? [stmt.decl] : []));
  });
}

/** Imports inside functions, under names of their own where the module does not have them too. */
function importsInFunctions(module: ast.Module): ast.ImportDecl[] {
  const found: ast.ImportDecl[] = [];
  const visit = (fn: ast.FunctionDecl): void => visitStatements(fn.body, { nested: visit, unsupported });
  for (const fn of [...module.functions, ...methodsOf(module)]) visit(fn);
  function unsupported(_names: readonly string[], node: ast.UnsupportedStmt | ast.UnsupportedExpr): void {
    if (node.kind === 'UnsupportedStmt') found.push(...(node.imports ?? []).filter(({ name }) => name !== '*'));
  }
  return found;
}

function isBareAnnotation(statement: ast.Stmt): boolean {
  return statement.kind === 'AnnAssign' && statement.value === undefined;
}

/** `if __name__ == "__main__":`, in either order. */
export function isMainBlock(statement: ast.Stmt): boolean {
  if (statement.kind !== 'If' || statement.test.kind !== 'Compare') return false;
  const { left, ops, rights } = statement.test;
  const right = rights[0];
  if (ops.length !== 1 || ops[0] !== '==' || right === undefined) return false;
  const isName = (side: ast.Expr): boolean => side.kind === 'Name' && side.id === '__name__';
  const isMain = (side: ast.Expr): boolean => side.kind === 'Str' && side.value === '__main__';
  return (isName(left) && isMain(right)) || (isMain(left) && isName(right));
}

function declaredGlobals(fn: ast.FunctionDecl): Set<string> {
  const names = new Set<string>();
  visitStatements(fn.body, {
    unsupported: (bound, node) => {
      if (node.kind === 'UnsupportedStmt' && node.what === '`global`') for (const name of bound) names.add(name);
    },
  });
  return names;
}

/** As in CPython: parameters, and every name bound anywhere in the function that `global` does not name. */
export function collectLocals(fn: ast.FunctionDecl): ReadonlySet<string> {
  const names = new Set(fn.parameters.map((parameter) => parameter.name));
  const globals = declaredGlobals(fn);
  visitStatements(fn.body, {
    bind: (name) => void names.add(name),
    unsupported: (bound, node) => {
      if (node.kind === 'UnsupportedStmt' && node.imports) return;
      if (node.kind === 'UnsupportedExpr' || BINDING_STATEMENTS.has(node.what))
        for (const name of bound) names.add(name);
    },
  });
  for (const name of globals) names.delete(name);
  return names;
}

const BINDING_STATEMENTS: ReadonlySet<string> = new Set([
  'An import',
  'A class',
  '`try`',
  '`with`',
  '`match`',
  '`async for`',
  '`async with`',
  'A type alias',
]);

/** Python's builtins. Which of them compile is the lowering's knowledge. */
export const BUILTINS: ReadonlySet<string> = new Set(
  (
    'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr ' +
    'dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input ' +
    'int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property ' +
    'range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__ ' +
    'ArithmeticError AssertionError AttributeError BaseException BufferError DeprecationWarning EOFError Ellipsis Exception ' +
    'FileNotFoundError FloatingPointError FutureWarning IndexError KeyError KeyboardInterrupt LookupError MemoryError ' +
    'NameError NotImplemented NotImplementedError OSError OverflowError RecursionError RuntimeError RuntimeWarning ' +
    'SystemExit TimeoutError UnboundLocalError UnicodeError UserWarning Warning ' +
    'StopIteration TypeError ValueError ZeroDivisionError __name__ __file__ __doc__'
  ).split(' '),
);

/** What names of the module mean. */
export type Names = Pick<ModuleScope, 'functions' | 'imports' | 'constants' | 'classes'>;

/** What a name that is not local to a function means there. */
export function resolveName(scope: Names, name: string): NameMeaning | undefined {
  // A name of the module where a local one hides it: lowering writes it so.
  if (name.startsWith('^')) return resolveName(scope, name.slice(1));
  const constant = scope.constants.get(name);
  if (constant !== undefined) return { kind: 'constant', constant };
  const fn = scope.functions.get(name);
  if (fn !== undefined) return { kind: 'function', fn };
  const info = scope.classes.get(name);
  if (info !== undefined) return { kind: 'class', info };
  const binding = scope.imports.get(name);
  if (binding !== undefined) {
    return binding.member === undefined
      ? { kind: 'module', module: binding.module }
      : { kind: 'member', module: binding.module, member: binding.member };
  }
  return BUILTINS.has(name) ? { kind: 'builtin', name } : undefined;
}

export interface QualifiedName {
  readonly module: string;
  readonly name: string;
}

/** `np.linalg.norm` and an imported `sqrt` as module and name; undefined for anything else. `locals` hide the module. */
export function qualifiedName(
  scope: Names,
  expression: ast.Expr,
  locals?: ReadonlySet<string>,
): QualifiedName | undefined {
  if (expression.kind === 'Name') {
    if (locals?.has(expression.id)) return undefined;
    const meaning = resolveName(scope, expression.id);
    return meaning?.kind === 'member' ? { module: meaning.module, name: meaning.member } : undefined;
  }
  if (expression.kind !== 'Attribute') return undefined;
  const base = baseName(expression);
  if (base === undefined || locals?.has(base.id)) return undefined;
  const path: string[] = [];
  let node: ast.Expr = expression;
  while (node.kind === 'Attribute') {
    path.unshift(node.attr);
    node = node.value;
  }
  if (node.kind !== 'Name') return undefined;
  const meaning = resolveName(scope, node.id);
  if (meaning?.kind !== 'module') return undefined;
  return { module: [meaning.module, ...path.slice(0, -1)].join('.'), name: path[path.length - 1]! };
}
