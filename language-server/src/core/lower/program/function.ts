// SPDX-License-Identifier: Apache-2.0
// The state of lowering one function for one list of argument types: names, variables of the graph, results, facts.

import type { Code, CodeValues } from '../../diagnostics/codes';
import type { RelatedRange } from '../../diagnostics/diagnostic';
import { refuseUnsupported } from '../../diagnostics/unsupported';
import type { FunctionBuilder } from '../../graph/builder';
import type { SourceRange, Type } from '../../graph/graph';
import { collectLocals } from '../../names/module-scope';
import { visitStatements } from '../../names/visit';
import { cast } from '../../numpy/elementwise';
import type { FunctionDecl, Stmt } from '../../syntax/ast';
import { polySymbols } from '../../types/dims';
import { joinTypes } from '../../types/join';
import type { ListSites } from '../../types/list-sites';
import type { ListCell, ListValue } from '../../types/lists';
import { elementOf } from '../../types/promote';
import { firstUnion, hasUnion } from '../../types/unions';
import {
  constantValue,
  type DictValue,
  type GraphValue,
  type KindOwner,
  type Layout,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { bindCaptured } from '../calls/closures';
import { sharedReadsOf } from '../classes/shared-reads';
import { lowerExpr } from '../expressions/expressions';
import { evenList } from '../lists/even';
import { isOfKinds, oneScalar } from '../lists/item-values';
import type { GivenList } from '../lists/results';
import { textOfTypes } from '../lists/texts';
import { prepareTuple, writeTuples } from '../lists/tuples';
import type { LoopFrame } from '../statements/blocks';
import { type Conflict, reportConflict, TOO_MANY } from '../statements/conflicts';
import { type ConstructNames, computeLiveness, type Liveness, NO_NAMES } from '../statements/liveness';
import { readerOf } from '../statements/readers';
import { lowerBlock } from '../statements/statements';
import { lowerModuleSettings } from '../statements/warning-settings';
import { settledDict } from '../tables/entries';
import { wantKinds } from '../unions/ran';
import {
  isUnionPart,
  partBinding,
  prepareUnion,
  storedParts,
  variableName,
  writeTags,
  zeroAtStart,
} from '../unions/storage';
import { pythonError } from '../unions/type-errors';
import { type Passing, readUnion } from '../unions/unions';
import { bodyOf } from './body';
import { Emitter } from './emitter';
import { type Binding, type Environment, joinValues, template, UNBOUND, withSource } from './environment';
import type { Instance } from './instance';
import { leave, leaveNever } from './leaving';
import { loadParts, ownKeywords } from './load-parts';
import type { Program } from './program';
import { isCompound, partsOf } from './structure';
import { Raised } from './unfinished';

export interface Slot {
  readonly name: string;
  readonly variable: number;
  type: Type;
  tuple?: ListCell; // items of a tuple whose length only the run knows
}

/** The variables that assignments inside an `if` or a loop also write. */
export type ActiveSlots = ReadonlyMap<string, readonly Slot[]>;

export interface RawFact {
  readonly range: SourceRange;
  readonly value: Value;
  readonly name?: string;
  readonly doc?: string;
  /** Found in one of several copies of a statement: another copy may have another type here. */
  readonly isCopy?: boolean;
}

export class FunctionLowering extends Emitter {
  env: Environment = new Map();
  /** False after `return`, `break`, `continue`: the rest of the block never runs. */
  isReachable = true;
  /** A statement was left out, as a recursive call in it has no result yet. */
  isUnfinished = false;
  /** Above 0 in parts of an expression that Python may skip. */
  skippable = 0;
  /** How many copies of the statement at hand are made, for the alternatives of names. */
  copies = 1;
  /** Above 0 where a name is None among other types; below in conditions, where nothing can be raised in place of them. */
  raising = 0;
  /** The expressions of it that may have several types. */
  passing: Passing | undefined;
  /** Names whose values inner functions took along when they left this function. */
  readonly lent = new Set<string>();
  readonly loops: LoopFrame[] = [];
  readonly returns: { readonly value: Value; readonly range: SourceRange }[] = [];
  readonly facts: RawFact[] = [];
  /** Parameters whose constant value decides a type. */
  readonly needed = new Set<string>();
  /** Symbols of the counters of the loops around this point. */
  readonly counters: string[] = [];
  readonly decl: FunctionDecl;
  private readonly locals: ReadonlySet<string>;
  /** The statements, loops over generators written out. */
  private readonly body: readonly Stmt[];
  private readonly liveness: Liveness;
  readonly active: ActiveSlots[] = [];
  readonly slots: Slot[] = [];
  private isAtModule = false;
  /** Names whose types were reported. */
  readonly conflicts = new Set<string>();

  constructor(
    readonly program: Program,
    readonly instance: Instance,
    builder: FunctionBuilder | undefined,
  ) {
    super(builder);
    this.decl = instance.decl;
    const { closure, isAlternative } = instance.options;
    if (isAlternative) {
      this.copies++;
      this.raising++;
    }
    const locals = collectLocals(this.decl);
    this.locals = closure ? new Set([...locals, ...closure.scope]) : locals;
    instance.hoists.attributes = program.scope.attributes;
    instance.hoists.sharedReads = sharedReadsOf(program.scope);
    this.body = bodyOf(this);
    this.liveness = program.livenessOf(this.decl, (decl) => computeLiveness({ ...decl, body: this.body }));
  }

  /** Lowers the whole body; parameters are bound by the instance. */
  run(): void {
    for (const [name, value] of this.instance.bindParameters(this.finalBuilder)) {
      const isWritten = value.kind === 'tuple' && value.isList;
      this.env.set(name, { state: 'yes', value: isWritten ? { ...value, site: this.lists.named(name) } : value });
    }
    for (const [name, expr] of this.instance.options.defaults ?? []) {
      this.env.set(name, { state: 'yes', value: this.program.moduleValues.valueOf(this, name, expr) });
    }
    for (const [name, expr] of this.instance.options.displays ?? []) {
      const { length } = this.facts;
      this.env.set(name, { state: 'yes', value: lowerExpr(this, expr) });
      this.facts.length = length;
    }
    ownKeywords(this);
    if (this.instance.options.closure) bindCaptured(this, this.instance.options.closure);
    for (const { name } of this.decl.parameters) {
      const given = this.env.get(name);
      const source = { name, owner: this.instance, isCarried: true };
      if (given) this.env.set(name, { ...given, value: withSource(given.value, source) });
    }
    for (const parameter of this.decl.parameters) {
      this.fact(parameter.range, this.env.get(parameter.name)?.value ?? UNKNOWN, parameter.name);
    }
    if (this.instance.options.keepsNames) lowerModuleSettings(this);
    lowerBlock(this, this.body);
    if (this.isReachable) this.leave(constantValue(null), this.decl.nameRange);
  }

  fileType(path: string, range: SourceRange): Type | undefined {
    this.program.loads.add(path);
    const type = this.program.fileType(path);
    const name = path.replace(/::text:.*$/, '').replace(/::\w+:/, ': ');
    const found = type ? undefined : this.program.unreadableFile(path);
    if (found) this.report('WEFT274', range, { path: name, ...found });
    if (!type && this.program.hasSignature) this.report('WEFT303', range, { path: path.replace(/::\w+:.*$/, '') });
    if (!type) this.markIncomplete();
    return type;
  }

  fileLayout(path: string): Layout | undefined {
    return this.program.fileLayout(path);
  }

  knowsSizes(path: string): boolean {
    return this.program.knowsSizes(path);
  }

  dataFile(path: string): string {
    return this.program.dataFile(path);
  }

  markWritten(path: string): void {
    this.program.written.add(path);
  }

  readonly evenList: Emitter['evenList'] = (range, list, isTyped, target) =>
    evenList(this, range, list, isTyped, target);

  readonly listText: Emitter['listText'] = (range, value) => textOfTypes(this, range, value);

  readonly settledDict = (range: SourceRange, value: DictValue) => settledDict(this, range, value);

  remember(what: string): void {
    this.program.remembered.add(what);
  }

  remembers(what: string): boolean {
    return this.program.remembered.has(what);
  }

  readonly readerOf = (array: GraphValue): string | undefined => readerOf(this, array);

  needConstant(origin: string): boolean {
    const names = origin.split(' ');
    for (const name of names) this.needed.add(name);
    return names.every((name) => this.instance.mayBeConstant(name));
  }

  get owner(): KindOwner {
    return this.instance;
  }

  wantKinds(value: Value, isCheap = false): boolean {
    return this.isDry && wantKinds(this, value, isCheap);
  }

  markIncomplete(range?: SourceRange): void {
    this.isHarmless = false;
    if (!this.isDry) this.setIncomplete(range);
  }

  refuse(what: string, range: SourceRange, caught?: readonly string[]): Value {
    this.isHarmless = false;
    if (!this.isDry) {
      this.diagnostics.push(refuseUnsupported(what, range, caught));
      this.isIncomplete = true;
    }
    return UNKNOWN;
  }

  fact(range: SourceRange, value: Value, name?: string, doc?: string): void {
    if (this.isDry) return;
    this.facts.push({
      range,
      value,
      ...(name === undefined ? {} : { name: name.replace(/@.*$/, '') }),
      ...(doc === undefined ? {} : { doc }),
      ...(this.copies > 1 ? { isCopy: true } : {}),
    });
  }

  knownNamesOf(stmt: Stmt): ConstructNames | undefined {
    return this.liveness.get(stmt) ?? this.instance.hoists.names.get(stmt);
  }

  namesOf(stmt: Stmt): ConstructNames {
    return this.knownNamesOf(stmt) ?? NO_NAMES;
  }

  isLocal(name: string): boolean {
    // Names of comprehensions end in `@`.
    return name.endsWith('@') || (!this.isAtModule && this.locals.has(name));
  }

  /** Evaluates an expression of the module, where the function's names mean nothing. */
  atModule<T>(work: () => T): T {
    const before = this.isAtModule;
    this.isAtModule = true;
    try {
      return work();
    } finally {
      this.isAtModule = before;
    }
  }

  get graph(): FunctionBuilder | undefined {
    return this.builder;
  }

  /** Types only; see `Emitter.dry`. The state of names is as before afterwards. */
  try<T>(work: () => T): { result: T; isHarmless: boolean } {
    const { env, isReachable } = this;
    const counts = [this.returns.length, this.loops.length] as const;
    this.env = new Map(env);
    try {
      return this.dry(work);
    } finally {
      this.env = env;
      this.isReachable = isReachable;
      this.returns.length = counts[0];
      this.loops.length = counts[1];
    }
  }

  /** Inside an `if` or a loop. */
  get isConditional(): boolean {
    return this.conditionalDepth > 0 || this.loops.length > 0;
  }

  /** Runs `work` on a copy of `env`, in a region of its own; gives the names at its end, undefined when it leaves. */
  branch(env: Environment, work: () => void): Environment | undefined {
    const { env: before, isReachable } = this;
    this.env = new Map(env);
    this.isReachable = true;
    this.conditionalDepth++;
    try {
      work();
      return this.isReachable ? this.env : undefined;
    } finally {
      this.conditionalDepth--;
      this.env = before;
      this.isReachable = isReachable;
    }
  }

  /** Loops around this point that could be written out, by the symbols of their counters. */
  readonly smallLoops = new Map<string, Stmt>();
  /** Some loop is to be written out: what its counter decides is known when the function is read again. */
  writesOut = false;

  /** Asks for the loops whose counters the index is made of to be written out; false where it is made of other values. */
  writeOut(index: GraphValue): boolean {
    const symbols = index.sym ? [...polySymbols(index.sym)] : [];
    const loops = symbols.map((symbol) => this.smallLoops.get(symbol));
    if (loops.length === 0 || loops.some((loop) => loop === undefined)) return false;
    for (const loop of loops) this.instance.unrolled.add(loop!);
    this.writesOut = true;
    this.lists.clock.changes++;
    this.markIncomplete();
    return true;
  }

  /** Lists that calls gave. */
  readonly givenLists: GivenList[] = [];
  /** Lists that loops were found to run over. */
  readonly iterated: ListValue[] = [];
  loopBody: readonly Stmt[] | undefined; // of the loop whose iterable is lowered
  /** Nobody sees in which order the iterable that is lowered gives its items. */
  anyOrder = false;
  /** Lists of constants at the start of the function, by their text. */
  readonly constantLists = new Map<string, number>();

  /** Where the lists of this version of the function come from. */
  get lists(): ListSites {
    return this.program.listsOf(this.instance);
  }

  /** Nothing assigns the name again once it has a value. */
  isAssignedOnce(name: string): boolean {
    let count = this.decl.parameters.some((parameter) => parameter.name === name) ? 1 : 0;
    visitStatements(this.decl.body, {
      bind: (bound, _range, _value, isNested) => {
        if (bound === name) count += isNested ? 2 : 1;
      },
    });
    return count <= 1;
  }

  /** The name has a value on some path to this point. */
  isBound(name: string): boolean {
    return (this.env.get(name) ?? UNBOUND).state !== 'no';
  }

  readLocal(name: string, range: SourceRange): Value {
    const binding = this.env.get(name) ?? UNBOUND;
    if (binding.state === 'no') {
      this.report('WEFT205', range, { name });
    } else if (binding.conflict) {
      this.reportConflict(name, range, binding.conflict.first, binding.conflict.second);
    } else if (hasUnion(binding.value)) {
      const one = isOfKinds(binding.value) ? readUnion(this, name, range) : undefined;
      if (one) return oneScalar(this, range, one);
      // Too many copies of the statement, or a place where it cannot be copied.
      const [first, second] = firstUnion(binding.value)!.alternatives;
      this.reportConflict(name, range, first!, second!, TOO_MANY);
    } else {
      const value = this.load(name, binding, range);
      if (value) return value;
    }
    this.env.set(name, { state: 'yes', value: UNKNOWN });
    return UNKNOWN;
  }

  private load(name: string, binding: Binding, range: SourceRange): Value | undefined {
    const { value } = binding;
    if (binding.state === 'maybe') this.isHarmless = false;
    if (value.kind === 'unknown') this.markIncomplete(range);
    if (isCompound(value)) return loadParts(this, name, binding, value, range);
    const isVisible = value.kind !== 'value' || value.id !== undefined || value.constant !== undefined;
    if (this.isDry || (isVisible && binding.state === 'yes')) return value;
    if (binding.slot === undefined || value.kind !== 'value') {
      if (value.kind === 'unknown') return value;
      if (value.kind === 'function') this.report('WEFT119', range, { name });
      else this.report('WEFT205', range, { name });
      return undefined;
    }
    const isChecked = binding.state === 'maybe' || binding.isUnsure === true;
    const attributes = isChecked ? { variable: binding.slot, checked: true } : { variable: binding.slot };
    const id = this.graph!.emit('get', [], this.resolveType(value.type), range, attributes);
    const read: GraphValue = { ...value, id };
    this.env.set(name, { state: 'yes', value: read, slot: binding.slot });
    return read;
  }

  reportConflict(...conflict: Conflict): void {
    reportConflict(this, ...conflict);
  }

  /** Binds a name, and writes the variables of the constructs around. */
  assign(name: string, value: Value, range: SourceRange): void {
    if (value.kind === 'unknown') this.markIncomplete();
    if (!this.isDry) {
      const write = (own: string, part: GraphValue) => this.writeActive(own, part, range);
      writeTags(name, value, (own) => this.active.some((slots) => slots.has(own)), write);
      writeTuples(this, name, value, this.active, write, range);
    }
    if (isCompound(value)) {
      const slots = partsOf(name, value).map((part) => this.writeActive(part.name, part.part, range));
      const isStored = slots.some((slot) => slot !== undefined);
      this.env.set(name, { state: 'yes', value, ...(isStored ? { slots } : {}) });
      return;
    }
    const slot = value.kind === 'value' ? this.writeActive(name, value, range) : undefined;
    this.env.set(name, { state: 'yes', value, ...(slot === undefined ? {} : { slot }) });
  }

  /** Writes all variables of the constructs around that hold the value; gives the innermost. */
  private writeActive(name: string, value: GraphValue, range: SourceRange): number | undefined {
    if (this.isDry) return undefined;
    let slot: number | undefined;
    const written = new Set<number>();
    for (const slots of [...this.active].reverse()) {
      for (const each of slots.get(name) ?? []) {
        if (written.has(each.variable) || !this.write(each, value, range)) continue;
        written.add(each.variable);
        slot ??= each.variable;
      }
    }
    return slot;
  }

  write(slot: Slot, value: GraphValue, range: SourceRange): boolean {
    const stored = this.convert(value, slot.type, range);
    if (!stored) return false;
    this.graph!.set(slot.variable, this.idOf(stored, range), range);
    return true;
  }

  /** The value as `type` holds it (`float` where `f64` is joined); undefined when it does not fit. */
  convert(value: GraphValue, type: Type, range: SourceRange): GraphValue | undefined {
    const joined = joinTypes(type, value.type, (dim) => dim);
    const element = elementOf(type);
    if (!joined || joined.type.kind !== type.kind) return undefined;
    return element === undefined || value.type.kind === 'array' ? value : cast(this, range, value, element);
  }

  /**
   * Chooses a variable for every name that is live across a construct and writes the values it has before.
   * `templates` are the types at the points where the variable is read.
   */
  openSlots(
    stmt: Stmt,
    names: ConstructNames,
    templates: ReadonlyMap<string, readonly Binding[]>,
  ): Map<string, Slot[]> {
    const result = new Map<string, Slot[]>();
    for (const [name, bindings] of templates) {
      const before = this.env.get(name) ?? UNBOUND;
      const wanted = bindings.flatMap(({ value, conflict }) => (conflict ? [] : storedParts(name, value)));
      for (const { name: own, part } of wanted) {
        const slots = result.get(own) ?? [];
        const slot = this.slotFor(own, part.type, partBinding(name, own, before, part.type), stmt.range);
        if (part.list?.isTuple) slot.tuple = part.list;
        if (!slots.includes(slot)) slots.push(slot);
        result.set(own, slots);
      }
      if (before.state === 'maybe' && !before.conflict && names.liveIn.has(name) && !hasUnion(before.value)) {
        const other = wanted.find((part) => isUnionPart(part.name) && !part.name.endsWith('.tag'));
        if (other) this.reportConflict(name, stmt.range, before.value, other.part);
      }
      if (wanted.length === 0 || before.state !== 'yes' || before.conflict || !names.liveIn.has(name)) continue;
      const parts = new Set(wanted.map((part) => part.name));
      if (wanted.some((part) => isUnionPart(part.name))) {
        const own = new Map([...result].filter(([each]) => parts.has(each)));
        if (prepareUnion(this, name, before, own, stmt.range)) continue;
        const [first, second] = firstUnion(before.value)!.alternatives;
        this.reportConflict(name, stmt.range, first!, second!);
        continue;
      }
      for (const own of parts) for (const slot of result.get(own)!) this.prepare(name, own, slot, stmt.range);
    }
    return result;
  }

  private prepare(name: string, own: string, slot: Slot, range: SourceRange): void {
    const before = this.env.get(name)!;
    const at = partBinding(name, own, before);
    if (prepareTuple(this, name, own, slot, () => this.load(name, before, range), range)) return;
    if (at.slot === slot.variable || at.value.kind !== 'value') return;
    const joined = joinTypes(slot.type, at.value.type, (dim) => dim);
    if (!joined || joined.type.kind !== slot.type.kind) return;
    const value = this.load(name, before, range);
    const part = value && partsOf(name, value).find((each) => each.name === own)?.part;
    if (part && this.write(slot, part, range) && value.kind === 'value')
      this.env.set(name, { ...this.env.get(name)!, slot: slot.variable });
  }

  /** The variable has the type of the value. */
  holds(slot: Slot, value: GraphValue): boolean {
    const joined = joinTypes(slot.type, value.type, (dim) => dim);
    return joined !== undefined && !joined.mixed;
  }

  private slotFor(name: string, type: Type, before: Binding, range: SourceRange): Slot {
    const holds = (slot: Slot) => this.holds(slot, { kind: 'value', type });
    const own = this.slots.filter((slot) => slot.name === name);
    const activeHere = this.active.flatMap((slots) => slots.get(name) ?? []).reverse();
    const current = own.filter((slot) => slot.variable === before.slot);
    const found = [...current, ...activeHere, ...own.reverse()].find(holds);
    if (found) {
      const joined = joinTypes(found.type, type, (_a, _b, axis) => this.unknownDim(`slot ${found.variable} ${axis}`));
      found.type = joined!.type;
      return found;
    }
    const slot = this.newSlot(name, type);
    if (isUnionPart(name) && !name.endsWith('.tag')) zeroAtStart(this, slot, range);
    return slot;
  }

  newSlot(name: string, type: Type): Slot {
    const unique = variableName(name, new Set(this.graph!.variables.map((variable) => variable.name)));
    const slot: Slot = { name, variable: this.graph!.addVariable(unique, type), type };
    this.slots.push(slot);
    return slot;
  }

  withSlots(slots: ActiveSlots, work: () => void): void {
    this.active.push(slots);
    try {
      work();
    } finally {
      this.active.pop();
    }
  }

  /** The binding that reads a joined value from its variable, or its parts from theirs. */
  fromSlot(name: string, binding: Binding, all: ReadonlyMap<string, readonly Slot[]>): Binding {
    const { value } = binding;
    if (binding.conflict || (value.kind !== 'value' && !isCompound(value))) return binding;
    const slotOf = (own: string, type: Type) =>
      all.get(own)?.find((each) => {
        const joined = joinTypes(each.type, type, (dim) => dim);
        return joined !== undefined && joined.type.kind === each.type.kind && !joined.mixed;
      })?.variable;
    if (value.kind !== 'value') {
      const slots = partsOf(name, value).map(({ name: own, part }) => slotOf(own, part.type));
      return { ...binding, value: template(value, binding.state === 'yes'), slots };
    }
    const slot = slotOf(name, value.type);
    return slot === undefined ? binding : { ...binding, value: template(value), slot };
  }

  /** What one type among others does not take raises where the value has it. */
  override report<C extends Code>(
    code: C,
    range: SourceRange,
    values: CodeValues<C>,
    related?: readonly RelatedRange[],
  ): Value {
    const error = this.copies > 1 && this.raising >= 0 ? pythonError(code, values) : undefined;
    if (error) this.raiseTypeError(range, error.message, error.kind);
    if (code === 'WEFT244') this.takeApart(range);
    return super.report(code, range, values, related);
  }

  /** The statement ends here, with Python's error. */
  raiseTypeError(range: SourceRange, message: string, kind = 'TypeError'): never {
    this.kernel('raise', range, [constantValue(kind), constantValue(message)], []);
    this.leaveNever(range);
    throw new Raised();
  }

  leave(result: Value, range: SourceRange): void {
    leave(this, result, range);
  }

  leaveNever(range: SourceRange): void {
    leaveNever(this, range);
  }

  /** The variables with their widest sizes, for the finished function. */
  finishSlots(): void {
    const variables = this.finalBuilder?.variables;
    for (const slot of this.slots) {
      if (variables) variables[slot.variable] = { name: variables[slot.variable]!.name, type: slot.type };
    }
  }

  readonly joinAt = (key: string, a: Value, b: Value): Value | undefined => joinValues(this, key, a, b);
}
