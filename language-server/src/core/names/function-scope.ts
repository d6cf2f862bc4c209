// SPDX-License-Identifier: Apache-2.0
// What a function reads and calls, which functions a task reaches, and what is wrong with their names.

import { type Diagnostic, makeDiagnostic } from '../diagnostics/diagnostic';
import type { SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';
import { attributeNames, type ClassInfo } from './classes';
import { isMemo } from './memos';
import { collectLocals, type ModuleConstant, type ModuleScope, resolveName } from './module-scope';
import { isKnownDecorator, isTaskDecorator } from './tasks';
import { visitStatements } from './visit';

export interface FunctionScope {
  readonly fn: ast.FunctionDecl;
  /** Parameters and every name bound in the function. */
  readonly locals: ReadonlySet<string>;
  /** Names read from the module or the builtins, with each place, in order. */
  readonly reads: ReadonlyMap<string, readonly SourceRange[]>;
}

/** Declarations never change, and the parser keeps those that an edit did not touch. */
const known = new WeakMap<ast.FunctionDecl, FunctionScope>();

export function buildFunctionScope(fn: ast.FunctionDecl): FunctionScope {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const scope = readFunctionScope(fn);
  known.set(fn, scope);
  return scope;
}

function readFunctionScope(fn: ast.FunctionDecl): FunctionScope {
  const locals = collectLocals(fn);
  const reads = new Map<string, SourceRange[]>();
  visitStatements(fn.body, {
    read: (name, range) => {
      if (locals.has(name)) return;
      const ranges = reads.get(name);
      if (ranges === undefined) reads.set(name, [range]);
      else ranges.push(range);
    },
  });
  return { fn, locals, reads };
}

export interface Reachable {
  /** The entry first, then each helper once, in the order of its first use. */
  readonly functions: readonly FunctionScope[];
}

/** Every function that a call of `entry` may reach. */
export function reachableFunctions(scope: ModuleScope, entry: ast.FunctionDecl): Reachable {
  const functions: FunctionScope[] = [];
  const seen = new Set<ast.FunctionDecl>();
  const classes = new Set<ClassInfo>();
  const attributes = new Set<string>();
  const visit = (fn: ast.FunctionDecl): void => {
    if (seen.has(fn)) return;
    seen.add(fn);
    const found = buildFunctionScope(fn);
    functions.push(found);
    if (scope.classes.size > 0) for (const name of attributeNames(fn.body)) attributes.add(name);
    for (const name of found.reads.keys()) {
      const meaning = resolveName(scope, name);
      if (meaning?.kind === 'function') visit(meaning.fn);
      if (meaning?.kind === 'constant') visitConstant(meaning.constant);
      for (let info = meaning?.kind === 'class' ? meaning.info : undefined; info; info = info.base) classes.add(info);
    }
  };
  const constants = new Set<ModuleConstant>();
  /** Functions that compute a value of the module. */
  const visitConstant = (constant: ModuleConstant): void => {
    if (constants.has(constant) || !constant.block) return;
    constants.add(constant);
    visitStatements(constant.block, {
      read: (name) => {
        const meaning = resolveName(scope, name);
        if (meaning?.kind === 'function') visit(meaning.fn);
        if (meaning?.kind === 'constant') visitConstant(meaning.constant);
        for (let info = meaning?.kind === 'class' ? meaning.info : undefined; info; info = info.base) classes.add(info);
      },
    });
  };
  visit(entry);
  // Methods that something may call, by their names.
  for (let count = -1; count !== functions.length; ) {
    count = functions.length;
    for (const info of [...classes]) {
      for (const [name, { decl }] of info.methods) if (/^__\w+__$/.test(name) || attributes.has(name)) visit(decl);
      for (const [name, decl] of info.setters) if (attributes.has(name)) visit(decl);
    }
  }
  return { functions };
}

/** Modules whose members the compiler knows. */
export const COMPILED_MODULES: ReadonlySet<string> = new Set([
  'numpy',
  'h5py',
  'netCDF4',
  'math',
  'cmath',
  'scipy',
  'functools',
  'itertools',
  'heapq',
  'bisect',
  'collections',
  'dataclasses',
  'weft',
  'time',
  'sys',
  'warnings',
]);

/** What is wrong with names and declarations of one function that a task reaches. */
export function checkFunctionNames(scope: ModuleScope, found: FunctionScope, isEntry = false): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const { fn } = found;
  if (fn.isAsync) diagnostics.push(makeDiagnostic('WEFT130', fn.nameRange, { what: '`async def`' }));
  if (scope.ambiguous.has(fn.name)) diagnostics.push(makeDiagnostic('WEFT147', fn.nameRange, { name: fn.name }));
  for (const decorator of fn.decorators) {
    if (isTaskDecorator(scope, decorator) || (!isEntry && isKnownDecorator(scope, decorator))) continue;
    if (isMethod(scope, fn)) continue;
    diagnostics.push(
      makeDiagnostic('WEFT145', decorator.range, {
        decorator: describe(decorator),
        reason: 'it replaces the function by something that Weft cannot see',
        instead: 'Remove it, or compile an undecorated helper function',
      }),
    );
  }
  for (const parameter of fn.parameters) {
    if (parameter.form !== 'doubleStar' || !isEntry) continue;
    diagnostics.push(makeDiagnostic('WEFT132', parameter.range, { parameter: `**${parameter.name}` }));
  }
  for (const [name, ranges] of found.reads) {
    for (const range of ranges) {
      const problem = checkRead(scope, name, range);
      if (problem !== undefined) diagnostics.push(problem);
    }
  }
  return diagnostics;
}

/** Decorators of methods are read with their class. */
function isMethod(scope: ModuleScope, fn: ast.FunctionDecl): boolean {
  return [...scope.classes.values()].some(
    (info) => info.methods.get(fn.name)?.decl === fn || info.setters.get(fn.name) === fn,
  );
}

function checkRead(scope: ModuleScope, name: string, range: SourceRange): Diagnostic | undefined {
  if (isMemo(name)) return undefined;
  const meaning = resolveName(scope, name);
  const wildcard = scope.wildcards[0];
  if (wildcard !== undefined && (meaning === undefined || meaning.kind === 'builtin')) {
    // A builtin hidden by a wildcard import is not recognisable: numpy's `sum` and Python's differ.
    return makeDiagnostic('WEFT148', range, { name, module: wildcard });
  }
  if (meaning === undefined) return makeDiagnostic('WEFT140', range, { name });
  if (meaning.kind === 'class') {
    const { problem } = meaning.info;
    return problem === undefined ? undefined : makeDiagnostic('WEFT290', range, { name, reason: problem });
  }
  if (meaning.kind === 'constant' && meaning.constant.problem !== undefined) {
    if (meaning.constant.isClass)
      return makeDiagnostic('WEFT290', range, { name, reason: 'the module binds its name again' });
    const related = [{ range: meaning.constant.range, message: `\`${name}\` is assigned here` }];
    return makeDiagnostic('WEFT141', range, { name, reason: meaning.constant.problem }, related);
  }
  if (meaning.kind === 'module' || meaning.kind === 'member') {
    const top = meaning.module.split('.')[0]!;
    if (!COMPILED_MODULES.has(top)) return makeDiagnostic('WEFT146', range, { module: meaning.module });
  }
  return undefined;
}

function describe(expression: ast.Expr): string {
  if (expression.kind === 'Name') return `@${expression.id}`;
  if (expression.kind === 'Attribute') return `${describe(expression.value)}.${expression.attr}`;
  if (expression.kind === 'Call') return describe(expression.func);
  return '@…';
}
