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
  /** A function inside the function, or a lambda. */
  nested?(decl: ast.FunctionDecl): void;
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
  'setdefault',
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
    case 'FunctionDef':
      visitor.bind?.(statement.decl.name, statement.decl.nameRange, undefined, isNested);
      visitFunction(statement.decl, visitor);
      break;
    case 'Raise':
      if (statement.exception !== undefined) visitExpression(statement.exception, visitor);
      break;
    case 'Assert':
      visitExpression(statement.test, visitor);
      if (statement.message !== undefined) visitExpression(statement.message, visitor);
      break;
    case 'Delete':
      for (const target of statement.targets) visitTarget(target, undefined, visitor, isNested);
      break;
    case 'Block':
      visitStatements(statement.body, visitor, true);
      break;
    case 'With':
      for (const item of statement.items) visitExpression(item, visitor);
      visitStatements(statement.body, visitor, isNested);
      break;
    case 'UnsupportedStmt':
      visitor.unsupported?.(statement.bound, statement);
      break;
    default:
      break;
  }
}

/** What a nested function does to the names around it; its own names are its own. */
function visitFunction(decl: ast.FunctionDecl, visitor: NameVisitor): void {
  visitor.nested?.(decl);
  for (const decorator of decl.decorators) visitExpression(decorator, visitor);
  for (const parameter of decl.parameters)
    if (parameter.default !== undefined) visitExpression(parameter.default, visitor);
  const own = boundNames(decl);
  const isOuter = (name: string) => !own.has(name);
  visitStatements(decl.body, {
    read: (name, range) => {
      if (isOuter(name)) visitor.read?.(name, range);
    },
    change: (name, range) => {
      if (isOuter(name)) visitor.change?.(name, range);
    },
    unsupported: (names, node) => {
      const outer = names.filter(isOuter);
      if (node.kind === 'UnsupportedStmt' && node.imports) return;
      if (outer.length > 0) visitor.unsupported?.(outer, node);
    },
  });
}

const free = new WeakMap<ast.FunctionDecl, ReadonlySet<string>>();

/** Names that a function reads or changes and does not bind. */
export function freeNames(decl: ast.FunctionDecl): ReadonlySet<string> {
  const before = free.get(decl);
  if (before) return before;
  const own = boundNames(decl);
  const names = new Set<string>();
  visitStatements(decl.body, {
    read: (name) => {
      if (!own.has(name)) names.add(name);
    },
  });
  free.set(decl, names);
  return names;
}

const known = new WeakMap<ast.FunctionDecl, ReadonlySet<string>>();

/** Parameters and the names that a function binds, those of `global` and `nonlocal` left out. */
export function boundNames(decl: ast.FunctionDecl): ReadonlySet<string> {
  const before = known.get(decl);
  if (before) return before;
  const names = new Set(decl.parameters.map((parameter) => parameter.name));
  const outer = new Set<string>();
  visitStatements(decl.body, {
    bind: (name) => void names.add(name),
    unsupported: (bound, node) => {
      if (node.kind === 'UnsupportedStmt' && node.imports) return;
      if (node.what === '`global`' || node.what === '`nonlocal`') for (const name of bound) outer.add(name);
      else if (node.kind === 'UnsupportedStmt') for (const name of bound) names.add(name);
    },
  });
  for (const name of outer) names.delete(name);
  known.set(decl, names);
  return names;
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

/** The targets of a comprehension are its own; the first iterable is read outside of it. */
function visitComprehension(expression: ast.ComprehensionExpr, visitor: NameVisitor): void {
  const own = comprehensionNames(expression);
  const isOuter = (name: string) => !own.has(name);
  const inside: NameVisitor = {
    ...visitor,
    read: (name, range) => {
      if (isOuter(name)) visitor.read?.(name, range);
    },
    change: (name, range) => {
      if (isOuter(name)) visitor.change?.(name, range);
    },
  };
  for (const [i, clause] of expression.clauses.entries()) {
    if (clause.kind === 'if') visitExpression(clause.test, inside);
    else {
      visitExpression(clause.iter, i === 0 ? visitor : inside);
      visitTarget(clause.target, undefined, { ...inside, bind: () => {} }, true);
    }
  }
  visitExpression(expression.element, inside);
}

/** Names that the clauses of a comprehension bind. */
export function comprehensionNames(expression: ast.ComprehensionExpr): ReadonlySet<string> {
  const names = new Set<string>();
  for (const clause of expression.clauses) {
    if (clause.kind === 'for') visitTarget(clause.target, undefined, { bind: (name) => void names.add(name) }, true);
  }
  return names;
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
    case 'Comprehension':
      visitComprehension(expression, visitor);
      break;
    case 'Lambda':
      visitFunction(expression.decl, visitor);
      break;
    case 'FString':
      visitFormat(expression.parts, visitor);
      break;
    case 'Walrus':
      visit(expression.value);
      visitor.bind?.(expression.target.id, expression.target.range, expression.value, true);
      break;
    case 'Yield':
      if (expression.value !== undefined) visit(expression.value);
      break;
    case 'UnsupportedExpr':
      visitor.unsupported?.(expression.bound, expression);
      break;
    default:
      break;
  }
}

function visitFormat(parts: readonly (string | ast.FormattedValue)[], visitor: NameVisitor): void {
  for (const part of parts) {
    if (typeof part === 'string') continue;
    visitExpression(part.value, visitor);
    visitFormat(part.spec, visitor);
  }
}
