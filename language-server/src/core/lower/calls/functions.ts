// SPDX-License-Identifier: Apache-2.0
// Calls of the program's own functions: which value each parameter gets, which version of the function that asks for, and
// its results in the caller's words.

import type { SourceRange } from '../../graph/graph';
import { isWritten } from '../../names/memos';
import type { Argument, CallArguments } from '../../numpy/call';
import type { FunctionDecl, ParameterDecl } from '../../syntax/ast';
import { type Poly, parseDim, printPoly, substitutePoly, symbolPoly } from '../../types/dims';
import { cloneCell } from '../../types/learning';
import { listValue } from '../../types/lists';
import {
  arrayType,
  type Closure,
  type FunctionValue,
  type GraphValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { isGenerator } from '../generators/found';
import { refuseGenerator } from '../generators/rewrite';
import { atRuntime, learnLists, withListArguments } from '../lists/arguments';
import { noteLists } from '../lists/results';
import type { FunctionLowering } from '../program/function';
import { endHere } from '../program/leaving';
import type { CalledInstance } from '../program/program';
import { hasUnknown, leavesOf, mapLeaves } from '../program/structure';
import { Raised } from '../program/unfinished';
import { noteKept } from '../statements/kept-views';
import { withReaders } from '../statements/readers';
import { keepArguments, ownedResult } from '../tables/owners';
import { declOf, freeze, isMutableDefault, withCaptured } from './closures';
import { callVectorized, isVectorized } from './vectorized';

/** Arguments by parameter name; undefined after a report. */
function bind(
  fn: FunctionLowering,
  range: SourceRange,
  decl: FunctionDecl,
  args: CallArguments,
  closure: Closure | undefined,
): Map<string, Value> | undefined {
  const values = new Map<string, Value>();
  const signature = signatureOf(decl);
  const positional = decl.parameters.filter((parameter) => parameter.form === 'positional');
  const star = decl.parameters.find((parameter) => parameter.form === 'star');
  const rest: Argument[] = [];
  for (const [i, argument] of args.positional.entries()) {
    const parameter = positional[i];
    if (parameter) {
      values.set(parameter.name, argument.value);
    } else if (star) {
      rest.push(argument);
    } else {
      const count = args.positional.length;
      fn.report('WEFT219', argument.range, { function: decl.name, most: positional.length, count, signature });
      return undefined;
    }
  }
  if (star) values.set(star.name, tupleValue(rest.map((argument) => argument.value)));
  const doubleStar = decl.parameters.find((parameter) => parameter.form === 'doubleStar');
  const others = new Map<string, Value>();
  for (const keyword of args.keywords) {
    const parameter = decl.parameters.find((each) => each.name === keyword.name && !isStarred(each));
    if (parameter && !parameter.isPositionalOnly && !values.has(keyword.name)) {
      values.set(keyword.name, keyword.value);
      continue;
    }
    if (doubleStar && (!parameter || parameter.isPositionalOnly) && !others.has(keyword.name)) {
      others.set(keyword.name, keyword.value);
      continue;
    }
    const reason = !parameter
      ? 'there is no such parameter'
      : parameter.isPositionalOnly
        ? 'it is given by position only'
        : 'it is given twice';
    fn.report('WEFT218', keyword.nameRange, { function: decl.name, name: keyword.name, reason, signature });
    return undefined;
  }
  if (doubleStar)
    values.set(doubleStar.name, { kind: 'dict', keys: [...others.keys()], items: [...others.values()], identity: {} });
  for (const parameter of decl.parameters) {
    if (values.has(parameter.name)) continue;
    const value = defaultOf(fn, range, decl, parameter, closure);
    if (!value) return undefined;
    values.set(parameter.name, value);
  }
  return new Map(decl.parameters.map(({ name }) => [name, values.get(name)!]));
}

function isStarred(parameter: ParameterDecl): boolean {
  return parameter.form === 'star' || parameter.form === 'doubleStar';
}

function defaultOf(
  fn: FunctionLowering,
  range: SourceRange,
  decl: FunctionDecl,
  parameter: ParameterDecl,
  closure: Closure | undefined,
): Value | undefined {
  const known = closure?.defaults.get(parameter.name);
  if (known) return known;
  if (!parameter.default) {
    fn.report('WEFT217', range, { function: decl.name, name: parameter.name, signature: signatureOf(decl) });
    return undefined;
  }
  if (isMutableDefault(parameter)) return fn.report('WEFT113', parameter.default.range, { name: parameter.name });
  return fn.program.moduleValues.valueOf(fn, parameter.name, parameter.default);
}

function signatureOf(decl: FunctionDecl): string {
  const stars = { star: '*', doubleStar: '**', positional: '', keyword: '' };
  return `${decl.name}(${decl.parameters.map((parameter) => stars[parameter.form] + parameter.name).join(', ')})`;
}

export function callFunction(
  fn: FunctionLowering,
  range: SourceRange,
  callee: FunctionValue,
  args: CallArguments,
): Value {
  if (isVectorized(callee)) return callVectorized(fn, range, callee, args);
  const closure = callee.closure && withCaptured(fn, callee.closure, range);
  const decl = closure ? declOf(closure) : fn.program.scope.functions.get(callee.name);
  if (!decl) return UNKNOWN;
  if (isGenerator(decl)) return refuseGenerator(fn, range, decl);
  const bound = bind(fn, range, decl, args, closure);
  if (!bound) return UNKNOWN;
  for (const [name, value] of closure?.captured ?? []) bound.set(name, value);
  const open = isWritten(decl) ? (value: Value) => withoutTexts(fn, range, value) : (value: Value) => value;
  const resolved = new Map(
    [...bound].map(([name, value]) => [name, withReaders(fn, resolveLeaves(fn, open(freeze(fn, value, range))))]),
  );
  return callVersion(fn, range, decl, resolved, closure);
}

/** A function with a cache is one for all texts: a version for each would run without end. */
function withoutTexts(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  if (value.kind === 'tuple') return { ...value, items: value.items.map((item) => withoutTexts(fn, range, item)) };
  if (value.kind !== 'value' || value.type.kind !== 'str' || value.constant === undefined) return value;
  const text: GraphValue = { kind: 'value', type: value.type };
  return fn.graph ? { ...text, id: fn.idOf(value, range) } : text;
}

/** Calls the version of the function for these arguments. */
function callVersion(
  fn: FunctionLowering,
  range: SourceRange,
  decl: FunctionDecl,
  resolved: ReadonlyMap<string, Value>,
  closure: Closure | undefined,
): Value {
  const growing = fn.program.growingLists(decl, resolved);
  const ready = growing.size > 0 ? atRuntime(fn, range, resolved, (name) => growing.has(name), true) : undefined;
  if (ready) return callVersion(fn, range, decl, ready, closure);
  const called = fn.program.instanceOf(fn, decl, resolved, range, closure);
  if (!called) return UNKNOWN;
  const { instance } = called;
  if (!learnLists(fn, range, instance, resolved)) return UNKNOWN;
  const runtime = withListArguments(fn, range, instance, resolved);
  if (runtime) return callVersion(fn, range, decl, runtime, closure);
  const { graph } = fn;
  for (const name of instance.kinds) if (resolved.has(name)) fn.wantKinds(resolved.get(name)!);
  // This copy of the statement is not possible; others may be.
  if (instance.error && fn.copies > 1 && !instance.search) {
    fn.refuseAs(instance.error);
    return UNKNOWN;
  }
  if (graph) fn.program.schedule(instance);
  const { plan } = instance;
  noteKept(fn, instance);
  fn.markEffect();
  if (!plan || hasUnknown(plan)) {
    fn.markIncomplete();
    return UNKNOWN;
  }
  const own = fn.program.scope.classes.size > 0 ? attributesIn(plan) : undefined;
  const kinds = [{ name: 'return', owner: instance, isCarried: true }];
  const found = mapLeaves(plan, (leaf) => {
    const value = own?.has(leaf) ? attributeOf(fn, called, leaf) : translated(fn, called, leaf);
    return value.mixed ? { ...value, kinds } : value;
  });
  const result = ownedResult(fn, instance, found);
  noteLists(fn, instance, plan, result);
  checkReturned(fn, range, result);
  keepArguments(resolved, result);
  if (!graph && instance.neverReturns) {
    fn.isUnfinished = true;
    throw new Raised();
  }
  if (!graph) return result;
  if ([...resolved.values()].some(hasUnknown)) return UNKNOWN;
  const operands = instance.operands(resolved).map((operand) => fn.idOf(operand, range));
  const leaves = leavesOf(result);
  const types = leaves.length === 0 ? [{ kind: 'none' } as const] : leaves.map((leaf) => leaf.type);
  const ids = graph.call(instance.builder!, operands, types, range);
  if (instance.neverReturns) {
    endHere(fn, range);
  }
  let position = 0;
  return mapLeaves(result, (leaf) => ({ ...leaf, id: ids[position++]! }));
}

/**
 * A function that comes back has the values that the names around it had at the call. That is what CPython reads only
 * where nothing assigns them again.
 */
function checkReturned(fn: FunctionLowering, range: SourceRange, result: Value): void {
  if (result.kind === 'tuple') for (const item of result.items) checkReturned(fn, range, item);
  if (result.kind !== 'function') return;
  for (const [name, value] of result.closure?.captured ?? []) {
    if (fn.lent.has(name) && !fn.isAssignedOnce(name)) fn.report('WEFT134', range, { function: result.name, name });
    checkReturned(fn, range, value);
  }
}

/** Calls a function value with values, for library functions that take one. */
export function callValue(
  fn: FunctionLowering,
  range: SourceRange,
  callee: FunctionValue,
  values: readonly Value[],
): Value {
  return callFunction(fn, range, callee, { positional: values.map((value) => ({ value, range })), keywords: [] });
}

function resolveLeaves(fn: FunctionLowering, value: Value): Value {
  return mapLeaves(value, (leaf) => (leaf.type.kind === 'array' ? { ...leaf, type: fn.resolveType(leaf.type) } : leaf));
}

/** The parts of objects in a result. */
function attributesIn(value: Value): ReadonlySet<GraphValue> {
  if (value.kind === 'instance') return new Set(leavesOf(value));
  if (value.kind === 'tuple' || value.kind === 'dict')
    return new Set(value.items.flatMap((item) => [...attributesIn(item)]));
  return new Set(value.kind === 'union' ? value.alternatives.flatMap((each) => [...attributesIn(each)]) : []);
}

/** A part of an object: its lists are the same ones to whoever has it, and what is constant stays so. */
function attributeOf(fn: FunctionLowering, called: CalledInstance, leaf: GraphValue): GraphValue {
  const { id: _id, constant, origin: _origin, ...rest } = leaf;
  if (leaf.list) return { ...rest, ...listValue(leaf.list) };
  const value = translated(fn, called, leaf);
  const isFixed = constant !== undefined && !fn.program.isRecursive(called.instance.decl);
  return isFixed ? { ...value, constant } : value;
}

/** A result in the caller's words. What the function alone knows is unknown here. */
export function translated(fn: FunctionLowering, called: CalledInstance, leaf: GraphValue): GraphValue {
  const unknown = new Map<string, Poly>();
  const inCaller = (poly: Poly): Poly | undefined => {
    const values = new Map(called.actual);
    for (const monomial of poly.keys()) {
      for (const symbol of monomial === '' ? [] : monomial.split('*')) {
        if (values.has(symbol)) continue;
        const known = unknown.get(symbol) ?? symbolPoly(fn.unknownDim());
        unknown.set(symbol, known);
        values.set(symbol, known);
      }
    }
    return substitutePoly(poly, values);
  };
  const { id: _id, constant: _constant, origin: _origin, sym, ...rest } = leaf;
  if (leaf.list) return { ...rest, ...listValue(cloneCell(leaf.list, leaf.list.clock)) };
  const type =
    leaf.type.kind === 'array'
      ? arrayType(
          leaf.type.dtype,
          leaf.type.dims.map((dim) => {
            const poly = inCaller(parseDim(dim));
            return poly ? fn.resolve(printPoly(poly)) : fn.unknownDim();
          }),
        )
      : leaf.type;
  const outer = sym && inCaller(sym);
  return { ...rest, type, ...(outer ? { sym: outer } : {}) };
}
