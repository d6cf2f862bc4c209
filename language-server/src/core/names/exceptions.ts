// SPDX-License-Identifier: Apache-2.0
// Exceptions of the program. They end the run, so that all that counts of one is its text: what its `__init__` gives to
// that of the base, or the one argument.

import type * as ast from '../syntax/ast';
import { baseInitCall, type ClassInfo, findMethod, selfOf } from './classes';

/** Weft knows the text of the exception. */
export function isRaised(info: ClassInfo): boolean {
  if (info.exception === undefined || info.problem !== undefined) return false;
  if (/^(KeyError|OSError|FileNotFoundError|SystemExit|KeyboardInterrupt|Unicode\w*)$/.test(info.exception))
    return false;
  const isText = findMethod(info, '__str__') ?? findMethod(info, '__repr__');
  return !isText && (!findMethod(info, '__init__') || textFunction(info) !== undefined);
}

const known = new WeakMap<ClassInfo, ast.FunctionDecl | undefined>();

/** `__init__` as the function that gives the text; undefined where there is none, or one that does more. */
export function textFunction(info: ClassInfo): ast.FunctionDecl | undefined {
  if (!known.has(info)) known.set(info, write(info));
  return known.get(info);
}

function write(info: ClassInfo): ast.FunctionDecl | undefined {
  const found = findMethod(info, '__init__');
  const self = found && selfOf(found.decl);
  if (!found || self === undefined) return undefined;
  const owner = found.owner as ClassInfo;
  if (owner.base && findMethod(owner.base, '__init__')) return undefined;
  const body: ast.Stmt[] = [];
  let text: ast.Expr | undefined;
  for (const stmt of found.decl.body) {
    const call = initCall(owner, self, stmt);
    if (!call) {
      const changed = withoutObject(stmt, self);
      if (!changed || !isAssignment(stmt)) return undefined;
      body.push(changed);
      continue;
    }
    const [only] = call.args;
    if (text || call.args.length > 1 || call.keywords.length > 0) return undefined;
    text = only ? withoutObject(only, self) : { kind: 'Str', range: call.range, value: '' };
    if (!text) return undefined;
    const name: ast.Name = { kind: 'Name', range: call.range, id: 'text@' };
    body.push({ kind: 'Assign', range: call.range, targets: [name], value: text });
  }
  if (!text) return undefined;
  const { nameRange: range } = found.decl;
  body.push({ kind: 'Return', range, value: { kind: 'Name', range, id: 'text@' } });
  return { ...found.decl, name: info.name, parameters: found.decl.parameters.slice(1), decorators: [], body };
}

function isAssignment({ kind }: ast.Stmt): boolean {
  return kind === 'Assign' || kind === 'AnnAssign' || kind === 'Pass';
}

/** `super().__init__(...)`, or `Exception.__init__(self, ...)`. */
function initCall(info: ClassInfo, self: string, stmt: ast.Stmt): ast.CallExpr | undefined {
  const bases = info.decl.bases.flatMap((base) => (base.kind === 'Name' ? [base.id] : []));
  for (const name of bases) {
    const found = baseInitCall({ base: { name } }, self, stmt);
    if (found) return found;
  }
  return undefined;
}

/** Attributes of the object as names; undefined where it is used in another way. */
function withoutObject<T>(root: T, self: string): T | undefined {
  let isWhole = true;
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const expr = node as ast.Expr;
    if (expr.kind === 'Attribute' && expr.value.kind === 'Name' && expr.value.id === self)
      return { kind: 'Name', range: expr.range, id: `${expr.attr}@` };
    if (expr.kind === 'Name' && expr.id === self) isWhole = false;
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(node)) copy[key] = /[rR]ange$/.test(key) ? value : visit(value);
    return copy;
  };
  const result = visit(root) as T;
  return isWhole ? result : undefined;
}
