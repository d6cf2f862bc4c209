// SPDX-License-Identifier: Apache-2.0
// Functions inside functions. While the function around it runs, a closure reads the names it uses when it is called, as
// CPython does. Where it leaves that function (as an argument or a result) it takes their values along: nothing can
// assign them before it returns, as `nonlocal` is refused.

import type { SourceRange } from '../../graph/graph';
import { freeNames } from '../../names/visit';
import type { FunctionDecl, ParameterDecl } from '../../syntax/ast';
import { isLive } from '../../types/closures';
import type { Closure, FunctionValue, Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';
import { leavesOf } from '../program/structure';
import { mapTypes } from '../unions/each-type';

export function declOf(closure: Closure): FunctionDecl {
  return closure.code as FunctionDecl;
}

/** The value of a `def` or a `lambda`; its defaults are evaluated here. */
export function makeClosure(fn: FunctionLowering, decl: FunctionDecl): FunctionValue {
  const defaults = new Map<string, Value>();
  for (const parameter of decl.parameters) {
    if (parameter.default === undefined) continue;
    const value = isMutableDefault(parameter)
      ? fn.report('WEFT113', parameter.default.range, { name: parameter.name })
      : lowerExpr(fn, parameter.default);
    defaults.set(parameter.name, value);
  }
  const scope = new Set([...freeNames(decl)].filter((name) => fn.isLocal(name)));
  return { kind: 'function', name: decl.name, closure: { code: decl, defaults, scope } };
}

/** A list, dictionary or set that all calls would share. */
export function isMutableDefault(parameter: ParameterDecl): boolean {
  const { default: value } = parameter;
  if (value?.kind === 'List') return true;
  if (value?.kind === 'UnsupportedExpr') return /^A (dictionary|set|list)/.test(value.what);
  return value?.kind === 'Call' && value.func.kind === 'Name' && /^(list|dict|set)$/.test(value.func.id);
}

/** The closure with the values that the names around it have now. */
export function withCaptured(fn: FunctionLowering, closure: Closure, range: SourceRange): Closure {
  if (closure.captured) return closure;
  const captured = new Map<string, Value>();
  const siblings = new Map<string, Closure>();
  const open = [closure];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    for (const name of freeNames(declOf(item))) {
      if (captured.has(name) || siblings.has(name) || !item.scope.has(name) || !fn.isBound(name)) continue;
      const value = fn.readLocal(name, range);
      if (value.kind === 'function' && value.closure && !value.closure.captured) {
        const hasRuntime = leavesOf(value).some((leaf) => leaf.constant === undefined);
        if (hasRuntime) fn.report('WEFT115', range, { name });
        const defaults = hasRuntime ? new Map<string, Value>() : value.closure.defaults;
        siblings.set(name, { ...value.closure, defaults });
        open.push(value.closure);
      } else {
        captured.set(name, freeze(fn, value, range));
        fn.lent.add(name);
      }
    }
  }
  const sorted = new Map([...captured].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...closure, captured: sorted, siblings };
}

/** The value as it may leave this function. */
export function freeze(fn: FunctionLowering, value: Value, range: SourceRange): Value {
  if (value.kind === 'tuple' && value.items.some((item) => item.kind === 'function' || item.kind === 'tuple')) {
    const items = value.items.map((item) => freeze(fn, item, range));
    return { ...value, items };
  }
  // Names that one of them reads may have no value where another one holds.
  if (value.kind === 'union' && value.alternatives.some(isLive))
    return mapTypes(fn, range, value, (each) => freeze(fn, each, range));
  if (value.kind !== 'function' || !value.closure || value.closure.captured) return value;
  return { ...value, closure: withCaptured(fn, value.closure, range) };
}

/** Names that a version of a closure finds around it: the captured ones, and functions of the same place. */
export function bindCaptured(fn: FunctionLowering, closure: Closure): void {
  const captured = new Map<string, Value>();
  for (const name of closure.captured?.keys() ?? []) {
    const binding = fn.env.get(name);
    if (binding) captured.set(name, binding.value);
  }
  for (const [name, sibling] of closure.siblings ?? []) {
    const value: FunctionValue = {
      kind: 'function',
      name: sibling.code.name,
      closure: { ...sibling, captured, siblings: closure.siblings! },
    };
    fn.env.set(name, { state: 'yes', value });
  }
}
