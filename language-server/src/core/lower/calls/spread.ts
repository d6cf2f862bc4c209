// SPDX-License-Identifier: Apache-2.0
// `*items` of a list whose length only the run knows, where the call says how many values it takes: Python's error is
// raised for any other length.

import type { SourceRange } from '../../graph/graph';
import { parseParameters } from '../../numpy/call';
import { intConstant } from '../../numpy/elementwise';
import { index } from '../../numpy/indexing';
import { comparison } from '../../numpy/operators';
import { libraryEntry } from '../../numpy/table';
import { UFUNC_KEYWORDS } from '../../numpy/ufunc';
import type { CallExpr, Expr, FunctionDecl } from '../../syntax/ast';
import { dimConstant } from '../../types/dims';
import { isList, isRunTuple, type ListValue } from '../../types/lists';
import { NUMPY_NAME } from '../../types/promote';
import { listOfTuple, listView } from '../../types/tuple-views';
import { hasUnion } from '../../types/unions';
import {
  type ArrayValue,
  arrayType,
  constantValue,
  type GraphValue,
  isArray,
  isNumber,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { initializerOf } from '../classes/initializers';
import { infoOf } from '../classes/instances';
import { lowerExpr } from '../expressions/expressions';
import { lowerConsumed } from '../iteration/consumed';
import { lowerListBuiltin } from '../lists/builtins';
import { when } from '../lists/list-loops';
import { getItem, listLength, lowerDisplay } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { declOf } from './closures';

/** How many values a call takes, and what Python raises for others. */
export interface Wanted {
  readonly count: number;
  /** The error for `given` values, fewer than `count`. */
  few(given: number): readonly [kind: string, message: string];
  /** The error for more, with `{0}` for their number; undefined where they are left out. */
  readonly many: readonly [kind: string, message: string] | undefined;
}

/** More values are refused: each is written out. */
const MAX_VALUES = 32;

/** What a call takes by position; `keywords` are given by name. Undefined where any number may be right. */
export function wantedBy(
  fn: FunctionLowering,
  callee: Value,
  keywords: readonly (string | undefined)[],
): Wanted | undefined {
  if (callee.kind === 'library' && callee.module === 'text' && callee.name === 'format') {
    const template = callee.self?.kind === 'value' ? callee.self.constant : undefined;
    return typeof template === 'string' ? wantedByFormat(template) : undefined;
  }
  if (keywords.includes(undefined)) return undefined;
  if (callee.kind === 'library') return keywords.length === 0 ? wantedByLibrary(callee) : undefined;
  if (callee.kind === 'class') return wantedByFunction(initializerOf(infoOf(fn, callee.name)), keywords, true);
  if (callee.kind !== 'function' || callee.vectorized) return undefined;
  const decl = callee.closure ? declOf(callee.closure) : fn.program.scope.functions.get(callee.name);
  return decl && wantedByFunction(decl, keywords, false);
}

function wantedByFunction(
  decl: FunctionDecl,
  keywords: readonly (string | undefined)[],
  isMethod: boolean,
): Wanted | undefined {
  const own = isMethod ? decl.parameters.slice(1) : decl.parameters;
  const given = own.filter(({ name, form }) => form === 'positional' && !keywords.includes(name));
  if (own.some(({ form }) => form === 'star') || given.some((each) => each.default)) return undefined;
  const added = isMethod ? 1 : 0;
  const name = isMethod ? `${decl.name}.__init__` : decl.name;
  const count = given.length;
  const names = given.map((each) => `'${each.name}'`);
  const most = count + added;
  return {
    count,
    few: (values) => {
      const left = names.slice(values);
      const last = left[left.length - 1]!;
      const list =
        left.length < 2
          ? last
          : left.length === 2
            ? `${left[0]} and ${last}`
            : `${left.slice(0, -1).join(', ')}, and ${last}`;
      const plural = left.length === 1 ? '' : 's';
      return ['TypeError', `${name}() missing ${left.length} required positional argument${plural}: ${list}`];
    },
    many: ['TypeError', `${name}() takes ${most} positional argument${most === 1 ? '' : 's'} but {0} were given`],
  };
}

/** Functions of `math` and NumPy that take a number of values, each given by position. */
function wantedByLibrary(callee: Extract<Value, { kind: 'library' }>): Wanted | undefined {
  const entry = libraryEntry(callee.module, callee.name);
  if (!entry || callee.self || !/^(math|numpy)$/.test(callee.module)) return undefined;
  const given = parseParameters(entry.parameters).filter((each) => !each.isKeywordOnly);
  const count = given.filter((each) => each.default === undefined).length;
  if (given.some((each) => each.isVariadic) || count === 0) return undefined;
  const name = callee.name.replace(/^.*\./, '');
  if (callee.module === 'math') {
    if (given.length > count) return undefined;
    const text = (values: string) =>
      count === 1
        ? `math.${name}() takes exactly one argument (${values} given)`
        : `${name} expected ${count} arguments, got ${values}`;
    return { count, few: (values) => ['TypeError', text(String(values))], many: ['TypeError', text('{0}')] };
  }
  // What comes after the operands of an elementwise function are arrays for the results.
  if (!entry.parameters.includes(UFUNC_KEYWORDS)) return undefined;
  const range = `from ${count} to ${given.length}`;
  return {
    count,
    few: (values) => [
      'TypeError',
      `${name}() takes ${range} positional arguments but ${values} ${values === 1 ? 'was' : 'were'} given`,
    ],
    many: ['TypeError', 'return arrays must be of ArrayType'],
  };
}

function wantedByFormat(template: string): Wanted | undefined {
  const fields = [...template.matchAll(/\{\{|\}\}|\{([^{}!:.[]*)/g)].filter((match) => match[1] !== undefined);
  if (fields.some((match) => match[1] !== '') || /\{[^{}]*\{/.test(template.replaceAll('{{', ''))) return undefined;
  return {
    count: fields.length,
    few: (values) => ['IndexError', `Replacement index ${values} out of range for positional args tuple`],
    many: undefined,
  };
}

/** `template % values`. */
export function wantedByPercent(template: string): Wanted {
  const fields = [...template.matchAll(/%[-+ 0#]*\d*(?:\.\d*)?[hlL]?([a-zA-Z%])/g)].filter((match) => match[1] !== '%');
  return {
    count: fields.length,
    few: () => ['TypeError', 'not enough arguments for format string'],
    many: ['TypeError', 'not all arguments converted during string formatting'],
  };
}

/** A list or an array of which only the run knows how many items it has. */
export type OpenSequence = ListValue | ArrayValue;

export function isOpenSequence(fn: FunctionLowering, value: Value): value is OpenSequence {
  if (isList(value)) return value.list.record === undefined;
  return isArray(value) && dimConstant(fn.resolve(value.type.dims[0]!)) === undefined;
}

export function sequenceLength(fn: FunctionLowering, range: SourceRange, items: OpenSequence): GraphValue {
  if (isList(items)) return listLength(fn, range, items);
  return fn.emit('dim', range, [items], { kind: 'int' }, { axes: [0] });
}

export function sequenceItem(fn: FunctionLowering, range: SourceRange, items: OpenSequence, place: GraphValue): Value {
  if (isList(items)) return getItem(fn, range, items, place);
  return index(fn, range, items, [{ kind: 'int', value: place, range }]) ?? UNKNOWN;
}

/** The values of the list beside `fixed` others; undefined where that is not possible. */
export function spreadList(
  fn: FunctionLowering,
  range: SourceRange,
  list: OpenSequence,
  wanted: Wanted | undefined,
  fixed: number,
): Value[] | undefined {
  const count = wanted ? wanted.count - fixed : -1;
  if (!wanted || count < 0 || count > MAX_VALUES) return undefined;
  const length = sequenceLength(fn, range, list);
  const raise = (kind: string, message: GraphValue) => fn.kernel('raise', range, [constantValue(kind), message], []);
  for (let few = 0; few < count; few++) {
    const [kind, message] = wanted.few(fixed + few);
    const test = comparison(fn, range, 'equal', length, intConstant(few));
    if (test.kind === 'value') when(fn, range, test, () => raise(kind, constantValue(message)));
  }
  if (wanted.many) {
    const [kind, message] = wanted.many;
    const test = comparison(fn, range, 'greater', length, intConstant(count));
    if (test.kind === 'value')
      when(fn, range, test, () => {
        const given = fn.emit('add', range, [length, intConstant(fixed)], { kind: 'int' });
        const [text] = fn.kernel('format', range, [constantValue(message), given], [{ kind: 'str' }]);
        raise(kind, text!);
      });
  }
  const items = Array.from({ length: count }, (_, i) => sequenceItem(fn, range, list, intConstant(i)));
  return items.some(hasUnion) ? undefined : items;
}

/**
 * `block_diag(a, *items)`: the blocks of the list as one block. Undefined for other functions, and where the items are no
 * vectors or matrices.
 */
export function spreadBlocks(
  fn: FunctionLowering,
  range: SourceRange,
  list: OpenSequence,
  callee: Value,
  isAlone: boolean,
): Value | undefined {
  if (callee.kind !== 'library' || callee.module !== 'scipy' || callee.name !== 'linalg.block_diag') return undefined;
  if (!isList(list)) return undefined;
  const blocks = fn.evenList(range, list, false);
  const item = blocks?.list.item;
  if (!blocks || !item || !isArray(item) || item.type.dims.length > 2) return undefined;
  const type = arrayType(item.type.dtype, [fn.unknownDim(), fn.unknownDim()]);
  return fn.kernel('list.block_diag', range, [blocks, constantValue(isAlone)], [type])[0];
}

/** `print(a, *items)` with one text in place of the values, where a list among them has a length that only the run knows. */
export function printedAtOnce(fn: FunctionLowering, expr: CallExpr): CallExpr | undefined {
  const { func } = expr;
  if (func.kind !== 'Name' || !expr.args.some((arg) => arg.kind === 'Starred')) return undefined;
  if (!fn.program.isBuiltin(fn, func.id, 'print') || expr.keywords.some(({ name }) => name === undefined))
    return undefined;
  const isOpen = expr.args.some((arg) => arg.kind === 'Starred' && isOpenList(fn, arg.value));
  if (!isOpen || fn.isLocal('str')) return undefined;
  const { range } = expr;
  const text = (value: Expr): Expr => ({
    kind: 'Call',
    range: value.range,
    func: { kind: 'Name', range: value.range, id: 'str' },
    args: [value],
    keywords: [],
  });
  const elements = expr.args.map((arg): Expr => {
    if (arg.kind !== 'Starred') return text(arg);
    const item: Expr = { kind: 'Name', range: arg.range, id: `item${arg.range.startLine}:${arg.range.startColumn}@` };
    const clause = { kind: 'for', target: item, iter: arg.value } as const;
    const each: Expr = {
      kind: 'Comprehension',
      range: arg.range,
      isGenerator: false,
      element: text(item),
      clauses: [clause],
    };
    return { kind: 'Starred', range: arg.range, value: each };
  });
  const separator = expr.keywords.find(({ name }) => name === 'sep')?.value;
  const isPlain = separator === undefined || separator.kind === 'Str';
  if (!isPlain) return undefined;
  const joined: Expr = {
    kind: 'Call',
    range,
    func: {
      kind: 'Attribute',
      range,
      value: separator ?? { kind: 'Str', range, value: ' ' },
      attr: 'join',
      attrRange: range,
    },
    args: [{ kind: 'List', range, elements }],
    keywords: [],
  };
  return { ...expr, args: [joined], keywords: expr.keywords.filter(({ name }) => name !== 'sep') };
}

export function isOpenList(fn: FunctionLowering, expr: Expr): boolean {
  if (expr.kind !== 'Name') return isOpenSequence(fn, listView(fn.try(() => lowerConsumed(fn, expr)).result));
  const value = fn.isLocal(expr.id) ? fn.env.get(expr.id)?.value : undefined;
  return value !== undefined && isOpenSequence(fn, listView(value));
}

/** `max(*values)` and `min(a, *values)`; undefined for all other calls. */
export function extremeOfAll(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { func, range } = expr;
  if (func.kind !== 'Name' || (func.id !== 'max' && func.id !== 'min')) return undefined;
  const starred = expr.args.filter((arg) => arg.kind === 'Starred');
  if (starred.length === 0 || !fn.program.isBuiltin(fn, func.id, func.id)) return undefined;
  if (!starred.some((arg) => isOpenList(fn, arg.value)) || expr.keywords.some(({ name }) => name !== 'key'))
    return undefined;
  const list = lowerDisplay(fn, { kind: 'List', range, elements: expr.args });
  if (!isList(list)) return UNKNOWN;
  const { item } = list.list;
  if (expr.args.length - starred.length < 2 && item) {
    const kind = isNumber(item) ? item.type : undefined;
    if (!kind) return fn.report('WEFT133', starred[0]!.range, { what: `\`*\` before ${quotedType(list)}` });
    const length = listLength(fn, range, list);
    const one = `'${kind.kind === 'scalar' ? `numpy.${NUMPY_NAME[kind.dtype]}` : kind.kind}' object is not iterable`;
    for (const [count, message] of [`${func.id} expected at least 1 argument, got 0`, one].entries()) {
      const test = comparison(fn, range, 'equal', length, intConstant(count));
      if (test.kind !== 'value') continue;
      fn.kernel('raise_if', range, [test, constantValue('TypeError'), constantValue(message)], []);
    }
  }
  const keywords = expr.keywords.map((each) => ({
    name: 'key',
    nameRange: each.range,
    value: lowerExpr(fn, each.value),
    range: each.value.range,
  }));
  return lowerListBuiltin(fn, range, func.id, { positional: [{ value: list, range }], keywords });
}

/** The values on the right of `template % (a, *items)` and `template % tuple(items)`; undefined for all others. */
export function percentValues(
  fn: FunctionLowering,
  template: string,
  right: Expr,
  lower: (expr: Expr) => Value,
): Value | undefined {
  let elements: readonly Expr[];
  if (right.kind === 'Tuple' && right.elements.some((each) => each.kind === 'Starred')) elements = right.elements;
  else if (right.kind === 'Call' && isTupleCall(fn, right)) {
    elements = [{ kind: 'Starred', range: right.range, value: right.args[0]! }];
  } else return undefined;
  const isOpen = elements.some((each) => {
    if (each.kind !== 'Starred') return false;
    const value = listView(fn.try(() => lower(each.value)).result);
    return isOpenSequence(fn, value);
  });
  if (!isOpen) return undefined;
  const values: (Value | { readonly list: OpenSequence; readonly range: SourceRange })[] = [];
  for (const each of elements) {
    const value = each.kind === 'Starred' ? listView(lower(each.value)) : lower(each);
    if (value.kind === 'unknown') return value;
    if (each.kind !== 'Starred') values.push(value);
    else if (value.kind === 'tuple') values.push(...value.items);
    else if (isOpenSequence(fn, value)) values.push({ list: value, range: each.range });
    else return fn.report('WEFT133', each.range, { what: 'A starred expression' });
  }
  const open = values.findIndex((each) => 'list' in each && !('kind' in each));
  const { list, range } = values[open] as { list: OpenSequence; range: SourceRange };
  const items = spreadList(fn, range, list, wantedByPercent(template), values.length - 1);
  if (!items) return fn.report('WEFT133', range, { what: 'A starred expression' });
  const all = values.flatMap((each, i) => (i === open ? items : [each as Value]));
  return { kind: 'tuple', items: all, isList: false };
}

/** The values of `template % t`, where only the run knows how many `t` has; any other value as it is. */
export function percentTuple(fn: FunctionLowering, range: SourceRange, template: string, value: Value): Value {
  if (!isRunTuple(value)) return value;
  const items = spreadList(fn, range, listOfTuple(value), wantedByPercent(template), 0);
  if (items) return tupleValue(items);
  return fn.report('WEFT133', range, { what: `\`%\` before ${quotedType(value)}` });
}

function isTupleCall(fn: FunctionLowering, expr: CallExpr): boolean {
  const isTuple = expr.func.kind === 'Name' && fn.program.isBuiltin(fn, expr.func.id, 'tuple');
  const [first] = expr.args;
  return isTuple && expr.args.length === 1 && first?.kind !== 'Starred' && expr.keywords.length === 0;
}
