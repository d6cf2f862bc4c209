// SPDX-License-Identifier: Apache-2.0
// The Python type of a default value that is put together of numbers, as `beta=8 / 3`: without a call it is all that says
// what a parameter is.

import { type ModuleScope, qualifiedName } from '../../names/module-scope';
import type { Expr } from '../../syntax/ast';

export type NumberKind = 'int' | 'float' | 'complex' | 'bool';

/** Constants that refer to constants; a guard against circles. */
const MAX_DEPTH = 8;
const FLOATS = /^(numpy|math|cmath)\.(pi|e|inf|nan|tau|euler_gamma)$/;

export function numberKind(scope: ModuleScope, expr: Expr | undefined, depth = 0): NumberKind | undefined {
  if (expr === undefined || depth > MAX_DEPTH) return undefined;
  switch (expr.kind) {
    case 'Int':
      return 'int';
    case 'Float':
      return 'float';
    case 'Complex':
      return 'complex';
    case 'Bool':
      return 'bool';
    case 'Unary': {
      if (expr.op === 'not') return 'bool';
      const kind = numberKind(scope, expr.operand, depth);
      return kind === 'bool' ? 'int' : kind;
    }
    case 'Binary':
      return binaryKind(scope, expr, depth);
    case 'Attribute':
    case 'Name': {
      const constant = expr.kind === 'Name' ? scope.constants.get(expr.id) : undefined;
      if (constant !== undefined) {
        return constant.problem === undefined ? numberKind(scope, constant.value, depth + 1) : undefined;
      }
      const name = qualifiedName(scope, expr);
      return name !== undefined && FLOATS.test(`${name.module}.${name.name}`) ? 'float' : undefined;
    }
    default:
      return undefined;
  }
}

function binaryKind(
  scope: ModuleScope,
  { op, left, right }: Extract<Expr, { kind: 'Binary' }>,
  depth: number,
): NumberKind | undefined {
  if (!['+', '-', '*', '/', '//', '%', '**'].includes(op)) return undefined;
  const kinds = [numberKind(scope, left, depth), numberKind(scope, right, depth)];
  if (kinds.includes(undefined)) return undefined;
  if (kinds.includes('complex')) return 'complex';
  if (kinds.includes('float')) {
    // A negative base and a broken exponent make a complex number.
    return op === '**' && kinds[1] === 'float' ? undefined : 'float';
  }
  if (op === '/') return 'float';
  // An int with a negative exponent is a float.
  return op === '**' && right.kind !== 'Int' ? undefined : 'int';
}
