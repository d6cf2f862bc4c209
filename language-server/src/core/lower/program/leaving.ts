// SPDX-License-Identifier: Apache-2.0
// How a function is left: what it returns, in the form that all its paths give it.

import type { SourceRange } from '../../graph/graph';
import { withoutOrigin } from '../../numpy/layout';
import type { Value } from '../../types/value';
import { freeze } from '../calls/closures';
import { withRuntimeLists } from '../lists/lists';
import { learnWanted } from '../lists/results';
import { fitLeaves, zeroOf } from '../unions/storage';
import type { FunctionLowering } from './function';
import { settled } from './settled';
import { leavesOf, mapLeaves } from './structure';
import { Raised } from './unfinished';

/** `return value`. */
export function leave(fn: FunctionLowering, result: Value, range: SourceRange): void {
  const { instance } = fn;
  const plain = instance.options.keepsNames ? settled(fn, range, result) : result;
  const value = mapLeaves(withRuntimeLists(fn, freeze(fn, plain, range), range), withoutOrigin);
  if (instance.kinds.has('return')) fn.wantKinds(value);
  learnWanted(instance, value);
  fn.returns.push({ value, range });
  fn.isReachable = false;
  const { plan } = instance;
  if (fn.isDry || !plan) {
    if (value.kind === 'unknown') fn.markIncomplete();
    return;
  }
  const operands = fitLeaves(fn, plan, value, range);
  if (!operands) {
    fn.markIncomplete();
    return;
  }
  if (operands.length === 0) fn.graph!.return([fn.graph!.none(range)], range);
  else fn.effect('return', range, operands);
}

/** What is made here certainly raises: nothing after it runs. */
export function endHere(fn: FunctionLowering, range: SourceRange): never {
  leaveNever(fn, range);
  throw new Raised();
}

/** Runs `work`, which is a region of the graph of its own and may end with an error. */
export function untilRaised(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
  }
}

/** After a loop that never ends the verifier still wants a `return`; it never runs. */
export function leaveNever(fn: FunctionLowering, range: SourceRange): void {
  const { plan } = fn.instance;
  if (fn.isDry || !plan || fn.isIncomplete) return;
  const zeros = leavesOf(plan).map((leaf) => zeroOf(fn, leaf.type, range));
  if (zeros.length === 0) fn.graph!.return([fn.graph!.none(range)], range);
  else fn.effect('return', range, zeros);
}
