// SPDX-License-Identifier: Apache-2.0
// Names of the module, attributes, and calls: of the library, of element types, and of functions of the module.

import type { SourceRange } from '../../graph/graph';
import { isMemo } from '../../names/memos';
import { resolveName } from '../../names/module-scope';
import { attributeValue, isNumberMethod } from '../../numpy/attributes';
import type { Argument, CallArguments } from '../../numpy/call';
import { describeEntry } from '../../numpy/describe';
import { dtypeAttribute, isAbstractDType, isUnsupportedDType, nearestDType } from '../../numpy/dtypes';
import { intConstant, isPythonValue } from '../../numpy/elementwise';
import { convertTo } from '../../numpy/entries/dtypes';
import { shapeOf } from '../../numpy/entries/shapes';
import { fileAttribute } from '../../numpy/file-values';
import { index, transposeArray } from '../../numpy/indexing';
import { isContainerType } from '../../numpy/instances';
import { sizeOfArray } from '../../numpy/shapes';
import {
  callLibrary,
  explainUnknown,
  isLibraryModule,
  libraryConstant,
  libraryEntry,
  libraryOf,
  signatureOf,
} from '../../numpy/table';
import { isText } from '../../numpy/text';
import { callTextMethod, isTextMethod } from '../../numpy/text-operations';
import type { AttributeExpr, CallExpr, Expr } from '../../syntax/ast';
import { dimConstant } from '../../types/dims';
import { isList } from '../../types/lists';
import { listView } from '../../types/tuple-views';
import { firstUnion, hasUnion } from '../../types/unions';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  type LibraryModule,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { displayMethod } from '../classes/displays';
import { attributeOfObject, instantiate, lowerInitCall, lowerSuper, specialMethod } from '../classes/instances';
import { lowerNamedAttribute } from '../classes/named-attributes';
import { callOfObjects } from '../classes/operators';
import { callRecordMethod } from '../classes/record-functions';
import { asItems } from '../classes/records';
import { lowerExpr } from '../expressions/expressions';
import { lowerSliceCall } from '../expressions/slices';
import { lowerAsked } from '../iteration/asked';
import { lowerConsumed, lowerSpread } from '../iteration/consumed';
import { refuseIterators } from '../iteration/iterators';
import { callWithLists } from '../lists/arguments';
import { lowerLazyBuiltin, lowerToList } from '../lists/builtins';
import { lowerDequeMethod } from '../lists/deques';
import { recordItems } from '../lists/lists';
import { lowerListMethod } from '../lists/methods';
import type { FunctionLowering } from '../program/function';
import { lowerTableCall } from '../tables/displays';
import { entriesOf } from '../tables/entries';
import { isDictLike } from '../tables/joins';
import { lowerDictMethod } from '../tables/methods';
import { withoutViews } from '../tables/view-values';
import { lowerTextListMethod } from '../text/text-lists';
import { declOf } from './closures';
import { decorated } from './decorators';
import { callWithFunction } from './function-arguments';
import { callFunction } from './functions';
import { refuseGenerators } from './generator-arguments';
import {
  extremeOfAll,
  isOpenSequence,
  type OpenSequence,
  printedAtOnce,
  spreadBlocks,
  spreadList,
  wantedBy,
} from './spread';
import { lowerStandardCall, STANDARD_MODULES } from './standard';

/** What a name that is not local means. Names that mean nothing are reported by the check of names. */
export function readModuleName(fn: FunctionLowering, name: string, range: SourceRange): Value {
  const { scope } = fn.program;
  if (isMemo(name)) return fn.program.memos.tableOf(fn, name, range);
  const meaning = resolveName(scope, name);
  if (!meaning) return UNKNOWN;
  switch (meaning.kind) {
    case 'function':
      return decorated(fn, meaning.fn, { kind: 'function', name: meaning.fn.name });
    case 'class':
      return meaning.info.problem === undefined ? { kind: 'class', name: meaning.info.name } : UNKNOWN;
    case 'module':
      return { kind: 'module', name: meaning.module };
    case 'member':
      return moduleMember(fn, meaning.module, meaning.member, range);
    case 'constant':
      if (meaning.constant.problem !== undefined) return UNKNOWN;
      return fn.program.moduleValues.valueOf(fn, name, meaning.constant.value);
    case 'builtin':
      if (libraryEntry('builtins', name)) return { kind: 'library', module: 'builtins', name };
      if (isContainerType(name)) return { kind: 'abstract', name };
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
    if (STANDARD_MODULES.has(module)) {
      const reason = 'it is compiled where it is called, or not at all';
      return fn.report('WEFT215', range, {
        module,
        name,
        reason,
        instead: 'Call it, or write it with lists and loops',
      });
    }
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
    if (isAbstractDType(name) || name === 'ndarray') return { kind: 'abstract', name };
    if (isUnsupportedDType(name))
      return fn.report('WEFT223', range, { dtype: `\`${name}\``, nearest: nearestDType(name) });
  }
  return fn.report('WEFT215', range, { module, name, ...explainUnknown(place.library, qualified) });
}

export function lowerAttribute(fn: FunctionLowering, expr: AttributeExpr): Value {
  return attributeFact(fn, lowerExpr(fn, expr.value), expr);
}

function attributeFact(fn: FunctionLowering, base: Value, expr: AttributeExpr): Value {
  const result = attributeOf(fn, base, expr);
  if (result.kind === 'unknown') fn.markIncomplete();
  if (result.kind !== 'library') fn.fact(expr.attrRange, result, expr.attr);
  return result;
}

function attributeOf(fn: FunctionLowering, base: Value, expr: AttributeExpr): Value {
  const { attr, range } = expr;
  if (base.kind === 'unknown') return UNKNOWN;
  if (base.kind === 'module') return moduleMember(fn, base.name, attr, expr.attrRange);
  if (base.kind === 'function' && expr.attr === '__name__')
    return constantValue(base.name === 'lambda' ? '<lambda>' : base.name);
  const own = attributeOfObject(fn, base, expr);
  if (own) return own;
  if (base.kind === 'value' && base.type.kind === 'none' && fn.raising > 0)
    fn.raiseTypeError(range, `'NoneType' object has no attribute '${attr}'`, 'AttributeError');
  if (isDictLike(base) && attr === 'get') return { kind: 'library', module: 'method', name: 'get', self: base };
  if (base.kind === 'tuple' && base.names?.includes(attr)) return base.items[base.names.indexOf(attr)]!;
  if (isText(base) && isTextMethod(attr)) return { kind: 'library', module: 'text', name: attr, self: base };
  if (base.kind === 'value' && base.object !== undefined) return objectAttribute(fn, base, expr);
  if (base.kind === 'file') return fileAttribute(fn, expr.attrRange, base, attr);
  if (base.kind === 'library' && base.module === 'numpy' && base.self === undefined) {
    const name = `${libraryEntry('numpy', base.name)?.name}.${attr}`;
    if (libraryEntry('numpy', name)) return { kind: 'library', module: 'numpy', name };
  }
  const known = attributeValue(fn, range, base, attr);
  if (known) return known;
  if (isNumeric(base) && isNumberMethod(base, attr) && libraryEntry('method', attr)) {
    return { kind: 'library', module: 'method', name: attr, self: base };
  }
  if (isNumeric(base) && !isPythonValue(base)) {
    const value = arrayAttribute(fn, base, attr, range);
    if (value) return value;
    if (libraryEntry('method', attr)) return { kind: 'library', module: 'method', name: attr, self: base };
  }
  const { reason, instead } = explainUnknown('method', attr);
  return fn.report('WEFT216', expr.attrRange, { type: quotedType(base), name: attr, reason, instead });
}

/** A method of a generator of random numbers. */
function objectAttribute(fn: FunctionLowering, base: GraphValue, expr: AttributeExpr): Value {
  const name = `${base.object}.${expr.attr}`;
  if (libraryEntry('object', name)) return { kind: 'library', module: 'object', name, self: base };
  return fn.report('WEFT216', expr.attrRange, {
    type: quotedType(base),
    name: expr.attr,
    ...explainUnknown('object', name),
  });
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
      return { kind: 'dtype', element: elementOfValue(base), isInstance: true };
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
  cmath: 'cmath.',
  builtins: '',
  method: 'a.',
  object: '',
  h5py: 'h5py.',
  netCDF4: 'netCDF4.',
  scipy: 'scipy.',
  functools: 'functools.',
  itertools: 'itertools.',
  time: 'time.',
  text: '',
};

export function lowerCall(fn: FunctionLowering, expr: CallExpr): Value {
  const made = lowerInitCall(fn, expr, () => lowerArguments(fn, expr, false, UNKNOWN)) ?? lowerSuper(fn, expr);
  if (made) return made;
  const printed = printedAtOnce(fn, expr);
  if (printed) return lowerCall(fn, printed);
  const extreme = extremeOfAll(fn, expr);
  if (extreme) return extreme;
  const lazy =
    lowerStandardCall(fn, expr, () => lowerArguments(fn, expr, false, UNKNOWN)) ??
    lowerNamedAttribute(fn, expr) ??
    lowerAsked(fn, expr) ??
    lowerTableCall(fn, expr) ??
    lowerLazyBuiltin(fn, expr) ??
    refuseIterators(fn, expr) ??
    lowerSliceCall(fn, expr);
  if (lazy) return lazy;
  const base = expr.func.kind === 'Attribute' ? lowerExpr(fn, expr.func.value) : undefined;
  const method =
    base &&
    (displayMethod(fn, expr, base) ??
      lowerDictMethod(fn, expr, base) ??
      lowerDequeMethod(fn, expr, base) ??
      lowerListMethod(fn, expr, base) ??
      lowerToList(fn, expr, base));
  if (method) return method;
  const callee = base && expr.func.kind === 'Attribute' ? attributeFact(fn, base, expr.func) : lowerExpr(fn, expr.func);
  if (hasUnion(callee)) {
    const [first, second] = firstUnion(callee)!.alternatives;
    return fn.report('WEFT244', expr.func.range, {
      first: quotedType(first!),
      second: quotedType(second ?? first!),
      instead: 'Give it a name in a statement before',
    });
  }
  const plain = withoutViews(fn, expr, callee);
  if (plain) return lowerCall(fn, plain);
  if (refuseGenerators(fn, expr, callee)) return UNKNOWN;
  const isMethodOfText = callee.kind === 'library' && callee.module === 'text';
  const args = lowerArguments(fn, expr, isMethodOfText, callee);
  const result = args ? call(fn, expr, callee, args) : UNKNOWN;
  const where = expr.func.kind === 'Attribute' ? expr.func.attrRange : expr.func.range;
  if (callee.kind === 'library') {
    const entry = libraryEntry(callee.module, callee.name);
    if (entry)
      fn.fact(
        where,
        result,
        signatureOf(entry, PREFIX[callee.module], callee.self !== undefined),
        describeEntry(entry, callee.module),
      );
  } else if (callee.kind === 'function') {
    const decl = callee.closure ? declOf(callee.closure) : fn.program.scope.functions.get(callee.name);
    fn.fact(where, result, callee.name, decl?.docstring);
  }
  fn.fact(expr.range, result);
  return result;
}

/** `isConsumed`: iterators among them are taken at once. */
function lowerArguments(
  fn: FunctionLowering,
  expr: CallExpr,
  isConsumed: boolean,
  callee: Value,
): CallArguments | undefined {
  const lower = isConsumed ? lowerConsumed : lowerExpr;
  const argument = (value: Expr): Argument => ({ value: lower(fn, value), range: value.range });
  const positional: Argument[] = [];
  const open: { readonly place: number; readonly list: OpenSequence; readonly range: SourceRange }[] = [];
  let isComplete = true;
  for (const arg of expr.args) {
    if (arg.kind !== 'Starred') {
      positional.push(argument(arg));
      continue;
    }
    const value = listView(lowerSpread(fn, arg.value));
    if (isOpenSequence(fn, value)) {
      open.push({ place: positional.length, list: value, range: arg.range });
      continue;
    }
    const items = itemsOfValue(fn, arg.value.range, value);
    if (items) positional.push(...items.map((value) => ({ value, range: arg.range })));
    else isComplete = false;
  }
  const keywords: CallArguments['keywords'][number][] = [];
  for (const keyword of expr.keywords) {
    if (keyword.name !== undefined) {
      const where = nameRange(keyword.range, keyword.name);
      keywords.push({ name: keyword.name, ...argument(keyword.value), nameRange: where });
      continue;
    }
    const value = lowerExpr(fn, keyword.value);
    if (value.kind === 'dict' && value.keys.every((key) => typeof key === 'string')) {
      const { range } = keyword;
      for (const [i, item] of entriesOf(fn, range, value).entries())
        keywords.push({ name: String(value.keys[i]), value: item, range, nameRange: range });
      continue;
    }
    if (value.kind !== 'unknown') fn.report('WEFT133', keyword.range, { what: 'A `**` argument' });
    isComplete = false;
  }
  if (!isComplete) return undefined;
  for (const [i, { place, list, range }] of open.entries()) {
    const names = keywords.map(({ name }) => name);
    const wanted = open.length === 1 ? wantedBy(fn, callee, names) : undefined;
    const blocks = spreadBlocks(fn, range, list, callee, open.length === 1 && positional.length === 0);
    const items = blocks ? [blocks] : spreadList(fn, range, list, wanted, positional.length);
    if (!items) {
      fn.report('WEFT133', range, { what: `\`*\` before ${quotedType(list)}` });
      return undefined;
    }
    positional.splice(place + i, 0, ...items.map((value) => ({ value, range })));
  }
  return { positional, keywords };
}

/** The values of `*expr`, whose number must be known; undefined after a report. */
export function spreadItems(fn: FunctionLowering, expr: Expr): readonly Value[] | undefined {
  return itemsOfValue(fn, expr.range, lowerConsumed(fn, expr));
}

export function itemsOfValue(fn: FunctionLowering, range: SourceRange, given: Value): readonly Value[] | undefined {
  const value = asItems(fn, range, given);
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'tuple') return value.items;
  if (isList(value) && value.list.record) return recordItems(fn, range, value);
  const size = isArray(value) ? dimConstant(fn.resolve(value.type.dims[0]!)) : undefined;
  if (isArray(value) && size !== undefined && size <= MAX_SPREAD) {
    return Array.from(
      { length: size },
      (_, i) => index(fn, range, value, [{ kind: 'int', value: intConstant(i), range }]) ?? UNKNOWN,
    );
  }
  fn.report('WEFT133', range, { what: `\`*\` before ${quotedType(value)}` });
  return undefined;
}

/** An array of known size is written out item by item. */
const MAX_SPREAD = 64;

function nameRange(range: SourceRange, name: string): SourceRange {
  return { ...range, endLine: range.startLine, endColumn: range.startColumn + name.length };
}

function call(fn: FunctionLowering, expr: CallExpr, callee: Value, args: CallArguments): Value {
  switch (callee.kind) {
    case 'unknown':
      return UNKNOWN;
    case 'library': {
      const record = callRecordMethod(fn, expr.range, callee, args);
      if (record) return record;
      const special = callOfObjects(fn, expr.range, callee, args);
      if (special.value) return special.value;
      return callLibraryValue(fn, expr, callee, special.args);
    }
    case 'dtype': {
      if (args.positional.length > 1 || args.keywords.length > 0) {
        return fn.report('WEFT219', expr.range, {
          function: quotedType(callee),
          most: 1,
          count: args.positional.length + args.keywords.length,
          signature: 'np.float64(x)',
        });
      }
      return convertTo(fn, expr.range, callee.element, args.positional);
    }
    case 'function':
      return callFunction(fn, expr.range, callee, args);
    case 'abstract':
      // `np.ndarray(shape, dtype)` is what `np.empty` gives.
      if (
        callee.name === 'ndarray' &&
        args.positional.length <= 2 &&
        args.keywords.every(({ name }) => /^(shape|dtype|order)$/.test(name))
      )
        return callLibrary(fn, expr.range, { kind: 'library', module: 'numpy', name: 'empty' }, 'np.', args);
      return fn.report('WEFT228', expr.func.range, { type: quotedType(callee) });
    case 'class':
      return instantiate(fn, expr.range, callee, args);
    case 'instance': {
      const method = specialMethod(fn, callee, '__call__');
      if (method) return callFunction(fn, expr.range, method, args);
      return fn.report('WEFT228', expr.func.range, { type: quotedType(callee) });
    }
    default:
      return fn.report('WEFT228', expr.func.range, { type: quotedType(callee) });
  }
}

/** A function of a library, with arguments that it knows. */
function callLibraryValue(
  fn: FunctionLowering,
  expr: CallExpr,
  callee: Extract<Value, { kind: 'library' }>,
  args: CallArguments,
): Value {
  if (callee.module === 'text' && callee.self && isText(callee.self))
    return (
      lowerTextListMethod(fn, expr.range, callee.self, callee.name, args) ??
      callTextMethod(fn, expr.range, callee.self, callee.name, args)
    );
  return (
    callWithFunction(fn, expr.range, callee, args) ??
    callWithLists(fn, expr.range, callee, args, (given) =>
      callLibrary(fn, expr.range, callee, PREFIX[callee.module], given),
    )
  );
}
