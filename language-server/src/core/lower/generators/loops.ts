// SPDX-License-Identifier: Apache-2.0
// A loop over a generator function as statements: its body, and at each `yield` what the loop does with the item. So
// everything runs when Python runs it, and `break` leaves the generator where it stands.

import { placeOf, type SourceRange } from '../../graph/graph';
import { collectLocals } from '../../names/module-scope';
import { freeNames } from '../../names/visit';
import type { CallExpr, ComprehensionExpr, Expr, ForStmt, FunctionDecl, Name, Stmt } from '../../syntax/ast';
import { generatorOf } from '../iteration/lazy-loops';
import { copied } from './copies';
import {
  builtinOf,
  type Found,
  generatorsOf,
  isGenerator,
  isLazy,
  isUneven,
  itertoolOf,
  type Kept,
  scopeOf,
  type Writing,
} from './found';
import { mapAll } from './jumps';
import { collected, isRecursive } from './recursion';
import { rewriteStatements } from './rewrite';
import { assign, binary, call, int, labelled, leave, name, when } from './syntax';
import { accumulated, chained, paired, sliced, whileTrue } from './wrappers';
import { zipped } from './zipped';

/** What happens with an item. */
export type Each = (item: Expr) => readonly Stmt[];

const RECURSIVE = 'its function calls itself: only what takes all items at once (`list(...)`) takes it';

/** More statements than these are not written for one loop. */
const MAX_STATEMENTS = 1500;

function refused(writing: Writing, expr: Expr, reason: string): undefined {
  writing.reasons.set(placeOf({ ...expr.range, copy: 0 }), reason);
  return undefined;
}

/** Statements that run over `iter`; undefined where that is not possible, and the reason is remembered. */
export function loopOf(writing: Writing, iter: Expr, each: Each): readonly Stmt[] | undefined {
  const { range } = iter;
  if (!isLazy(writing, iter) && !isUneven(writing, iter)) {
    const own = name(range, `item@${writing.next()}@`);
    return [{ kind: 'For', range, target: own, iter, body: each(own), orelse: [] }];
  }
  if (iter.kind === 'Name') {
    const kept = writing.kept.get(iter.id)!;
    if ('take' in kept) return kept.take(writing, each);
    const { expr, writing: there } = kept;
    return loopOf({ ...there, open: writing.open }, expr, each);
  }
  if (iter.kind === 'Comprehension') return overComprehension(writing, iter, each);
  if (iter.kind !== 'Call') return undefined;
  const found = generatorsOf(writing, iter);
  if (found.length > 0) return overCall(writing, iter, found, each);
  const tool = builtinOf(writing, iter) ?? itertoolOf(writing, iter);
  switch (tool) {
    case 'iter':
      return iter.args.length === 1 ? loopOf(writing, iter.args[0]!, each) : refused(writing, iter, 'this `iter`');
    case 'map':
    case 'filter':
    case 'starmap':
    case 'from_iterable': {
      const own = generatorOf(writing.fn, { ...iter, range: { ...range, copy: writing.next() } });
      return own ? overComprehension(writing, own, each) : refused(writing, iter, `this \`${tool}\` takes a generator`);
    }
    case 'enumerate':
      return enumerated(writing, iter, each);
    case 'zip':
      return zipped(writing, iter, each) ?? refused(writing, iter, '`zip` takes one generator function, and values');
    case 'chain':
      return chained(writing, iter, each);
    case 'islice':
      return sliced(writing, iter, each) ?? refused(writing, iter, 'this `islice` takes a generator');
    case 'takewhile':
    case 'dropwhile':
      return whileTrue(writing, iter, each, tool === 'takewhile');
    case 'accumulate':
      return accumulated(writing, iter, each) ?? refused(writing, iter, 'this `accumulate` takes a generator');
    case 'pairwise':
      return iter.args.length === 1 ? paired(writing, iter, each) : undefined;
    default:
      return refused(writing, iter, `\`${tool}\` takes a generator`);
  }
}

function overComprehension(writing: Writing, expr: ComprehensionExpr, each: Each): readonly Stmt[] | undefined {
  const named = generatorOf(writing.fn, copied(expr, writing.next()));
  if (!named) return undefined;
  const { clauses, element } = named;
  const from = (place: number): readonly Stmt[] | undefined => {
    const clause = clauses[place];
    if (!clause) return each(element);
    if (clause.kind === 'if') {
      const body = from(place + 1);
      return body && [when(clause.test, body)];
    }
    let isComplete = true;
    const body = (item: Expr): readonly Stmt[] => {
      const rest = from(place + 1);
      if (!rest) isComplete = false;
      return item === clause.target ? (rest ?? []) : [assign(clause.target, item), ...(rest ?? [])];
    };
    const { range } = clause.iter;
    const loop: readonly Stmt[] | undefined =
      isLazy(writing, clause.iter) || isUneven(writing, clause.iter)
        ? loopOf(writing, clause.iter, body)
        : [{ kind: 'For', range, target: clause.target, iter: clause.iter, body: body(clause.target), orelse: [] }];
    return isComplete ? loop : undefined;
  };
  return from(0);
}

function enumerated(writing: Writing, iter: CallExpr, each: Each): readonly Stmt[] | undefined {
  const { range } = iter;
  const [inner, second] = iter.args;
  const start = second ?? iter.keywords.find((keyword) => keyword.name === 'start')?.value;
  if (!inner) return refused(writing, iter, 'the start of this `enumerate`');
  const n = writing.next();
  const counter = name(range, `count@${n}@`);
  const now = name(range, `number@${n}@`);
  const loop = loopOf(writing, inner, (item) => [
    assign(now, counter),
    assign(counter, binary(now, '+', int(range, 1))),
    ...each({ kind: 'Tuple', range, elements: [now, item] }),
  ]);
  return loop && [assign(counter, start ?? int(range, 0)), ...loop];
}

/** A call of a generator function, or of a method of which the class of the object decides. */
function overCall(writing: Writing, iter: CallExpr, found: readonly Found[], each: Each): readonly Stmt[] | undefined {
  const { range, func } = iter;
  const [first] = found;
  if (!first!.method || func.kind !== 'Attribute') return inlined(writing, iter, first!, each);
  const object = func.value.kind === 'Name' ? func.value : name(range, `object@${writing.next()}@`);
  const before = object === func.value ? [] : [assign(object, func.value)];
  const choices = found.flatMap((one) => one.method!.classes.map((cls) => ({ cls, one })));
  const depth = (cls: string): number => {
    let count = 0;
    for (let info = writing.fn.program.scope.classes.get(cls); info; info = info.base) count++;
    return count;
  };
  choices.sort((a, b) => depth(b.cls) - depth(a.cls));
  const call1 = { ...iter, func: { ...func, value: object } };
  const own = name(range, `item@${writing.next()}@`);
  let rest: readonly Stmt[] = [{ kind: 'For', range, target: own, iter: call1, body: each(own), orelse: [] }];
  for (const { cls, one } of choices.reverse()) {
    const body = inlined(writing, iter, one, each, object);
    if (!body) return undefined;
    rest = [
      {
        kind: 'If',
        range,
        test: call(range, 'isinstance', [object, moduleName(writing, range, cls)]),
        body,
        orelse: rest,
      },
    ];
  }
  return [...before, ...rest];
}

/** The name of something of the module, where a local name may hide it. */
function moduleName({ hosts }: Writing, range: SourceRange, id: string): Name {
  return name(range, hosts.some((host) => host.locals.has(id)) ? `^${id}` : id);
}

/** The body of the function, with what happens with its items. */
function inlined(
  writing: Writing,
  iter: CallExpr,
  { decl, scopes }: Found,
  each: Each,
  self?: Expr,
): readonly Stmt[] | undefined {
  if (decl.isAsync || (decl.decorators.length > 0 && !self)) return refused(writing, iter, 'its function is decorated');
  const isCollected = isRecursive(decl) && !self;
  if (writing.open.includes(decl) && !isCollected) return refused(writing, iter, 'its function calls itself');
  if (writing.open.length > 8) return refused(writing, iter, 'more than 8 of them call each other');
  const n = writing.next();
  const names = new Map<string, string>([...collectLocals(decl)].map((local) => [local, `${local}@${n}@`]));
  for (const free of freeNames(decl)) {
    const isOuter = (scope: { locals: ReadonlySet<string> }) => scope.locals.has(free);
    const hidden = writing.hosts.filter((host) => !scopes.includes(host)).some(isOuter);
    if (names.has(free) || !hidden) continue;
    if (scopes.some(isOuter)) return refused(writing, iter, `\`${free}\` means something else here`);
    names.set(free, `^${free}`);
  }
  if (isCollected) {
    const hidden = new Map([...names].filter(([, renamed]) => renamed.startsWith('^')));
    const found = { decl, scopes };
    return collected(writing, iter, found, hidden, each) ?? refused(writing, iter, RECURSIVE);
  }
  const bound = parametersOf(writing, iter, decl, names, self);
  if (!bound) return undefined;
  const end = `end${n}`;
  const body = mapAll(copied(decl.body, n, names), (stmt) => {
    if (stmt.kind === 'Return') return [leave(stmt.range, end)];
    if (stmt.kind !== 'ExprStmt' || stmt.value.kind !== 'Yield' || !stmt.value.isFrom || !stmt.value.value)
      return undefined;
    const { range } = stmt;
    const own = name(range, `item@${writing.next()}@`);
    const given: Stmt = { ...stmt, value: { kind: 'Yield', range, value: own, isFrom: false } };
    return [{ kind: 'For', range, target: own, iter: stmt.value.value, body: [given], orelse: [] } satisfies ForStmt];
  });
  const parameters = decl.parameters.map((each) => ({ ...each, name: names.get(each.name)! }));
  const scope = { ...scopeOf({ ...decl, parameters, body }), isWritten: true as const };
  const inside: Writing = {
    ...writing,
    scopes: [...scopes, scope],
    open: [...writing.open, decl],
    kept: new Map([...writing.kept, ...bound.lazy]),
  };
  const rewritten = rewriteStatements(inside, body);
  const others = mapAll(rewritten, (stmt) =>
    stmt.kind === 'ExprStmt' && stmt.value.kind === 'Yield' ? [] : undefined,
  );
  if (isGenerator({ ...decl, body: others })) return refused(writing, iter, 'its `yield` has a value');
  let count = 0;
  const given = mapAll(rewritten, (stmt) => {
    if (stmt.kind !== 'ExprStmt' || stmt.value.kind !== 'Yield') return undefined;
    const { range, value } = stmt.value;
    const next = each(value ?? { kind: 'None', range });
    count += sizeOf(next);
    return next;
  });
  if (count > MAX_STATEMENTS) return refused(writing, iter, 'it has too many `yield`s for what is done with each item');
  return [...bound.statements, labelled(iter.range, end, given)];
}

export function sizeOf(statements: readonly Stmt[]): number {
  let count = 0;
  mapAll(statements, () => {
    count++;
    return undefined;
  });
  return count;
}

interface Bound {
  readonly statements: readonly Stmt[];
  /** Parameters that are generators. */
  readonly lazy: ReadonlyMap<string, Kept>;
}

/** The parameters as names that get the arguments, in the order in which Python evaluates these. */
function parametersOf(
  writing: Writing,
  iter: CallExpr,
  decl: FunctionDecl,
  names: ReadonlyMap<string, string>,
  self: Expr | undefined,
): Bound | undefined {
  const { range } = iter;
  const statements: Stmt[] = [];
  const lazy = new Map<string, Kept>();
  const given = new Set<string>();
  const own = (parameter: string): Name => name(range, names.get(parameter)!);
  const set = (parameter: string, value: Expr): boolean => {
    given.add(parameter);
    if (isLazy(writing, value)) {
      if (!runsOnce(decl, parameter)) return false;
      lazy.set(own(parameter).id, { expr: value, writing });
      return true;
    }
    statements.push(assign(own(parameter), value));
    return true;
  };
  const positional = decl.parameters.filter((parameter) => parameter.form === 'positional');
  const star = decl.parameters.find((parameter) => parameter.form === 'star');
  const values = [...(self ? [self] : []), ...iter.args];
  if (values.some((value) => value.kind === 'Starred') || decl.parameters.some(({ form }) => form === 'doubleStar'))
    return refused(writing, iter, 'its arguments have a `*`');
  if (values.length > positional.length && !star) return refused(writing, iter, 'its arguments do not fit');
  for (const [i, value] of values.slice(0, positional.length).entries()) {
    if (!set(positional[i]!.name, value)) return refused(writing, iter, 'its function gets a generator');
  }
  if (star) {
    given.add(star.name);
    const rest = values.slice(positional.length);
    statements.push(assign(own(star.name), { kind: 'Tuple', range, elements: rest }));
  }
  for (const { name: key, value } of iter.keywords) {
    const isKnown =
      key !== undefined &&
      !given.has(key) &&
      names.has(key) &&
      decl.parameters.some((each) => each.name === key && !each.isPositionalOnly);
    if (!isKnown || !set(key, value)) return refused(writing, iter, 'its arguments do not fit');
  }
  for (const parameter of decl.parameters) {
    if (given.has(parameter.name)) continue;
    const value = parameter.default;
    if (!value || !isConstant(value)) return refused(writing, iter, `\`${parameter.name}\` is not given`);
    statements.push(assign(own(parameter.name), value));
  }
  return { statements, lazy };
}

/** The same wherever it is evaluated. */
function isConstant(expr: Expr): boolean {
  if (expr.kind === 'Unary') return isConstant(expr.operand);
  if (expr.kind === 'Tuple') return expr.elements.every(isConstant);
  return ['Int', 'Float', 'Bool', 'Str', 'None'].includes(expr.kind);
}

/** The function reads the parameter at one place, as what a loop at its top runs over, and never assigns it. */
function runsOnce(decl: FunctionDecl, parameter: string): boolean {
  let count = 0;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
    const { kind, id } = node as { kind?: string; id?: string };
    if (kind === 'Name' && id === parameter) count++;
    for (const [key, child] of Object.entries(node)) if (key !== 'range') visit(child);
  };
  visit(decl.body);
  const isRun = (stmt: Stmt): boolean => {
    if (stmt.kind === 'If') return stmt.body.some(isRun) || stmt.orelse.some(isRun);
    if (stmt.kind === 'For') return mentions(stmt.iter, parameter);
    return (
      stmt.kind === 'ExprStmt' &&
      stmt.value.kind === 'Yield' &&
      stmt.value.isFrom &&
      mentions(stmt.value.value, parameter)
    );
  };
  return count === 1 && decl.body.some(isRun);
}

/** The name itself, or `enumerate` and the like of it. */
function mentions(expr: Expr | undefined, parameter: string): boolean {
  if (expr?.kind === 'Name') return expr.id === parameter;
  return expr?.kind === 'Call' && expr.args.some((arg) => mentions(arg, parameter));
}
