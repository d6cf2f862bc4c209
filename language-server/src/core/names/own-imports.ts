// SPDX-License-Identifier: Apache-2.0
// What a function imports is a name of that function: it gets a name that no other function can write, so that the module
// knows it like its own imports.

import type * as ast from '../syntax/ast';
import { collectLocals } from './module-scope';
import { visitStatements } from './visit';

const known = new WeakMap<ast.FunctionDecl, { readonly key: string; readonly decl: ast.FunctionDecl }>();

/** The module with the imports of functions under names of their own, but for those that the module has just so. */
export function withOwnImports(module: ast.Module): ast.Module {
  const shared = new Set(module.imports.map((item) => meaningOf(item)));
  const key = [...shared].join();
  let isChanged = false;
  const written = (decl: ast.FunctionDecl): ast.FunctionDecl => {
    let found = known.get(decl);
    if (found?.key !== key) {
      found = { key, decl: renamed(decl, new Map(), shared) };
      known.set(decl, found);
    }
    isChanged ||= found.decl !== decl;
    return found.decl;
  };
  const functions = module.functions.map(written);
  const statements = module.statements.map((stmt): ast.Stmt => {
    if (stmt.kind !== 'UnsupportedStmt' || !stmt.definition) return stmt;
    const body = stmt.definition.body.map((each) =>
      each.kind === 'FunctionDef' ? { ...each, decl: written(each.decl) } : each,
    );
    return body.every((each, i) => each.kind !== 'FunctionDef' || each.decl === declOf(stmt.definition!.body[i]))
      ? stmt
      : { ...stmt, definition: { ...stmt.definition, body } };
  });
  return isChanged ? { ...module, functions, statements } : module;
}

function declOf(stmt: ast.Stmt | undefined): ast.FunctionDecl | undefined {
  return stmt?.kind === 'FunctionDef' ? stmt.decl : undefined;
}

function meaningOf({ alias, module, name }: ast.ImportDecl): string {
  return `${alias}@${module}${name === undefined ? '' : `:${name}`}`;
}

/** The imports of the function itself, not of functions inside. */
function importsOf(decl: ast.FunctionDecl): ast.ImportDecl[] {
  const found: ast.ImportDecl[] = [];
  visitStatements(decl.body, {
    unsupported: (_names, node) => {
      if (node.kind === 'UnsupportedStmt') found.push(...(node.imports ?? []).filter(({ name }) => name !== '*'));
    },
  });
  return found;
}

type Names = ReadonlyMap<string, string>;

function renamed(decl: ast.FunctionDecl, around: Names, shared: ReadonlySet<string>): ast.FunctionDecl {
  const names = new Map(around);
  const locals = collectLocals(decl);
  for (const name of locals) names.delete(name);
  const meanings = new Map<string, Set<string>>();
  const own = importsOf(decl);
  for (const item of own) meanings.set(item.alias, (meanings.get(item.alias) ?? new Set()).add(meaningOf(item)));
  for (const item of own) {
    const meaning = meaningOf(item);
    if (locals.has(item.alias) || meanings.get(item.alias)!.size > 1) names.delete(item.alias);
    else if (shared.has(meaning)) names.delete(item.alias);
    else names.set(item.alias, meaning);
  }
  const rename = <T>(node: T): T => {
    if (Array.isArray(node)) {
      const items = node.map(rename);
      return items.some((item, i) => item !== node[i]) ? (items as T) : node;
    }
    if (node === null || typeof node !== 'object') return node;
    const { kind, id, alias } = node as { kind?: string; id?: string; alias?: string };
    if (kind === 'Function') return renamed(node as unknown as ast.FunctionDecl, names, shared) as T;
    if (kind === 'Name' && id !== undefined) return names.has(id) ? { ...node, id: names.get(id)! } : node;
    if (kind === 'Import')
      return alias !== undefined && names.has(alias) ? { ...node, alias: names.get(alias)! } : node;
    let isOther = false;
    const entries = Object.entries(node).map(([key, value]) => {
      const made = key === 'range' ? value : rename(value);
      isOther ||= made !== value;
      return [key, made] as const;
    });
    return isOther ? (Object.fromEntries(entries) as T) : node;
  };
  const body = names.size === 0 && !hasInner(decl) ? decl.body : rename(decl.body);
  return body === decl.body ? decl : { ...decl, body };
}

function hasInner(decl: ast.FunctionDecl): boolean {
  let found = false;
  visitStatements(decl.body, {
    nested: () => {
      found = true;
    },
  });
  return found;
}
