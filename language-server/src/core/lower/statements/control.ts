// SPDX-License-Identifier: Apache-2.0
// `if`, `while` and `for`. Each construct is first run dry, to know the types of names where its paths meet (for loops
// until they no longer change), and then for real, with a variable for every name that is live across its border.

import { placeOf, type SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import type { Expr, ForStmt, IfStmt, Stmt, WhileStmt } from '../../syntax/ast';
import { someNode } from '../../syntax/walk';
import { symbolPoly } from '../../types/dims';
import { isReference } from '../../types/merging';
import { constantValue, type GraphValue, quotedType, tupleValue, UNKNOWN, type Value } from '../../types/value';
import { lowerCondition } from '../expressions/expressions';
import { type Iteration, lowerIteration } from '../iteration/iteration';
import { refuseEffects } from '../iteration/lazy-loops';
import {
  checkLengths,
  emitGrowingLoop,
  itemsAsSteps,
  leastCount,
  mayChangeLengths,
  runsNever,
} from '../lists/list-loops';
import { listLength } from '../lists/lists';
import {
  type Binding,
  type Environment,
  forgetSymbols,
  joinBindings,
  sameBinding,
  template,
  UNBOUND,
} from '../program/environment';
import type { FunctionLowering, Slot } from '../program/function';
import { loopedDicts, whileLooped } from '../tables/owners';
import { leavesLoop } from '../unions/hoist';
import { writeLeft } from '../unions/narrowing';
import { namesOfSteps, type Steps, setKinds, stepsOf } from '../unions/ran';
import { lowerLoopCondition } from '../unions/unions';
import { type LoopFrame, newFrame, passJumps, unsureAfter } from './blocks';
import { assignedNames, type ConstructNames } from './liveness';
import { withoutOriginsOf } from './readers';
import { assignTarget, lowerBlock } from './statements';

/** More passes than any program of finite types needs; a guard, not a limit that is met. */
const MAX_PASSES = 24;
/** Work doubles with each level of nesting in the worst case. */
const MAX_LOOP_DEPTH = 10;

export function keyOf({ kind, range }: Stmt): string {
  return `${kind}${placeOf(range)}`;
}

/** The names after a construct: joined where it may assign them, else as before. */
export function mergeAfter(
  fn: FunctionLowering,
  stmt: Stmt,
  names: ConstructNames,
  base: Environment,
  exits: readonly Environment[],
  slots: ReadonlyMap<string, readonly Slot[]>,
  together?: ReadonlySet<string>,
): Environment {
  const result = new Map(base);
  for (const name of names.assigned) {
    if (!names.liveOut.has(name)) {
      result.delete(name);
      continue;
    }
    const joined = joinBindings(
      fn,
      `${keyOf(stmt)} ${name}`,
      name,
      exits.map((exit) => exit.get(name) ?? UNBOUND),
      together?.has(name),
    );
    result.set(name, fn.fromSlot(name, joined, slots));
  }
  return result;
}

export const NO_SLOTS: ReadonlyMap<string, readonly Slot[]> = new Map();

export function lowerIf(fn: FunctionLowering, stmt: IfStmt): void {
  const condition = lowerCondition(fn, stmt.test);
  if (condition?.constant !== undefined) {
    lowerBlock(fn, condition.constant ? stmt.body : stmt.orelse);
    return;
  }
  const names = fn.namesOf(stmt);
  const base = fn.env;
  const runDry = () => {
    const exits = [stmt.body, stmt.orelse].flatMap((body) => fn.branch(base, () => lowerBlock(fn, body)) ?? []);
    return exits.length === 0 ? undefined : mergeAfter(fn, stmt, names, base, exits, NO_SLOTS);
  };
  if (!fn.graph) {
    const after = runDry();
    fn.env = after ?? base;
    fn.isReachable = after !== undefined;
    return;
  }
  const plan = fn.try(runDry).result;
  const templates = new Map<string, Binding[]>();
  for (const name of names.assigned) {
    const binding = plan?.get(name);
    if (binding && names.liveOut.has(name)) templates.set(name, [binding]);
  }
  const slots = fn.openSlots(stmt, names, templates);
  const exits: Environment[] = [];
  const run = (body: readonly Stmt[]) => {
    const exit = fn.branch(fn.env, () =>
      fn.withSlots(slots, () => {
        lowerBlock(fn, body);
        writeLeft(fn, stmt.range);
      }),
    );
    if (exit) exits.push(exit);
  };
  const test = fn.idOf(condition ?? constantValue(false), stmt.test.range);
  fn.graph.if(
    test,
    stmt.range,
    () => run(stmt.body),
    () => run(stmt.orelse),
  );
  fn.isReachable = exits.length > 0;
  if (fn.isReachable) fn.env = mergeAfter(fn, stmt, names, fn.env, exits, slots);
}

interface Loop {
  readonly stmt: WhileStmt | ForStmt;
  readonly names: ConstructNames;
  /** Names that live across iterations or after the loop. */
  readonly carried: readonly string[];
  /** Runs one pass over all parts, each on a copy of `head`. */
  pass(head: Environment): LoopExits;
  /** Whether it has a step, where that is known before it. */
  readonly steps?: Steps | undefined;
  /** The counter's symbol, which means nothing outside. */
  readonly symbols: ReadonlySet<string>;
}

interface LoopExits {
  readonly backs: readonly Environment[];
  readonly exits: readonly Environment[];
  /** The condition is constantly true: only `break` leaves. */
  readonly isForever: boolean;
  readonly frame: LoopFrame;
}

function carriedNames(names: ConstructNames): string[] {
  return [...names.assigned].filter((name) => names.head.has(name) || names.liveOut.has(name)).sort();
}

/** The names as the loop finds them when it starts. */
function entryOf(loop: Loop, base: Environment): Environment {
  const entry = new Map(base);
  for (const name of loop.names.assigned) {
    const binding = base.get(name);
    if (!binding || !loop.names.liveIn.has(name) || !loop.carried.includes(name)) entry.delete(name);
    else entry.set(name, { ...binding, value: template(binding.value) });
  }
  return entry;
}

function joinHead(fn: FunctionLowering, loop: Loop, entry: Environment, backs: readonly Environment[]): Environment {
  const head = new Map(entry);
  const key = keyOf(loop.stmt);
  for (const name of loop.carried) {
    const bindings = [entry, ...backs].map((env, i) => {
      const binding = env.get(name) ?? UNBOUND;
      const own = withoutOriginsOf(binding, entry);
      return i === 0 ? binding : forgetSymbols(fn, `${key} ${name}`, own, loop.symbols);
    });
    const source = loop.names.head.has(name) ? `${name}@head` : name;
    const joined = joinBindings(fn, `${key} head ${name}`, source, bindings);
    head.set(name, joined);
  }
  return head;
}

/** Passes until the types at the head no longer change. */
function settle(fn: FunctionLowering, loop: Loop, base: Environment): { head: Environment; exits: LoopExits } {
  const entry = entryOf(loop, base);
  const returns = fn.returns.length;
  const { errors } = fn;
  let guesses = 0;
  const passes = (start: Environment) => {
    let head = start;
    for (let i = 0; ; i++) {
      guesses = fn.guesses;
      // What a pass with narrower types returned does not count.
      fn.returns.length = returns;
      fn.errors = errors;
      const exits = loop.pass(head);
      const next = joinHead(fn, loop, entry, exits.backs);
      // Once two types met, what follows from reading the name is unknown and would hide that.
      for (const name of loop.carried) {
        const before = head.get(name);
        if (before?.conflict) next.set(name, before);
      }
      const isStable = loop.carried.every((name) => sameBinding(head.get(name) ?? UNBOUND, next.get(name) ?? UNBOUND));
      if (isStable || i === MAX_PASSES) return { head: next, exits };
      head = next;
    }
  };
  const { isSearching } = fn;
  fn.isSearching = true;
  const found = passes(entry);
  fn.isSearching = isSearching;
  // A type that does not follow from the others is unknown at last.
  return isSearching || fn.guesses === guesses ? found : passes(found.head);
}

function exitOf(
  fn: FunctionLowering,
  loop: Loop,
  base: Environment,
  head: Environment,
  { exits, isForever, frame }: LoopExits,
  slots: ReadonlyMap<string, readonly Slot[]>,
  together?: ReadonlySet<string>,
): Environment {
  const key = keyOf(loop.stmt);
  const forgotten = exits.map((exit) => {
    const result = new Map(exit);
    for (const name of loop.names.assigned) {
      const binding = exit.get(name);
      if (binding) result.set(name, forgetSymbols(fn, `${key} after ${name}`, binding, loop.symbols));
    }
    return result;
  });
  const after = mergeAfter(fn, loop.stmt, loop.names, base, forgotten, slots, together);
  if (!isForever && !frame.isUnsure) return after;
  // The verifier does not know that the condition is always true.
  return unsureAfter(loop.names.assigned, after, (name) => head.get(name)?.state === 'yes');
}

function runLoop(
  fn: FunctionLowering,
  loop: Loop,
  final: (head: Environment, slots: ReadonlyMap<string, readonly Slot[]>) => LoopExits,
): void {
  const base = fn.env;
  const { steps } = loop;
  const ofSteps = ({ backs, exits, frame }: LoopExits) =>
    steps && frame.jumps.length === 0 && !frame.isUnsure
      ? namesOfSteps(loop.names.liveOut, base, backs, exits)
      : undefined;
  const finish = (names: ReadonlySet<string> | undefined) =>
    steps && names && setKinds(fn, loop.stmt.range, names, base, steps);
  if (!fn.graph) {
    const { head, exits } = settle(fn, loop, base);
    fn.isReachable = exits.exits.length > 0;
    const together = ofSteps(exits);
    fn.env = fn.isReachable ? exitOf(fn, loop, base, head, exits, NO_SLOTS, together) : base;
    if (fn.isReachable) finish(together);
    return;
  }
  const plan = fn.try(() => {
    const { head, exits } = settle(fn, loop, base);
    return {
      head,
      after: exits.exits.length > 0 ? exitOf(fn, loop, base, head, exits, NO_SLOTS, ofSteps(exits)) : undefined,
    };
  }).result;
  const templates = new Map<string, Binding[]>();
  for (const name of loop.carried) {
    const bindings: Binding[] = [];
    const head = plan.head.get(name);
    const after = plan.after?.get(name);
    if (head && loop.names.head.has(name)) bindings.push(head);
    if (after && loop.names.liveOut.has(name)) bindings.push(after);
    templates.set(name, bindings);
  }
  const slots = fn.openSlots(loop.stmt, loop.names, templates);
  const start = new Map(fn.env);
  for (const name of loop.names.assigned) {
    const binding = plan.head.get(name);
    if (!binding || !loop.carried.includes(name)) start.delete(name);
    else start.set(name, fn.fromSlot(name, binding, slots));
  }
  let exits: LoopExits | undefined;
  fn.withSlots(slots, () => {
    exits = final(start, slots);
  });
  fn.isReachable = exits!.exits.length > 0;
  passJumps(fn, exits!.frame.jumps, loop.stmt.range);
  if (!fn.isReachable) {
    fn.leaveNever(loop.stmt.range);
    return;
  }
  const together = ofSteps(exits!);
  fn.env = exitOf(fn, loop, fn.env, start, exits!, slots, together);
  finish(together);
}

/** The parts of a loop, each on a copy of the names at its head. */
function loopParts(fn: FunctionLowering, stmt: WhileStmt | ForStmt) {
  const frame = newFrame();
  const exits: Environment[] = [];
  return {
    frame,
    exits,
    body(head: Environment, work: () => void): void {
      fn.loops.push(frame);
      const { env, isReachable } = fn;
      fn.env = new Map(head);
      fn.isReachable = true;
      try {
        work();
        lowerBlock(fn, stmt.body);
        writeLeft(fn, stmt.range);
        if (fn.isReachable) frame.continues.push(fn.env);
      } finally {
        fn.env = env;
        fn.isReachable = isReachable;
        fn.loops.pop();
      }
    },
    orelse(head: Environment): void {
      const exit = fn.branch(head, () => {
        lowerBlock(fn, stmt.orelse);
        writeLeft(fn, stmt.range);
      });
      if (exit) exits.push(exit);
    },
    /** `isForever`: the condition never fails, so that only `break` leaves. */
    result(head: Environment, isForever: boolean): LoopExits {
      if (stmt.orelse.length === 0 && !isForever) exits.push(new Map(head));
      return {
        backs: frame.continues,
        exits: [...(isForever ? [] : exits), ...frame.breaks],
        isForever,
        frame,
      };
    },
  };
}

function isTooDeep(fn: FunctionLowering, range: SourceRange): boolean {
  if (fn.loops.length < MAX_LOOP_DEPTH) return false;
  fn.report('WEFT107', range, { limit: MAX_LOOP_DEPTH });
  return true;
}

export function lowerWhile(fn: FunctionLowering, stmt: WhileStmt): void {
  if (isTooDeep(fn, stmt.range)) return;
  const names = fn.namesOf(stmt);
  /** The condition, and the names after it: an assignment expression in it counts for the body and for what follows. */
  const test = (head: Environment, slots: ReadonlyMap<string, readonly Slot[]>) => {
    const { env } = fn;
    fn.env = new Map(head);
    try {
      const value = lowerLoopCondition(fn, stmt) ?? constantValue(false);
      const after = new Map(head);
      for (const name of assigned) {
        const binding = fn.env.get(name) ?? UNBOUND;
        after.set(name, fn.fromSlot(name, { ...binding, value: template(binding.value) }, slots));
      }
      return { value, after };
    } finally {
      fn.env = env;
    }
  };
  const assigned = assignedNames([{ kind: 'ExprStmt', range: stmt.test.range, value: stmt.test }]);
  const first = fn.try(() => lowerLoopCondition(fn, stmt)).result;
  if (first?.constant === false && isConstantTest(stmt.test)) {
    lowerBlock(fn, stmt.orelse);
    return;
  }
  const isForever = first?.constant === true && isConstantTest(stmt.test);
  const loop: Loop = {
    stmt,
    names,
    carried: carriedNames(names),
    symbols: new Set(),
    pass(head) {
      const parts = loopParts(fn, stmt);
      const { after } = test(head, NO_SLOTS);
      parts.body(after, () => {});
      if (!isForever && stmt.orelse.length > 0) parts.orelse(after);
      return parts.result(after, isForever);
    },
  };
  runLoop(fn, loop, (head, slots) => {
    const parts = loopParts(fn, stmt);
    const hasElse = !isForever && stmt.orelse.length > 0;
    let after = head;
    fn.graph!.while(
      stmt.range,
      () => {
        const tested = test(head, slots);
        after = tested.after;
        return fn.idOf(tested.value, stmt.test.range);
      },
      () => parts.body(after, () => {}),
      hasElse ? () => parts.orelse(after) : undefined,
    );
    return parts.result(after, isForever);
  });
}

/** A test without local names stays as it is in every iteration. */
function isConstantTest(test: Expr): boolean {
  return test.kind === 'Bool' || test.kind === 'Int' || (test.kind === 'Unary' && isConstantTest(test.operand));
}

export function lowerFor(fn: FunctionLowering, stmt: ForStmt): void {
  if (isTooDeep(fn, stmt.range)) return;
  const before = fn.iterated.length;
  const dictsBefore = loopedDicts(fn).length;
  fn.loopBody = stmt.body;
  const found = refuseEffects(fn, stmt.iter) ? undefined : lowerIteration(fn, stmt.iter);
  fn.loopBody = undefined;
  // Known items are written out; where the loop may be left early, they become a list.
  const isSmall = found !== undefined && !('length' in found) && !leavesLoop(stmt.body);
  const written = isSmall ? writtenOut(found) : undefined;
  const isWritten = written !== undefined && fn.instance.unrolled.has(stmt);
  const items = isWritten ? written : found && 'length' in found ? found : undefined;
  const needsList = items && (items.length > MAX_UNROLLED || leavesLoop(stmt.body));
  const steps = needsList ? itemsAsSteps(fn, stmt.iter.range, tupleValue(items)) : undefined;
  const dicts = loopedDicts(fn).slice(dictsBefore);
  if (items && !steps) {
    whileLooped(dicts, () => unroll(fn, stmt, items));
    return;
  }
  if (dicts.some((dict) => dict.items.some(isReference))) {
    fn.report('WEFT282', stmt.iter.range, {
      what: 'A loop with `break` or `continue` over values that change',
      reason: 'each value is read when its turn comes',
      instead: 'Loop over the keys, or over a copy: `dict(d).items()`',
    });
  }
  const iteration: Iteration | undefined = steps
    ? { bounds: [intConstant(0), steps.length, intConstant(1)], item: steps.item }
    : (found as Iteration | undefined);
  const lists = fn.iterated.slice(before);
  const cells = lists.map((each) => each.list);
  const names = fn.namesOf(stmt);
  const symbol = counterSymbol(fn, stmt);
  if (written) fn.smallLoops.set(symbol, stmt);
  else fn.smallLoops.delete(symbol);
  const start = (counter: GraphValue) => {
    const item = iteration ? iteration.item(counter) : UNKNOWN;
    assignTarget(fn, stmt.target, item, stmt.target.range);
  };
  const isInt = iteration !== undefined;
  const counterOf = (id?: number): GraphValue => ({
    kind: 'value',
    type: { kind: 'int' },
    sym: symbolPoly(symbol),
    ...(id === undefined ? {} : { id }),
  });
  const loop: Loop = {
    stmt,
    names,
    carried: carriedNames(names),
    steps: iteration && stmt.orelse.length === 0 ? stepsOf(fn, stmt.iter.range, iteration) : undefined,
    symbols: new Set([symbol]),
    pass(head) {
      const parts = loopParts(fn, stmt);
      setLeast(fn, symbol, iteration);
      fn.counters.push(symbol);
      if (!runsNever(fn, lists)) parts.body(head, () => start(counterOf()));
      fn.counters.pop();
      if (stmt.orelse.length > 0) parts.orelse(head);
      return parts.result(head, false);
    },
  };
  runLoop(fn, loop, (head) => {
    const parts = loopParts(fn, stmt);
    setLeast(fn, symbol, iteration);
    const isChanged = cells.length > 0 && mayChangeLengths(fn, stmt.iter, stmt.body, cells, names.assigned);
    if (isChanged === 'certain' && !iteration?.list) {
      fn.report('WEFT282', stmt.iter.range, {
        what: 'A loop over parts of a list that may change its length',
        reason: 'CPython would look at its length before every step',
        instead: 'Loop over the list itself, or over a copy: `list(a)`',
      });
    }
    if (iteration?.list && isChanged) {
      const body = (counter: number) => {
        fn.counters.push(symbol);
        parts.body(head, () => start(counterOf(counter)));
        fn.counters.pop();
      };
      emitGrowingLoop(
        fn,
        stmt.range,
        iteration.list,
        body,
        stmt.orelse.length > 0 ? () => parts.orelse(head) : undefined,
      );
      return parts.result(head, false);
    }
    const bounds = isInt ? iteration.bounds : ([intConstant(0), intConstant(0), intConstant(1)] as const);
    const [from, to, by] = bounds.map((bound) => fn.idOf(bound, stmt.iter.range)) as [number, number, number];
    const isChecked = isChanged === 'possible' && !iteration?.list;
    const lengths = isChecked ? lists.map((each) => listLength(fn, stmt.iter.range, each)) : [];
    const check = () => isChecked && checkLengths(fn, stmt.iter.range, lists, lengths);
    fn.graph!.for(
      stmt.range,
      [from, to, by],
      (counter) => {
        check();
        fn.counters.push(symbol);
        parts.body(head, () => start(counterOf(counter)));
        fn.counters.pop();
      },
      stmt.orelse.length > 0 || isChecked || iteration?.after
        ? () => {
            check();
            iteration?.after?.();
            if (stmt.orelse.length > 0) parts.orelse(head);
          }
        : undefined,
    );
    return parts.result(head, false);
  });
}

/** Whether something in the statements may take items out of a dictionary or a set, as far as the text shows. */
export function mayRemove(fn: FunctionLowering, tree: unknown): boolean {
  return someNode(tree, (node) => {
    if (node.kind === 'Delete') return true;
    if (node.kind !== 'Call') return undefined;
    const { func } = node;
    const isMethod = func.kind === 'Attribute' && /^(pop|popitem|remove|discard|clear|\w*update)$/.test(func.attr);
    const isOwn = func.kind === 'Name' && (fn.isLocal(func.id) || fn.program.scope.functions.has(func.id));
    return isMethod || isOwn || undefined;
  });
}

/** Loops of more steps are not written out for the types of what they index. */
const MAX_STEPS = 16;

/** The items of a loop over `range` itself with few steps, known while compiling: `count` tells it. */
function writtenOut(iteration: Iteration): readonly Value[] | undefined {
  const [start, stop, step] = iteration.bounds.map(({ constant }) =>
    typeof constant === 'bigint' ? constant : undefined,
  );
  if (start === undefined || stop === undefined || !step || !iteration.count) return undefined;
  const items: Value[] = [];
  for (let at = start; step > 0n ? at < stop : at > stop; at += step) {
    const item = constantValue(at) as GraphValue;
    if (items.length === MAX_STEPS) return undefined;
    items.push(item);
  }
  return items;
}

/** Remembers the least value of a counter while its loop is lowered. */
function setLeast(fn: FunctionLowering, symbol: string, iteration: Iteration | undefined): void {
  const least = iteration && leastCount(fn, iteration.bounds);
  if (least === undefined) fn.leastCounts.delete(symbol);
  else fn.leastCounts.set(symbol, least);
}

/** The counter's Python name where it is free, so that shapes read as the program does. */
function counterSymbol(fn: FunctionLowering, stmt: ForStmt): string {
  const name = stmt.target.kind === 'Name' && !/^_$|@/.test(stmt.target.id) ? stmt.target.id : undefined;
  if (name !== undefined && !fn.counters.includes(name) && !fn.instance.symbols.has(name)) return name;
  return fn.unknownDim(`counter ${keyOf(stmt)}`);
}

const MAX_UNROLLED = 32;

/** A loop over a tuple is written out; it has no `break` or `continue` of its own. */
function unroll(fn: FunctionLowering, stmt: ForStmt, items: readonly Value[]): void {
  if (items.length > MAX_UNROLLED || (items.length > 0 && leavesLoop(stmt.body))) {
    fn.report('WEFT227', stmt.iter.range, {
      type: quotedType({ kind: 'tuple', items: items.slice(0, 3), isList: false }),
      reason: `a loop over a tuple is written out: up to ${MAX_UNROLLED} items, without \`break\` and \`continue\``,
      instead: 'Make an array of it with `np.array(...)`',
    });
    return;
  }
  const keys = keysOf(fn, stmt.iter);
  for (const item of items) {
    if (!fn.isReachable) break;
    assignTarget(fn, stmt.target, item, stmt.target.range);
    lowerBlock(fn, stmt.body);
    if (keysOf(fn, stmt.iter) === keys) continue;
    fn.report('WEFT282', stmt.iter.range, {
      what: 'A dictionary that gets or loses keys while a loop runs over it',
      reason: 'CPython raises `RuntimeError`',
      instead: 'Loop over a copy: `list(d)`',
    });
    break;
  }
  if (fn.isReachable) lowerBlock(fn, stmt.orelse);
}

/** The number of keys of the dictionary whose name the loop runs over; undefined for all else. */
function keysOf(fn: FunctionLowering, iter: Expr): number | undefined {
  const isView = iter.kind === 'Call' && iter.func.kind === 'Attribute' && /^(items|keys|values)$/.test(iter.func.attr);
  const base = isView && iter.func.kind === 'Attribute' ? iter.func.value : iter;
  const value = base.kind === 'Name' ? fn.env.get(base.id)?.value : undefined;
  return value?.kind === 'dict' ? value.keys.length : undefined;
}
