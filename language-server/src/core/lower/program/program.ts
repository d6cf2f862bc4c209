// SPDX-License-Identifier: Apache-2.0
// Lowers a function and everything it calls: one version of each function for each list of argument types.

import { type Diagnostic, sortDiagnostics } from '../../diagnostics/diagnostic';
import { GraphBuilder } from '../../graph/builder';
import type { Graph, Precision, SourceRange, Type } from '../../graph/graph';
import { type ModuleScope, resolveName } from '../../names/module-scope';
import { STRIDED } from '../../numpy/layout';
import type { FunctionDecl } from '../../syntax/ast';
import { joinClosures } from '../../types/closures';
import type { Poly } from '../../types/dims';
import { hasItems, ListSites } from '../../types/list-sites';
import { isListLike, ListClock } from '../../types/lists';
import { isReference, sameKeys, unifyShapes } from '../../types/merging';
import { codesOf } from '../../types/unions';
import { arrayType, type Closure, type Layout, quotedType, typeText, UNKNOWN, type Value } from '../../types/value';
import { Stores } from '../classes/stores';
import { AttributeCells } from '../classes/variables';
import { tellMakers } from '../lists/results';
import type { CallSignature, DataFiles, UnreadableFile } from '../signature';
import { noteGiven } from '../statements/kept-views';
import type { Liveness } from '../statements/liveness';
import { awaitsTable } from '../tables/owners';
import { joinCopies } from '../unions/copied-facts';
import { joinKinds } from '../unions/kinds';
import { joinAny } from './environment';
import { FunctionLowering } from './function';
import { Instance } from './instance';
import { Memos } from './memos';
import { ModuleValues } from './module-values';
import { renameSizes } from './rename';
import { checkResult, structureOf } from './results';
import { hasUnknown, leavesOf, mapLeaves } from './structure';
import { Unfinished } from './unfinished';

export interface LowerOptions {
  /** Base name of the user's file. */
  readonly file: string;
  readonly precision: Precision;
  /** Where there is no call: the editor knows files all the same. */
  readonly data?: DataFiles;
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
  /** The first expression without a type, where that is all there is to say. */
  readonly undecided?: SourceRange;
}

/** Each pass learns the type of a list; a guard, not a limit that is met. */
const MAX_LIST_PASSES = 40;
const MAX_INSTANCES = 200;
/** Versions of one function that wait for each other: tuples that grow with each call would make ever more. */
const MAX_NESTED = 32;
/** Known texts that a function gives itself, before they are texts of the run. */
const MAX_TEXTS = 6;
/** Rounds of the search for the result types of functions that call each other; types only widen, so that few are used. */
const MAX_ROUNDS = 12;

interface Running {
  readonly instance: Instance;
  /** The outermost running version that it reaches by recursion. */
  lowest: number;
  /** A call from inside uses its result. */
  isAwaited: boolean;
  /** Versions inside whose results depend on a running one. */
  readonly members: Instance[];
}

export interface CalledInstance {
  readonly instance: Instance;
  /** What each symbol of the function is in this caller. */
  readonly actual: ReadonlyMap<string, Poly>;
}

export class Program {
  readonly loads = new Set<string>();
  readonly written = new Set<string>();
  /** Counts what is learned about lists: a version is read again until nothing more is. */
  readonly listClock = new ListClock();
  private readonly listSites = new Map<Instance, ListSites>();
  /** What calls found about the whole program, as that it seeds `np.random`. */
  readonly remembered = new Set<string>();
  private readonly graph: GraphBuilder;
  private readonly data: DataFiles | undefined;
  private readonly instances = new Map<string, Instance>();
  /** Versions whose result types are being searched, innermost last. */
  private readonly running: Running[] = [];
  private entry: Instance | undefined;
  /** Functions that were seen to call themselves, directly or through others. */
  private readonly recursive = new Set<FunctionDecl>();
  private round = 0;
  private changes = 0;
  private readonly queue: Instance[] = [];
  private readonly constants = new Map<FunctionDecl, Set<string>>();
  private readonly liveness = new Map<FunctionDecl, Liveness>();
  private readonly names = new Set<string>();
  readonly moduleValues = new ModuleValues();
  readonly attributes = new AttributeCells(this.listClock);
  readonly stores: Stores;
  readonly memos: Memos;
  /** Parameters that get lists of other lengths from calls inside: they are lists of the run. */
  private readonly growing = new Map<FunctionDecl, Set<string>>();
  /** Functions whose calls of themselves never repeat their argument types. */
  private readonly endless = new Set<FunctionDecl>();

  constructor(
    readonly scope: ModuleScope,
    private readonly signature: CallSignature | undefined,
    options: LowerOptions,
    stored: ReadonlySet<string>,
  ) {
    this.graph = new GraphBuilder(options.file, options.precision);
    this.stores = new Stores(scope.classes, stored, this.graph);
    this.memos = new Memos(this.listClock, this.graph);
    this.data = signature ?? options.data;
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

  /** Relative names are read from the folder of the call, where there is one; what the task writes lies with its results. */
  dataFile(path: string): string {
    const folder = this.data?.folder;
    if (folder === undefined || this.written.has(path) || /^(\/|~|[A-Za-z]:[\\/]|\w+:\/\/)/.test(path)) return path;
    return `${folder.replace(/[\\/]+$/, '')}/${path.replace(/^(\.\/)+/, '')}`;
  }

  fileType(path: string): Type | undefined {
    const type = this.data?.files?.get(path);
    if (type?.kind === 'scalar') return type;
    if (type?.kind !== 'array') return undefined;
    if (type.rank === 0) return { kind: 'scalar', dtype: type.dtype };
    return arrayType(
      type.dtype,
      (this.knowsSizes(path) || path.includes('::text:') ? type.dims : undefined) ??
        Array.from({ length: type.rank }, (_, axis) => `?file${[...this.loads].indexOf(path) + 1}_${axis}`),
    );
  }

  fileLayout(path: string): Layout | undefined {
    const type = this.data?.files?.get(path);
    return type?.kind === 'array' && type.isFortran ? STRIDED : undefined;
  }

  /** What the task writes itself has the sizes of then. */
  knowsSizes(path: string): boolean {
    return this.data?.knowsSizes === true && !this.written.has(path.split('::')[0]!);
  }

  unreadableFile(path: string): UnreadableFile | undefined {
    return this.data?.unreadable?.get(path);
  }

  isBuiltin(fn: FunctionLowering, name: string, builtin: string): boolean {
    return name === builtin && !fn.isLocal(name) && resolveName(this.scope, name)?.kind === 'builtin';
  }

  /**
   * The parameters whose lists differ in length between this call and the calls around it, and those whose tuples do so
   * again and again, or whose texts differ.
   */
  growingLists(decl: FunctionDecl, args: ReadonlyMap<string, Value>): ReadonlySet<string> {
    const found = this.growing.get(decl) ?? new Set<string>();
    this.growing.set(decl, found);
    const around = this.running.filter(({ instance }) => instance.decl === decl);
    for (const [name, value] of args) {
      if (value.kind === 'value' && typeof value.constant === 'string' && !found.has(name)) {
        const texts = around.map(({ instance }) => instance.parameters.get(name));
        const known = texts.map((each) => (each?.kind === 'value' ? each.constant : undefined));
        if (new Set(known.filter((each) => typeof each === 'string')).size <= MAX_TEXTS) continue;
        found.add(name);
        this.listClock.changes++;
      }
      if (value.kind !== 'tuple') continue;
      if (!value.isList) {
        const outer = around[around.length - 1]?.instance.parameters.get(name);
        const isOther = outer?.kind === 'tuple' && outer.items.length !== value.items.length;
        if (!isOther || around.length < MAX_NESTED || found.has(name)) continue;
        found.add(name);
        this.listClock.changes++;
        continue;
      }
      const isOther = around.some(({ instance }) => {
        const outer = instance.parameters.get(name);
        if (!outer || !isListLike(outer)) return false;
        return outer.kind !== 'tuple' || outer.items.length !== value.items.length;
      });
      if (isOther) found.add(name);
    }
    return found;
  }

  /** The version of `decl` for these arguments, with what it returns; undefined for too many versions. */
  instanceOf(
    fn: FunctionLowering,
    decl: FunctionDecl,
    args: ReadonlyMap<string, Value>,
    range: SourceRange,
    closure?: Closure,
  ): CalledInstance | undefined {
    if (this.endless.has(decl) || this.instances.size > MAX_INSTANCES) {
      fn.report('WEFT142', range, { name: decl.name, limit: this.endless.has(decl) ? MAX_NESTED : MAX_INSTANCES });
      return undefined;
    }
    const constants = this.constants.get(decl) ?? new Set<string>();
    this.constants.set(decl, constants);
    for (;;) {
      const isRecursive = this.recursive.has(decl);
      const mayRaise = (fn.copies > 1 && fn.raising >= 0) || this.scope.displays !== undefined;
      const isAlternative = mayRaise && [...args.values()].some(isNone);
      const own = closure ? { closure } : {};
      const instance = new Instance(decl, args, { constants, ...own, isRecursive, isAlternative });
      const known = this.instances.get(instance.key);
      // The same version, but its symbols stand for this caller's sizes.
      const found = (each: Instance) => ({ instance: each, actual: instance.actual });
      if (known) {
        const place = this.running.findIndex((each) => each.instance === known);
        if (place >= 0) {
          this.recursive.add(decl);
          this.dependOn(place);
        } else if (known.search && known.search.round === this.round) {
          this.dependOn(known.search.lowest);
        } else if (known.search) {
          this.search(known);
        }
        if (known.search && !known.search.isDone) throw new Unfinished();
        const isOld = place < 0 && !known.search && (known.isStale || this.isOld(known));
        const more = isOld ? this.newConstants(fn, args, constants, this.search(known)) : [];
        if (more.length === 0) return found(known);
        this.instances.delete(known.key);
        for (const name of more) constants.add(name);
        continue;
      }
      if (!isRecursive && this.running.some((each) => each.instance.decl === decl)) {
        // Other argument types than the caller's own: from here on its versions forget how sizes relate.
        this.recursive.add(decl);
        continue;
      }
      if (this.running.filter((each) => each.instance.decl === decl).length > MAX_NESTED) {
        this.endless.add(decl);
        fn.report('WEFT142', range, { name: decl.name, limit: MAX_NESTED });
        return undefined;
      }
      this.instances.set(instance.key, instance);
      const needed = this.search(instance);
      if (this.recursive.has(decl) !== isRecursive) {
        if (instance.builder === undefined) this.instances.delete(instance.key);
        continue;
      }
      const more = this.newConstants(fn, args, constants, needed);
      if (more.length === 0) return found(instance);
      this.instances.delete(instance.key);
      for (const name of more) constants.add(name);
    }
  }

  /** Parameters whose constant a version needs and does not have yet. */
  private newConstants(
    fn: FunctionLowering,
    args: ReadonlyMap<string, Value>,
    constants: ReadonlySet<string>,
    needed: ReadonlySet<string>,
  ): string[] {
    for (const name of needed) {
      for (const leaf of leavesOf(args.get(name) ?? UNKNOWN))
        if (leaf.origin !== undefined) fn.needConstant(leaf.origin);
    }
    return [...needed].filter((name) => {
      const value = args.get(name);
      return !constants.has(name) && value !== undefined && leavesOf(value).some((leaf) => leaf.constant !== undefined);
    });
  }

  /** Attributes of classes, and entries of dictionaries that change, have types that all functions share. */
  private get hasSharedTypes(): boolean {
    return this.scope.classes.size > 0 || this.listClock.isOpen;
  }

  /**
   * Attributes of classes have one type everywhere: a version that was read before one of them changed is read again. So is
   * one that gave a dictionary that a caller needs at run time.
   */
  private isOld(instance: Instance): boolean {
    if (instance.builder !== undefined) return false;
    return this.hasSharedTypes ? instance.stamp !== this.listClock.changes : awaitsTable(instance.plan);
  }

  isRecursive(decl: FunctionDecl): boolean {
    return this.recursive.has(decl);
  }

  /** The innermost running version depends on the result of the one at `place`. */
  private dependOn(place: number): void {
    const last = this.running[this.running.length - 1];
    if (last) last.lowest = Math.min(last.lowest, place);
    this.running[place]!.isAwaited = true;
  }

  /**
   * Finds what a version returns; gives the parameters whose constant value it needs. In a cycle of calls the outermost
   * version starts from what returns without recursion, and tries again until the types no longer change.
   */
  private search(instance: Instance): ReadonlySet<string> {
    const place = this.running.length;
    const entry: Running = { instance, lowest: place, isAwaited: false, members: [] };
    this.running.push(entry);
    const needed = new Set<string>();
    const search = { round: this.round, lowest: place, isDone: instance.search?.isDone ?? false };
    instance.search = search;
    try {
      for (let i = 0; i < MAX_ROUNDS; i++) {
        const changes = this.changes;
        for (const name of this.analyse(instance)) needed.add(name);
        if (entry.lowest < place || !entry.isAwaited || changes === this.changes) break;
        this.round++;
      }
    } finally {
      this.running.pop();
    }
    search.round = this.round;
    search.lowest = entry.lowest;
    const outer = this.running[place - 1];
    if (outer && entry.lowest < place) {
      outer.lowest = Math.min(outer.lowest, entry.lowest);
      outer.members.push(instance, ...entry.members);
    } else {
      // Nothing outside the cycle depends on a guess any more.
      for (const each of [instance, ...entry.members]) each.search = undefined;
    }
    return needed;
  }

  /** Types only: what the function returns. Gives the parameters whose constant value it needs. */
  analyse(instance: Instance): ReadonlySet<string> {
    const { dry, plan } = this.analyseLists(instance);
    // A function that never returns gives None, which nobody sees.
    const found = dry.returns.length > 0 ? plan : NEVER;
    const isFirst = !instance.search?.isDone;
    if (instance.search) instance.search.isDone ||= dry.returns.length > 0 || !dry.isUnfinished;
    const before = instance.plan;
    instance.neverReturns = dry.returns.length === 0;
    instance.error = dry.errors > 0 ? dry.firstError : undefined;
    instance.plan = found && this.recursive.has(instance.decl) ? withoutSizes(found) : found;
    if (isFirst || !samePlan(before, instance.plan)) this.changes++;
    return dry.needed;
  }

  /** Reads the function until nothing more is learned about its lists. */
  private analyseLists(instance: Instance): { dry: FunctionLowering; plan: Value | undefined } {
    for (let i = 0; ; i++) {
      const { changes } = this.listClock;
      instance.isStale = false;
      const dry = new FunctionLowering(this, instance, undefined);
      dry.run();
      noteGiven(dry);
      tellMakers(dry);
      let plan: Value | undefined;
      for (const { value } of dry.returns) {
        plan = plan === undefined ? value : joinStructure(dry, 'return', plan, value);
        if (plan === undefined) break;
      }
      instance.stamp = this.listClock.changes;
      if (i >= MAX_LIST_PASSES) return { dry, plan };
      if (changes !== this.listClock.changes) continue;
      if (this.hasSharedTypes) {
        // Another function may still put something into a list that this one makes.
        if (instance !== this.entry || !this.settleAll()) return { dry, plan };
        continue;
      }
      const isOpen = [...instance.parameters.values()].some((value) =>
        leavesOf(value).some((leaf) => leaf.list && !hasItems(leaf.list)),
      );
      // What is unfinished waits for a recursive call, or for items that never come.
      const isWaiting = dry.isUnfinished && this.running.some((each) => each.isAwaited);
      if (isWaiting || isOpen || !this.listsOf(instance).settle()) return { dry, plan };
    }
  }

  private settleAll(): boolean {
    let found = this.attributes.settle();
    found = this.memos.settle() || found;
    for (const sites of this.listSites.values()) found = sites.settle() || found;
    if (found) this.listClock.changes++;
    return found;
  }

  /** Where the lists of a version come from. */
  listsOf(instance: Instance): ListSites {
    let sites = this.listSites.get(instance);
    if (!sites) {
      sites = new ListSites(this.listClock);
      this.listSites.set(instance, sites);
    }
    return sites;
  }

  /** Has the nodes of a version made, once. */
  schedule(instance: Instance): void {
    if (instance.builder !== undefined) return;
    const { decl } = instance;
    // Names that no program writes have a number behind `@`.
    const own = decl.name.replace(/@.*$/, '');
    let name = own;
    for (let i = 1; this.names.has(name); i++) name = `${own}_${i}`;
    this.names.add(name);
    instance.builder = this.graph.addFunction(name, decl.range);
    this.queue.push(instance);
  }

  run(entry: Instance): LoweredProgram {
    this.entry = entry;
    this.analyse(entry);
    this.schedule(entry);
    this.listClock.isFinal = true;
    const diagnostics: Diagnostic[] = [];
    const facts: Fact[] = [];
    let isIncomplete = false;
    let undecided: SourceRange | undefined;
    for (const instance of this.queue) {
      const fn = new FunctionLowering(this, instance, instance.builder);
      fn.run();
      checkReturns(fn, instance === entry);
      fn.finishSlots();
      const rename = renameSizes(fn, instance.builder!);
      setResults(fn, instance, rename, instance === entry);
      diagnostics.push(...fn.diagnostics);
      const found = fn.facts.map(({ value, isCopy, ...rest }) => ({
        isCopy,
        fact: { ...rest, type: typeText(rename(value)) },
      }));
      facts.push(...joinCopies(found));
      undecided ??= fn.undecided;
      isIncomplete ||= fn.isIncomplete || !instance.plan || hasUnknown(instance.plan);
    }
    const sorted = sortDiagnostics(diagnostics);
    const hasErrors = sorted.some((diagnostic) => diagnostic.severity === 'error');
    return {
      ...(isIncomplete || hasErrors || this.listClock.isLate ? {} : { graph: this.graph.build() }),
      diagnostics: sorted,
      facts: uniqueFacts(facts),
      loads: [...this.loads].sort(),
      ...(undecided && !hasErrors ? { undecided } : {}),
    };
  }
}

const NEVER: Value = { kind: 'value', type: { kind: 'none' }, constant: null };

/** Equal but for sizes. */
function samePlan(a: Value | undefined, b: Value | undefined): boolean {
  if (!a || !b) return a === b;
  const layouts = (value: Value) => leavesOf(value).map((leaf) => leaf.layout?.kind ?? '');
  if (codesOf(a) !== codesOf(b)) return false;
  return typeText(withoutSizes(a)) === typeText(withoutSizes(b)) && layouts(a).join() === layouts(b).join();
}

/** A result whose sizes and integers say nothing of the arguments. */
function withoutSizes(value: Value): Value {
  let count = 0;
  return mapLeaves(value, ({ sym: _sym, ...leaf }) =>
    leaf.type.kind === 'array'
      ? { ...leaf, type: { ...leaf.type, dims: leaf.type.dims.map(() => `?any${++count}`) } }
      : leaf,
  );
}

/** Joins results leaf by leaf. */
function joinStructure(fn: FunctionLowering, key: string, a: Value, b: Value): Value | undefined {
  if (a.kind === 'function' && b.kind === 'function' && a.closure) {
    const joined = joinClosures(a, b, (x, y, i) => joinStructure(fn, `${key}.${i}`, x, y));
    if (joined) return joined;
  }
  const each = (first: readonly Value[], second: readonly Value[]): Value[] | undefined => {
    const items = first.map((item, i) => joinStructure(fn, `${key}.${i}`, item, second[i]!));
    return items.every((item) => item !== undefined) ? (items as Value[]) : undefined;
  };
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length && !a.isList && !b.isList) {
    const items = each(a.items, b.items);
    return items && { kind: 'tuple', items, isList: a.isList };
  }
  if (isReference(a) && isReference(b)) return a.list.unify(b.list) ? undefined : a;
  if (a.kind === 'dict' && b.kind === 'dict' && sameKeys(a, b)) {
    if (!unifyShapes(a, b)) return undefined;
    if (a.items.some((item, i) => isReference(item) !== isReference(b.items[i]!))) return UNKNOWN;
    const items = each(a.items, b.items);
    return items && { ...a, items, identity: a.identity === b.identity ? a.identity : {} };
  }
  const kinds = fn.instance.options.keepsNames ? undefined : joinKinds(a, b);
  return kinds ?? joinAny(fn, key, a, b);
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
  checkResult(fn, common, first.range);
}

function setResults(fn: FunctionLowering, instance: Instance, rename: (value: Value) => Value, isEntry: boolean): void {
  const [first, ...rest] = fn.returns;
  let common = first?.value ?? UNKNOWN;
  for (const { value } of rest) common = joinStructure(fn, 'return', common, value) ?? UNKNOWN;
  const plan = instance.plan ?? UNKNOWN;
  const shown = leavesOf(rename(common));
  const types: Type[] = leavesOf(plan).map((leaf, i) => {
    const own = shown[i]?.type;
    return own && own.kind === leaf.type.kind ? own : leaf.type;
  });
  const structure = isEntry ? structureOf(common) : undefined;
  instance.builder!.setResults(
    types,
    structure === undefined && plan.kind === 'tuple' && plan.items.length === 1,
    structure,
  );
}

function isNone(value: Value): boolean {
  return value.kind === 'value' && value.type.kind === 'none';
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
