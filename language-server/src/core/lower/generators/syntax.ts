// SPDX-License-Identifier: Apache-2.0
// Statements and expressions that no program has written.

import type { SourceRange } from '../../graph/graph';
import type {
  AssignStmt,
  BinaryExpr,
  BinaryOperator,
  BlockStmt,
  BreakStmt,
  CallExpr,
  CompareExpr,
  Expr,
  FunctionDecl,
  IfStmt,
  Name,
  ParameterDecl,
  Stmt,
} from '../../syntax/ast';

export function name(range: SourceRange, id: string): Name {
  return { kind: 'Name', range, id };
}

export function int(range: SourceRange, value: number): Expr {
  return { kind: 'Int', range, value: BigInt(value) };
}

export function assign(target: Expr, value: Expr): AssignStmt {
  return { kind: 'Assign', range: value.range, targets: [target], value };
}

export function binary(left: Expr, op: BinaryOperator, right: Expr): BinaryExpr {
  return { kind: 'Binary', range: left.range, left, op, right };
}

export function compare(left: Expr, op: CompareExpr['ops'][number], right: Expr): CompareExpr {
  return { kind: 'Compare', range: left.range, left, ops: [op], rights: [right] };
}

export function not(operand: Expr): Expr {
  return { kind: 'Unary', range: operand.range, op: 'not', operand };
}

export function call(range: SourceRange, func: string | Expr, args: readonly Expr[]): CallExpr {
  return { kind: 'Call', range, func: typeof func === 'string' ? name(range, func) : func, args, keywords: [] };
}

export function method(range: SourceRange, value: Expr, attr: string, args: readonly Expr[]): CallExpr {
  return call(range, { kind: 'Attribute', range, value, attr, attrRange: range }, args);
}

export function when(test: Expr, body: readonly Stmt[], orelse: readonly Stmt[] = []): IfStmt {
  return { kind: 'If', range: test.range, test, body, orelse };
}

export function leave(range: SourceRange, label: string): BreakStmt {
  return { kind: 'Break', range, label };
}

export function labelled(range: SourceRange, label: string, body: readonly Stmt[]): BlockStmt {
  return { kind: 'Block', range, label, body };
}

/** Statements in place of an expression: a function without a name that is called at once. */
export function inPlace(
  range: SourceRange,
  called: string,
  body: readonly Stmt[],
  given: readonly { readonly parameter: string; readonly value: Expr }[] = [],
): CallExpr {
  const parameters = given.map(
    ({ parameter }): ParameterDecl => ({ name: parameter, range, form: 'positional', isPositionalOnly: false }),
  );
  const decl: FunctionDecl = {
    kind: 'Function',
    range,
    name: called,
    nameRange: range,
    headerRange: range,
    decorators: [],
    parameters,
    body,
    isAsync: false,
    isInPlace: true,
  };
  return call(
    range,
    { kind: 'Lambda', range, decl },
    given.map(({ value }) => value),
  );
}
