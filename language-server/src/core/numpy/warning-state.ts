// SPDX-License-Identifier: Apache-2.0
// Which of NumPy's warnings are silenced while a function is read: `np.errstate`, `np.seterr` and filters of `warnings`.
// The graph says it by `kernel "errstate"(flags)`: what follows in its region is silent for these flags. With a second operand it warns in that name.

import type { DType, SourceRange } from '../graph/graph';
import type { Context } from './context';
import { intConstant } from './elementwise';
import { textConstant } from './indexing-operands';

/** Bits of the worker's flags: the processor's, and warnings that library functions give themselves. */
export const SILENT = { invalid: 1, divide: 4, over: 8, warnings: 16 } as const;
export const ALL_SILENT = 31;
const ERRORS = SILENT.invalid | SILENT.divide | SILENT.over;

const states = new WeakMap<object, number>();

export function silenced(ctx: Context): number {
  return states.get(ctx) ?? 0;
}

export function setSilenced(ctx: Context, range: SourceRange, flags: number): void {
  if (silenced(ctx) === flags) return;
  states.set(ctx, flags);
  ctx.kernel('errstate', range, [intConstant(flags)], []);
}

/** Sums and products of one function of NumPy's, which warns in its own name: `overflow encountered in dot`. */
export function inTheNameOf<T>(
  ctx: Context,
  range: SourceRange,
  name: string,
  element: DType | undefined,
  work: () => T,
): T {
  const state = silenced(ctx);
  const isExact = element !== undefined && !/^[fc]/.test(element);
  if (isExact || (state & ERRORS) === ERRORS) return work();
  ctx.kernel('errstate', range, [intConstant(state), textConstant(name)], []);
  const result = work();
  ctx.kernel('errstate', range, [intConstant(state)], []);
  return result;
}

/** NumPy's own functions that divide by counts of 0 say nothing of it. */
export function quietly<T>(ctx: Context, range: SourceRange, work: () => T): T {
  const before = silenced(ctx);
  setSilenced(ctx, range, before | ERRORS);
  const result = work();
  setSilenced(ctx, range, before);
  return result;
}
