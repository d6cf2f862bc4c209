// SPDX-License-Identifier: Apache-2.0
// Names of the module, attributes, and calls: of the library, of element types, and of functions of the module.

import type { SourceRange } from '../graph/graph';
import { resolveName } from '../names/module-scope';
import type { Argument, CallArguments } from '../numpy/call';
import { dtypeAttribute, isUnsupportedDType, nearestDType } from '../numpy/dtypes';
import { cast, intConstant } from '../numpy/elementwise';
import { shapeOf } from '../numpy/entries-shapes';
import { transposeArray } from '../numpy/indexing';
import { sizeOfArray } from '../numpy/shapes';
import {
  callLibrary,
  explainUnknown,
  isLibraryModule,
  libraryConstant,
  libraryEntry,
  libraryOf,
  signatureOf,
} from '../numpy/table';
import type { AttributeExpr, CallExpr, Expr, FunctionDecl } from '../syntax/ast';
import { type Poly, parseDim, printPoly, substitutePoly, symbolPoly } from '../types/dims';
import {
  arrayType,
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  type LibraryModule,
  quotedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import { lowerExpr } from './expressions';
import type { FunctionLowering } from './function';
import type { CalledInstance } from './program';
import { hasUnknown, leavesOf, mapLeaves } from './structure';

/** What a name that is not local means. Names that mean nothing are reported by the check of names. */
export function readModuleName(fn: FunctionLowering, name: string, range: SourceRange): Value {
  const { scope } = fn.program;
  const meaning = resolveName(scope, name);
  if (!meaning) return UNKNOWN;
  switch (meaning.kind) {
    case 'function':
      return { kind: 'function', name: meaning.fn.name };
    case 'module':
      return { kind: 'module', name: meaning.module };
    case 'member':
      return moduleMember(fn, meaning.module, meaning.member, range);
    case 'constant':
      if (meaning.constant.problem !== undefined) return UNKNOWN;
      return fn.program.constantValue(fn, name, meaning.constant.value);
    case 'builtin':
      if (libraryEntry('builtins', name)) return { kind: 'library', module: 'builtins', name };
      return fn.report('WEFT235', range, {
        function: name,
        reason: 'a task computes with numbers and arrays',
        instead: 'Call it outside the task, before or after',
      });
  }
}

function moduleMember(fn: FunctionLowering, module: string, name: string, range: SourceRange): Value {
  if (isLibraryModule(`${module}.${name}`)) return { kind: 'module', name: `${module}.${name}` };
  const place = libraryOf(module);
  if (!place) {
    if (module === 'weft')
      return fn.report('WEFT215', range, {
        module,
        name,
        reason: 'it has no meaning inside a task',
        instead: 'Use it outside',
      });
    const [top, ...rest] = module.split('.');
    if (top !== 'numpy' && top !== 'scipy') return UNKNOWN;
    const { reason, instead } = explainUnknown(top, rest[0] ?? name);
    return fn.report('WEFT215', range, { module, name, reason, instead });
  }
  const constant = libraryConstant(module, name);
  if (constant) return constantValue(constant.value);
  const qualified = `${place.prefix}${name}`;
  if (libraryEntry(place.library, qualified)) return { kind: 'library', module: place.library, name: qualified };
  if (module === 'numpy') {
    const element = dtypeAttribute(name);
    if (element) return { kind: 'dtype', element };
    if (isUnsupportedDType(name))
      return fn.report('WEFT223', range, { dtype: `\`${name}\``, nearest: nearestDType(name) });
  }
  return fn.report('WEFT215', range, { module, name, ...explainUnknown(place.library, qualified) });
}

export function lowerAttribute(fn: FunctionLowering, expr: AttributeExpr): Value {
  const base = lowerExpr(fn, expr.value);
  const result = attributeOf(fn, base, expr);
  if (result.kind !== 'library') fn.fact(expr.attrRange, result, expr.attr);
  return result;
}

function attributeOf(fn: FunctionLowering, base: Value, expr: AttributeExpr): Value {
  const { attr, range } = expr;
  if (base.kind === 'unknown') return UNKNOWN;
  if (base.kind === 'module') return moduleMember(fn, base.name, attr, expr.attrRange);
  if (base.kind === 'tuple' && base.names?.includes(attr)) return base.items[base.names.indexOf(attr)]!;
  if (isNumeric(base) && base.type.kind !== 'int' && base.type.kind !== 'float' && base.type.kind !== 'bool') {
    const value = arrayAttribute(fn, base, attr, range);
    if (value) return value;
    if (libraryEntry('method', attr)) return { kind: 'library', module: 'method', name: attr, self: base };
  }
  const { reason, instead } = explainUnknown('method', attr);
  return fn.report('WEFT216', expr.attrRange, { type: quotedType(base), name: attr, reason, instead });
}

function arrayAttribute(fn: FunctionLowering, base: GraphValue, name: string, range: SourceRange): Value | undefined {
  switch (name) {
    case 'shape':
      return shapeOf(fn, range, base);
    case 'ndim':
      return intConstant(base.type.kind === 'array' ? base.type.dims.length : 0);
    case 'size':
      return isArray(base) ? sizeOfArray(fn, range, base) : intConstant(1);
    case 'dtype':
      return { kind: 'dtype', element: elementOfValue(base) };
    case 'T': {
      if (!isArray(base)) return base;
      const { length } = base.type.dims;
      return transposeArray(
        fn,
        range,
        base,
        Array.from({ length }, (_, axis) => length - 1 - axis),
      );
    }
    default:
      return undefined;
  }
}

const PREFIX: Record<LibraryModule, string> = {
  numpy: 'np.',
  math: 'math.',
  builtins: '',
  method: 'a.',
  scipy: 'scipy.',
};

export function lowerCall(fn: FunctionLowering, expr: CallExpr): Value {
  const callee = lowerExpr(fn, expr.func);
  const args = lowerArguments(fn, expr);
  const result = args ? call(fn, expr, callee, args) : UNKNOWN;
  const where = expr.func.kind === 'Attribute' ? expr.func.attrRange : expr.func.range;
  if (callee.kind === 'library') {
    const entry = libraryEntry(callee.module, callee.name);
    if (entry)
      fn.fact(where, result, signatureOf(entry, PREFIX[callee.module], callee.module === 'method'), `${entry.doc}.`);
  } else if (callee.kind === 'function') {
    const decl = fn.program.scope.functions.get(callee.name);
    fn.fact(where, result, callee.name, decl?.docstring);
  }
  fn.fact(expr.range, result);
  return result;
}

function lowerArguments(fn: FunctionLowering, expr: CallExpr): CallArguments | undefined {
  const argument = (value: Expr): Argument => ({ value: lowerExpr(fn, value), range: value.range });
  const positional = expr.args.map(argument);
  const keywords = expr.keywords.map((keyword) => ({
    name: keyword.name ?? '**',
    ...argument(keyword.value),
    nameRange: keyword.name === undefined ? keyword.range : nameRange(keyword.range, keyword.name),
  }));
  if (expr.args.some((arg) => arg.kind === 'Starred')) return undefined;
  const stars = expr.keywords.find((keyword) => keyword.name === undefined);
  if (stars) {
    fn.report('WEFT133', stars.range, { what: 'A `**` argument' });
    return undefined;
  }
  return { positional, keywords };
}

function nameRange(range: SourceRange, name: string): SourceRange {
  return { ...range, endLine: range.startLine, endColumn: range.startColumn + name.length };
}

function call(fn: FunctionLowering, expr: CallExpr, callee: Value, args: CallArguments): Value {
  switch (callee.kind) {
    case 'unknown':
      return UNKNOWN;
    case 'library':
      return callLibrary(fn, expr.range, callee, PREFIX[callee.module], args);
    case 'dtype': {
      const value = args.positional[0]?.value;
      if (args.positional.length !== 1 || args.keywords.length > 0) {
        return fn.report('WEFT219', expr.range, {
          function: quotedType(callee),
          most: 1,
          count: args.positional.length,
          signature: 'np.float64(x)',
        });
      }
      if (value?.kind === 'unknown' || !value) return UNKNOWN;
      if (!isNumeric(value)) {
        return fn.report('WEFT224', args.positional[0]!.range, {
          name: 'x',
          function: 'np.float64',
          type: quotedType(value),
          reason: 'a number is converted',
          instead: 'Give a number or an array',
        });
      }
      return cast(fn, expr.range, value, callee.element) ?? UNKNOWN;
    }
    case 'function': {
      const decl = fn.program.scope.functions.get(callee.name);
      return decl ? callFunction(fn, expr, decl, args) : UNKNOWN;
    }
    default:
      return fn.report('WEFT228', expr.func.range, { type: quotedType(callee) });
  }
}

/** Arguments of a function of the module by parameter name; undefined after a report. */
function bind(
  fn: FunctionLowering,
  expr: CallExpr,
  decl: FunctionDecl,
  args: CallArguments,
): Map<string, Value> | undefined {
  const values = new Map<string, Value>();
  const signature = `${decl.name}(${decl.parameters.map((parameter) => parameter.name).join(', ')})`;
  const positional = decl.parameters.filter((parameter) => parameter.form === 'positional');
  for (const [i, argument] of args.positional.entries()) {
    const parameter = positional[i];
    if (!parameter) {
      fn.report('WEFT219', argument.range, {
        function: decl.name,
        most: positional.length,
        count: args.positional.length,
        signature,
      });
      return undefined;
    }
    values.set(parameter.name, argument.value);
  }
  for (const keyword of args.keywords) {
    const isKnown = decl.parameters.some((parameter) => parameter.name === keyword.name);
    if (isKnown && !values.has(keyword.name)) {
      values.set(keyword.name, keyword.value);
      continue;
    }
    const reason = isKnown ? 'it is given twice' : 'there is no such parameter';
    fn.report('WEFT218', keyword.nameRange, { function: decl.name, name: keyword.name, reason, signature });
    return undefined;
  }
  for (const parameter of decl.parameters) {
    if (values.has(parameter.name)) continue;
    if (!parameter.default) {
      fn.report('WEFT217', expr.range, { function: decl.name, name: parameter.name, signature });
      return undefined;
    }
    values.set(parameter.name, fn.program.constantValue(fn, parameter.name, parameter.default));
  }
  return new Map(decl.parameters.map(({ name }) => [name, values.get(name)!]));
}

function callFunction(fn: FunctionLowering, expr: CallExpr, decl: FunctionDecl, args: CallArguments): Value {
  if (decl.parameters.some((parameter) => parameter.form === 'star' || parameter.form === 'doubleStar')) return UNKNOWN;
  const bound = bind(fn, expr, decl, args);
  if (!bound) return UNKNOWN;
  const resolved = new Map([...bound].map(([name, value]) => [name, resolveLeaves(fn, value)]));
  const called = fn.program.instanceOf(fn, decl, resolved);
  if (!called) return UNKNOWN;
  const { instance } = called;
  const { graph } = fn;
  if (graph) fn.program.schedule(instance);
  const { plan } = instance;
  fn.markEffect();
  if (!plan || hasUnknown(plan)) {
    fn.markIncomplete();
    return UNKNOWN;
  }
  const result = mapLeaves(plan, (leaf) => translated(fn, called, leaf));
  if (!graph) return result;
  if ([...resolved.values()].some(hasUnknown)) return UNKNOWN;
  const operands = instance.operands(resolved).map((operand) => fn.idOf(operand, expr.range));
  const leaves = leavesOf(result);
  const types = leaves.length === 0 ? [{ kind: 'none' } as const] : leaves.map((leaf) => leaf.type);
  const ids = graph.call(instance.builder!, operands, types, expr.range);
  let position = 0;
  return mapLeaves(result, (leaf) => ({ ...leaf, id: ids[position++]! }));
}

function resolveLeaves(fn: FunctionLowering, value: Value): Value {
  return mapLeaves(value, (leaf) => (leaf.type.kind === 'array' ? { ...leaf, type: fn.resolveType(leaf.type) } : leaf));
}

/** A result in the caller's words. What the function alone knows is unknown here. */
function translated(fn: FunctionLowering, called: CalledInstance, leaf: GraphValue): GraphValue {
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
