// SPDX-License-Identifier: Apache-2.0
// A number that is Python's before a loop and NumPy's after every step of it (`s = 0.0` before `s += x[i]`): after the loop
// it is NumPy's if there was a step. The loop itself computes with one variable and knows nothing of it.

import type { SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { AFTER, askKinds } from '../../types/kinds';
import { elementOf } from '../../types/promote';
import { codeOf, unionOf } from '../../types/unions';
import { constantValue, type GraphValue, isNumber, type Value } from '../../types/value';
import type { Iteration } from '../iteration/iteration';
import type { Binding, Environment } from '../program/environment';
import type { FunctionLowering } from '../program/function';

/** Whether a loop has a step, and a test of it where only the run knows. */
export interface Steps {
  readonly isCertain: boolean;
  test(): GraphValue;
}

/** Undefined where it is not known before the loop. */
export function stepsOf(fn: FunctionLowering, range: SourceRange, iteration: Iteration): Steps | undefined {
  const [start, stop, step] = iteration.bounds;
  if (typeof step.constant !== 'bigint') return undefined;
  const isUp = step.constant > 0n;
  const isKnown = typeof start.constant === 'bigint' && typeof stop.constant === 'bigint';
  return {
    isCertain: isKnown && (isUp ? start.constant! < stop.constant! : start.constant! > stop.constant!),
    test: () => fn.emit(isUp ? 'less' : 'greater', range, [start, stop], { kind: 'bool' }),
  };
}

function plain(binding: Binding | undefined): GraphValue | undefined {
  const value = binding?.state === 'yes' && !binding.conflict ? binding.value : undefined;
  return value?.kind === 'value' && isNumber(value) && !value.mixed ? value : undefined;
}

/** The names that are NumPy's numbers after a loop if it had a step: `exits` begins with where it ends by itself. */
export function namesOfSteps(
  names: Iterable<string>,
  base: Environment,
  backs: readonly Environment[],
  exits: readonly Environment[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) {
    const before = plain(base.get(name));
    const ends = [...backs, ...exits.slice(1)].map((each) => plain(each.get(name)));
    if (!before || before.type.kind === 'scalar' || backs.length === 0) continue;
    if (ends.every((each) => each?.type.kind === 'scalar')) found.add(name);
  }
  return found;
}

/** Gives such names their kinds, where they count or are certain. */
export function setKinds(
  fn: FunctionLowering,
  range: SourceRange,
  names: ReadonlySet<string>,
  base: Environment,
  { isCertain, test }: Steps,
): void {
  const { kinds } = fn.instance;
  for (const name of names) {
    const held = fn.env.get(name)?.value;
    const isWanted = isCertain || kinds.has(name) || kinds.has(`${name}${AFTER}`);
    if (held?.kind !== 'value' || !held.mixed || !isWanted) continue;
    if (isCertain) {
      const { mixed: _mixed, kinds: _kinds, ...scalar } = held;
      fn.env.set(name, { ...fn.env.get(name)!, value: scalar });
      continue;
    }
    const value = fn.readLocal(name, range);
    if (value.kind !== 'value') continue;
    const { mixed: _mixed, kinds: _kinds, ...scalar } = value;
    const before = base.get(name)!.value as GraphValue;
    const python = cast(fn, range, scalar, elementOf(before.type)!);
    if (!python) continue;
    const codes = [scalar, before].map((each) => constantValue(BigInt(codeOf(each)!)) as GraphValue);
    const tag = fn.emit('where', range, [test(), ...codes], { kind: 'int' });
    const union: Value = { ...unionOf([python, scalar]), tag };
    fn.assign(name, union, range);
  }
}

/**
 * Asks for the names that decide whether numbers in the value are Python's. `isCheap`: not where loops would have to carry
 * it.
 */
export function wantKinds(fn: FunctionLowering, value: Value, isCheap: boolean): boolean {
  const isCarried = isCheap && value.kind === 'value' && value.kinds?.some((each) => each.isCarried) === true;
  if (isCarried && (fn.loops.length > 0 || !fn.instance.options.keepsNames)) return false;
  return askKinds(value, fn.lists.clock, isCarried);
}
