// SPDX-License-Identifier: Apache-2.0
// `@lru_cache` and `@cache` of functions that call themselves: what a function gave for its arguments is kept in a
// dictionary, and the function is written out so that it looks there first.

import type { SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';
import { DICT_DISPLAY, display } from '../syntax/expressions';
import { freeNames, visitStatements } from './visit';

/** The end of the name of the dictionary of a function of the module. No program can write it. */
const MEMO = '@memo';

export function isMemo(name: string): boolean {
  return name.endsWith(MEMO);
}

/** The function looks for what it gave before. */
export function isWritten({ body: [first] }: ast.FunctionDecl): boolean {
  const target = first?.kind === 'Assign' ? first.targets[0] : undefined;
  return target?.kind === 'Name' && target.id === KEY;
}

const KEY = 'key@';

type Functions = ReadonlyMap<string, ast.FunctionDecl>;

const known = new WeakMap<ast.FunctionDecl, { readonly key: string; readonly decl: ast.FunctionDecl }>();

/** The module with all such functions written out. */
export function withMemos(module: ast.Module): ast.Module {
  const caches = new Set(
    module.imports.flatMap(({ module: from, name, alias }) =>
      from !== 'functools'
        ? []
        : name === undefined
          ? [`${alias}.cache`, `${alias}.lru_cache`]
          : isCache(name)
            ? [alias]
            : [],
    ),
  );
  if (caches.size === 0) return module;
  const all = new Map(module.functions.map((decl) => [decl.name, decl]));
  for (const { name } of module.functions) caches.delete(name);
  let isChanged = false;
  const functions = module.functions.map((decl) => {
    const isOwn = cacheOf(decl, caches) !== undefined && isRecursive(decl, all);
    const key = `${isOwn} ${[...caches].join()}`;
    let found = known.get(decl);
    if (found?.key !== key) {
      const inner = nestedMemos(decl, caches, all);
      found = {
        key,
        decl: isOwn ? written(inner, { kind: 'Name', range: decl.nameRange, id: decl.name + MEMO }) : inner,
      };
      known.set(decl, found);
    }
    isChanged ||= found.decl !== decl;
    return found.decl;
  });
  return isChanged ? { ...module, functions } : module;
}

function isCache(name: string): boolean {
  return name === 'cache' || name === 'lru_cache';
}

/** The one decorator of a function, where it is a cache that changes nothing but how often the function runs. */
function cacheOf(decl: ast.FunctionDecl, caches: ReadonlySet<string>): ast.Expr | undefined {
  const [decorator] = decl.decorators;
  if (!decorator || decl.decorators.length > 1) return undefined;
  const call = decorator.kind === 'Call' ? decorator : undefined;
  const callee = call ? call.func : decorator;
  const name =
    callee.kind === 'Name'
      ? callee.id
      : callee.kind === 'Attribute' && callee.value.kind === 'Name'
        ? `${callee.value.id}.${callee.attr}`
        : '';
  if (!caches.has(name) || decl.parameters.some(({ form }) => form === 'star' || form === 'doubleStar'))
    return undefined;
  const size = call?.args[0] ?? call?.keywords.find((keyword) => keyword.name === 'maxsize')?.value;
  const isTyped = call?.keywords.some((keyword) => keyword.name !== 'maxsize') || (call?.args.length ?? 0) > 1;
  // A cache that forgets runs the function again, which nobody sees where it acts on nothing.
  const isWhole = size?.kind === 'None' || name.replace(/^.*\./, '') === 'cache';
  return isTyped || (!isWhole && hasEffects(decl)) ? undefined : decorator;
}

function hasEffects(decl: ast.FunctionDecl): boolean {
  let found = false;
  const free = freeNames(decl);
  visitStatements(decl.body, {
    read: (name) => {
      if (name === 'print') found = true;
    },
    change: (name) => {
      if (free.has(name)) found = true;
    },
    unsupported: () => {
      found = true;
    },
  });
  return found;
}

/** The function may come to itself again. */
function isRecursive(decl: ast.FunctionDecl, visible: Functions): boolean {
  const seen = new Set<string>();
  const reaches = (each: ast.FunctionDecl): boolean =>
    [...freeNames(each)].some((name) => {
      if (visible.get(name) === decl) return true;
      const next = visible.get(name);
      if (!next || seen.has(name)) return false;
      seen.add(name);
      return reaches(next);
    });
  return reaches(decl);
}

/** Functions inside the function, each with a dictionary beside it. */
function nestedMemos(decl: ast.FunctionDecl, caches: ReadonlySet<string>, outer: Functions): ast.FunctionDecl {
  const own = caches.size > 0 && decl.body.some((stmt) => stmt.kind === 'FunctionDef' || 'body' in stmt);
  if (!own) return decl;
  let isChanged = false;
  const block = (body: readonly ast.Stmt[], visible: Functions): ast.Stmt[] => {
    const here = new Map(visible);
    for (const stmt of body) if (stmt.kind === 'FunctionDef') here.set(stmt.decl.name, stmt.decl);
    return body.flatMap((stmt): ast.Stmt[] => {
      if (stmt.kind === 'FunctionDef') {
        const inner = nestedMemos(stmt.decl, caches, here);
        if (inner !== stmt.decl) isChanged = true;
        if (!cacheOf(stmt.decl, caches) || !isRecursive(stmt.decl, here)) return [{ ...stmt, decl: inner }];
        isChanged = true;
        const { nameRange: range } = stmt.decl;
        const memo: ast.Name = { kind: 'Name', range, id: `${stmt.decl.name}${MEMO}@` };
        const made: ast.Stmt = { kind: 'Assign', range, targets: [memo], value: display(range, DICT_DISPLAY, []) };
        return [made, { ...stmt, decl: written(inner, memo) }];
      }
      const parts = stmt as { body?: readonly ast.Stmt[]; orelse?: readonly ast.Stmt[] };
      const changed = {
        ...(parts.body ? { body: block(parts.body, here) } : {}),
        ...(parts.orelse ? { orelse: block(parts.orelse, here) } : {}),
      };
      return [parts.body || parts.orelse ? ({ ...stmt, ...changed } as ast.Stmt) : stmt];
    });
  };
  const body = block(decl.body, outer);
  return isChanged ? { ...decl, body } : decl;
}

/** `key = (a, b)`, `if key in memo: return memo[key]`, and each `return` puts what it gives there. */
function written(decl: ast.FunctionDecl, memo: ast.Name): ast.FunctionDecl {
  const { nameRange: range, parameters } = decl;
  const names = parameters.map(({ name }): ast.Name => ({ kind: 'Name', range, id: name }));
  const [only] = names;
  const key: ast.Expr =
    names.length === 1 && only
      ? only
      : names.length === 0
        ? { kind: 'Int', range, value: 0n }
        : { kind: 'Tuple', range, elements: names };
  const own: ast.Name = { kind: 'Name', range, id: KEY };
  const entry = (where: SourceRange): ast.Expr => ({
    kind: 'Subscript',
    range: where,
    value: memo,
    index: [own],
    isTuple: false,
  });
  const keep = (where: SourceRange, value: ast.Expr): ast.Stmt[] => {
    const result: ast.Name = { kind: 'Name', range: value.range, id: 'result@' };
    return [
      { kind: 'Assign', range: where, targets: [result], value },
      { kind: 'Assign', range: where, targets: [entry(where)], value: result },
      { kind: 'Return', range: where, value: result },
    ];
  };
  const block = (body: readonly ast.Stmt[]): ast.Stmt[] =>
    body.flatMap((stmt): ast.Stmt[] => {
      if (stmt.kind === 'Return') return keep(stmt.range, stmt.value ?? { kind: 'None', range: stmt.range });
      if (stmt.kind === 'If' || stmt.kind === 'For' || stmt.kind === 'While')
        return [{ ...stmt, body: block(stmt.body), orelse: block(stmt.orelse) }];
      if (stmt.kind === 'With' || stmt.kind === 'Block') return [{ ...stmt, body: block(stmt.body) }];
      return [stmt];
    });
  const last = decl.body[decl.body.length - 1]?.kind;
  const end = last === 'Return' || last === 'Raise' ? [] : keep(range, { kind: 'None', range });
  const found: ast.Stmt = {
    kind: 'If',
    range,
    test: { kind: 'Compare', range, left: own, ops: ['in'], rights: [memo] },
    body: [{ kind: 'Return', range, value: entry(range) }],
    orelse: [],
  };
  const body = [
    { kind: 'Assign', range, targets: [own], value: key } satisfies ast.Stmt,
    found,
    ...block(decl.body),
    ...end,
  ];
  return { ...decl, decorators: [], body };
}
