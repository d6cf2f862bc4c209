// SPDX-License-Identifier: Apache-2.0
// Lowers a function and everything it calls: one version of each function for each list of argument types.

import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic';
import { GraphBuilder } from '../graph/builder';
import type { Graph, Precision, SourceRange, Type } from '../graph/graph';
import { type ModuleScope, resolveName } from '../names/module-scope';
import type { Expr, FunctionDecl } from '../syntax/ast';
import type { Poly } from '../types/dims';
import { type ArrayType, arrayType, quotedType, typeText, UNKNOWN, type Value } from '../types/value';
import { isConstantExpression } from './constants';
import { joinValues } from './environment';
import { lowerExpr } from './expressions';
import { FunctionLowering } from './function';
import { Instance } from './instance';
import type { Liveness } from './liveness';
import { renameSizes } from './rename';
import type { CallSignature } from './signature';
import { hasUnknown, leavesOf } from './structure';

export interface LowerOptions {
  /** Base name of the user's file. */
  readonly file: string;
  readonly precision: Precision;
}

/** What the editor shows at a range. */
export interface Fact {
  readonly range: SourceRange;
  readonly type: string;
  readonly name?: string;
  readonly doc?: string;
}

export interface LoweredProgram {
  /** Absent when something is refused or has no type. */
  readonly graph?: Graph;
  readonly diagnostics: readonly Diagnostic[];
  readonly facts: readonly Fact[];
  /** Files that the program reads; their types belong into `CallSignature.files`. */
  readonly loads: readonly string[];
}

const MAX_INSTANCES = 200;

export interface CalledInstance {
  readonly instance: Instance;
  /** What each symbol of the function is in this caller. */
  readonly actual: ReadonlyMap<string, Poly>;
}

export class Program {
  readonly loads = new Set<string>();
  private readonly graph: GraphBuilder;
  private readonly instances = new Map<string, Instance>();
  private readonly running = new Set<string>();
  private readonly queue: Instance[] = [];
  private readonly constants = new Map<FunctionDecl, Set<string>>();
  private readonly liveness = new Map<FunctionDecl, Liveness>();
  private readonly names = new Set<string>();
  private readonly evaluating = new Set<Expr>();

  constructor(
    readonly scope: ModuleScope,
    private readonly signature: CallSignature | undefined,
    options: LowerOptions,
  ) {
    this.graph = new GraphBuilder(options.file, options.precision);
  }

  get hasSignature(): boolean {
    return this.signature !== undefined;
  }

  livenessOf(decl: FunctionDecl, compute: (decl: FunctionDecl) => Liveness): Liveness {
    let found = this.liveness.get(decl);
    if (!found) {
      found = compute(decl);
      this.liveness.set(decl, found);
    }
    return found;
  }

  fileType(path: string): ArrayType | undefined {
    const type = this.signature?.files?.get(path);
    if (type?.kind !== 'array' || type.rank === 0) return undefined;
    return arrayType(
      type.dtype,
      type.dims ?? Array.from({ length: type.rank }, (_, axis) => `?file${this.loads.size}_${axis}`),
    );
  }

  isBuiltin(fn: FunctionLowering, name: string, builtin: string): boolean {
    return name === builtin && !fn.isLocal(name) && resolveName(this.scope, name)?.kind === 'builtin';
  }

  /** The value of a module constant or a default, computed where it is read: a task changes none of them. */
  constantValue(fn: FunctionLowering, name: string, expr: Expr): Value {
    if (!isConstantExpression(this.scope, expr) || this.evaluating.has(expr)) {
      return fn.report('WEFT237', expr.range, { name, reason: 'it is not a constant expression' });
    }
    this.evaluating.add(expr);
    const reports = fn.diagnostics.length;
    const value = fn.atModule(() => lowerExpr(fn, expr));
    this.evaluating.delete(expr);
    if (value.kind === 'unknown' && fn.diagnostics.length === reports) {
      return fn.report('WEFT237', expr.range, { name, reason: 'Weft does not know its value' });
    }
    if (value.kind !== 'value' || value.type.kind !== 'array') return value;
    return { ...value, readOnly: `\`${name}\` belongs to the module, and a task gets a copy of it` };
  }

  /** The version of `decl` for these arguments, with what it returns; undefined for recursion and too many versions. */
  instanceOf(fn: FunctionLowering, decl: FunctionDecl, args: ReadonlyMap<string, Value>): CalledInstance | undefined {
    if (this.running.has(decl.name) || this.instances.size > MAX_INSTANCES) {
      fn.markIncomplete();
      return undefined;
    }
    const constants = this.constants.get(decl) ?? new Set<string>();
    this.constants.set(decl, constants);
    for (;;) {
      const instance = new Instance(decl, args, { constants });
      const known = this.instances.get(instance.key);
      // The same version, but its symbols stand for this caller's sizes.
      if (known) return { instance: known, actual: instance.actual };
      const needed = this.analyse(instance);
      const more = [...needed].filter((name) => {
        const value = args.get(name);
        return (
          !constants.has(name) && value !== undefined && leavesOf(value).some((leaf) => leaf.constant !== undefined)
        );
      });
      for (const name of needed) {
        for (const leaf of leavesOf(args.get(name) ?? UNKNOWN))
          if (leaf.origin !== undefined) fn.needConstant(leaf.origin);
      }
      if (more.length === 0) {
        this.instances.set(instance.key, instance);
        return { instance, actual: instance.actual };
      }
      for (const name of more) constants.add(name);
    }
  }

  /** Types only: what the function returns. Gives the parameters whose constant value it needs. */
  analyse(instance: Instance): ReadonlySet<string> {
    this.running.add(instance.decl.name);
    const dry = new FunctionLowering(this, instance, undefined);
    dry.run();
    this.running.delete(instance.decl.name);
    let plan: Value | undefined;
    for (const { value } of dry.returns) {
      plan = plan === undefined ? value : joinStructure(dry, 'return', plan, value);
      if (plan === undefined) break;
    }
    // A function that never returns gives None, which nobody sees.
    instance.plan = dry.returns.length === 0 ? { kind: 'value', type: { kind: 'none' }, constant: null } : plan;
    return dry.needed;
  }

  /** Has the nodes of a version made, once. */
  schedule(instance: Instance): void {
    if (instance.builder !== undefined) return;
    const { decl } = instance;
    let name = decl.name;
    for (let i = 1; this.names.has(name); i++) name = `${decl.name}_${i}`;
    this.names.add(name);
    instance.builder = this.graph.addFunction(name, decl.range);
    this.queue.push(instance);
  }

  run(entry: Instance): LoweredProgram {
    this.analyse(entry);
    this.schedule(entry);
    const diagnostics: Diagnostic[] = [];
    const facts: Fact[] = [];
    let isIncomplete = false;
    for (const instance of this.queue) {
      const fn = new FunctionLowering(this, instance, instance.builder);
      fn.run();
      checkReturns(fn, instance === entry);
      fn.finishSlots();
      const rename = renameSizes(fn, instance.builder!);
      setResults(fn, instance, rename);
      diagnostics.push(...fn.diagnostics);
      facts.push(...fn.facts.map(({ value, ...rest }) => ({ ...rest, type: typeText(rename(value)) })));
      isIncomplete ||= fn.isIncomplete || !instance.plan || hasUnknown(instance.plan);
    }
    const sorted = sortDiagnostics(diagnostics);
    const hasErrors = sorted.some((diagnostic) => diagnostic.severity === 'error');
    return {
      ...(isIncomplete || hasErrors ? {} : { graph: this.graph.build() }),
      diagnostics: sorted,
      facts: uniqueFacts(facts),
      loads: [...this.loads].sort(),
    };
  }
}

/** Joins results leaf by leaf. */
function joinStructure(fn: FunctionLowering, key: string, a: Value, b: Value): Value | undefined {
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length && a.isList === b.isList) {
    const items: Value[] = [];
    for (const [i, item] of a.items.entries()) {
      const joined = joinStructure(fn, `${key}.${i}`, item, b.items[i]!);
      if (!joined) return undefined;
      items.push(joined);
    }
    return { kind: 'tuple', items, isList: a.isList };
  }
  return joinValues(fn, key, a, b);
}

/** Reports results that differ in type, and for the entry those that cannot leave the task. */
function checkReturns(fn: FunctionLowering, isEntry: boolean): void {
  const [first, ...rest] = fn.returns;
  if (!first) return;
  let common: Value = first.value;
  for (const { value, range } of rest) {
    const joined = joinStructure(fn, 'return', common, value);
    if (!joined) {
      const isNone = [common, value].some((each) => each.kind === 'value' && each.type.kind === 'none');
      fn.report('WEFT229', range, {
        first: quotedType(common),
        second: quotedType(value),
        instead: isNone ? 'Return a value on every path' : 'Convert one of them, as in `float(x)`',
      });
      return;
    }
    common = joined;
  }
  if (!isEntry || hasUnknown(common)) return;
  const refuse = (value: Value, reason: string, instead: string) =>
    fn.report('WEFT230', first.range, { type: quotedType(value), reason, instead });
  if (common.kind === 'tuple') {
    if (common.isList) refuse(common, 'lists exist only while compiling', 'Return a tuple');
    else if (common.items.length === 0) refuse(common, 'it holds nothing', 'Return None, or a value');
    else {
      const other = common.items.find((item) => leavesOf(item).length !== 1 || item.kind === 'tuple');
      if (other) refuse(common, 'a tuple of results holds numbers and arrays only', 'Return its parts one by one');
    }
  } else if (common.kind !== 'value' || common.type.kind === 'str') {
    refuse(common, 'results are numbers and arrays', 'Return a number or an array');
  }
}

function setResults(fn: FunctionLowering, instance: Instance, rename: (value: Value) => Value): void {
  const [first, ...rest] = fn.returns;
  let common = first?.value ?? UNKNOWN;
  for (const { value } of rest) common = joinStructure(fn, 'return', common, value) ?? UNKNOWN;
  const plan = instance.plan ?? UNKNOWN;
  const shown = leavesOf(rename(common));
  const types: Type[] = leavesOf(plan).map((leaf, i) => {
    const own = shown[i]?.type;
    return own && own.kind === leaf.type.kind ? own : leaf.type;
  });
  instance.builder!.setResults(types, plan.kind === 'tuple' && plan.items.length === 1);
}

function uniqueFacts(facts: readonly Fact[]): Fact[] {
  const seen = new Set<string>();
  const result: Fact[] = [];
  for (const fact of facts) {
    const { startLine, startColumn, endLine, endColumn } = fact.range;
    const key = `${startLine}:${startColumn}-${endLine}:${endColumn}`;
    // A call's fact has the documentation; the bare name before it has not.
    if (seen.has(key) && fact.doc === undefined) continue;
    if (seen.has(key))
      result.splice(
        result.findIndex((each) => sameRange(each.range, fact.range)),
        1,
      );
    seen.add(key);
    result.push(fact);
  }
  return result.sort(
    (a, b) =>
      a.range.startLine - b.range.startLine ||
      a.range.startColumn - b.range.startColumn ||
      a.range.endLine - b.range.endLine ||
      a.range.endColumn - b.range.endColumn,
  );
}

function sameRange(a: SourceRange, b: SourceRange): boolean {
  return (
    a.startLine === b.startLine &&
    a.startColumn === b.startColumn &&
    a.endLine === b.endLine &&
    a.endColumn === b.endColumn
  );
}
