// SPDX-License-Identifier: Apache-2.0
// `break` and `continue` that leave more than the innermost loop of the graph: out of a block, which is a loop of one
// round there, and out of loops and blocks around. A variable then tells each loop on the way that it is left too.

import type { Constant, SourceRange } from '../../graph/graph';
import type { BlockStmt, BreakStmt, ContinueStmt } from '../../syntax/ast';
import { type Binding, type Environment, forgetSymbols } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { writeLeft } from '../unions/narrowing';
import { zeroAtStart } from '../unions/storage';
import { keyOf, mergeAfter, NO_SLOTS } from './control';
import { lowerBlock } from './statements';

/** A jump over the loops between it and the one that it means. */
export interface Jump {
  readonly frame: LoopFrame;
  readonly kind: 'break' | 'continue';
}

export interface LoopFrame {
  readonly breaks: Environment[];
  readonly continues: Environment[];
  /** The block that this is. */
  readonly label?: string;
  /** Jumps over it. */
  readonly jumps: Jump[];
  /** A jump over others ends here or passes: the verifier sees other paths to what follows. */
  isUnsure: boolean;
  /** Counters of the loops that jumps to it leave. */
  readonly symbols: Set<string>;
  /** The variables that tell of jumps to it. */
  readonly flags: { break?: number; continue?: number };
}

export function newFrame(label?: string): LoopFrame {
  return {
    breaks: [],
    continues: [],
    jumps: [],
    isUnsure: false,
    symbols: new Set(),
    flags: {},
    ...(label === undefined ? {} : { label }),
  };
}

/** `break` and `continue` of the innermost loop, and `break` of a block. */
export function lowerJump(fn: FunctionLowering, stmt: BreakStmt | ContinueStmt): void {
  const label = stmt.kind === 'Break' ? stmt.label : undefined;
  const place = fn.loops.map((frame) => frame.label).lastIndexOf(label);
  const frame = fn.loops[place];
  if (!frame) {
    fn.markIncomplete();
    return;
  }
  writeLeft(fn, stmt.range);
  const kind = stmt.kind === 'Break' ? 'break' : 'continue';
  (kind === 'break' ? frame.breaks : frame.continues).push(new Map(fn.env));
  for (const symbol of fn.counters) frame.symbols.add(symbol);
  const crossed = fn.loops.slice(place + 1);
  if (crossed.length > 0) frame.isUnsure = true;
  for (const each of crossed) {
    each.isUnsure = true;
    if (!each.jumps.some((jump) => jump.frame === frame && jump.kind === kind)) each.jumps.push({ frame, kind });
  }
  if (crossed.length > 0 && fn.graph)
    fn.graph.set(flagOf(fn, { frame, kind }, stmt.range), fn.graph.bool(true, stmt.range), stmt.range);
  fn.effect(crossed.length > 0 ? 'break' : kind, stmt.range, []);
  fn.isReachable = false;
}

function flagOf(fn: FunctionLowering, { frame, kind }: Jump, range: SourceRange): number {
  let variable = frame.flags[kind];
  if (variable === undefined) {
    const slot = fn.newSlot('_leave', { kind: 'bool' });
    zeroAtStart(fn, slot, range);
    variable = slot.variable;
    frame.flags[kind] = variable;
  }
  return variable;
}

/** After a loop that was left by jumps over it: they go on, or arrive. */
export function passJumps(fn: FunctionLowering, jumps: readonly Jump[], range: SourceRange): void {
  const { graph } = fn;
  const around = fn.loops[fn.loops.length - 1];
  if (!graph) return;
  for (const jump of jumps) {
    const variable = flagOf(fn, jump, range);
    const hasArrived = jump.frame === around;
    graph.if(graph.get(variable, range), range, () => {
      if (hasArrived) graph.set(variable, graph.bool(false, range), range);
      fn.effect(hasArrived ? jump.kind : 'break', range, []);
    });
  }
}

/** The verifier sees the paths of jumps as well: names that only the others set are read checked. */
export function unsureAfter(
  assigned: ReadonlySet<string>,
  after: Environment,
  isSet: (name: string) => boolean,
): Environment {
  for (const name of assigned) {
    const binding: Binding | undefined = after.get(name);
    const isStored = binding?.slot !== undefined || binding?.slots?.some((slot) => slot !== undefined);
    if (binding?.state === 'yes' && isStored && !isSet(name)) after.set(name, { ...binding, state: 'maybe' });
  }
  return after;
}

/** The condition of a loop that only `break` leaves: the verifier wants it in the region of the condition. */
const ALWAYS: Constant = { type: { kind: 'bool' }, value: true };

/** Statements that `break` with the label leaves. */
export function lowerLabelled(fn: FunctionLowering, stmt: BlockStmt): void {
  const names = fn.namesOf(stmt);
  const base = fn.env;
  const run = (inGraph: boolean) => {
    const frame = newFrame(stmt.label);
    const before = new Set(fn.counters);
    fn.loops.push(frame);
    try {
      const end = fn.branch(fn.env, () => {
        lowerBlock(fn, stmt.body);
        writeLeft(fn, stmt.range);
        if (inGraph && fn.isReachable) fn.effect('break', stmt.range, []);
      });
      const symbols = new Set([...frame.symbols].filter((symbol) => !before.has(symbol)));
      const exits = [
        ...(end ? [end] : []),
        ...frame.breaks.map((exit) => withoutSymbols(fn, stmt, exit, names.assigned, symbols)),
      ];
      return { exits, frame };
    } finally {
      fn.loops.pop();
    }
  };
  if (!fn.graph) {
    const { exits } = run(false);
    fn.isReachable = exits.length > 0;
    fn.env = exits.length > 0 ? mergeAfter(fn, stmt, names, base, exits, NO_SLOTS) : base;
    return;
  }
  const plan = fn.try(() => {
    const { exits } = run(false);
    return exits.length === 0 ? undefined : mergeAfter(fn, stmt, names, base, exits, NO_SLOTS);
  }).result;
  const templates = new Map<string, Binding[]>();
  for (const name of names.assigned) {
    const binding = plan?.get(name);
    if (binding && names.liveOut.has(name)) templates.set(name, [binding]);
  }
  const slots = fn.openSlots(stmt, names, templates);
  const { graph, env: head } = fn;
  let found: ReturnType<typeof run> | undefined;
  fn.withSlots(slots, () => {
    graph.while(
      stmt.range,
      () => graph.emit('const', [], ALWAYS.type, stmt.range, { constant: ALWAYS }),
      () => {
        found = run(true);
      },
    );
  });
  const { exits, frame } = found!;
  fn.isReachable = exits.length > 0;
  passJumps(fn, frame.jumps, stmt.range);
  if (!fn.isReachable) {
    fn.leaveNever(stmt.range);
    return;
  }
  const after = mergeAfter(fn, stmt, names, head, exits, slots);
  fn.env = frame.isUnsure ? unsureAfter(names.assigned, after, (name) => head.get(name)?.state === 'yes') : after;
}

function withoutSymbols(
  fn: FunctionLowering,
  stmt: BlockStmt,
  exit: Environment,
  assigned: ReadonlySet<string>,
  symbols: ReadonlySet<string>,
): Environment {
  if (symbols.size === 0) return exit;
  const result = new Map(exit);
  for (const name of assigned) {
    const binding = exit.get(name);
    if (binding) result.set(name, forgetSymbols(fn, `${keyOf(stmt)} after ${name}`, binding, symbols));
  }
  return result;
}
