// SPDX-License-Identifier: Apache-2.0
// An expression whose type depends on the path (`1 if c else 2.5`, a call that may give None) gets a name of its own in a
// statement before. What Python evaluates before it goes there too, in its order; what it may skip stays refused.

import type { SourceRange } from '../../graph/graph';
import { visitStatements } from '../../names/visit';
import type { AssignStmt, BinaryExpr, CallExpr, Expr, IfStmt, Name, Stmt } from '../../syntax/ast';
import type { ConstructNames } from '../statements/liveness';

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

/** The rewritten statements of one version of a function. `undefined` stands for one that cannot be rewritten. */
export class Hoists {
  readonly statements = new Map<Stmt, Hoisted | undefined>();
  readonly names = new Map<Stmt, ConstructNames>();
  readonly conditions = new Map<Stmt, { readonly assign: AssignStmt; readonly value: Name }>();
  private count = 0;

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

  private fresh(range: SourceRange): Name {
    return { kind: 'Name', range, id: `part${++this.count}@` };
  }

  private assign(target: Name, value: Expr): AssignStmt {
    return this.named({ kind: 'Assign', range: value.range, targets: [target], value }, target);
  }

  private named<S extends Stmt>(stmt: S, target: Name): S {
    const names = new Set([target.id]);
    this.names.set(stmt, { assigned: names, liveIn: names, liveOut: names, head: new Set() });
    return stmt;
  }

  /** The statement with the expression at `range` before it; remembered, also that there is none. */
  hoist(stmt: Stmt, range: SourceRange, names: ConstructNames): Hoisted | undefined {
    if (this.statements.has(stmt)) return this.statements.get(stmt);
    const found = this.rewrite(stmt, range, names);
    this.statements.set(stmt, found);
    return found;
  }

  private rewrite(stmt: Stmt, range: SourceRange, names: ConstructNames): Hoisted | undefined {
    let hasWalrus = false;
    const own: Stmt = stmt.kind === 'If' || stmt.kind === 'For' ? { ...stmt, body: [], orelse: [] } : stmt;
    visitStatements([own], {
      bind: (_name, _range, _value, isNested) => {
        if (isNested && own.kind !== 'For') hasWalrus = true;
      },
    });
    if (hasWalrus) return undefined;
    const chosen = this.chosenTarget(stmt, range, names);
    if (chosen) return chosen;
    const prelude: Stmt[] = [];
    const part = (expr: Expr): Expr | undefined => this.extract(expr, range, prelude);
    const done = (next: Stmt | undefined): Hoisted | undefined => {
      if (!next) return undefined;
      this.names.set(next, names);
      return { prelude, stmt: next };
    };
    switch (stmt.kind) {
      case 'ExprStmt':
      case 'Assign':
      case 'Return':
      case 'AnnAssign': {
        const value = stmt.value && part(stmt.value);
        return done(value && { ...stmt, value });
      }
      case 'AugAssign': {
        if (stmt.target.kind !== 'Name') return undefined;
        const value = part(stmt.value);
        return done(value && { ...stmt, value });
      }
      case 'If':
      case 'Assert': {
        const test = part(stmt.test);
        return done(test && { ...stmt, test });
      }
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

  /** The expression with a name in place of the part at `range`; undefined where Python may skip it, or it is not there. */
  private extract(expr: Expr, range: SourceRange, prelude: Stmt[]): Expr | undefined {
    if (sameRange(expr.range, range) && ['Conditional', 'BoolOp', 'Call', 'Binary', 'Subscript'].includes(expr.kind)) {
      return this.compute(expr, prelude);
    }
    const parts = childrenOf(expr);
    const place = parts?.findIndex((each) => contains(each.range, range)) ?? -1;
    if (!parts || place < 0) {
      // In a part that may be skipped: the whole becomes an `if`, and the part a statement in it.
      const isSkipped = expr.kind === 'Conditional' || expr.kind === 'BoolOp';
      return isSkipped && contains(expr.range, range) ? this.compute(expr, prelude) : undefined;
    }
    const next = [...parts];
    for (let i = 0; i < place; i++) {
      if (isTrivial(parts[i]!)) continue;
      const name = this.fresh(parts[i]!.range);
      prelude.push(this.assign(name, parts[i]!));
      next[i] = name;
    }
    const inner = this.extract(parts[place]!, range, prelude);
    if (!inner) return undefined;
    next[place] = inner;
    return withChildren(expr, next);
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
        if (isTrivial(side)) return side;
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
    if (expr.kind === 'Binary' || expr.kind === 'Subscript') {
      prelude.push(this.assign(name, expr));
      return name;
    }
    if (expr.kind !== 'Call') return undefined;
    const op = expr.func.kind === 'Name' ? { min: '<', max: '>' }[expr.func.id] : undefined;
    if (op !== undefined) return this.pick(expr, op as '<' | '>', name, prelude);
    prelude.push(this.assign(name, expr));
    return name;
  }

  /** `min(a, b)` is `b` where `b < a`, else `a`. */
  private pick(expr: CallExpr, op: '<' | '>', name: Name, prelude: Stmt[]): Expr | undefined {
    if (expr.keywords.length > 0 || expr.args.length < 2 || expr.args.some((arg) => arg.kind === 'Starred')) {
      return undefined;
    }
    const { range } = expr;
    const values = expr.args.map((arg) => {
      if (isTrivial(arg)) return arg;
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

/** What Python evaluates for the expression in any case, in order; undefined where that is not all it does. */
function childrenOf(expr: Expr): readonly Expr[] | undefined {
  switch (expr.kind) {
    case 'Binary':
      return [expr.left, expr.right];
    case 'Unary':
      return [expr.operand];
    case 'Compare':
      return [expr.left, expr.rights[0]!];
    case 'Attribute':
      return [expr.value];
    case 'Tuple':
    case 'List':
      return expr.elements.some((each) => each.kind === 'Starred') ? undefined : expr.elements;
    case 'Subscript':
      return expr.index.some((each) => each.kind === 'Slice') ? undefined : [expr.value, ...expr.index];
    case 'BoolOp':
      return [expr.values[0]!];
    case 'Conditional':
      return [expr.test];
    case 'Call': {
      if (expr.args.some((arg) => arg.kind === 'Starred')) return undefined;
      const base = expr.func.kind === 'Attribute' ? [expr.func.value] : [];
      if (base.length === 0 && expr.func.kind !== 'Name') return undefined;
      return [...base, ...expr.args, ...expr.keywords.map((keyword) => keyword.value)];
    }
    case 'FString':
      return expr.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
    default:
      return undefined;
  }
}

function withChildren(expr: Expr, parts: readonly Expr[]): Expr {
  switch (expr.kind) {
    case 'Binary':
      return { ...expr, left: parts[0]!, right: parts[1]! } satisfies BinaryExpr;
    case 'Unary':
      return { ...expr, operand: parts[0]! };
    case 'Compare':
      return { ...expr, left: parts[0]!, rights: [parts[1]!, ...expr.rights.slice(1)] };
    case 'Attribute':
      return { ...expr, value: parts[0]! };
    case 'Tuple':
    case 'List':
      return { ...expr, elements: parts };
    case 'Subscript':
      return { ...expr, value: parts[0]!, index: parts.slice(1) };
    case 'BoolOp':
      return { ...expr, values: [parts[0]!, ...expr.values.slice(1)] };
    case 'Conditional':
      return { ...expr, test: parts[0]! };
    case 'Call': {
      const rest = [...parts];
      const func = expr.func.kind === 'Attribute' ? { ...expr.func, value: rest.shift()! } : expr.func;
      const args = rest.splice(0, expr.args.length);
      return { ...expr, func, args, keywords: expr.keywords.map((keyword, i) => ({ ...keyword, value: rest[i]! })) };
    }
    case 'FString': {
      const rest = [...parts];
      const next = expr.parts.map((part) => (typeof part === 'string' ? part : { ...part, value: rest.shift()! }));
      return { ...expr, parts: next };
    }
    default:
      return expr;
  }
}

/** Its value is the same wherever the statement evaluates it. */
function isTrivial(expr: Expr): boolean {
  if (expr.kind === 'Attribute') return isTrivial(expr.value);
  return ['Name', 'Int', 'Float', 'Complex', 'Bool', 'Str', 'None', 'Ellipsis'].includes(expr.kind);
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
