// SPDX-License-Identifier: Apache-2.0
// Which expressions of the module have one value for the whole life of a task: literals, arithmetic on them, other
// constants, calls of NumPy and `math` that depend on nothing else, and comprehensions, tuples and dictionaries of them.

import { type ModuleScope, qualifiedName, resolveName } from '../../names/module-scope';
import { comprehensionNames, freeNames } from '../../names/visit';
import type { ComprehensionExpr, Expr } from '../../syntax/ast';
import { DICT_DISPLAY } from '../../syntax/expressions';

/** A function of the module, or a lambda. */
function isFunction(scope: ModuleScope, expr: Expr): boolean {
  return expr.kind === 'Lambda' || (expr.kind === 'Name' && resolveName(scope, expr.id)?.kind === 'function');
}

const FILES: ReadonlySet<string> = new Set(['load', 'save', 'loadtxt', 'random']);

const NO_NAMES: ReadonlySet<string> = new Set();

/** `own`: names that comprehensions around the expression bind. */
export function isConstantExpression(scope: ModuleScope, expr: Expr, own = NO_NAMES): boolean {
  const all = (...parts: readonly (Expr | undefined)[]) =>
    parts.every((part) => !part || isConstantExpression(scope, part, own));
  const allItems = (items: readonly Expr[]) => items.every((each) => isFunction(scope, each) || all(each));
  switch (expr.kind) {
    case 'Int':
    case 'Float':
    case 'Complex':
    case 'Bool':
    case 'Str':
    case 'None':
    case 'Ellipsis':
      return true;
    case 'Unary':
      return all(expr.operand);
    case 'Binary':
      return all(expr.left, expr.right);
    case 'Compare':
      return all(expr.left, ...expr.rights);
    case 'BoolOp':
      return all(...expr.values);
    case 'Conditional':
      return all(expr.test, expr.body, expr.orelse);
    case 'Tuple':
    case 'List':
      return allItems(expr.elements);
    case 'Comprehension':
      return isConstantComprehension(scope, expr, own);
    case 'Lambda':
      return [...freeNames(expr.decl)].every((name) => !own.has(name));
    case 'Subscript':
      return all(expr.value, ...expr.index);
    case 'Slice':
      return all(expr.lower, expr.upper, expr.step);
    case 'Attribute':
      return !FILES.has(expr.attr) && all(expr.value);
    case 'Call': {
      const given = [...expr.args, ...expr.keywords.map((keyword) => keyword.value)];
      const callee = qualifiedName(scope, expr.func);
      const isVectorize = callee?.module === 'numpy' && callee.name === 'vectorize';
      const isDict = expr.func.kind === 'Attribute' && expr.func.attr === DICT_DISPLAY;
      return all(expr.func) && (isVectorize || isDict ? allItems(given) : all(...given));
    }
    case 'Name': {
      if (own.has(expr.id)) return true;
      const meaning = resolveName(scope, expr.id);
      if (!meaning) return false;
      if (meaning.kind === 'class') return meaning.info.variables.size === 0;
      if (meaning.kind === 'constant') return meaning.constant.problem === undefined;
      return meaning.kind !== 'function';
    }
    default:
      return false;
  }
}

function isConstantComprehension(scope: ModuleScope, expr: ComprehensionExpr, around: ReadonlySet<string>): boolean {
  const own = new Set([...around, ...comprehensionNames(expr)]);
  return (
    isConstantExpression(scope, expr.element, own) &&
    expr.clauses.every((clause, i) => {
      if (clause.kind === 'if') return isConstantExpression(scope, clause.test, own);
      return isConstantExpression(scope, clause.iter, i === 0 ? around : own);
    })
  );
}
