// SPDX-License-Identifier: Apache-2.0
// The lowering's side of `Context`: nodes through the graph builder, sizes and their equalities, diagnostics.
// A dry pass computes types only: it adds no node and reports nothing.

import { type Code, type CodeValues, codeRow } from '../../diagnostics/codes';
import { type Diagnostic, makeDiagnostic, type RelatedRange } from '../../diagnostics/diagnostic';
import type { FunctionBuilder } from '../../graph/builder';
import { type Constant, type Dim, OPS, type Op, type SourceRange, type Type, type ValueId } from '../../graph/graph';
import type { Attributes, Context } from '../../numpy/context';
import { fitsInt64 } from '../../numpy/fold';
import { layoutOf } from '../../numpy/layout';
import type { Stmt } from '../../syntax/ast';
import {
  leastOf,
  type Poly,
  parseDim,
  polySymbol,
  polySymbols,
  printPoly,
  substitutePoly,
  symbolPoly,
} from '../../types/dims';
import { hasKinds } from '../../types/item-kinds';
import type { ListSites } from '../../types/list-sites';
import { hasRecords, type ListCell, type ListValue, listValue, setPlain, spread } from '../../types/lists';
import { holdsObjects } from '../../types/merging';
import {
  type GraphValue,
  type KindOwner,
  type Layout,
  quotedType,
  UNKNOWN,
  type UnionValue,
  type Value,
} from '../../types/value';
import { fromList, keepViews } from '../statements/kept-views';
import { chosenKind } from '../unions/choices';
import { UnionFound } from '../unions/hoist';
import type { JoinNames } from './environment';

/** Kernels that take the items of lists as they are. Others compare or convert them. */
const MOVES_ITEMS: ReadonlySet<string> = new Set(
  ['extend', 'concat', 'slice', 'copy', 'repeat', 'repeat_in_place', 'insert', 'delete', 'delete_slice', 'set_slice']
    .concat(['clear', 'reverse', 'check_unpack', 'check_not_empty', 'sort_by'])
    .map((name) => `list.${name}`)
    .concat(['limit', 'append', 'append_left', 'extend', 'rotate', 'check', 'copy'].map((name) => `deque.${name}`))
    .concat(['list.text']),
);

/** Operations that neither raise nor cost: they may run although Python would have skipped them. */
function isHarmless(op: Op, type: Type): boolean {
  if (type.kind === 'array') return false;
  if (/^(equal|not_equal|less|less_equal|greater|greater_equal|logical_\w+|is_\w+|get|dim)$/.test(op)) return true;
  if (/^(add|sub|mul|neg|abs)$/.test(op)) return type.kind === 'float' || type.kind === 'scalar';
  return op === 'cast' && type.kind !== 'int';
}

/** Operations whose result has the shape that their operands broadcast to. */
const ELEMENTWISE: ReadonlySet<Op> = new Set(OPS.slice(OPS.indexOf('add'), OPS.indexOf('where') + 1));

/** Operations whose array may share its elements with another one. */
const SHARING: ReadonlySet<Op> = new Set<Op>([
  'view',
  'transpose',
  'reshape',
  'broadcast_to',
  'get',
  'list_get',
  'list_pop',
]);

export abstract class Emitter implements Context, JoinNames {
  /** Absent in a dry pass. */
  protected builder: FunctionBuilder | undefined;
  readonly diagnostics: Diagnostic[] = [];
  /** Something has no type or was refused: there will be no graph. */
  isIncomplete = false;
  /** The first expression that was lowered for real without its type being known. */
  undecided: SourceRange | undefined;
  /** False when a node of the dry pass could raise or has an effect. */
  protected isHarmless = true;
  private symbolCount = 0;
  private readonly symbols = new Map<string, string>();
  /** The operands of elementwise nodes. */
  private readonly sources = new Map<ValueId, readonly ValueId[]>();
  private readonly equal = new Map<string, Poly>();
  /** Above 0 inside `if`: what is forced there need not hold elsewhere. */
  protected conditionalDepth = 0;

  /** The least values of counters, where they are known. */
  readonly leastCounts = new Map<string, bigint>();
  readonly parts: Context['parts'] = new Map();
  /** How many errors were found, in passes that emit nothing too. */
  errors = 0;
  /** The first of them. */
  firstError: Diagnostic | undefined;
  isSearching = false;
  guesses = 0;
  isKinded = false;
  /** The statement at hand can be taken apart where a part of it has several types. */
  hoistable = false;

  constructor(protected readonly finalBuilder: FunctionBuilder | undefined) {
    this.builder = finalBuilder;
  }

  /** The statement at hand. */
  statement: Stmt | undefined;

  abstract get lists(): ListSites;
  abstract fileType(path: string, range: SourceRange): Type | undefined;
  abstract fileLayout(path: string): Layout | undefined;
  abstract knowsSizes(path: string): boolean;
  abstract dataFile(path: string): string;
  abstract markWritten(path: string): void;
  abstract needConstant(origin: string): boolean;
  abstract readonly readerOf: Context['readerOf'];
  abstract readonly owner: KindOwner;
  abstract wantKinds(value: Value, isCheap?: boolean): boolean;
  abstract readonly evenList: Context['evenList'];
  abstract listText(range: SourceRange, value: ListValue | UnionValue): GraphValue | undefined;
  abstract remember(what: string): void;
  abstract remembers(what: string): boolean;

  /** A call may raise or write: it is not run before Python would run it. */
  markEffect(): void {
    this.isHarmless = false;
  }

  get isDry(): boolean {
    return this.builder === undefined;
  }

  report<C extends Code>(code: C, range: SourceRange, values: CodeValues<C>, related?: readonly RelatedRange[]): Value {
    this.isHarmless = false;
    if (codeRow(code).severity === 'error' && this.errors++ === 0)
      this.firstError = makeDiagnostic(code, range, values, related);
    if (!this.isDry) {
      const diagnostic = makeDiagnostic(code, range, values, related);
      this.diagnostics.push(diagnostic);
      if (diagnostic.severity === 'error') this.isIncomplete = true;
    }
    return UNKNOWN;
  }

  /** What is wrong in a function that is called here. */
  refuseAs(error: Diagnostic): void {
    this.isHarmless = false;
    if (this.errors++ === 0) this.firstError = error;
    if (this.isDry) return;
    this.diagnostics.push(error);
    this.isIncomplete = true;
  }

  /** The id of a value; a constant gets its node. */
  idOf(value: GraphValue, range: SourceRange): ValueId {
    if (value.id !== undefined) return value.id;
    const builder = this.builder!;
    if (value.constant === undefined) throw new Error('a value without a node is used');
    if (value.type.kind === 'int' && typeof value.constant === 'bigint' && !fitsInt64(value.constant)) {
      const text = String(value.constant);
      this.report('WEFT212', range, {
        value: text.length > 24 ? `${text.slice(0, 12)}… (${text.length} digits)` : text,
        type: '64 bits',
        reason: 'compiled integers have 64 bits',
      });
      return builder.constant({ type: { kind: 'int' }, value: 0n }, range);
    }
    return builder.constant({ type: value.type, value: value.constant } as Constant, range);
  }

  emit(op: Op, range: SourceRange, operands: readonly GraphValue[], type: Type, attributes?: Attributes): GraphValue {
    const resolved = this.resolveType(type);
    const sym = type.kind === 'int' ? { sym: symbolPoly(this.freshSymbol()) } : {};
    if (!isHarmless(op, resolved)) this.isHarmless = false;
    const fresh = resolved.kind === 'array' && !SHARING.has(op) ? ({ fresh: true } as const) : {};
    const order = layoutOf(op, operands, resolved);
    const layout = order && { layout: order };
    if (!this.builder) return { kind: 'value', type: resolved, ...sym, ...fresh, ...layout };
    const ids = operands.map((operand) => this.idOf(operand, range));
    const id = this.builder.emit(op, ids, resolved, range, attributes ?? {});
    if (resolved.kind === 'array' && ELEMENTWISE.has(op)) this.sources.set(id, ids);
    return { kind: 'value', type: resolved, id, ...sym, ...fresh, ...layout };
  }

  hasShapeOf(value: GraphValue, array: GraphValue): boolean {
    const open = value.id === undefined || array.id === undefined ? [] : [value.id];
    const seen = new Set(open);
    for (const id of open) {
      if (id === array.id) return true;
      for (const source of this.sources.get(id) ?? []) {
        if (!seen.has(source)) open.push(source);
        seen.add(source);
      }
    }
    return false;
  }

  effect(op: Op, range: SourceRange, operands: readonly GraphValue[], attributes?: Attributes): void {
    this.isHarmless = false;
    const [list] = operands;
    if (list?.list) keepViews(this, list.list, operands);
    if (!this.builder) return;
    this.builder.emitEffect(
      op,
      operands.map((operand) => this.idOf(operand, range)),
      range,
      attributes ?? {},
    );
  }

  /** A node with several results, as `list_get` of a list of tuples. */
  several(op: Op, range: SourceRange, operands: readonly GraphValue[], types: readonly Type[]): GraphValue[] {
    this.isHarmless = false;
    const values = types
      .map(
        (type): GraphValue => ({
          kind: 'value',
          type,
          ...(type.kind === 'int' ? { sym: symbolPoly(this.freshSymbol()) } : {}),
          ...(type.kind === 'array' && type.dims.length > 1 ? { layout: { kind: 'open' } } : {}),
        }),
      )
      .map((value) => fromList(operands[0]?.list, value));
    if (!this.builder) return values;
    const ids = operands.map((operand) => this.idOf(operand, range));
    const results = types.map((type) => this.builder!.newValue(type));
    this.builder.append({ op, range, operands: ids, results });
    return values.map((value, i) => ({ ...value, id: results[i]! }));
  }

  kernel(
    name: string,
    range: SourceRange,
    operands: readonly GraphValue[],
    results: readonly Type[],
    writes?: readonly number[],
  ): GraphValue[] {
    this.isHarmless = false;
    // The other operands of these are the values of items.
    const lists = /^(table\.|list\.insert$)/.test(name) ? operands.slice(0, 1) : operands;
    const [first] = operands;
    if (first?.list) keepViews(this, first.list, operands);
    for (const { list } of lists) if (list) this.prepareList(name, range, list);
    const types = results.map((type) => this.resolveType(type));
    const layouts = types.map((type) => layoutOf(name, operands, type));
    const values = types
      .map(
        (type, i): GraphValue => ({
          kind: 'value',
          type,
          ...(type.kind === 'int' ? { sym: symbolPoly(this.freshSymbol()) } : {}),
          ...(layouts[i] ? { layout: layouts[i] } : {}),
          ...(type.kind === 'array' && !name.startsWith('view.') ? ({ fresh: true } as const) : {}),
        }),
      )
      .map((value) => fromList(first?.list, value));
    if (!this.builder) return values;
    const ids = this.builder.kernel(
      name,
      operands.map((operand) => this.idOf(operand, range)),
      types,
      range,
      writes,
    );
    return values.map((value, i) => ({ ...value, id: ids[i]! }));
  }

  /** A kernel gets lists as it knows them: with items of one type. */
  private prepareList(name: string, range: SourceRange, list: ListCell): void {
    const moves = MOVES_ITEMS.has(name) || name.startsWith('table.');
    const isPlace = moves || /^(table|deque|set)\./.test(name);
    if (!list.isOpen && (!isPlace || (/text/.test(name) && name !== 'list.text')) && holdsObjects(list.item)) {
      this.report('WEFT292', range, {
        what: `This use of ${quotedType(listValue(list))}`,
        reason: 'Weft does not compare or print objects in lists',
        instead: 'Loop over them, or make a list of what counts: `[p.x for p in items]`',
      });
      return;
    }
    const problem = moves ? (list.record ? list.spread() : undefined) : hasRecords(list) ? spread(list) : undefined;
    if (problem) {
      const [first, second] = [quotedType(problem.first), quotedType(problem.second)];
      const reason = 'this use of the list needs items of one type';
      this.report('WEFT280', range, { first, second, reason, instead: 'Use a tuple, or one list for each type' });
    }
    if (!moves && hasKinds(list.item)) setPlain(list);
  }

  private freshSymbol(): string {
    return `?${++this.symbolCount}`;
  }

  least(value: Poly): bigint | undefined {
    return leastOf(value, this.leastCounts);
  }

  protected setIncomplete(range: SourceRange | undefined): void {
    this.isIncomplete = true;
    this.undecided ??= range;
  }

  takeApart(range: SourceRange): void {
    if (this.hoistable && this.isDry) throw new UnionFound(range);
  }

  withChoice<V extends Value>(range: SourceRange, value: V): V {
    return chosenKind(this, range, value);
  }

  unknownDim(key?: string): Dim {
    if (key === undefined) return this.freshSymbol();
    let symbol = this.symbols.get(key);
    if (symbol === undefined) {
      symbol = this.freshSymbol();
      this.symbols.set(key, symbol);
    }
    return symbol;
  }

  dim(key: string): Dim {
    return this.unknownDim(`join ${key}`);
  }

  sym(key: string): Poly {
    return symbolPoly(this.unknownDim(`int ${key}`));
  }

  resolve(dim: Dim): Dim {
    if (this.equal.size === 0 || /^\d+$/.test(dim)) return dim;
    return printPoly(this.resolvePoly(parseDim(dim)));
  }

  private resolvePoly(poly: Poly): Poly {
    let result = poly;
    // Each equality removes one symbol for good, so that this ends.
    for (let i = 0; i <= this.equal.size; i++) {
      const next = substitutePoly(result, this.equal);
      if (!next || next === result) break;
      result = next;
    }
    return result;
  }

  resolveType(type: Type): Type {
    if (type.kind !== 'array' || this.equal.size === 0) return type;
    return { ...type, dims: type.dims.map((dim) => this.resolve(dim)) };
  }

  unify(a: Dim, b: Dim): void {
    if (this.conditionalDepth > 0) return;
    const first = this.resolvePoly(parseDim(a));
    const second = this.resolvePoly(parseDim(b));
    const left = polySymbol(first);
    const right = polySymbol(second);
    // An unknown gives way to a name, a later name to an earlier one.
    const rank = (symbol: string | undefined) => (symbol === undefined ? 0 : symbol.startsWith('?') ? 2 : 1);
    const isLeft = rank(left) > rank(right);
    const [symbol, value] = isLeft ? [left, second] : [right ?? left, right === undefined ? second : first];
    if (symbol === undefined || polySymbols(value).has(symbol)) return;
    this.equal.set(symbol, value);
  }

  /** Runs `work` without nodes and reports, and tells whether all of it could run unasked. */
  protected dry<T>(work: () => T): { result: T; isHarmless: boolean } {
    const { builder, isHarmless: before } = this;
    this.builder = undefined;
    this.isHarmless = true;
    try {
      const result = work();
      return { result, isHarmless: this.isHarmless };
    } finally {
      this.builder = builder;
      this.isHarmless = before;
    }
  }
}
