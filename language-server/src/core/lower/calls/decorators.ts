// SPDX-License-Identifier: Apache-2.0
// Decorators of helper functions: `np.vectorize`, and caches, which change no value that a function of numbers gives.

import { qualifiedName } from '../../names/module-scope';
import { isKnownDecorator } from '../../names/tasks';
import { freeNames } from '../../names/visit';
import type { Expr, FunctionDecl } from '../../syntax/ast';
import { type FunctionValue, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';
import { makeVectorized } from './vectorized';

/** The function as its decorators leave it. Those of functions of the module are checked with their names. */
export function decorated(fn: FunctionLowering, decl: FunctionDecl, plain: FunctionValue): Value {
  let value: Value = plain;
  for (const decorator of [...decl.decorators].reverse()) {
    const locals = plain.closure ? new Set([...namesOf(decorator)].filter((name) => fn.isLocal(name))) : undefined;
    if (!isKnownDecorator(fn.program.scope, decorator, locals)) {
      if (!plain.closure) continue;
      fn.report('WEFT145', decorator.range, {
        decorator: `@${nameOf(decorator.kind === 'Call' ? decorator.func : decorator)}`,
        reason: 'it replaces the function by something that Weft cannot see',
        instead: 'Remove it',
      });
      return UNKNOWN;
    }
    const callee = decorator.kind === 'Call' ? decorator.func : decorator;
    const isVectorize = qualifiedName(fn.program.scope, callee, locals)?.name === 'vectorize';
    if (isVectorize) value = vectorizedBy(fn, decorator, value);
    else if (isRecursive(decl)) {
      // Without the cache it would call itself again and again.
      return fn.report('WEFT145', decorator.range, {
        decorator: `@${nameOf(callee)}`,
        reason: `\`${decl.name}\` calls itself, and without the cache it would do so again and again`,
        instead: 'Fill a list or an array in a loop, from the smallest arguments up',
      });
    }
    if (value.kind !== 'function') return UNKNOWN;
  }
  return value;
}

function vectorizedBy(fn: FunctionLowering, decorator: Expr, value: Value): Value {
  const range = decorator.range;
  const keywords =
    decorator.kind === 'Call'
      ? decorator.keywords.map((keyword) => ({
          name: keyword.name ?? '**',
          value: fn.atModule(() => lowerExpr(fn, keyword.value)),
          range: keyword.value.range,
          nameRange: keyword.range,
        }))
      : [];
  return makeVectorized(fn, range, { positional: [{ value, range }], keywords });
}

function isRecursive(decl: FunctionDecl): boolean {
  return freeNames(decl).has(decl.name);
}

function namesOf(expr: Expr): Set<string> {
  if (expr.kind === 'Name') return new Set([expr.id]);
  if (expr.kind === 'Attribute') return namesOf(expr.value);
  return expr.kind === 'Call' ? namesOf(expr.func) : new Set();
}

function nameOf(expr: Expr): string {
  return expr.kind === 'Attribute' ? expr.attr : expr.kind === 'Name' ? expr.id : 'cache';
}
