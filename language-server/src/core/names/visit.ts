// SPDX-License-Identifier: Apache-2.0
// Walks statements and expressions and reports how names are used. Annotations are not uses.

import type { SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';

export interface NameVisitor {
  /** A name is read. */
  read?(name: string, range: SourceRange): void;
  /** A name is bound. `isNested`: under a condition or a loop. */
  bind?(name: string, range: SourceRange, value: ast.Expr | undefined, isNested: boolean): void;
  /** What a name holds is changed in place: an element, an attribute, a method known to change its object. */
  change?(name: string, range: SourceRange): void;
  /** A construct that is not compiled may bind or change these names. */
  unsupported?(names: readonly string[], node: ast.UnsupportedStmt | ast.UnsupportedExpr): void;
}

/** Methods of arrays and lists that change the object they are called on. */
const CHANGING_METHODS: ReadonlySet<string> = new Set([
  'append',
  'clear',
  'extend',
  'fill',
  'insert',
  'itemset',
  'partition',
  'pop',
  'put',
  'remove',
  'resize',
  'reverse',
  'setflags',
  'sort',
  'update',
  'add',
  'discard',
]);

export function visitStatements(statements: readonly ast.Stmt[], visitor: NameVisitor, isNested = false): void {
  for (const statement of statements) visitStatement(statement, visitor, isNested);
}

function visitStatement(statement: ast.Stmt, visitor: NameVisitor, isNested: boolean): void {
  switch (statement.kind) {
    case 'ExprStmt':
      visitExpression(statement.value, visitor);
      break;
    case 'Assign':
      visitExpression(statement.value, visitor);
      for (const target of statement.targets) visitTarget(target, statement.value, visitor, isNested);
      break;
    case 'AugAssign':
      visitExpression(statement.value, visitor);
      if (statement.target.kind === 'Name') visitor.read?.(statement.target.id, statement.target.range);
      visitTarget(statement.target, undefined, visitor, isNested);
      break;
    case 'AnnAssign':
      if (statement.value !== undefined) visitExpression(statement.value, visitor);
      // A bare annotation binds nothing at the module, but makes the name local in a function.
      visitTarget(statement.target, statement.value, visitor, isNested);
      break;
    case 'If':
    case 'While':
      visitExpression(statement.test, visitor);
      visitStatements(statement.body, visitor, true);
      visitStatements(statement.orelse, visitor, true);
      break;
    case 'For':
      visitExpression(statement.iter, visitor);
      visitTarget(statement.target, undefined, visitor, true);
      visitStatements(statement.body, visitor, true);
      visitStatements(statement.orelse, visitor, true);
      break;
    case 'Return':
      if (statement.value !== undefined) visitExpression(statement.value, visitor);
      break;
    case 'UnsupportedStmt':
      visitor.unsupported?.(statement.bound, statement);
      break;
    default:
      break;
  }
}

function visitTarget(target: ast.Expr, value: ast.Expr | undefined, visitor: NameVisitor, isNested: boolean): void {
  switch (target.kind) {
    case 'Name':
      visitor.bind?.(target.id, target.range, value, isNested);
      break;
    case 'Tuple':
    case 'List':
      for (const [i, element] of target.elements.entries()) {
        const isMatched = value?.kind === 'Tuple' && value.elements.length === target.elements.length;
        visitTarget(element, isMatched ? value.elements[i] : undefined, visitor, isNested);
      }
      break;
    case 'Starred':
      visitTarget(target.value, undefined, visitor, isNested);
      break;
    default: {
      const base = baseName(target);
      if (base !== undefined) visitor.change?.(base.id, base.range);
      visitExpression(target, visitor);
    }
  }
}

/** The name at the root of `name[…].x[…]`. */
export function baseName(expression: ast.Expr): ast.Name | undefined {
  let base = expression;
  while (base.kind === 'Subscript' || base.kind === 'Attribute') base = base.value;
  return base.kind === 'Name' ? base : undefined;
}

export function visitExpression(expression: ast.Expr, visitor: NameVisitor): void {
  const visit = (child: ast.Expr): void => visitExpression(child, visitor);
  switch (expression.kind) {
    case 'Name':
      visitor.read?.(expression.id, expression.range);
      break;
    case 'Binary':
      visit(expression.left);
      visit(expression.right);
      break;
    case 'Unary':
      visit(expression.operand);
      break;
    case 'BoolOp':
      expression.values.forEach(visit);
      break;
    case 'Compare':
      visit(expression.left);
      expression.rights.forEach(visit);
      break;
    case 'Conditional':
      visit(expression.test);
      visit(expression.body);
      visit(expression.orelse);
      break;
    case 'Call': {
      const { func } = expression;
      if (func.kind === 'Attribute' && CHANGING_METHODS.has(func.attr)) {
        const base = baseName(func.value);
        if (base !== undefined) visitor.change?.(base.id, base.range);
      }
      visit(func);
      expression.args.forEach(visit);
      for (const keyword of expression.keywords) {
        if (keyword.name === 'out') {
          const base = baseName(keyword.value);
          if (base !== undefined) visitor.change?.(base.id, base.range);
        }
        visit(keyword.value);
      }
      break;
    }
    case 'Attribute':
      visit(expression.value);
      break;
    case 'Subscript':
      visit(expression.value);
      expression.index.forEach(visit);
      break;
    case 'Slice':
      if (expression.lower !== undefined) visit(expression.lower);
      if (expression.upper !== undefined) visit(expression.upper);
      if (expression.step !== undefined) visit(expression.step);
      break;
    case 'Tuple':
    case 'List':
      expression.elements.forEach(visit);
      break;
    case 'Starred':
      visit(expression.value);
      break;
    case 'UnsupportedExpr':
      visitor.unsupported?.(expression.bound, expression);
      break;
    default:
      break;
  }
}
