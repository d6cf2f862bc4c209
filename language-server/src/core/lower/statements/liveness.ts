// SPDX-License-Identifier: Apache-2.0
// Which names are read later, for every `if` and loop of a function. A name that is assigned in such a construct and
// live across its border becomes a variable of the graph; all others stay plain values.

import { freeNames, visitExpression, visitStatements } from '../../names/visit';
import type { Expr, FunctionDecl, Stmt } from '../../syntax/ast';

export interface ConstructNames {
  /** Names that the construct may assign. */
  readonly assigned: ReadonlySet<string>;
  readonly liveIn: ReadonlySet<string>;
  readonly liveOut: ReadonlySet<string>;
  /** Names read in a later iteration or after the loop; empty for `if`. */
  readonly head: ReadonlySet<string>;
}

export type Liveness = ReadonlyMap<Stmt, ConstructNames>;

type Names = ReadonlySet<string>;

interface Jumps {
  readonly breakOut: Names;
  readonly continueOut: Names;
  /** What is read after each block around. */
  readonly blocks: ReadonlyMap<string, Names>;
  readonly depth: number;
}

const NONE: Names = new Set();

export const NO_NAMES: ConstructNames = { assigned: NONE, liveIn: NONE, liveOut: NONE, head: NONE };
/** Loops nested deeper are treated as reading all their names at their head: exact analysis doubles with each level. */
const EXACT_DEPTH = 6;

/** Statements that may assign, of which copies may be made. */
const SIMPLE: ReadonlySet<Stmt['kind']> = new Set(['Assign', 'AugAssign', 'AnnAssign', 'ExprStmt']);

function union(...sets: readonly Iterable<string>[]): Set<string> {
  const result = new Set<string>();
  for (const set of sets) for (const name of set) result.add(name);
  return result;
}

function without(set: Names, names: Names): Names {
  if (names.size === 0) return set;
  return new Set([...set].filter((name) => !names.has(name)));
}

export function readsOf(expr: Expr | undefined): Set<string> {
  const names = new Set<string>();
  if (expr) visitExpression(expr, { read: (name) => void names.add(name) });
  return names;
}

/** Names that a target binds, and names that it reads (`a` in `a[i] = x`). */
export function targetNames(target: Expr): { bound: Set<string>; read: Set<string> } {
  if (target.kind === 'Name') return { bound: new Set([target.id]), read: new Set() };
  if (target.kind === 'Tuple' || target.kind === 'List') {
    const parts = target.elements.map(targetNames);
    return { bound: union(...parts.map((part) => part.bound)), read: union(...parts.map((part) => part.read)) };
  }
  if (target.kind === 'Starred') return targetNames(target.value);
  return { bound: new Set(), read: readsOf(target) };
}

export function assignedNames(statements: readonly Stmt[]): Set<string> {
  const names = new Set<string>();
  visitStatements(statements, { bind: (name) => void names.add(name) });
  return names;
}

function defaultReads(decl: FunctionDecl): Set<string> {
  return union(...decl.parameters.map((parameter) => readsOf(parameter.default)));
}

function capturedNames(fn: FunctionDecl): Set<string> {
  const names = new Set<string>();
  visitStatements(fn.body, {
    nested: (decl) => {
      if (decl.isInPlace) return;
      for (const name of freeNames(decl)) names.add(name);
    },
  });
  return names;
}

/** It computes items while the loop runs. */
function isLate(iter: Expr): boolean {
  if (iter.kind === 'Comprehension') return iter.isGenerator;
  if (iter.kind !== 'Call' || iter.func.kind !== 'Name') return false;
  return iter.func.id === 'map' || iter.args.some(isLate);
}

export function computeLiveness(fn: FunctionDecl): Liveness {
  const exact = new Map<Stmt, ConstructNames>();
  const found = {
    set(stmt: Stmt, names: ConstructNames): void {
      exact.set(stmt, {
        assigned: names.assigned,
        liveIn: union(names.liveIn, captured),
        liveOut: union(names.liveOut, captured),
        head: stmt.kind === 'For' || stmt.kind === 'While' ? union(names.head, captured) : names.head,
      });
    },
  };
  // A closure may be called anywhere: what it reads is always live.
  const captured = capturedNames(fn);

  const block = (statements: readonly Stmt[], out: Names, jumps: Jumps): Names => {
    let live = out;
    for (let i = statements.length - 1; i >= 0; i--) live = statement(statements[i]!, live, jumps);
    return live;
  };

  const statement = (stmt: Stmt, out: Names, jumps: Jumps): Names => {
    const live = liveBefore(stmt, out, jumps);
    if (SIMPLE.has(stmt.kind)) {
      found.set(stmt, { assigned: assignedNames([stmt]), liveIn: live, liveOut: out, head: NONE });
    }
    return live;
  };

  const liveBefore = (stmt: Stmt, out: Names, jumps: Jumps): Names => {
    switch (stmt.kind) {
      case 'Assign': {
        const targets = stmt.targets.map(targetNames);
        const rest = without(out, union(...targets.map((target) => target.bound)));
        return union(rest, readsOf(stmt.value), ...targets.map((target) => target.read));
      }
      case 'AugAssign':
        return union(out, readsOf(stmt.target), readsOf(stmt.value));
      case 'AnnAssign': {
        if (!stmt.value) return out;
        const target = targetNames(stmt.target);
        return union(without(out, target.bound), readsOf(stmt.value), target.read);
      }
      case 'ExprStmt':
        return union(out, readsOf(stmt.value));
      case 'FunctionDef':
        return union(without(out, new Set([stmt.decl.name])), defaultReads(stmt.decl));
      case 'Raise':
        return readsOf(stmt.exception);
      case 'Assert':
        return union(out, readsOf(stmt.test), readsOf(stmt.message));
      case 'Delete':
        found.set(stmt, { assigned: NONE, liveIn: out, liveOut: out, head: NONE });
        return union(out, ...stmt.targets.map(readsOf));
      case 'With':
        return union(block(stmt.body, out, jumps), ...stmt.items.map(readsOf));
      case 'Return':
        return readsOf(stmt.value);
      case 'Break':
        return stmt.label === undefined ? jumps.breakOut : (jumps.blocks.get(stmt.label) ?? NONE);
      case 'Block': {
        const live = block(stmt.body, out, { ...jumps, blocks: new Map(jumps.blocks).set(stmt.label, out) });
        found.set(stmt, { assigned: assignedNames([stmt]), liveIn: live, liveOut: out, head: NONE });
        return live;
      }
      case 'Continue':
        return jumps.continueOut;
      case 'If': {
        const live = union(readsOf(stmt.test), block(stmt.body, out, jumps), block(stmt.orelse, out, jumps));
        found.set(stmt, { assigned: assignedNames([stmt]), liveIn: live, liveOut: out, head: NONE });
        return live;
      }
      case 'While':
      case 'For':
        return loop(stmt, out, jumps);
      default:
        return out;
    }
  };

  const loop = (stmt: Extract<Stmt, { kind: 'While' | 'For' }>, out: Names, jumps: Jumps): Names => {
    const target = stmt.kind === 'For' ? targetNames(stmt.target) : { bound: NONE, read: NONE };
    const fixed = union(stmt.kind === 'While' ? readsOf(stmt.test) : NONE, block(stmt.orelse, out, jumps), target.read);
    const depth = jumps.depth + 1;
    // Generators in what it runs over read names whenever an item is asked for.
    let head: Names = stmt.kind === 'For' && isLate(stmt.iter) ? union(fixed, readsOf(stmt.iter)) : fixed;
    if (depth > EXACT_DEPTH) {
      const all = new Set<string>();
      visitStatements([stmt], { read: (name) => void all.add(name) });
      head = union(head, all, assignedNames([stmt]), out);
    }
    for (;;) {
      const body = block(stmt.body, head, { ...jumps, breakOut: out, continueOut: head, depth });
      const next = union(head, without(body, target.bound));
      if (next.size === head.size) break;
      head = next;
    }
    const live = stmt.kind === 'For' ? union(head, readsOf(stmt.iter)) : head;
    found.set(stmt, { assigned: assignedNames([stmt]), liveIn: live, liveOut: out, head });
    return live;
  };

  block(fn.body, NONE, { breakOut: NONE, continueOut: NONE, blocks: new Map(), depth: 0 });
  return exact;
}
