// SPDX-License-Identifier: Apache-2.0
// `if`, `while` and `for`. Each construct is first run dry, to know the types of names where its paths meet (for loops
// until they no longer change), and then for real, with a variable for every name that is live across its border.

import type { SourceRange } from '../graph/graph';
import { dimValue, intConstant } from '../numpy/elementwise';
import { index, indexValue } from '../numpy/indexing';
import type { Expr, ForStmt, IfStmt, Stmt, WhileStmt } from '../syntax/ast';
import { symbolPoly } from '../types/dims';
import {
  type ArrayValue,
  constantValue,
  type GraphValue,
  isArray,
  quotedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import {
  type Binding,
  type Environment,
  forgetSymbols,
  joinBindings,
  sameBinding,
  template,
  UNBOUND,
} from './environment';
import { lowerCondition, lowerExpr } from './expressions';
import type { FunctionLowering, Slot } from './function';
import type { ConstructNames } from './liveness';
import { assignTarget, lowerBlock } from './statements';

/** More passes than any program of finite types needs; a guard, not a limit that is met. */
const MAX_PASSES = 24;
/** Work doubles with each level of nesting in the worst case. */
const MAX_LOOP_DEPTH = 10;

function keyOf(stmt: Stmt): string {
  return `${stmt.kind}${stmt.range.startLine}:${stmt.range.startColumn}`;
}

/** The names after a construct: joined where it may assign them, else as before. */
function mergeAfter(
  fn: FunctionLowering,
  stmt: Stmt,
  names: ConstructNames,
  base: Environment,
  exits: readonly Environment[],
  slots: ReadonlyMap<string, readonly Slot[]>,
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
      exits.map((exit) => exit.get(name) ?? UNBOUND),
    );
    result.set(name, fn.fromSlot(joined, slots.get(name)));
  }
  return result;
}

const NO_SLOTS: ReadonlyMap<string, readonly Slot[]> = new Map();

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
    const exit = fn.branch(fn.env, () => fn.withSlots(slots, () => lowerBlock(fn, body)));
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
  /** The counter's symbol, which means nothing outside. */
  readonly symbols: ReadonlySet<string>;
}

interface LoopExits {
  readonly backs: readonly Environment[];
  readonly exits: readonly Environment[];
  /** The condition is constantly true: only `break` leaves. */
  readonly isForever: boolean;
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
      return i === 0 ? binding : forgetSymbols(fn, `${key} ${name}`, binding, loop.symbols);
    });
    const joined = joinBindings(fn, `${key} head ${name}`, bindings);
    head.set(name, joined);
  }
  return head;
}

/** Passes until the types at the head no longer change. */
function settle(fn: FunctionLowering, loop: Loop, base: Environment): { head: Environment; exits: LoopExits } {
  const entry = entryOf(loop, base);
  let head = entry;
  const returns = fn.returns.length;
  for (let i = 0; ; i++) {
    // What a pass with narrower types returned does not count.
    fn.returns.length = returns;
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
}

function exitOf(
  fn: FunctionLowering,
  loop: Loop,
  base: Environment,
  head: Environment,
  { exits, isForever }: LoopExits,
  slots: ReadonlyMap<string, readonly Slot[]>,
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
  const after = mergeAfter(fn, loop.stmt, loop.names, base, forgotten, slots);
  if (!isForever) return after;
  // The verifier does not know that the condition is always true.
  for (const name of loop.names.assigned) {
    const binding = after.get(name);
    const before = head.get(name) ?? UNBOUND;
    if (binding?.state === 'yes' && binding.slot !== undefined && before.state !== 'yes') {
      after.set(name, { ...binding, state: 'maybe' });
    }
  }
  return after;
}

function runLoop(fn: FunctionLowering, loop: Loop, final: (head: Environment) => LoopExits): void {
  const base = fn.env;
  if (!fn.graph) {
    const { head, exits } = settle(fn, loop, base);
    fn.isReachable = exits.exits.length > 0;
    fn.env = fn.isReachable ? exitOf(fn, loop, base, head, exits, NO_SLOTS) : base;
    return;
  }
  const plan = fn.try(() => {
    const { head, exits } = settle(fn, loop, base);
    return { head, after: exits.exits.length > 0 ? exitOf(fn, loop, base, head, exits, NO_SLOTS) : undefined };
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
    else start.set(name, fn.fromSlot(binding, slots.get(name)));
  }
  let exits: LoopExits | undefined;
  fn.withSlots(slots, () => {
    exits = final(start);
  });
  fn.isReachable = exits!.exits.length > 0;
  if (fn.isReachable) fn.env = exitOf(fn, loop, fn.env, start, exits!, slots);
  else fn.leaveNever(loop.stmt.range);
}

/** The parts of a loop, each on a copy of the names at its head. */
function loopParts(fn: FunctionLowering, stmt: WhileStmt | ForStmt, head: Environment) {
  const frame = { breaks: [] as Environment[], continues: [] as Environment[] };
  const exits: Environment[] = [];
  return {
    frame,
    exits,
    body(work: () => void): void {
      fn.loops.push(frame);
      const { env, isReachable } = fn;
      fn.env = new Map(head);
      fn.isReachable = true;
      work();
      lowerBlock(fn, stmt.body);
      if (fn.isReachable) frame.continues.push(fn.env);
      fn.env = env;
      fn.isReachable = isReachable;
      fn.loops.pop();
    },
    orelse(): void {
      const exit = fn.branch(head, () => lowerBlock(fn, stmt.orelse));
      if (exit) exits.push(exit);
    },
    /** `isForever`: the condition never fails, so that only `break` leaves. */
    result(isForever: boolean): LoopExits {
      if (stmt.orelse.length === 0 && !isForever) exits.push(new Map(head));
      return { backs: frame.continues, exits: [...(isForever ? [] : exits), ...frame.breaks], isForever };
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
  const test = (head: Environment): GraphValue => {
    const { env } = fn;
    fn.env = new Map(head);
    const value = lowerCondition(fn, stmt.test) ?? constantValue(false);
    fn.env = env;
    return value;
  };
  const first = fn.try(() => lowerCondition(fn, stmt.test)).result;
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
      const parts = loopParts(fn, stmt, head);
      test(head);
      parts.body(() => {});
      if (!isForever && stmt.orelse.length > 0) parts.orelse();
      return parts.result(isForever);
    },
  };
  runLoop(fn, loop, (head) => {
    const parts = loopParts(fn, stmt, head);
    const hasElse = !isForever && stmt.orelse.length > 0;
    fn.graph!.while(
      stmt.range,
      () => fn.idOf(test(head), stmt.test.range),
      () => parts.body(() => {}),
      hasElse ? () => parts.orelse() : undefined,
    );
    return parts.result(isForever);
  });
}

/** A test without local names stays as it is in every iteration. */
function isConstantTest(test: Expr): boolean {
  return test.kind === 'Bool' || test.kind === 'Int' || (test.kind === 'Unary' && isConstantTest(test.operand));
}

/** What a `for` runs over: the bounds of its counter, and the value of each iteration. */
interface Iteration {
  readonly bounds: readonly [GraphValue, GraphValue, GraphValue];
  item(counter: GraphValue): Value;
}

export function lowerFor(fn: FunctionLowering, stmt: ForStmt): void {
  if (isTooDeep(fn, stmt.range)) return;
  const iteration = lowerIteration(fn, stmt);
  if (iteration === 'done') return;
  const names = fn.namesOf(stmt);
  const symbol = counterSymbol(fn, stmt);
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
    symbols: new Set([symbol]),
    pass(head) {
      const parts = loopParts(fn, stmt, head);
      fn.counters.push(symbol);
      parts.body(() => start(counterOf()));
      fn.counters.pop();
      if (stmt.orelse.length > 0) parts.orelse();
      return parts.result(false);
    },
  };
  runLoop(fn, loop, (head) => {
    const parts = loopParts(fn, stmt, head);
    const bounds = isInt ? iteration.bounds : ([intConstant(0), intConstant(0), intConstant(1)] as const);
    const [from, to, by] = bounds.map((bound) => fn.idOf(bound, stmt.iter.range)) as [number, number, number];
    fn.graph!.for(
      stmt.range,
      [from, to, by],
      (counter) => {
        fn.counters.push(symbol);
        parts.body(() => start(counterOf(counter)));
        fn.counters.pop();
      },
      stmt.orelse.length > 0 ? () => parts.orelse() : undefined,
    );
    return parts.result(false);
  });
}

/** The counter's Python name where it is free, so that shapes read as the program does. */
function counterSymbol(fn: FunctionLowering, stmt: ForStmt): string {
  const name = stmt.target.kind === 'Name' && stmt.target.id !== '_' ? stmt.target.id : undefined;
  if (name !== undefined && !fn.counters.includes(name) && !fn.instance.symbols.has(name)) return name;
  return fn.unknownDim(`counter ${keyOf(stmt)}`);
}

/** Undefined after a report; `done` when the loop is already lowered. */
function lowerIteration(fn: FunctionLowering, stmt: ForStmt): Iteration | undefined | 'done' {
  const { iter } = stmt;
  if (iter.kind === 'Call' && iter.func.kind === 'Name' && fn.program.isBuiltin(fn, iter.func.id, 'range')) {
    return rangeIteration(fn, iter.args, iter.range, iter.keywords.length > 0);
  }
  if (iter.kind === 'Call' && iter.func.kind === 'Name' && fn.program.isBuiltin(fn, iter.func.id, 'enumerate')) {
    return enumerateIteration(fn, iter.args, iter.range, iter.keywords.length > 0);
  }
  const value = lowerExpr(fn, iter);
  if (value.kind === 'unknown') return undefined;
  if (isArray(value)) return arrayIteration(fn, value, iter.range);
  if (value.kind === 'tuple') return unroll(fn, stmt, value.items);
  const isInt = value.kind === 'value' && value.type.kind === 'int';
  fn.report('WEFT227', iter.range, {
    type: quotedType(value),
    reason: 'a loop runs over `range`, an array or a tuple',
    instead: isInt ? 'Write `range(...)` around it' : 'Use `range` and an index',
  });
  return undefined;
}

function rangeIteration(
  fn: FunctionLowering,
  args: readonly Expr[],
  range: SourceRange,
  hasKeywords: boolean,
): Iteration | undefined {
  const values = args.map((arg) => ({ value: lowerExpr(fn, arg), range: arg.range }));
  if (values.length === 0 || values.length > 3 || hasKeywords) {
    fn.report('WEFT219', range, {
      function: 'range',
      most: 3,
      count: values.length,
      signature: 'range(start, stop, step)',
    });
    return undefined;
  }
  const bounds: GraphValue[] = [];
  for (const { value, range: where } of values) {
    if (value.kind === 'unknown') return undefined;
    const isFloat =
      value.kind === 'value' &&
      (value.type.kind === 'float' || (value.type.kind === 'scalar' && value.type.dtype.startsWith('f')));
    const bound = isFloat || isArray(value) || value.kind !== 'value' ? undefined : indexValue(fn, where, value);
    if (!bound) {
      fn.report('WEFT224', where, {
        name: 'stop',
        function: 'range',
        type: quotedType(value),
        reason: 'a range counts integers',
        instead: 'Write `int(...)` around it',
      });
      return undefined;
    }
    bounds.push(bound);
  }
  const [first, second, third] = bounds;
  if (third?.constant === 0n) {
    fn.report('WEFT224', values[2]!.range, {
      name: 'step',
      function: 'range',
      type: '0',
      reason: 'CPython raises `ValueError`',
      instead: 'Use another step',
    });
    return undefined;
  }
  return {
    bounds: [second ? first! : intConstant(0), second ?? first!, third ?? intConstant(1)],
    item: (counter) => counter,
  };
}

function arrayIteration(fn: FunctionLowering, array: ArrayValue, range: SourceRange): Iteration {
  return {
    bounds: [intConstant(0), dimValue(fn, range, array, 0), intConstant(1)],
    item: (counter) => index(fn, range, array, [{ kind: 'int', value: counter, range }]) ?? UNKNOWN,
  };
}

/** `for i, row in enumerate(array)`. */
function enumerateIteration(
  fn: FunctionLowering,
  args: readonly Expr[],
  range: SourceRange,
  hasKeywords: boolean,
): Iteration | undefined {
  const value = args[0] ? lowerExpr(fn, args[0]) : UNKNOWN;
  if (value.kind === 'unknown') return undefined;
  if (!isArray(value) || args.length !== 1 || hasKeywords) {
    fn.report('WEFT227', range, {
      type: '`enumerate` of this',
      reason: 'only `enumerate(array)` is compiled',
      instead: 'Write `for i in range(...)`',
    });
    return undefined;
  }
  const { bounds, item } = arrayIteration(fn, value, range);
  return { bounds, item: (counter) => ({ kind: 'tuple', items: [counter, item(counter)], isList: false }) };
}

const MAX_UNROLLED = 16;

/** A loop over a tuple is written out; it has no `break` or `continue` of its own. */
function unroll(fn: FunctionLowering, stmt: ForStmt, items: readonly Value[]): 'done' | undefined {
  if (items.length > MAX_UNROLLED || leavesLoop(stmt.body)) {
    fn.report('WEFT227', stmt.iter.range, {
      type: quotedType({ kind: 'tuple', items: items.slice(0, 3), isList: false }),
      reason: `a loop over a tuple is written out: up to ${MAX_UNROLLED} items, without \`break\` and \`continue\``,
      instead: 'Make an array of it with `np.array(...)`',
    });
    return undefined;
  }
  for (const item of items) {
    if (!fn.isReachable) break;
    assignTarget(fn, stmt.target, item, stmt.target.range);
    lowerBlock(fn, stmt.body);
  }
  if (fn.isReachable) lowerBlock(fn, stmt.orelse);
  return 'done';
}

function leavesLoop(statements: readonly Stmt[]): boolean {
  return statements.some((stmt) => {
    if (stmt.kind === 'Break' || stmt.kind === 'Continue') return true;
    if (stmt.kind === 'If') return leavesLoop(stmt.body) || leavesLoop(stmt.orelse);
    return (stmt.kind === 'For' || stmt.kind === 'While') && leavesLoop(stmt.orelse);
  });
}
