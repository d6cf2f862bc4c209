// SPDX-License-Identifier: Apache-2.0
// `np.set_printoptions(...)` as a statement: how arrays are printed from there on.

import { qualifiedName } from '../../names/module-scope';
import { intConstant } from '../../numpy/elementwise';
import type { Expr } from '../../syntax/ast';
import type { GraphValue, Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';

const OPTIONS = ['precision', 'threshold', 'edgeitems', 'linewidth', 'suppress'] as const;
const MOST = 2n ** 62n;

/** False for other calls. */
export function lowerPrintOptions(fn: FunctionLowering, expr: Expr): boolean {
  if (expr.kind !== 'Call') return false;
  const found = qualifiedName(fn.program.scope, expr.func);
  if (found?.module !== 'numpy' || found.name !== 'set_printoptions') return false;
  const given = new Map<string, Expr>();
  for (const [i, value] of expr.args.entries()) given.set(OPTIONS[i] ?? '', value);
  for (const { name, value } of expr.keywords) given.set(name ?? '', value);
  const operands = OPTIONS.map((name) => {
    const value = given.get(name);
    return value && value.kind !== 'None' ? optionOf(lowerExpr(fn, value)) : (intConstant(-1) as GraphValue);
  });
  const isKnown = [...given.keys()].every((name) => (OPTIONS as readonly string[]).includes(name));
  if (!isKnown || operands.includes(undefined)) {
    fn.report('WEFT215', expr.range, {
      module: 'numpy',
      name: 'set_printoptions',
      reason: `Weft knows constant values of ${OPTIONS.map((name) => `\`${name}\``).join(', ')}`,
      instead: 'Format the numbers with f-strings',
    });
  } else fn.kernel('set_printoptions', expr.range, operands as GraphValue[], []);
  return true;
}

/** The option as an integer; undefined where it is not known. */
function optionOf(value: Value): GraphValue | undefined {
  if (value.kind !== 'value' || value.type.kind === 'array') return undefined;
  const { constant } = value;
  if (typeof constant === 'boolean') return intConstant(constant ? 1 : 0);
  if (constant === Number.POSITIVE_INFINITY) return { ...intConstant(0), constant: MOST };
  if (typeof constant !== 'bigint' || constant < 0n) return undefined;
  return { ...intConstant(0), constant: constant > MOST ? MOST : constant };
}
