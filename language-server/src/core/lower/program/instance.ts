// SPDX-License-Identifier: Apache-2.0
// One version of a function: its parameters' types, with sizes renamed to symbols of its own, and what it returns.

import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FunctionBuilder } from '../../graph/builder';
import { placeOf } from '../../graph/graph';
import type { Expr, FunctionDecl, Stmt } from '../../syntax/ast';
import {
  type Poly,
  parseDim,
  polyConstant,
  polySymbol,
  polySymbols,
  printPoly,
  substitutePoly,
  symbolPoly,
} from '../../types/dims';
import { cloneCell, hasSettled } from '../../types/learning';
import { isDeque, isList, isRunTuple, isTable, type ListCell, listValue, textOfItem } from '../../types/lists';
import { holdsObjects, isReference } from '../../types/merging';
import { type Closure, type GraphValue, typeText, type Value } from '../../types/value';
import { tableValue } from '../tables/values';
import { Hoists } from '../unions/hoist';
import { parameterName } from './composed-arguments';
import { DimNames } from './dim-names';
import { boundsOf, leafNames, leavesOf, mapLeaves, valuesOfClosure } from './structure';

export interface InstanceOptions {
  /** Parameters whose constant is part of the version. */
  readonly constants: ReadonlySet<string>;
  /** Parameters of the entry that take their default, computed inside. */
  readonly defaults?: ReadonlyMap<string, Expr>;
  /** Parameters of the entry that begin as displays of other ones. */
  readonly displays?: ReadonlyMap<string, Expr>;
  /** The entry keeps the names of sizes that hints give. */
  readonly keepsNames?: boolean;
  /** A function inside a function, with what it finds around it. */
  readonly closure?: Closure;
  /** Sizes and integers keep no relation to each other: a call from inside may have others. */
  readonly isRecursive?: boolean;
  /** Called with None, one of several types that an argument has: what None does not take raises here. */
  readonly isAlternative?: boolean;
}

export class Instance {
  /** The parameters inside the function, without nodes. */
  readonly parameters: ReadonlyMap<string, Value>;
  /** What each symbol of the function is in the caller. */
  readonly actual: ReadonlyMap<string, Poly>;
  /** Symbols that parameters use. */
  readonly symbols: ReadonlySet<string>;
  readonly key: string;
  /** The arguments of the call that made this version. */
  private readonly given: ReadonlyMap<string, Value>;
  /** What the function returns, by type; undefined until known, and after an error. */
  plan: Value | undefined;
  /** What was known of lists when it was read last. */
  stamp = -1;
  /** No path returns: it raises, or runs for ever. */
  neverReturns = false;
  /** What callers put into the lists that it gives, by their place among the results. */
  readonly wanted = new Map<number, ListCell>();
  /** The names, and `return`, where it counts whether a number is Python's or NumPy's. */
  readonly kinds = new Set<string>();
  /** Callers have asked for something new since it was read last. */
  isStale = false;
  /** What is wrong in it for these arguments. */
  error: Diagnostic | undefined;
  builder: FunctionBuilder | undefined;
  /** Statements that are lowered otherwise than they are written. */
  readonly hoists = new Hoists();
  /** Loops of few steps that are written out: their counters choose among items of several types. */
  readonly unrolled = new Set<Stmt>();
  /** While `plan` is a guess: the round of the search that made it, and the running version it depends on. */
  search: { round: number; lowest: number; isDone: boolean } | undefined;

  constructor(
    readonly decl: FunctionDecl,
    args: ReadonlyMap<string, Value>,
    readonly options: InstanceOptions,
  ) {
    const given = options.isRecursive ? withoutRelations(args) : args;
    this.given = given;
    const renamed = renameParameters(decl, given, options);
    this.parameters = renamed.parameters;
    this.actual = renamed.actual;
    this.symbols = new Set(renamed.actual.keys());
    this.key = `${decl.name}@${placeOf(decl.range)}(${[...this.parameters].map(([name, value]) => `${name}=${keyOf(value)}`).join(', ')})${options.isAlternative ? ' or other types' : ''}${siblingsText(options.closure)}`;
  }

  /** Whether a call may give the parameter a constant, or a value of which the caller's own may become one. */
  mayBeConstant(name: string): boolean {
    const given = this.given.get(name);
    return given !== undefined && leavesOf(given).some((leaf) => (leaf.constant ?? leaf.origin) !== undefined);
  }

  /** Gives every parameter its value: graph parameters for run-time leaves, the constants as they are. */
  bindParameters(builder: FunctionBuilder | undefined): Map<string, Value> {
    const result = new Map<string, Value>();
    const taken = new Set<string>(this.parameters.keys());
    for (const [name, value] of this.parameters) {
      if (this.options.defaults?.has(name) || this.options.displays?.has(name)) continue;
      const names = leafNames(name, value);
      let position = 0;
      const bound = mapLeaves(value, (leaf) => {
        let leafName = parameterName(names[position++]!);
        if (leaf.constant !== undefined || !builder) return leaf.list ? { ...leaf, type: leaf.list.type() } : leaf;
        for (let i = 1; leafName !== name && taken.has(leafName); i++)
          leafName = `${parameterName(names[position - 1]!)}_${i}`;
        taken.add(leafName);
        const type = leaf.list ? leaf.list.type() : leaf.type;
        return { ...leaf, type, id: builder.addParameter(leafName, type) };
      });
      result.set(name, bound);
    }
    return result;
  }

  /** The run-time leaves of arguments, in the order of the graph's parameters. */
  operands(args: ReadonlyMap<string, Value>): GraphValue[] {
    return [...this.parameters].flatMap(([name, value]) => {
      const given = leavesOf(args.get(name)!);
      return leavesOf(value).flatMap((leaf, i) => (leaf.constant === undefined ? [given[i]!] : []));
    });
  }
}

/** Functions of the same place that a closure calls: a name may hold another one elsewhere. */
function siblingsText(closure: Closure | undefined): string {
  const all = [...(closure?.siblings ?? [])].map(([name, each]) => `${name}@${placeOf(each.code.range)}`);
  return all.length === 0 ? '' : `[${all.sort().join()}]`;
}

function keyOf(value: Value): string {
  if (value.kind === 'instance') return `${value.cls}{${value.items.map(keyOf).join(',')}}`;
  if (value.kind === 'union') return `union(${value.alternatives.map(keyOf).join('|')})`;
  if (isReference(value)) return `attribute ${value.list.whole.serial}`;
  if (value.kind === 'tuple') return `${value.isList ? 'list' : ''}(${value.items.map(keyOf).join(',')})`;
  if (value.kind === 'dict')
    return `dict${value.shape?.id ?? ''}(${value.keys.map((key, i) => `${typeof key} ${key}: ${keyOf(value.items[i]!)}`).join(', ')})`;
  if (value.kind === 'slice') return `slice(${boundsOf(value).map(keyOf).join(',')})`;
  if (value.kind === 'function' && (value.closure || value.vectorized)) {
    const place = value.closure ? placeOf(value.closure.code.range) : '0:0';
    const { otypes, excluded, library } = value.vectorized ?? {};
    const over = value.vectorized ? `*${otypes?.join() ?? ''}/${[...excluded!].join()}/${library?.module ?? ''}` : '';
    return `${value.name}${over}@${place}{${valuesOfClosure(value.closure).map(keyOf).join(',')}}${siblingsText(value.closure)}`;
  }
  if (value.kind === 'library') return `${value.module} ${value.name}${value.self ? `(${keyOf(value.self)})` : ''}`;
  if (value.kind !== 'value') return typeText(value);
  const constant =
    value.constant === undefined ? '' : `=${Object.is(value.constant, -0) ? '-0' : String(value.constant)}`;
  const sym = value.sym ? `:${printPoly(value.sym)}` : '';
  const items = value.list && (hasSettled(value.list) || value.list.parts.some(holdsObjects)) ? textOfItem(value) : '';
  const table = value.table && value.list ? ` ${value.list.text}${items}` : items;
  return `${typeText(value)}${table}${value.mixed ? '~' : ''}${value.readOnly === undefined ? '' : `!${value.readOnly}`}${value.layout?.kind ?? ''}${constant}${sym}`;
}

function withoutRelations(args: ReadonlyMap<string, Value>): Map<string, Value> {
  let count = 0;
  const forget = (leaf: GraphValue): GraphValue => {
    const { sym: _sym, ...rest } = leaf;
    if (leaf.type.kind !== 'array') return leaf.constant === undefined ? rest : leaf;
    return { ...rest, type: { ...leaf.type, dims: leaf.type.dims.map(() => `?any${++count}`) } };
  };
  return new Map([...args].map(([name, value]) => [name, mapLeaves(value, forget)]));
}

function renameParameters(
  decl: FunctionDecl,
  args: ReadonlyMap<string, Value>,
  { constants, keepsNames }: InstanceOptions,
): { parameters: Map<string, Value>; actual: Map<string, Poly> } {
  const names = new DimNames(decl);
  const actual = new Map<string, Poly>();
  /** The caller's symbols and whole expressions in the function's words. */
  const inner = new Map<string, Poly>();
  const opaque = new Map<string, string>();
  const introduce = (poly: Poly, wanted: string): Poly => {
    const symbol = polySymbol(poly);
    const text = printPoly(poly);
    if (symbol === undefined && [...polySymbols(poly)].every((each) => inner.has(each))) {
      const known = substitutePoly(poly, inner);
      if (known) return known;
    }
    const before = opaque.get(text);
    if (before !== undefined) return symbolPoly(before);
    opaque.set(text, wanted);
    actual.set(wanted, poly);
    if (symbol !== undefined) inner.set(symbol, symbolPoly(wanted));
    return symbolPoly(wanted);
  };
  const dimOf = (name: string, axis: number, dim: string): string => {
    const poly = parseDim(dim);
    if (polyConstant(poly) !== undefined) return dim;
    const symbol = polySymbol(poly);
    if (symbol !== undefined && inner.has(symbol)) return printPoly(inner.get(symbol)!);
    if (keepsNames && symbol !== undefined && !symbol.startsWith('?')) {
      names.reserve(symbol);
      return printPoly(introduce(poly, symbol));
    }
    return printPoly(
      introduce(
        poly,
        names.take(parameterName(name), axis, () => opaque.has(printPoly(poly))),
      ),
    );
  };
  const parameters = new Map<string, Value>();
  // Arrays first: their sizes then have names for the integers.
  for (const [name, value] of args) {
    let axis = 0;
    parameters.set(
      name,
      mapLeaves(value, (leaf) => {
        if (leaf.type.kind !== 'array') return leaf;
        const dims = leaf.type.dims.map((dim) => dimOf(name, axis++, dim));
        return {
          kind: 'value',
          type: { ...leaf.type, dims },
          ...(leaf.readOnly === undefined ? {} : { readOnly: leaf.readOnly }),
          ...(leaf.layout ? { layout: { kind: leaf.layout.kind } } : {}),
          ...(leaf.object === undefined ? {} : { object: leaf.object }),
        };
      }),
    );
  }
  for (const [name, value] of parameters) {
    parameters.set(
      name,
      mapLeaves(value, (leaf) => {
        if (leaf.type.kind === 'array') return leaf;
        if (isList(leaf) || isRunTuple(leaf)) {
          const readOnly = leaf.readOnly === undefined ? {} : { readOnly: leaf.readOnly };
          return { ...listValue(cloneCell(leaf.list, leaf.list.clock)), ...readOnly };
        }
        if (isDeque(leaf)) return { ...listValue(cloneCell(leaf.list, leaf.list.clock)), table: leaf.table };
        if (isTable(leaf)) {
          return tableValue(cloneCell(leaf.list, leaf.list.clock), leaf.table);
        }
        const isConstant = leaf.constant !== undefined && (constants.has(name) || leaf.type.kind === 'bool');
        if (isConstant)
          return {
            kind: 'value',
            type: leaf.type,
            constant: leaf.constant!,
            ...(leaf.sym ? { sym: leaf.sym } : {}),
            origin: name,
          };
        const base: GraphValue = {
          kind: 'value',
          type: leaf.type,
          origin: name,
          ...(leaf.mixed ? { mixed: true } : {}),
        };
        if (leaf.type.kind !== 'int') return base;
        const poly = leaf.sym && polyConstant(leaf.sym) === undefined ? leaf.sym : undefined;
        const known =
          poly && [...polySymbols(poly)].every((each) => inner.has(each)) ? substitutePoly(poly, inner) : undefined;
        if (known) return { ...base, sym: known };
        const symbol = parameterName(name);
        names.reserve(symbol);
        if (leaf.sym) actual.set(symbol, leaf.sym);
        else actual.set(symbol, symbolPoly(`?${symbol}`));
        if (poly) introduce(poly, symbol);
        return { ...base, sym: symbolPoly(symbol) };
      }),
    );
  }
  // Declared ones in their order, then captured ones.
  const ordered = new Map(decl.parameters.map(({ name }) => [name, parameters.get(name)!] as const));
  for (const [name, value] of parameters) ordered.set(name, value);
  return { parameters: ordered, actual };
}
