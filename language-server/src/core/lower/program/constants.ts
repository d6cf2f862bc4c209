// SPDX-License-Identifier: Apache-2.0
// Which expressions of the module have one value for the whole life of a task: literals, arithmetic on them, other
// constants, and calls of NumPy and `math` that depend on nothing else.

import { type ModuleScope, qualifiedName, resolveName } from '../../names/module-scope';
import type { Expr } from '../../syntax/ast';

/** A function of the module, or a lambda. */
function isFunction(scope: ModuleScope, expr: Expr): boolean {
  return expr.kind === 'Lambda' || (expr.kind === 'Name' && resolveName(scope, expr.id)?.kind === 'function');
}

const FILES: ReadonlySet<string> = new Set(['load', 'save', 'loadtxt', 'random']);

export function isConstantExpression(scope: ModuleScope, expr: Expr): boolean {
  const all = (...parts: readonly (Expr | undefined)[]) =>
    parts.every((part) => !part || isConstantExpression(scope, part));
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
      return all(...expr.elements);
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
      return all(expr.func) && given.every((each) => (isVectorize && isFunction(scope, each)) || all(each));
    }
    case 'Name': {
      const meaning = resolveName(scope, expr.id);
      if (!meaning) return false;
      if (meaning.kind === 'constant') return meaning.constant.problem === undefined;
      return meaning.kind !== 'function';
    }
    default:
      return false;
  }
}
