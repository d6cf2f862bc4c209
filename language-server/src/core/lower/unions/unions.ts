// SPDX-License-Identifier: Apache-2.0
// A name whose type depends on the path (`best = None`, later a number): each statement that reads it is lowered once for
// each of its types, under a test of its tag. In a copy the name has one type, so that `best is None` is known there.

import type { SourceRange } from '../../graph/graph';
import { freeNames, visitExpression } from '../../names/visit';
import type { Expr, Stmt, WhileStmt } from '../../syntax/ast';
import { codeOf, firstUnion, hasUnion } from '../../types/unions';
import { constantValue, type GraphValue, type Value } from '../../types/value';
import { declOf } from '../calls/closures';
import { lowerCondition } from '../expressions/expressions';
import { acts } from '../iteration/lazy-loops';
import type { Binding, Environment } from '../program/environment';
import type { FunctionLowering, Slot } from '../program/function';
import { isCompound, mapParts, partsOf } from '../program/structure';
import { MAX_COPIES } from '../statements/conflicts';
import { mergeAfter, NO_SLOTS } from '../statements/control';
import { assignedNames, type ConstructNames } from '../statements/liveness';
import { lowerBlock } from '../statements/statements';
import { Copies } from './each-type';
import { UnionFound } from './hoist';
import { writeOne } from './narrowing';
import { isZeroed } from './storage';

/** The expressions that a statement evaluates itself, in order; those of `while` are evaluated again and again. */
function ownExpressions(stmt: Stmt): readonly (Expr | undefined)[] {
  switch (stmt.kind) {
    case 'ExprStmt':
      return [stmt.value];
    case 'Assign':
      return [stmt.value, ...stmt.targets.flatMap(targetExpressions)];
    case 'AnnAssign':
      return stmt.value ? [stmt.value, ...targetExpressions(stmt.target)] : [];
    case 'AugAssign':
      return [stmt.target, stmt.value];
    case 'If':
      return [stmt.test];
    case 'For':
      return [stmt.iter];
    case 'Return':
      return [stmt.value];
    case 'Raise':
      return [stmt.exception];
    case 'Assert':
      return [stmt.test, stmt.message];
    case 'Delete':
      return stmt.targets.flatMap(targetExpressions);
    case 'With':
      return stmt.items;
    case 'FunctionDef':
      return stmt.decl.parameters.map((parameter) => parameter.default);
    default:
      return [];
  }
}

/** What a target reads: `a` and `i` of `a[i]`. */
function targetExpressions(target: Expr): readonly Expr[] {
  if (target.kind === 'Name') return [];
  if (target.kind === 'Tuple' || target.kind === 'List') return target.elements.flatMap(targetExpressions);
  return target.kind === 'Starred' ? targetExpressions(target.value) : [target];
}

/** Expressions whose value goes on as it is, of whatever type: what is returned or bound to names. */
export interface Passing {
  readonly any: ReadonlySet<Expr>;
  /** It is unpacked: its parts go on, not the whole. */
  readonly parts: Expr | undefined;
}

const NO_PASSING: Passing = { any: new Set(), parts: undefined };

function passingOf(stmt: Stmt): Passing {
  const any = new Set<Expr>();
  const add = (expr: Expr | undefined): void => {
    if (!expr) return;
    any.add(expr);
    if (expr.kind === 'Tuple') for (const element of expr.elements) add(element);
  };
  const isNames = (target: Expr): boolean =>
    target.kind === 'Name' || ((target.kind === 'Tuple' || target.kind === 'List') && target.elements.every(isNames));
  if (stmt.kind === 'ExprStmt' || stmt.kind === 'Return') add(stmt.value);
  else if (stmt.kind === 'AnnAssign' && stmt.target.kind === 'Name') add(stmt.value);
  else if (stmt.kind === 'Assign' && stmt.targets.every((target) => target.kind === 'Name')) add(stmt.value);
  else if (stmt.kind === 'Assign' && stmt.targets.every(isNames)) {
    if (stmt.value.kind !== 'Tuple') return { any, parts: stmt.value };
    // The parts of a part may be unpacked again.
    const isFlat = stmt.targets.every(
      (target) =>
        target.kind !== 'Name' && 'elements' in target && target.elements.every((each) => each.kind === 'Name'),
    );
    if (isFlat) add(stmt.value);
  } else return NO_PASSING;
  return { any, parts: undefined };
}

/** Only numbers and None: variables that can be read whatever they hold now. */
function isPassable(binding: Binding): boolean {
  const isOpen = binding.state === 'maybe' && /^(tuple|instance)$/.test(binding.value.kind);
  return !isOpen && !binding.isUnsure && partsOf('', binding.value).every(({ part }) => isZeroed(part));
}

/** What a name of several types holds, as one value; undefined where it has one type or must be told apart. */
export function readUnion(fn: FunctionLowering, name: string, range: SourceRange): Value | undefined {
  const before = fn.env.get(name);
  if (!before || before.state === 'no' || before.conflict || !hasUnion(before.value) || !isPassable(before)) {
    return undefined;
  }
  if (before.state === 'maybe') fn.markEffect();
  if (!fn.graph) return before.value;
  readTag(fn, name, range);
  const binding = fn.env.get(name)!;
  let position = 0;
  const value = mapParts(binding.value, (part) => {
    const variable = binding.slots?.[position++];
    if (part.id !== undefined || part.constant !== undefined || variable === undefined) return part;
    return { ...part, id: fn.graph!.emit('get', [], part.type, range, { variable }) };
  });
  fn.env.set(name, { ...binding, value });
  return value;
}

/** A name that the expressions read, also inside functions they may call, and that has several types here. */
export function unionName(
  fn: FunctionLowering,
  expressions: readonly (Expr | undefined)[],
  { any }: Passing = NO_PASSING,
): string | undefined {
  const isUnion = (name: string) => {
    const binding = fn.isLocal(name) ? fn.env.get(name) : undefined;
    return binding !== undefined && binding.state !== 'no' && !binding.conflict && hasUnion(binding.value);
  };
  const seen = new Set<string>();
  let found: string | undefined;
  const read = (name: string): void => {
    if (found !== undefined || seen.has(name)) return;
    seen.add(name);
    if (isUnion(name)) {
      found = name;
      return;
    }
    const value = fn.isLocal(name) ? fn.env.get(name)?.value : undefined;
    if (value?.kind !== 'function' || !value.closure || value.closure.captured) return;
    for (const free of freeNames(declOf(value.closure))) if (value.closure.scope.has(free)) read(free);
  };
  const visit = (expression: Expr): void => {
    const isPassed = any.has(expression);
    if (isPassed && expression.kind === 'Tuple') expression.elements.forEach(visit);
    else if (!isPassed || expression.kind !== 'Name' || !isUnion(expression.id)) visitExpression(expression, { read });
    else if (!isPassable(fn.env.get(expression.id)!)) read(expression.id);
  };
  for (const expression of expressions) if (expression) visit(expression);
  return found;
}

/** Lowers a statement, in copies where it reads names of several types. */
export function lowerForEachType(fn: FunctionLowering, stmt: Stmt, lower: (stmt: Stmt) => void): void {
  const { hoists } = fn.instance;
  const known = hoists.statements.get(stmt);
  if (known) {
    for (const each of [...known.prelude, known.stmt]) if (fn.isReachable) lowerForEachType(fn, each, lower);
    return;
  }
  const before = [fn.hoistable, fn.passing] as const;
  const { env, isReachable, skippable } = fn;
  if (fn.isDry) fn.env = new Map(env);
  fn.hoistable = fn.isDry && !hoists.statements.has(stmt);
  fn.passing = passingOf(stmt);
  let found: UnionFound | undefined;
  try {
    lowerCopies(fn, stmt, lower);
  } catch (error) {
    if (!(error instanceof UnionFound) || !fn.isDry) throw error;
    found = error;
    fn.env = env;
    fn.isReachable = isReachable;
    fn.skippable = skippable;
  } finally {
    [fn.hoistable, fn.passing] = before;
  }
  if (!found) return;
  hoists.hoist(stmt, found.range, fn.namesOf(stmt), {
    isBuiltin: (name) => fn.program.isBuiltin(fn, name, name),
    acts: (expr) => callsLocal(fn, expr) || acts(fn, expr, false),
  });
  lowerForEachType(fn, stmt, lower);
}

/** A function of the function around, of which nothing is known here. */
function callsLocal(fn: FunctionLowering, expr: Expr): boolean {
  let found = false;
  visitExpression(expr, {
    read: (name) => {
      found ||= fn.env.get(name)?.value.kind === 'function';
    },
  });
  return found;
}

/** The condition of a `while`; what it reads may have several types. */
export function lowerLoopCondition(fn: FunctionLowering, stmt: WhileStmt): GraphValue | undefined {
  const { hoists } = fn.instance;
  const assigned = assignedNames([{ kind: 'ExprStmt', range: stmt.test.range, value: stmt.test }]);
  if (!hoists.conditions.has(stmt) && unionName(fn, [stmt.test]) === undefined) {
    const before = fn.hoistable;
    fn.hoistable = fn.isDry;
    try {
      return lowerCondition(fn, stmt.test);
    } catch (error) {
      // A statement of its own where the body starts, unless that cannot be.
      if (!(error instanceof UnionFound) || !hoists.statements.has(stmt)) throw error;
    } finally {
      fn.hoistable = before;
    }
  } else if (fn.isDry && !hoists.statements.has(stmt)) throw new UnionFound(stmt.test.range);
  const { assign, value } = hoists.conditionOf(stmt, stmt.test, assigned);
  const { raising } = fn;
  // A condition has no place for what would follow an error.
  fn.raising = Number.NEGATIVE_INFINITY;
  try {
    lowerBlock(fn, [assign]);
  } finally {
    fn.raising = raising;
  }
  return fn.isReachable ? lowerCondition(fn, value) : undefined;
}

/** The innermost arithmetic of two names of several types: with a name of its own it is one of them instead of two. */
function firstSum(fn: FunctionLowering, expressions: readonly (Expr | undefined)[]): Expr | undefined {
  const visit = (expr: Expr): Expr | undefined => {
    if (expr.kind === 'Unary') return visit(expr.operand);
    if (expr.kind === 'Call') return expr.args.map(visit).find((each) => each !== undefined);
    if (expr.kind !== 'Binary') return undefined;
    const inner = visit(expr.left) ?? visit(expr.right);
    if (inner) return inner;
    const names = new Set<string>();
    visitExpression(expr, {
      read: (name) => {
        // Copies made so far have given the other names one type.
        const value = fn.isLocal(name) ? fn.env.get(name)?.value : undefined;
        if (value?.kind === 'value' || (value && hasUnion(value))) names.add(name);
      },
    });
    return names.size > 1 ? expr : undefined;
  };
  return expressions.map((each) => each && visit(each)).find((each) => each !== undefined);
}

function lowerCopies(fn: FunctionLowering, stmt: Stmt, lower: (stmt: Stmt) => void): void {
  const name = unionName(fn, ownExpressions(stmt), fn.passing);
  const count = name === undefined ? 1 : firstUnion(fn.env.get(name)!.value)!.alternatives.length;
  if (name === undefined || fn.copies * count > MAX_COPIES) {
    const part = name !== undefined && fn.hoistable ? firstSum(fn, ownExpressions(stmt)) : undefined;
    // A statement that only names the sum has as many copies again.
    const isNamed = stmt.kind === 'Assign' && stmt.value === part;
    if (part && !isNamed) throw new UnionFound(part.range);
    lower(stmt);
    return;
  }
  splitOn(fn, stmt, fn.namesOf(stmt), name, () => lowerCopies(fn, stmt, lower));
}

/** The alternatives of the first union in the value that `keeps` names, and which of its parts are left. */
function restrict(value: Value, keeps: (place: number) => boolean): { value: Value; kept: boolean[] } {
  let isDone = false;
  const walk = (each: Value): { value: Value; kept: boolean[] } => {
    if (!isDone && each.kind === 'union') {
      isDone = true;
      const left = each.alternatives.filter((_, i) => keeps(i));
      const kept = each.alternatives.flatMap((alternative, i) => partsOf('', alternative).map(() => keeps(i)));
      return {
        value: left.length === 1 ? left[0]! : { ...each, alternatives: left },
        kept: [left.length > 1, ...kept],
      };
    }
    if (!isDone && each.kind === 'tuple') {
      const items = each.items.map(walk);
      const { twin: _twin, ...rest } = each;
      return { value: { ...rest, items: items.map((item) => item.value) }, kept: items.flatMap((item) => item.kept) };
    }
    return { value: each, kept: partsOf('', each).map(() => true) };
  };
  return walk(value);
}

/** The binding where only some of the alternatives are possible. */
function narrowed(binding: Binding, keeps: (place: number) => boolean): Binding {
  const { value, kept } = restrict(binding.value, keeps);
  const slots = binding.slots?.filter((_, i) => kept[i]);
  const parts = partsOf('', value);
  const isUnsure =
    binding.isUnsure === true ||
    (binding.state === 'maybe' && value.kind !== 'union' && isCompound(value)) ||
    (!hasUnion(value) && parts.some(({ part }) => part.id === undefined && !isZeroed(part)));
  const storage = !slots ? {} : isCompound(value) ? { slots } : slots[0] === undefined ? {} : { slot: slots[0] };
  const state = value.kind === 'union' ? binding.state : 'yes';
  const isLeft = !slots && !hasUnion(value);
  return { state, value, ...storage, ...(isUnsure && slots ? { isUnsure: true } : {}), ...(isLeft ? { isLeft } : {}) };
}

/** The tag of the first union that the name holds. */
function readTag(fn: FunctionLowering, name: string, range: SourceRange): GraphValue {
  const binding = fn.env.get(name)!;
  const union = firstUnion(binding.value)!;
  if (union.tag.id !== undefined || !fn.graph) return union.tag;
  const place = partsOf('', binding.value).findIndex((part) => part.name.endsWith('.tag'));
  const variable = binding.slots![place]!;
  const attributes = binding.state === 'maybe' ? { variable, checked: true } : { variable };
  const tag = { ...union.tag, id: fn.graph.emit('get', [], { kind: 'int' }, range, attributes) };
  let position = 0;
  const value = mapParts(binding.value, (part) => (position++ === place ? tag : part));
  const isUnsure = binding.isUnsure === true || (binding.state === 'maybe' && /^(tuple|instance)$/.test(value.kind));
  fn.env.set(name, {
    state: 'yes',
    value,
    slots: binding.slots!,
    ...(isUnsure ? { isUnsure: true } : {}),
  });
  return tag;
}

/** Runs `work` once for each alternative of the name, and joins what comes after. */
export function splitOn(fn: FunctionLowering, stmt: Stmt, names: ConstructNames, name: string, work: () => void): void {
  const held = fn.env.get(name)!.value;
  const { alternatives } = firstUnion(held)!;
  const holder = !/^\w+$/.test(name) ? undefined : held.kind === 'union' ? `\`${name}\`` : `a part of \`${name}\``;
  let copies = new Copies(fn, stmt.range, holder);
  const each = (base: Environment, place: number, slots = NO_SLOTS): Environment | undefined => {
    const binding = narrowed(base.get(name)!, (i) => i === place);
    const isNone = isNoneAt(alternatives[place]!);
    return fn.branch(new Map(base).set(name, binding), () => {
      if (fn.graph) writeOne(fn, name, [slots], stmt.range);
      fn.copies *= alternatives.length;
      if (isNone) fn.raising++;
      try {
        copies.run(work, alternatives[place]!);
      } finally {
        fn.copies /= alternatives.length;
        if (isNone) fn.raising--;
      }
    });
  };
  const finish = (
    base: Environment,
    exits: readonly (Environment | undefined)[],
    slots: ReadonlyMap<string, readonly Slot[]>,
  ): Environment | undefined => {
    const reached = exits.filter((exit) => exit !== undefined);
    if (reached.length === 0) return undefined;
    const after = mergeAfter(fn, stmt, names, base, reached, slots);
    // What leaves here is not possible afterwards.
    if (!names.assigned.has(name) && reached.length < exits.length) {
      after.set(
        name,
        narrowed(base.get(name)!, (i) => exits[i] !== undefined),
      );
    }
    return after;
  };
  const runDry = () => {
    const base = fn.env;
    const exits = alternatives.map((_, place) => each(base, place));
    return finish(base, exits, NO_SLOTS);
  };
  if (!fn.graph) {
    const after = runDry();
    copies.finish();
    fn.isReachable = after !== undefined;
    fn.env = after ?? fn.env;
    return;
  }
  const plan = fn.try(runDry).result;
  copies.finish();
  copies = new Copies(fn, stmt.range, holder);
  const templates = new Map<string, Binding[]>();
  for (const assigned of names.assigned) {
    const binding = plan?.get(assigned);
    if (binding && names.liveOut.has(assigned)) templates.set(assigned, [binding]);
  }
  const slots = fn.openSlots(stmt, names, templates);
  const tag = readTag(fn, name, stmt.range);
  const exits: (Environment | undefined)[] = alternatives.map(() => undefined);
  const run = (place: number) => {
    fn.withSlots(slots, () => {
      exits[place] = each(fn.env, place, slots);
    });
  };
  const emitFrom = (place: number): void => {
    if (place === alternatives.length - 1) {
      run(place);
      return;
    }
    const code = constantValue(BigInt(codeOf(alternatives[place]!)!));
    const test = fn.emit('equal', stmt.range, [tag, code], { kind: 'bool' });
    fn.graph!.if(
      fn.idOf(test, stmt.range),
      stmt.range,
      () => run(place),
      () => emitFrom(place + 1),
    );
  };
  emitFrom(0);
  copies.finish();
  const after = finish(fn.env, exits, slots);
  fn.isReachable = after !== undefined;
  if (after) fn.env = after;
}

function isNoneAt(value: Value): boolean {
  return value.kind === 'value' && value.type.kind === 'none';
}
