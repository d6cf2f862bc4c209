// SPDX-License-Identifier: Apache-2.0
// An expression whose type depends on the path (`1 if c else 2.5`, a call that may give None) gets a name of its own in a
// statement before. What Python evaluates before it goes there too, in its order; what it may skip stays refused.

import type { SourceRange } from '../../graph/graph';
import { visitStatements } from '../../names/visit';
import type {
  AssignStmt,
  AugAssignStmt,
  CallExpr,
  CompareExpr,
  Expr,
  IfStmt,
  Name,
  Stmt,
  WhileStmt,
} from '../../syntax/ast';
import { DICT_DISPLAY, SET_DISPLAY } from '../../syntax/expressions';
import { type SharedReads, shareReads } from '../classes/shared-reads';
import type { ConstructNames } from '../statements/liveness';
import { childrenOf, isTrivial, withChildren } from './children';
import { filledByLoop, type Parts, reducedByLoop } from './written-out';

/** Thrown in passes that emit nothing where an expression has several types; caught by the statement around it. */
export class UnionFound extends Error {
  constructor(readonly range: SourceRange) {
    super('an expression has several types');
  }
}

/** A statement as it is lowered: others before it, and the same with the names that they assign. */
export interface Hoisted {
  readonly prelude: readonly Stmt[];
  readonly stmt: Stmt;
}

/** What the function around knows of an expression. */
export interface Host {
  isBuiltin(name: string): boolean;
  /** Evaluating it does more than give a value. */
  acts(expr: Expr): boolean;
}

/** The rewritten statements of one version of a function. `undefined` stands for one that cannot be rewritten. */
export class Hoists implements Parts {
  readonly statements = new Map<Stmt, Hoisted | undefined>();
  readonly names = new Map<Stmt, ConstructNames>();
  readonly conditions = new Map<Stmt, { readonly assign: AssignStmt; readonly value: Name }>();
  private count = 0;
  /** Attributes that something may change between two reads. */
  attributes: ReadonlySet<string> = new Set();
  sharedReads: SharedReads = { steady: new Set(), modules: new Set() };
  private host: Host | undefined;

  /** Its value is the same wherever the statement evaluates it. */
  private isTrivial(expr: Expr): boolean {
    if (expr.kind === 'Attribute' && this.attributes.has(expr.attr)) return false;
    return expr.kind === 'Attribute' ? this.isTrivial(expr.value) : isTrivial(expr);
  }

  /** `cond = not not test`, for the condition of a `while`. */
  conditionOf(stmt: Stmt, test: Expr, assigned: ReadonlySet<string>): { assign: AssignStmt; value: Name } {
    let found = this.conditions.get(stmt);
    if (!found) {
      const { range } = test;
      const value = this.fresh(range);
      const negated: Expr = { kind: 'Unary', range, op: 'not', operand: test };
      const assign = this.assign(value, { kind: 'Unary', range, op: 'not', operand: negated });
      const names = new Set([value.id, ...assigned]);
      this.names.set(assign, { assigned: names, liveIn: names, liveOut: names, head: new Set() });
      found = { assign, value };
      this.conditions.set(stmt, found);
    }
    return found;
  }

  fresh(range: SourceRange): Name {
    return { kind: 'Name', range, id: `part${++this.count}@` };
  }

  assign(target: Name, value: Expr): AssignStmt {
    return this.named({ kind: 'Assign', range: value.range, targets: [target], value }, target);
  }

  private named<S extends Stmt>(stmt: S, target: Name): S {
    const names = new Set([target.id]);
    return this.keep(stmt, names, names);
  }

  keep<S extends Stmt>(stmt: S, assigned: ReadonlySet<string>, kept: ReadonlySet<string>): S {
    const head = stmt.kind === 'For' || stmt.kind === 'While' ? kept : new Set<string>();
    this.names.set(stmt, { assigned, liveIn: kept, liveOut: kept, head });
    return stmt;
  }

  isBuiltin(name: string): boolean {
    return this.host?.isBuiltin(name) === true;
  }

  /** The statement with the expression at `range` before it; remembered, also that there is none. */
  hoist(stmt: Stmt, range: SourceRange, names: ConstructNames, host: Host): Hoisted | undefined {
    if (this.statements.has(stmt)) return this.statements.get(stmt);
    this.host = host;
    const found = this.rewrite(stmt, range, names);
    this.statements.set(stmt, found);
    return found;
  }

  private rewrite(stmt: Stmt, range: SourceRange, names: ConstructNames): Hoisted | undefined {
    let hasWalrus = false;
    const own: Stmt =
      stmt.kind === 'If' || stmt.kind === 'For' || stmt.kind === 'While' ? { ...stmt, body: [], orelse: [] } : stmt;
    visitStatements([own], {
      bind: (_name, _range, _value, isNested) => {
        if (isNested && own.kind !== 'For') hasWalrus = true;
      },
    });
    if (hasWalrus) return undefined;
    const chosen = this.chosenTarget(stmt, range, names);
    if (chosen) return chosen;
    const shared = shareReads(
      stmt,
      range,
      this.sharedReads,
      (name) => this.isBuiltin(name),
      (at) => this.fresh(at),
    );
    if (shared) {
      this.names.set(shared.stmt, names);
      return { prelude: [this.assign(shared.name, shared.value)], stmt: shared.stmt };
    }
    const prelude: Stmt[] = [];
    const part = (expr: Expr): Expr | undefined => this.extract(expr, range, prelude);
    const done = (next: Stmt | undefined): Hoisted | undefined => {
      if (!next) return undefined;
      this.names.set(next, names);
      return { prelude, stmt: next };
    };
    switch (stmt.kind) {
      case 'Assign': {
        const [target] = stmt.targets;
        // The call of a method that has been given a name is what it is.
        const isMethod = stmt.value.kind === 'Call' && !this.isWrittenOut(stmt.value);
        const isNamed = target?.kind === 'Name' && target.id.endsWith('@');
        if (isMethod && isNamed && contains(range, stmt.value.range)) return undefined;
        if (contains(stmt.value.range, range) || !target || stmt.targets.length > 1) {
          const value = part(stmt.value);
          return done(value && { ...stmt, value });
        }
        const value = this.valueOf(stmt.value, prelude);
        const next = part(target);
        return done(next && { ...stmt, value, targets: [next] });
      }
      case 'ExprStmt':
      case 'Return':
      case 'AnnAssign': {
        const value = stmt.value && part(stmt.value);
        return done(value && { ...stmt, value });
      }
      case 'Delete': {
        const [target] = stmt.targets;
        const next = stmt.targets.length === 1 && target ? part(target) : undefined;
        return done(next && { ...stmt, targets: [next] });
      }
      case 'AugAssign': {
        if (stmt.target.kind === 'Subscript') return done(this.itemUpdate(stmt, range, prelude));
        if (stmt.target.kind !== 'Name') return undefined;
        const value = part(stmt.value);
        return done(value && { ...stmt, value });
      }
      case 'If':
      case 'Assert': {
        const test = part(stmt.test);
        return done(test && { ...stmt, test });
      }
      case 'While':
        return leavesLoop(stmt.orelse) ? undefined : done(this.testedInBody(stmt));
      case 'For': {
        const iter = part(stmt.iter);
        return done(iter && { ...stmt, iter });
      }
      case 'Raise': {
        const exception = stmt.exception && part(stmt.exception);
        return done(exception && { ...stmt, exception });
      }
      default:
        return undefined;
    }
  }

  /** `while True: if not test: break`. */
  private testedInBody(stmt: WhileStmt): Stmt {
    const { range } = stmt.test;
    const test: Expr = { kind: 'Unary', range, op: 'not', operand: stmt.test };
    const ends: Stmt = { kind: 'If', range, test, body: [...stmt.orelse, { kind: 'Break', range }], orelse: [] };
    const always: Expr = { kind: 'Bool', range, value: true };
    return { ...stmt, test: always, body: [this.keep(ends, NONE, NONE), ...stmt.body], orelse: [] };
  }

  /** `x = a if c else b` as the `if` statement that it is. */
  private chosenTarget(stmt: Stmt, range: SourceRange, names: ConstructNames): Hoisted | undefined {
    if (stmt.kind !== 'Assign' || stmt.value.kind !== 'Conditional' || !contains(stmt.value.range, range))
      return undefined;
    if (stmt.targets.length !== 1 || stmt.targets[0]!.kind !== 'Name') return undefined;
    const { test, body, orelse } = stmt.value;
    const side = (value: Expr): Stmt => {
      const assign = { ...stmt, value };
      this.names.set(assign, names);
      return assign;
    };
    const chosen: IfStmt = { kind: 'If', range: stmt.range, test, body: [side(body)], orelse: [side(orelse)] };
    this.names.set(chosen, names);
    return { prelude: [], stmt: chosen };
  }

  /** `a[i] op= value`: Python reads the item before it computes the value. */
  private itemUpdate(stmt: AugAssignStmt, range: SourceRange, prelude: Stmt[]): Stmt | undefined {
    if (contains(stmt.target.range, range)) {
      const target = this.extract(stmt.target, range, prelude);
      return target && { ...stmt, target };
    }
    if (this.host?.acts(stmt.value) !== false) return undefined;
    const parts = childrenOf(stmt.target);
    if (!parts) return undefined;
    const target = withChildren(
      stmt.target,
      parts.map((each) => this.valueOf(each, prelude)),
    );
    prelude.push(this.assign(this.fresh(target.range), target));
    const value = this.extract(stmt.value, range, prelude);
    return value && { ...stmt, target, value };
  }

  /** The expression itself where it does not matter when it is evaluated, else a name for its value. */
  private valueOf(expr: Expr, prelude: Stmt[]): Expr {
    if (this.isTrivial(expr)) return expr;
    const name = this.fresh(expr.range);
    prelude.push(this.assign(name, expr));
    return name;
  }

  /** The expression with a name in place of the part at `range`; undefined where Python may skip it, or it is not there. */
  private extract(expr: Expr, range: SourceRange, prelude: Stmt[]): Expr | undefined {
    const parts = childrenOf(expr);
    // Expressions that no program has written have the range of what they are made of.
    const isInner = parts?.some((each) => sameRange(each.range, range) && COMPUTED.has(each.kind));
    if (sameRange(expr.range, range) && COMPUTED.has(expr.kind) && !isInner) return this.compute(expr, prelude);
    const written = this.writeOut(expr, range, prelude);
    if (written) return written;
    // A function that the run chooses.
    const isWritten = expr.kind === 'Call' && !sameRange(expr.func.range, expr.range);
    if (isWritten && expr.func.kind === 'Attribute' && sameRange(expr.func.range, range)) {
      const func = this.compute(expr.func, prelude);
      return func && { ...expr, func };
    }
    const place = parts?.findIndex((each) => !this.isTrivial(each) && contains(each.range, range)) ?? -1;
    if (!parts || place < 0) {
      // In a part that may be skipped: the whole becomes an `if`, and the part a statement in it.
      const isSkipped = expr.kind === 'Conditional' || expr.kind === 'BoolOp' || expr.kind === 'Compare';
      return isSkipped && contains(expr.range, range) ? this.compute(expr, prelude) : undefined;
    }
    const next = [...parts];
    for (let i = 0; i < place; i++) {
      const each = parts[i]!;
      if (!this.isLazy(each)) next[i] = this.valueOf(each, prelude);
      else if (isSpread(expr, each)) next[i] = this.valueOf({ ...each, isGenerator: false } as Expr, prelude);
    }
    const inner = this.extract(parts[place]!, range, prelude);
    if (!inner) return undefined;
    next[place] = inner;
    return withChildren(expr, next);
  }

  /** Nothing of it is computed before it is used. */
  private isLazy(expr: Expr): boolean {
    if (expr.kind === 'Comprehension') return expr.isGenerator;
    if (expr.kind !== 'Call' || expr.func.kind !== 'Name' || !LAZY.has(expr.func.id)) return false;
    return this.isBuiltin(expr.func.id) && expr.args.every((each) => this.isTrivial(each));
  }

  /** Comprehensions whose items have several types, and sums of them, become loops. */
  private writeOut(expr: Expr, range: SourceRange, prelude: Stmt[]): Expr | undefined {
    const inside = (each: Expr | undefined): boolean => {
      if (each?.kind !== 'Comprehension' || !contains(each.range, range)) return false;
      const [first] = each.clauses;
      return first?.kind === 'for' && !contains(first.iter.range, range);
    };
    if (expr.kind === 'Comprehension' && inside(expr)) return filledByLoop(this, expr, undefined, prelude);
    const [only] = expr.kind === 'Call' ? expr.args : [];
    if (expr.kind !== 'Call' || only?.kind !== 'Comprehension' || !inside(only)) return undefined;
    const { func } = expr;
    const isDisplay = func.kind === 'Attribute' && (func.attr === DICT_DISPLAY || func.attr === SET_DISPLAY);
    if (isDisplay && only.isGenerator) return filledByLoop(this, only, func.attr, prelude);
    return reducedByLoop(this, expr, prelude);
  }

  /** A call of a builtin that `compute` writes as something else. */
  private isWrittenOut({ func, args }: CallExpr): boolean {
    if (func.kind !== 'Name' || !this.isBuiltin(func.id)) return false;
    return func.id === 'min' || func.id === 'max' || (func.id === 'pow' && args.length === 2);
  }

  /** Statements that give a name the value of the expression. */
  private compute(expr: Expr, prelude: Stmt[]): Expr | undefined {
    const { range } = expr;
    const name = this.fresh(range);
    const when = (test: Expr, body: readonly Stmt[], orelse: readonly Stmt[] = []): void => {
      prelude.push(this.named({ kind: 'If', range, test, body, orelse }, name));
    };
    if (expr.kind === 'Conditional') {
      when(expr.test, [this.assign(name, expr.body)], [this.assign(name, expr.orelse)]);
      return name;
    }
    if (expr.kind === 'BoolOp') {
      const [first, ...rest] = expr.values;
      prelude.push(this.assign(name, first!));
      // The value so far decides whether the next one counts.
      const add = (values: readonly Expr[], into: Stmt[]): void => {
        const [value, ...others] = values;
        if (!value) return;
        const body: Stmt[] = [this.assign(name, value)];
        add(others, body);
        const test: Expr = expr.op === 'and' ? name : { kind: 'Unary', range, op: 'not', operand: name };
        into.push(this.named({ kind: 'If', range, test, body, orelse: [] }, name));
      };
      add(rest, prelude);
      return name;
    }
    if (expr.kind === 'Binary' && expr.op === '**' && !expr.exponent) {
      const { op } = expr;
      const [left, right] = [expr.left, expr.right].map((side) => {
        if (this.isTrivial(side)) return side;
        const own = this.fresh(side.range);
        prelude.push(this.assign(own, side));
        return own;
      }) as [Expr, Expr];
      const zero: Expr = { kind: 'Int', range, value: 0n };
      const test: Expr = { kind: 'Compare', range, left: right, ops: ['>='], rights: [zero] };
      const power = (exponent: 'natural' | 'negative') =>
        this.assign(name, { kind: 'Binary', range, op, left, right, exponent });
      when(test, [power('natural')], [power('negative')]);
      return name;
    }
    if (expr.kind === 'Compare') return this.chain(expr, name, prelude);
    if (expr.kind === 'Comprehension') return filledByLoop(this, expr, undefined, prelude);
    if (expr.kind === 'Binary' || expr.kind === 'Subscript' || expr.kind === 'Attribute') {
      prelude.push(this.assign(name, expr));
      return name;
    }
    if (expr.kind !== 'Call') return undefined;
    const [base, power] = expr.args;
    const isPower = expr.func.kind === 'Name' && expr.func.id === 'pow' && this.isWrittenOut(expr);
    if (isPower && base && power && base.kind !== 'Starred' && power.kind !== 'Starred')
      return this.compute({ kind: 'Binary', range, op: '**', left: base, right: power }, prelude);
    const op =
      expr.func.kind === 'Name' && this.isBuiltin(expr.func.id) ? { min: '<', max: '>' }[expr.func.id] : undefined;
    const isOfValues = expr.keywords.length === 0 && expr.args.every((arg) => arg.kind !== 'Starred');
    if (op !== undefined && isOfValues && expr.args.length > 1) return this.pick(expr, op as '<' | '>', name, prelude);
    prelude.push(this.assign(name, expr));
    return name;
  }

  /** `a < b < c`: each value once, where what is before it holds. */
  private chain(expr: CompareExpr, name: Name, prelude: Stmt[]): Expr {
    const { range } = expr;
    const add = (position: number, left: Expr, into: Stmt[]): void => {
      const right = this.valueOf(expr.rights[position]!, into);
      into.push(this.assign(name, { kind: 'Compare', range, left, ops: [expr.ops[position]!], rights: [right] }));
      if (position + 1 === expr.ops.length) return;
      const body: Stmt[] = [];
      add(position + 1, right, body);
      into.push(this.named({ kind: 'If', range, test: name, body, orelse: [] }, name));
    };
    add(0, this.valueOf(expr.left, prelude), prelude);
    return name;
  }

  /** `min(a, b)` is `b` where `b < a`, else `a`. */
  private pick(expr: CallExpr, op: '<' | '>', name: Name, prelude: Stmt[]): Expr {
    const { range } = expr;
    const values = expr.args.map((arg) => {
      if (this.isTrivial(arg)) return arg;
      const own = this.fresh(arg.range);
      prelude.push(this.assign(own, arg));
      return own;
    });
    prelude.push(this.assign(name, values[0]!));
    for (const value of values.slice(1)) {
      const test: Expr = { kind: 'Compare', range, left: value, ops: [op], rights: [name] };
      prelude.push(this.named({ kind: 'If', range, test, body: [this.assign(name, value)], orelse: [] }, name));
    }
    return name;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Whether one of the statements is a `break` or `continue` of the loop around. */
export function leavesLoop(statements: readonly Stmt[]): boolean {
  return statements.some((stmt) => {
    if (stmt.kind === 'Break') return stmt.label === undefined;
    if (stmt.kind === 'Continue') return true;
    if (stmt.kind === 'If') return leavesLoop(stmt.body) || leavesLoop(stmt.orelse);
    if (stmt.kind === 'With' || stmt.kind === 'Block') return leavesLoop(stmt.body);
    return (stmt.kind === 'For' || stmt.kind === 'While') && leavesLoop(stmt.orelse);
  });
}

const COMPUTED: ReadonlySet<Expr['kind']> = new Set([
  'Conditional',
  'BoolOp',
  'Call',
  'Binary',
  'Subscript',
  'Attribute',
  'Comprehension',
]);
const LAZY: ReadonlySet<string> = new Set(['range', 'enumerate', 'zip', 'reversed', 'map', 'filter']);

/** A generator whose items a call or a display takes at once. */
function isSpread(expr: Expr, part: Expr): boolean {
  const elements =
    expr.kind === 'Call' ? expr.args : expr.kind === 'Tuple' || expr.kind === 'List' ? expr.elements : [];
  return part.kind === 'Comprehension' && elements.some((each) => each.kind === 'Starred' && each.value === part);
}

function sameRange(a: SourceRange, b: SourceRange): boolean {
  return contains(a, b) && contains(b, a);
}

function contains(outer: SourceRange, inner: SourceRange): boolean {
  const starts =
    outer.startLine < inner.startLine ||
    (outer.startLine === inner.startLine && outer.startColumn <= inner.startColumn);
  const ends = outer.endLine > inner.endLine || (outer.endLine === inner.endLine && outer.endColumn >= inner.endColumn);
  return starts && ends;
}
