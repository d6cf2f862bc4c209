// SPDX-License-Identifier: Apache-2.0
// A value of several types that is no name of a statement, such as an item of a list: what is done with it is lowered once
// for each of its types, under a test of its tag.

import { type Diagnostic, makeDiagnostic } from '../../diagnostics/diagnostic';
import { placeOf, type SourceRange } from '../../graph/graph';
import { codeOf, firstUnion, hasUnion } from '../../types/unions';
import { constantValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import { template } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { leavesOf, mapLeaves } from '../program/structure';
import { Raised, Unfinished } from '../program/unfinished';
import { joinGiven } from './choices';
import { fitLeaves } from './storage';

/** Variables of the graph for every leaf of a value. */
export class Kept {
  private readonly slots: { readonly variable: number }[];

  constructor(
    private readonly fn: FunctionLowering,
    private readonly range: SourceRange,
    private readonly like: Value,
  ) {
    this.slots = leavesOf(like).map((leaf) => fn.newSlot('_kept', fn.resolveType(leaf.type)));
  }

  set(value: Value): void {
    const { fn, range } = this;
    if (value.kind === 'unknown' || !fn.graph) return;
    const leaves = fitLeaves(fn, this.like, value, range);
    if (!leaves) {
      fn.markIncomplete(range);
      return;
    }
    for (const [i, leaf] of leaves.entries()) fn.graph!.set(this.slots[i]!.variable, fn.idOf(leaf, range), range);
  }

  get(): Value {
    let position = 0;
    return mapLeaves(this.like, (leaf) => {
      const { constant: _constant, origin: _origin, ...rest } = leaf;
      return { ...rest, id: this.fn.graph!.get(this.slots[position++]!.variable, this.range) };
    });
  }
}

function isNone(value: Value): boolean {
  return value.kind === 'value' && value.type.kind === 'none';
}

/** The value with one alternative in place of its first union. */
function withAlternative(value: Value, place: number): Value {
  let isDone = false;
  const walk = (each: Value): Value => {
    if (isDone) return each;
    if (each.kind === 'union') {
      isDone = true;
      return each.alternatives[place]!;
    }
    if (each.kind !== 'tuple' || !hasUnion(each)) return each;
    const { twin: _twin, ...rest } = each;
    return { ...rest, items: each.items.map(walk) };
  };
  return walk(value);
}

/** The copies of something for each type of a value. A copy that is not possible ends the run where the value has its type. */
export class Copies {
  private readonly errors: number;
  /** Next to another value of several types, most copies are never met. */
  private readonly isAmongOthers: boolean;
  private count = 0;
  private failures = 0;
  private first: readonly Diagnostic[] = [];
  private readonly warnings: Diagnostic[] = [];

  /** `holder`: what has the types, for messages. */
  constructor(
    private readonly fn: FunctionLowering,
    private readonly range: SourceRange,
    private readonly holder = 'a value',
  ) {
    this.errors = fn.errors;
    this.isAmongOthers = fn.copies > 1;
  }

  /** `type` is None in a copy that the program itself may never meet. False where the copy is not possible. */
  run(work: () => void, type: Value): boolean {
    this.count++;
    const found = attemptCopy(this.fn, this.range, work);
    if (!found) return true;
    if (this.failures++ === 0) this.first = found;
    const [error] = found;
    if (error && !this.isAmongOthers && !isNone(type)) this.warnings.push(stopsAt(error, this.holder, type));
    return false;
  }

  /** Where none is possible, the program is wrong whatever the types are. */
  finish(): void {
    const { fn } = this;
    if (this.failures === 0) return;
    if (this.failures < this.count) {
      fn.errors = this.errors;
      fn.diagnostics.push(...this.warnings);
      return;
    }
    fn.diagnostics.push(...this.first);
    fn.isIncomplete ||= this.first.length > 0;
  }
}

/** The warning in place of an error that only one of the types has. */
function stopsAt(error: Diagnostic, holder: string, type: Value): Diagnostic {
  const [what, ...why] = error.message.split(' — ');
  const start = what!.replace(/^[A-Z](?!eft|umPy|ython|Python|one)/, (letter) => letter.toLowerCase());
  return makeDiagnostic('WEFT249', error.range, {
    holder,
    type: quotedType(type),
    reason: `${[start, ...why].join(': ')} (${error.code})`,
    instead: error.help ?? 'Test the type before',
  });
}

/** The run may fail where types meet that the program was not compiled for. */
export const TYPES_MEET = 'types meet';

/** Runs `work`, and gives its errors: the run fails in their place. */
function attemptCopy(fn: FunctionLowering, range: SourceRange, work: () => void): readonly Diagnostic[] | undefined {
  const { errors, isIncomplete, undecided } = fn;
  const first = fn.diagnostics.length;
  try {
    work();
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    if (!(error instanceof Raised)) fn.isUnfinished = true;
    fn.isReachable = false;
  }
  if (fn.errors === errors) return undefined;
  fn.isReachable = false;
  const found = fn.diagnostics.slice(first);
  const error = found.find((each) => each.severity === 'error');
  if (fn.isDry || !error) return [];
  fn.diagnostics.splice(first, found.length, ...found.filter((each) => each.severity !== 'error'));
  fn.isIncomplete = isIncomplete;
  fn.undecided = undecided;
  fn.remember(TYPES_MEET);
  const text = `types meet here that the program was not compiled for: ${error.message.replace(/`/g, '')}`;
  fn.kernel('raise', range, [constantValue('NotImplementedError'), constantValue(text)] as GraphValue[], []);
  fn.leaveNever(range);
  return found.filter((each) => each.severity === 'error');
}

/** Runs `work` for each combination of the types in the value. Names that it assigns are its own. */
export function eachType(fn: FunctionLowering, range: SourceRange, value: Value, work: (value: Value) => void): void {
  const union = firstUnion(value);
  if (!union) {
    work(value);
    return;
  }
  const { alternatives, tag } = union;
  fn.markEffect();
  const copies = new Copies(fn, range);
  const run = (place: number): void => {
    const alternative = alternatives[place]!;
    fn.branch(fn.env, () => {
      fn.copies *= alternatives.length;
      if (isNone(alternative)) fn.raising++;
      copies.run(() => eachType(fn, range, withAlternative(value, place), work), alternative);
      fn.copies /= alternatives.length;
      if (isNone(alternative)) fn.raising--;
    });
  };
  if (!fn.graph) {
    for (const place of alternatives.keys()) run(place);
    copies.finish();
    return;
  }
  const emitFrom = (place: number): void => {
    if (place === alternatives.length - 1) {
      run(place);
      return;
    }
    const code = constantValue(BigInt(codeOf(alternatives[place]!)!)) as GraphValue;
    const test = fn.emit('equal', range, [tag, code], { kind: 'bool' });
    fn.graph!.if(
      fn.idOf(test, range),
      range,
      () => run(place),
      () => emitFrom(place + 1),
    );
  };
  emitFrom(0);
  copies.finish();
}

/** What `work` gives for the type that the value has: one value, of several types where it needs them. */
export function mapTypes(fn: FunctionLowering, range: SourceRange, value: Value, work: (value: Value) => Value): Value {
  if (!hasUnion(value)) return work(value);
  const results: Value[] = [];
  fn.try(() =>
    eachType(fn, range, value, (each) => {
      const { errors } = fn;
      const result = work(each);
      if (fn.errors === errors) results.push(result);
    }),
  );
  fn.markEffect();
  let plan: Value | undefined;
  for (const result of results) {
    if (result.kind === 'unknown') {
      fn.markIncomplete();
      return UNKNOWN;
    }
    const before: Value | undefined = plan;
    plan = before ? joinGiven(fn, range, `types${placeOf(range)}`, before, result) : result;
    if (!plan) {
      return fn.report('WEFT244', range, {
        first: quotedType(before!),
        second: quotedType(result),
        instead: 'Give it a name in a statement before',
      });
    }
  }
  if (plan) plan = template(plan, false);
  if (!fn.graph) return plan ?? UNKNOWN;
  const kept = plan && new Kept(fn, range, plan);
  eachType(fn, range, value, (each) => {
    const result = work(each);
    kept?.set(result);
  });
  return kept?.get() ?? UNKNOWN;
}
