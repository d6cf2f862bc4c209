// SPDX-License-Identifier: Apache-2.0
// Comprehensions whose items have several types, and sums and tests over them, as the loops that they mean: in a loop each
// item goes its own way, and the statements in it are compiled once for each type.

import { placeOf, type SourceRange } from '../../graph/graph';
import { withOwnNames } from '../../names/own-names';
import { comprehensionNames } from '../../names/visit';
import type { AssignStmt, CallExpr, ComprehensionClause, ComprehensionExpr, Expr, Name, Stmt } from '../../syntax/ast';
import { DICT_DISPLAY, SET_DISPLAY } from '../../syntax/expressions';

/** What makes statements that no program has written. */
export interface Parts {
  fresh(range: SourceRange): Name;
  assign(target: Name, value: Expr): AssignStmt;
  /** Remembers which names the statement assigns, and which of them live across it. */
  keep<S extends Stmt>(stmt: S, assigned: ReadonlySet<string>, kept: ReadonlySet<string>): S;
  isBuiltin(name: string): boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** The loops of the clauses around the statements for an element; `leave` tells after each loop that all of them end. */
function loopsOf(
  parts: Parts,
  expr: ComprehensionExpr,
  kept: ReadonlySet<string>,
  each: (element: Expr) => readonly Stmt[],
  leave?: Expr,
): Stmt {
  const { range } = expr;
  const { element, clauses } = withOwnNames(expr, `@${placeOf(range)}@`);
  const build = (rest: readonly ComprehensionClause[]): { body: readonly Stmt[]; own: ReadonlySet<string> } => {
    const [clause, ...others] = rest;
    if (!clause) return { body: each(element), own: NONE };
    const { body, own } = build(others);
    if (clause.kind === 'if') {
      const test: Stmt = { kind: 'If', range: clause.test.range, test: clause.test, body, orelse: [] };
      return { body: [parts.keep(test, new Set([...own, ...kept]), kept)], own };
    }
    const targets = comprehensionNames({ ...expr, clauses: [clause] });
    const names = new Set([...own, ...targets]);
    const ends: Stmt[] =
      leave && others.some((other) => other.kind === 'for')
        ? [parts.keep({ kind: 'If', range, test: leave, body: [{ kind: 'Break', range }], orelse: [] }, NONE, NONE)]
        : [];
    const loop: Stmt = {
      kind: 'For',
      range: clause.iter.range,
      target: clause.target,
      iter: clause.iter,
      body: [...body, ...ends],
      orelse: [],
    };
    return { body: [parts.keep(loop, new Set([...names, ...kept]), kept)], own: names };
  };
  return build(clauses).body[0]!;
}

function call(range: SourceRange, base: Expr, attr: string, args: readonly Expr[]): CallExpr {
  return {
    kind: 'Call',
    range,
    func: { kind: 'Attribute', range, value: base, attr, attrRange: range },
    args,
    keywords: [],
  };
}

/** A list, dictionary or set that a loop fills. */
export function filledByLoop(
  parts: Parts,
  expr: ComprehensionExpr,
  display: string | undefined,
  prelude: Stmt[],
): Name {
  const { range } = expr;
  const name = parts.fresh(range);
  const empty: Expr = display
    ? call(range, { kind: 'Ellipsis', range }, display, [])
    : { kind: 'List', range, elements: [] };
  prelude.push(parts.assign(name, empty));
  const add = (element: Expr): readonly Stmt[] => {
    if (display === DICT_DISPLAY && element.kind === 'Tuple') {
      // Python computes the key of an item before its value.
      const [key, value] = element.elements as [Expr, Expr];
      const own = parts.fresh(key.range);
      const target: Expr = { kind: 'Subscript', range: element.range, value: name, index: [own], isTuple: false };
      return [parts.assign(own, key), { kind: 'Assign', range: element.range, targets: [target], value }];
    }
    const method = display === SET_DISPLAY ? 'add' : 'append';
    return [{ kind: 'ExprStmt', range: element.range, value: call(element.range, name, method, [element]) }];
  };
  prelude.push(loopsOf(parts, expr, NONE, add));
  return name;
}

/** `sum`, `any` or `all` of a generator as a loop; undefined where the call is something else. */
export function reducedByLoop(parts: Parts, expr: CallExpr, prelude: Stmt[]): Name | undefined {
  const [first, start] = expr.args;
  if (expr.func.kind !== 'Name' || first?.kind !== 'Comprehension' || !first.isGenerator) return undefined;
  const { id } = expr.func;
  const { range } = expr;
  if (!parts.isBuiltin(id) || expr.keywords.length > 0 || expr.args.length > (id === 'sum' ? 2 : 1)) return undefined;
  if (id === 'sum') {
    const name = parts.fresh(range);
    const kept = new Set([name.id]);
    prelude.push(parts.assign(name, start ?? { kind: 'Int', range, value: 0n }));
    const add = (element: Expr) =>
      parts.assign(name, { kind: 'Binary', range: element.range, op: '+', left: name, right: element });
    prelude.push(loopsOf(parts, first, kept, (element) => [add(element)]));
    return name;
  }
  if (id !== 'any' && id !== 'all') return undefined;
  const name = parts.fresh(range);
  const kept = new Set([name.id]);
  const isAny = id === 'any';
  const not = (operand: Expr): Expr => ({ kind: 'Unary', range: operand.range, op: 'not', operand });
  const truth = (value: boolean) => parts.assign(name, { kind: 'Bool', range, value });
  prelude.push(truth(!isAny));
  const decide = (element: Expr): Stmt => {
    const body: readonly Stmt[] = [truth(isAny), { kind: 'Break', range }];
    const test = isAny ? element : not(element);
    return parts.keep({ kind: 'If', range: element.range, test, body, orelse: [] }, kept, kept);
  };
  prelude.push(loopsOf(parts, first, kept, (element) => [decide(element)], isAny ? name : not(name)));
  return name;
}
