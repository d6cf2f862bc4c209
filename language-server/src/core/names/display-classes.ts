// SPDX-License-Identifier: Apache-2.0
// Dictionaries and tuples that hold their own kind: trees that a function builds by calling itself, chains that a loop
// makes (`head = (value, head)`). Where no type without end would hold them, each such display is a class of its own.
// This file finds the displays by their text; lowering asks for them only where a program cannot be compiled else.

import { placeOf, type SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';
import { DICT_DISPLAY } from '../syntax/expressions';
import type { ClassInfo } from './classes';

export interface Displayed {
  readonly kind: 'dict' | 'tuple';
  /** Of a dictionary, in their order. */
  readonly keys: readonly (string | bigint)[];
}

interface Found extends Displayed {
  readonly range: SourceRange;
  readonly values: readonly ast.Expr[];
}

/** What one function does with displays. */
interface Outline {
  readonly name: string;
  readonly found: Found[];
  /** What each name may hold. */
  readonly flows: Map<string, ast.Expr[]>;
  readonly calls: Set<string>;
  readonly returned: ast.Expr[];
}

/** Classes by the place of their display. */
export function displayClasses(functions: readonly ast.FunctionDecl[]): ReadonlyMap<string, ClassInfo> {
  const outlines = functions.flatMap(outlinesOf);
  const entries = outlines.flatMap((each) => [...each.flows].filter(([name]) => name.startsWith('[')));
  const result = new Map<string, ClassInfo>();
  for (const outline of outlines) {
    const kin = outlines.filter((each) => reaches(outlines, outline, each) && reaches(outlines, each, outline));
    const names = new Set([...kin.map((each) => each.name), ...(isRecursive(outlines, outline) ? [outline.name] : [])]);
    const own = outline.found.filter((each) => holdsOwn(each, outline, names, entries));
    if (own.length === 0) continue;
    const kinds = new Set(own.map(({ kind }) => kind));
    for (const each of [outline, ...kin])
      for (const display of each.found) {
        const isResult = each.returned.some((value) => endsIn(value, display));
        if (
          own.includes(display) ||
          (names.size > 0 && kinds.has(display.kind) && isResult && display.values.length > 0)
        )
          result.set(placeOf(display.range), classOf(display));
      }
  }
  return result;
}

function classOf({ kind, keys, range, values }: Found): ClassInfo {
  const name = `${kind}@${placeOf(range)}`;
  const attributes = kind === 'dict' ? keys.map(entryName) : values.map((_, i) => String(i));
  return {
    name,
    decl: { kind: 'Class', range, name, nameRange: range, bases: [], decorators: [], body: [] },
    base: undefined,
    kind: kind === 'tuple' ? 'tuple' : 'plain',
    methods: new Map(),
    constants: new Map(),
    fields: kind === 'tuple' ? attributes.map((each) => ({ name: each, range, without: new Set<string>() })) : [],
    variables: new Set(attributes),
    initialised: new Set(attributes),
    problem: undefined,
    isOrdered: false,
    isFrozen: kind === 'tuple',
    without: new Set(),
    exception: undefined,
    members: undefined,
    isInteger: false,
    setters: new Map(),
    display: { kind, keys },
  };
}

/** The attribute that stands for a key. */
export function entryName(key: string | bigint): string {
  return typeof key === 'string' ? key : `#${key}`;
}

/** Something in the display may be what the display makes, or an entry of it becomes that later. */
function holdsOwn(
  display: Found,
  outline: Outline,
  kin: ReadonlySet<string>,
  entries: readonly (readonly [string, readonly ast.Expr[]])[],
): boolean {
  const seen = new Set<string>();
  const meets = (expr: ast.Expr): boolean =>
    leavesOf(expr).some((leaf) => {
      if (leaf.kind === 'Call' && isDisplay(leaf)) return leaf.range === display.range;
      if (leaf.kind === 'Tuple') return leaf.range === display.range;
      if (leaf.kind === 'Call') return kin.has(calledName(leaf) ?? '');
      if (leaf.kind !== 'Name' || seen.has(leaf.id)) return false;
      seen.add(leaf.id);
      return (outline.flows.get(leaf.id) ?? []).some(meets);
    });
  if (display.values.some((value) => partsOf(value).some(meets))) return true;
  return display.keys.some(
    (key) =>
      typeof key === 'string' &&
      entries.some(([name, values]) => name === `[${key}` && values.some((value) => partsOf(value).some(isNode))),
  );
}

function isNode(leaf: ast.Expr): boolean {
  return leavesOf(leaf).some((each) => each.kind === 'Name' || each.kind === 'Call');
}

/** The expression itself, and what it holds in lists. */
function partsOf(expr: ast.Expr): ast.Expr[] {
  if (expr.kind === 'List') return expr.elements.flatMap(partsOf);
  if (expr.kind === 'Comprehension') return partsOf(expr.element);
  return [expr];
}

/** What an expression gives as it is. */
function leavesOf(expr: ast.Expr): ast.Expr[] {
  if (expr.kind === 'Conditional') return [...leavesOf(expr.body), ...leavesOf(expr.orelse)];
  if (expr.kind === 'BoolOp') return expr.values.flatMap(leavesOf);
  if (expr.kind === 'Walrus') return leavesOf(expr.value);
  if (expr.kind === 'List' || expr.kind === 'Comprehension') return partsOf(expr).flatMap(leavesOf);
  return [expr];
}

function endsIn(value: ast.Expr, display: Found): boolean {
  return leavesOf(value).some((leaf) => leaf.range === display.range);
}

function isDisplay(expr: ast.CallExpr): boolean {
  return expr.func.kind === 'Attribute' && expr.func.attr === DICT_DISPLAY;
}

function calledName(call: ast.CallExpr): string | undefined {
  return call.func.kind === 'Name' ? call.func.id : call.func.kind === 'Attribute' ? call.func.attr : undefined;
}

function reaches(outlines: readonly Outline[], from: Outline, to: Outline, seen = new Set<Outline>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return outlines.some((each) => from.calls.has(each.name) && (each === to || reaches(outlines, each, to, seen)));
}

function isRecursive(outlines: readonly Outline[], outline: Outline): boolean {
  return reaches(outlines, outline, outline);
}

/** The function and those inside of it. */
function outlinesOf(decl: ast.FunctionDecl): Outline[] {
  const outline: Outline = { name: decl.name, found: [], flows: new Map(), calls: new Set(), returned: [] };
  const inner: Outline[] = [];
  const flow = (name: string, value: ast.Expr): void =>
    void outline.flows.set(name, [...(outline.flows.get(name) ?? []), value]);
  const bind = (target: ast.Expr, value: ast.Expr): void => {
    if (target.kind === 'Name') flow(target.id, value);
    else if (target.kind === 'Tuple' || target.kind === 'List')
      for (const [i, each] of target.elements.entries())
        bind(each, value.kind === 'Tuple' ? (value.elements[i] ?? value) : value);
    else if (target.kind === 'Subscript') entry(target, value);
  };
  // `node["left"] = value` and `node["parts"].append(value)`.
  const entry = (target: ast.SubscriptExpr, value: ast.Expr): void => {
    const [key] = target.index;
    if (key?.kind === 'Str') flow(`[${key.value}`, value);
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const each = node as ast.Expr | ast.Stmt;
    if (each.kind === 'FunctionDef') {
      inner.push(...outlinesOf(each.decl));
      return;
    }
    if (each.kind === 'Assign') for (const target of each.targets) bind(target, each.value);
    if (each.kind === 'Return' && each.value) outline.returned.push(each.value);
    if (each.kind === 'Tuple')
      outline.found.push({ kind: 'tuple', keys: [], range: each.range, values: each.elements });
    if (each.kind === 'Call') {
      const name = calledName(each);
      if (name !== undefined) outline.calls.add(name);
      const { func } = each;
      const isAdded = func.kind === 'Attribute' && (func.attr === 'append' || func.attr === 'insert');
      const last = each.args[each.args.length - 1];
      if (isAdded && last && func.value.kind === 'Subscript') entry(func.value, last);
      if (isAdded && last && func.value.kind === 'Name') flow(func.value.id, last);
      const display = isDisplay(each) ? ofDict(each) : undefined;
      if (display) outline.found.push(display);
      if (isDisplay(each)) {
        // The pairs of a display are no tuples.
        for (const arg of each.args) visit(arg.kind === 'Tuple' ? arg.elements : arg);
        return;
      }
    }
    for (const [key, value] of Object.entries(each))
      if (!/^(range|\w+Range|targets|target|index)$/.test(key)) visit(value);
    if (each.kind === 'Subscript') for (const part of each.index) if (part.kind !== 'Tuple') visit(part);
  };
  visit(decl.body);
  return [outline, ...inner];
}

function ofDict(call: ast.CallExpr): Found | undefined {
  const keys: (string | bigint)[] = [];
  const values: ast.Expr[] = [];
  for (const arg of call.args) {
    const [key, value] = arg.kind === 'Tuple' ? arg.elements : [];
    if ((key?.kind !== 'Str' && key?.kind !== 'Int') || !value || keys.includes(key.value)) return undefined;
    keys.push(key.value);
    values.push(value);
  }
  return keys.length === 0 ? undefined : { kind: 'dict', keys, range: call.range, values };
}
