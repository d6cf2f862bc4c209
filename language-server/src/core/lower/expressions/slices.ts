// SPDX-License-Identifier: Apache-2.0
// Slices as values: `slice(a, b)`, `np.s_[1:-1, ::2]`, `np.index_exp[...]`. They exist while compiling only, and are used as indices.

import type { Argument } from '../../numpy/call';
import type { CallExpr, Expr, SubscriptExpr } from '../../syntax/ast';
import { constantValue, type SliceValue, tupleValue, UNKNOWN, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { lowerExpr } from './expressions';

const MAKERS: ReadonlySet<string> = new Set(['s_', 'index_exp']);
const NONE = constantValue(null);

/** `s_` or `index_exp` for a value that is indexed to make an index. */
export function sliceMaker(value: Value): string | undefined {
  const isMaker = value.kind === 'library' && value.module === 'numpy' && MAKERS.has(value.name);
  return isMaker ? value.name : undefined;
}

/** `np.s_[...]` gives what is between the brackets; `np.index_exp[...]` always a tuple. */
export function lowerSliceMaker(fn: FunctionLowering, expr: SubscriptExpr, name: string): Value {
  const bound = (each: Expr | undefined): Value => (each ? lowerExpr(fn, each) : NONE);
  const items = expr.index.map(
    (part): Value =>
      part.kind === 'Slice'
        ? { kind: 'slice', lower: bound(part.lower), upper: bound(part.upper), step: bound(part.step) }
        : lowerExpr(fn, part),
  );
  return expr.isTuple || name === 'index_exp' ? tupleValue(items) : (items[0] ?? UNKNOWN);
}

/** `slice(stop)`, `slice(start, stop)`, `slice(start, stop, step)`; undefined for other calls. */
export function lowerSliceCall(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { func } = expr;
  if (func.kind !== 'Name' || func.id !== 'slice' || !fn.program.isBuiltin(fn, 'slice', 'slice')) return undefined;
  const signature = 'slice(start, stop, step)';
  const [keyword] = expr.keywords;
  if (keyword)
    return fn.report('WEFT218', keyword.range, {
      function: 'slice',
      name: keyword.name ?? '**',
      reason: 'it takes its bounds by position only',
      signature,
    });
  const args = expr.args.map((arg): Argument => ({ value: lowerExpr(fn, arg), range: arg.range }));
  if (args.length === 0) return fn.report('WEFT217', expr.range, { function: 'slice', name: 'stop', signature });
  if (args.length > 3)
    return fn.report('WEFT219', args[3]!.range, { function: 'slice', most: 3, count: args.length, signature });
  const [lower, upper, step] = args.length === 1 ? [NONE, args[0]!.value] : args.map((arg) => arg.value);
  const slice: SliceValue = { kind: 'slice', lower: lower!, upper: upper!, step: step ?? NONE };
  fn.fact(expr.range, slice);
  return slice;
}
