// SPDX-License-Identifier: Apache-2.0
// Decorators of the file that keep a function and give it back (`METHODS[name] = f; return f`): what they do is written as
// statements of the module, in which the function has its name.

import type { SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';
import { someNode } from '../syntax/walk';

interface Registrar {
  /** Parameters of the call of the decorator; undefined where it is used without one. */
  readonly parameters: readonly ast.ParameterDecl[] | undefined;
  readonly taken: string;
  readonly body: readonly ast.Stmt[];
}

type Values = ReadonlyMap<string, ast.Expr>;

/** The module without such decorators. Functions that are nothing else are left out. */
export function withRegistrations(module: ast.Module): ast.Module {
  if (module.functions.every((fn) => fn.decorators.length === 0)) return module;
  const registrars = new Map<string, Registrar>();
  for (const fn of module.functions) {
    const found = registrarOf(fn);
    if (found && module.functions.filter((each) => each.name === fn.name).length === 1) registrars.set(fn.name, found);
  }
  const made: ast.Stmt[] = [];
  const used = new Set<string>();
  const functions = module.functions.map((fn) => {
    const left = fn.decorators.filter((decorator) => {
      const written = registration(fn, decorator, registrars);
      if (!written) return true;
      used.add(calleeOf(decorator) ?? '');
      made.push(...written);
      return false;
    });
    return left.length === fn.decorators.length ? fn : plain(fn, left);
  });
  if (made.length === 0) return module;
  const isRead = (name: string) =>
    mentions(module.statements, name) || functions.some((fn) => fn.name !== name && mentions(fn, name));
  const statements = [...module.statements, ...made].sort((a, b) => a.range.startLine - b.range.startLine);
  return { ...module, functions: functions.filter(({ name }) => !used.has(name) || isRead(name)), statements };
}

const known = new WeakMap<ast.FunctionDecl, ast.FunctionDecl>();

/** One declaration for each text: others know it by its identity. */
function plain(fn: ast.FunctionDecl, decorators: readonly ast.Expr[]): ast.FunctionDecl {
  const before = known.get(fn);
  if (before && before.decorators.length === decorators.length) return before;
  const own = { ...fn, decorators };
  known.set(fn, own);
  return own;
}

function registrarOf(fn: ast.FunctionDecl): Registrar | undefined {
  if (fn.decorators.length > 0 || fn.isAsync) return undefined;
  const [inner, result, ...rest] = fn.body;
  if (inner?.kind === 'FunctionDef' && rest.length === 0) {
    const isBack = result?.kind === 'Return' && result.value?.kind === 'Name' && result.value.id === inner.decl.name;
    const isPlain = fn.parameters.every(({ form }) => form === 'positional' || form === 'keyword');
    const own = isBack && isPlain ? keeping(inner.decl) : undefined;
    return own && { ...own, parameters: fn.parameters };
  }
  const own = keeping(fn);
  return own && { ...own, parameters: undefined };
}

/** Statements that keep the one parameter somewhere, and `return` of it. */
function keeping({ parameters, body, decorators }: ast.FunctionDecl): Omit<Registrar, 'parameters'> | undefined {
  const [only] = parameters;
  const last = body[body.length - 1];
  if (!only || parameters.length !== 1 || only.form !== 'positional' || decorators.length > 0) return undefined;
  if (last?.kind !== 'Return' || last.value?.kind !== 'Name' || last.value.id !== only.name) return undefined;
  const work = body.slice(0, -1);
  const isKeeping = (stmt: ast.Stmt): boolean =>
    (stmt.kind === 'Assign' && stmt.targets.every((target) => target.kind === 'Subscript')) ||
    (stmt.kind === 'ExprStmt' && stmt.value.kind === 'Call' && stmt.value.func.kind === 'Attribute');
  return work.length > 0 && work.every(isKeeping) ? { taken: only.name, body: work } : undefined;
}

function calleeOf(decorator: ast.Expr): string | undefined {
  const callee = decorator.kind === 'Call' ? decorator.func : decorator;
  return callee.kind === 'Name' ? callee.id : undefined;
}

function registration(
  fn: ast.FunctionDecl,
  decorator: ast.Expr,
  registrars: ReadonlyMap<string, Registrar>,
): ast.Stmt[] | undefined {
  const registrar = registrars.get(calleeOf(decorator) ?? '');
  if (!registrar || (decorator.kind === 'Call') !== (registrar.parameters !== undefined)) return undefined;
  const values = new Map<string, ast.Expr>([
    [registrar.taken, { kind: 'Name', range: decorator.range, id: fn.name }],
    [`${registrar.taken}.__name__`, { kind: 'Str', range: decorator.range, value: fn.name }],
  ]);
  if (decorator.kind === 'Call') {
    const given = argumentsOf(decorator, registrar.parameters!);
    if (!given) return undefined;
    for (const [name, value] of given) if (name !== registrar.taken) values.set(name, value);
  }
  return registrar.body.map((stmt) => replaced(stmt, values, decorator.range) as ast.Stmt);
}

function argumentsOf(call: ast.CallExpr, parameters: readonly ast.ParameterDecl[]): Values | undefined {
  const values = new Map<string, ast.Expr>();
  const positional = parameters.filter(({ form }) => form === 'positional');
  for (const [i, arg] of call.args.entries()) {
    if (arg.kind === 'Starred' || !positional[i]) return undefined;
    values.set(positional[i].name, arg);
  }
  for (const { name, value } of call.keywords) {
    if (name === undefined || values.has(name) || !parameters.some((each) => each.name === name)) return undefined;
    values.set(name, value);
  }
  for (const { name, default: value } of parameters) {
    if (values.has(name)) continue;
    if (!value) return undefined;
    values.set(name, value);
  }
  // What it is evaluated once more for each use.
  const isSimple = (each: ast.Expr) => /^(Str|Int|Float|Bool|None|Name)$/.test(each.kind);
  return [...values.values()].every(isSimple) ? values : undefined;
}

/** The tree with values in place of names, at another place of the text. */
function replaced(node: unknown, values: Values, range: SourceRange): unknown {
  if (Array.isArray(node)) return node.map((each) => replaced(each, values, range));
  if (typeof node !== 'object' || node === null) return node;
  const expr = node as ast.Expr;
  if (expr.kind === 'Name' && values.has(expr.id)) return values.get(expr.id);
  if (expr.kind === 'Attribute' && expr.value.kind === 'Name') {
    const own = values.get(`${expr.value.id}.${expr.attr}`);
    if (own) return own;
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      /^(range|\w+Range)$/.test(key) ? range : replaced(value, values, range),
    ]),
  );
}

function mentions(tree: unknown, name: string): boolean {
  return someNode(tree, (node) => (node.kind === 'Name' && node.id === name) || undefined);
}
