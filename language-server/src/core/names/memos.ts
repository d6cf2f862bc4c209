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
        decl: isOwn ? written(inner, (which) => decl.name + which + MEMO) : inner,
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
        const memos = new Set<string>();
        const memoOf = (which: string) => {
          const id = `${stmt.decl.name}${which}${MEMO}@`;
          memos.add(id);
          return id;
        };
        const decl = written(inner, memoOf);
        const made = [...memos].map((id, i): ast.Stmt => {
          // A dictionary is known by its place in the text.
          const value = display({ ...range, endColumn: range.endColumn + i }, DICT_DISPLAY, []);
          return { kind: 'Assign', range, targets: [{ kind: 'Name', range, id }], value };
        });
        return [...made, { ...stmt, decl }];
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

/** Above this many, as each doubles the dictionaries, None among the arguments is not told apart. */
const MAX_OPTIONAL = 3;

/** The parameters that may be None, which is no key of a dictionary; of many, those that begin so or are compared with it. */
function optionalParameters(decl: ast.FunctionDecl): readonly string[] {
  if (decl.parameters.length <= MAX_OPTIONAL) return decl.parameters.map(({ name }) => name);
  const names = new Set(decl.parameters.filter((each) => each.default?.kind === 'None').map(({ name }) => name));
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === 'object' && node !== null) {
      const { kind, left, rights } = node as Partial<Extract<ast.Expr, { kind: 'Compare' }>>;
      if (kind === 'Compare' && left?.kind === 'Name' && rights?.some((each) => each.kind === 'None'))
        names.add(left.id);
      Object.values(node).forEach(visit);
    }
  };
  visit(decl.body);
  const found = decl.parameters.map(({ name }) => name).filter((name) => names.has(name));
  return found.length > MAX_OPTIONAL ? [] : found;
}

/**
 * `key = (a, b)`, `if key in memo: return memo[key]`, and each `return` puts what it gives there. Where `a` may be None,
 * `if a is None` comes before both: the results for None have a dictionary of their own, whose keys go without it.
 */
function written(decl: ast.FunctionDecl, memoOf: (which: string) => string): ast.FunctionDecl {
  const { nameRange: range, parameters } = decl;
  const names = parameters.map(({ name }): ast.Name => ({ kind: 'Name', range, id: name }));
  const keyOf = (parts: readonly ast.Name[]): ast.Expr => {
    const [only] = parts;
    if (!only) return { kind: 'Int', range, value: 0n };
    return parts.length === 1 ? only : { kind: 'Tuple', range, elements: parts };
  };
  const own: ast.Name = { kind: 'Name', range, id: KEY };
  const optional = optionalParameters(decl);
  // The function may give its parameters other values.
  const given = names.map((name, i): ast.Name => ({ ...name, id: `argument@${i}` }));
  const copies = optional.length === 0 ? [] : names;
  /** What is done for each choice of the arguments that are None. */
  const forEach = (
    work: (memo: ast.Name, key: ast.Expr) => ast.Stmt[],
    at = 0,
    none: readonly string[] = [],
  ): ast.Stmt[] => {
    const name = optional[at];
    if (name === undefined) {
      const which = none.map((each) => `@${each}`).join('');
      const rest = given.filter((_, i) => !none.includes(names[i]!.id));
      return work({ kind: 'Name', range, id: memoOf(which) }, none.length === 0 ? own : keyOf(rest));
    }
    const left = given[names.findIndex(({ id }) => id === name)]!;
    const test: ast.Expr = { kind: 'Compare', range, left, ops: ['is'], rights: [{ kind: 'None', range }] };
    const body = forEach(work, at + 1, [...none, name]);
    return [{ kind: 'If', range, test, body, orelse: forEach(work, at + 1, none) }];
  };
  const entry = (where: SourceRange, memo: ast.Name, key: ast.Expr): ast.Expr => ({
    kind: 'Subscript',
    range: where,
    value: memo,
    index: key.kind === 'Tuple' ? key.elements : [key],
    isTuple: key.kind === 'Tuple',
  });
  const keep = (where: SourceRange, value: ast.Expr): ast.Stmt[] => {
    const result: ast.Name = { kind: 'Name', range: value.range, id: 'result@' };
    return [
      { kind: 'Assign', range: where, targets: [result], value },
      ...forEach((memo, key) => [{ kind: 'Assign', range: where, targets: [entry(where, memo, key)], value: result }]),
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
  const found = forEach((memo, key) => [
    {
      kind: 'If',
      range,
      test: { kind: 'Compare', range, left: key, ops: ['in'], rights: [memo] },
      body: [{ kind: 'Return', range, value: entry(range, memo, key) }],
      orelse: [],
    },
  ]);
  const body = [
    { kind: 'Assign', range, targets: [own], value: keyOf(names) } satisfies ast.Stmt,
    ...copies.map((value, i): ast.Stmt => ({ kind: 'Assign', range, targets: [given[i]!], value })),
    ...found,
    ...block(decl.body),
    ...end,
  ];
  return { ...decl, decorators: [], body };
}
