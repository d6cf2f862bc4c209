// SPDX-License-Identifier: Apache-2.0
// Syntax tree to task graph: the front door of lowering. Never throws for what a user wrote.

import { type Diagnostic, makeDiagnostic, sortDiagnostics } from '../diagnostics/diagnostic';
import type { DType } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import { displayClasses } from '../names/display-classes';
import type { ModuleScope } from '../names/module-scope';
import { storedClasses } from '../names/stored-classes';
import { STRIDED } from '../numpy/layout';
import { BY_VALUE, TAKEN_FOR_REAL } from '../numpy/real-or-complex';
import type { Expr, FunctionDecl, ParameterDecl } from '../syntax/ast';
import { parseDim, printPoly, symbolPoly } from '../types/dims';
import { ListCell, type ListClock, listValue } from '../types/lists';
import { arrayType, constantValue, tupleValue, UNKNOWN, type Value } from '../types/value';
import { SUMS_ARE_FLOATS, SUMS_BY_COUNT } from './lists/empty-sums';
import { parseAnnotation } from './program/annotations';
import { composedArgument, displayType, parameterName } from './program/composed-arguments';
import { numberKind } from './program/default-types';
import { Instance } from './program/instance';
import { type LoweredProgram, type LowerOptions, Program } from './program/program';
import { type CallSignature, isComposed, type ParameterType } from './signature';
import { TYPES_MEET } from './unions/each-type';

export type { Fact, LoweredProgram, LowerOptions } from './program/program';
export type { CallSignature, ParameterType } from './signature';

/**
 * Lowers `entry` and what it calls. With a signature, its parameters are the graph's and all others take their default
 * as a constant. Without one, hints and defaults give types; a parameter without either is unknown and there is no graph.
 */
export function lowerProgram(
  scope: ModuleScope,
  entryName: string,
  signature: CallSignature | undefined,
  options: LowerOptions,
): LoweredProgram {
  const entry = scope.functions.get(entryName);
  if (!entry) return { diagnostics: [], facts: [], loads: [] };
  return lowerFunction(scope, entry, signature, options);
}

function lowerFunction(
  scope: ModuleScope,
  entry: FunctionDecl,
  signature: CallSignature | undefined,
  options: LowerOptions,
): LoweredProgram {
  const isRefused = ({ diagnostics, graph }: LoweredProgram) =>
    diagnostics.some((diagnostic) => diagnostic.severity === 'error') || (signature !== undefined && !graph);
  const attempt = (): LoweredProgram | Error => {
    try {
      return lowerWith(scope, new Set(), entry, signature, options);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const first = attempt();
  const isLess = (result: LoweredProgram) => result.diagnostics.some(({ code }) => code === 'WEFT249');
  if (!(first instanceof Error) && !isRefused(first) && !isLess(first)) return first;
  // Displays that hold their own kind may be what no type was found for.
  const methods = [...scope.classes.values()].flatMap((info) => [...info.methods.values()].map(({ decl }) => decl));
  const found = displayClasses([...scope.functions.values(), ...methods]);
  if (found.size > 0) {
    const made = [...found.values()].map((info) => [info.name, info] as const);
    const displays = new Map([...found].map(([place, info]) => [place, info.name]));
    const own = { ...scope, classes: new Map([...scope.classes, ...made]), displays };
    try {
      const second = lowerWith(own, new Set(made.map(([name]) => name)), entry, signature, options);
      if (!isRefused(second) && !isLess(second)) return second;
    } catch {
      // What is wrong with the program as it stands counts.
    }
  }
  if (first instanceof Error) throw first;
  return first;
}

function lowerWith(
  scope: ModuleScope,
  stored: Set<string>,
  entry: FunctionDecl,
  signature: CallSignature | undefined,
  options: LowerOptions,
): LoweredProgram {
  const remembered = new Set<string>();
  for (;;) {
    const own = stored.size === 0 ? scope : { ...scope, classes: storedClasses(scope.classes, stored) };
    const program = new Program(own, signature, options, stored);
    for (const each of remembered) program.remembered.add(each);
    const wantedNow = () => [...program.stores.wanted].filter((each) => !stored.has(each));
    let result: LoweredProgram;
    try {
      result = lowerEntry(program, own, entry, signature);
    } catch (error) {
      if (wantedNow().length === 0) throw error;
      result = { diagnostics: [], facts: [], loads: [] };
    }
    const hasErrors = result.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
    // Objects that hold others of their class.
    const wanted = wantedNow();
    const isStopped = hasErrors || !result.graph || program.remembered.has(TYPES_MEET);
    if (wanted.length > 0 && (isStopped || verifyGraph(result.graph!).length > 0)) {
      for (const each of wanted) stored.add(each);
      continue;
    }
    const isRefused = hasErrors || (signature !== undefined && !result.graph);
    const isLess = isRefused || result.diagnostics.some(({ code }) => code === 'WEFT249');
    if (isLess && program.remembered.has(SUMS_BY_COUNT) && !remembered.has(SUMS_ARE_FLOATS)) {
      // What is done with a sum may not be possible for two types.
      remembered.add(SUMS_ARE_FLOATS);
      continue;
    }
    if (!isRefused || remembered.has(TAKEN_FOR_REAL) || !program.remembered.has(BY_VALUE)) return result;
    // What is done with such a result may not be possible for complex numbers.
    remembered.add(TAKEN_FOR_REAL);
  }
}

function lowerEntry(
  program: Program,
  scope: ModuleScope,
  entry: FunctionDecl,
  signature: CallSignature | undefined,
): LoweredProgram {
  const diagnostics: Diagnostic[] = [];
  const args = new Map<string, Value>();
  const defaults = new Map<string, Expr>();
  const displays = new Map<string, Expr>();
  const bind = (parameter: ParameterDecl, type: ParameterType): Value => {
    if (!isComposed(type)) return valueOfType(parameter.name, type, program.listClock);
    const { expr, parts } = composedArgument(parameter.name, type, parameter.range);
    displays.set(parameter.name, expr);
    for (const [name, part] of parts) args.set(name, valueOfType(name, part, program.listClock));
    return UNKNOWN;
  };
  for (const parameter of entry.parameters) {
    const hint = hintOf(scope, parameter, diagnostics);
    const given = signature?.parameters.get(parameter.name);
    if (given) {
      if (given.kind === 'array' && hint?.kind === 'list' && given.mixed !== undefined) {
        diagnostics.push(
          makeDiagnostic('WEFT282', parameter.range, {
            what: `The list for \`${parameter.name}\``,
            reason: given.mixed,
            instead: 'Write every number with a decimal point where they are floats: `[1.0, 2.5]`',
          }),
        );
      }
      args.set(parameter.name, bind(parameter, withNames(given, hint, parameter)));
    } else if (!signature) {
      const type = hint ?? defaultType(scope, parameter);
      args.set(parameter.name, type ? bind(parameter, type) : UNKNOWN);
    } else {
      args.set(parameter.name, UNKNOWN);
      if (parameter.default) defaults.set(parameter.name, parameter.default);
      else if (parameter.form !== 'star' && parameter.form !== 'doubleStar') {
        diagnostics.push(makeDiagnostic('WEFT236', parameter.range, { name: parameter.name }));
      }
    }
  }
  const instance = new Instance(entry, args, { constants: new Set(), defaults, displays, keepsNames: true });
  const result = program.run(instance);
  if (diagnostics.length === 0) return result;
  const { graph, ...rest } = result;
  const hasErrors = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return {
    ...rest,
    ...(graph && !hasErrors ? { graph } : {}),
    diagnostics: sortDiagnostics([...diagnostics, ...result.diagnostics]),
  };
}

function hintOf(scope: ModuleScope, parameter: ParameterDecl, diagnostics: Diagnostic[]): ParameterType | undefined {
  if (!parameter.annotation) return undefined;
  const hint = parseAnnotation(scope, parameter.annotation);
  if (hint === undefined) {
    diagnostics.push(
      makeDiagnostic('WEFT231', parameter.annotation.range, {
        text: annotationText(parameter.annotation),
        name: parameter.name,
      }),
    );
  }
  return hint === 'open' ? undefined : hint;
}

function annotationText(expr: Expr): string {
  if (expr.kind === 'Name') return expr.id;
  if (expr.kind === 'Attribute') return `${annotationText(expr.value)}.${expr.attr}`;
  if (expr.kind === 'Subscript') return `${annotationText(expr.value)}[...]`;
  return '...';
}

/** The sizes that a hint names, where the caller names none. */
function withNames(given: ParameterType, hint: ParameterType | undefined, decl: ParameterDecl): ParameterType {
  const isList = hint?.kind === 'list' || (decl.default?.kind === 'List' && isWrittenList(given));
  if (given.kind === 'array' && isList && given.rank > 0) return listOfArray(given.dtype, given.rank);
  if (given.kind !== 'array' || given.dims || hint?.kind !== 'array' || hint.rank !== given.rank || !hint.dims)
    return given;
  return { ...given, dims: hint.dims };
}

/** What is written as a list is one where the default value of the parameter is one. */
function isWrittenList(given: ParameterType): boolean {
  return given.kind === 'array' && given.isWritten === true && given.mixed === undefined;
}

/** An array of numbers as nested lists of Python's own. */
function listOfArray(dtype: DType, rank: number): ParameterType {
  const kind = dtype === 'b1' ? 'bool' : dtype.startsWith('f') ? 'float' : dtype.startsWith('c') ? 'complex' : 'int';
  let type: ParameterType = { kind };
  for (let level = 0; level < rank; level++) type = { kind: 'list', item: type };
  return type;
}

/** The type that a default value gives a parameter whose argument is not known. */
function defaultType(scope: ModuleScope, { default: expr }: ParameterDecl): ParameterType | undefined {
  if (expr?.kind === 'Str') return { kind: 'str', value: expr.value };
  const kind = numberKind(scope, expr);
  return kind === undefined ? displayType(scope, expr) : { kind };
}

function valueOfType(name: string, type: ParameterType, clock: ListClock): Value {
  switch (type.kind) {
    case 'tuple': {
      // The items of a list.
      const items = type.items.map((item) => valueOfType('', item, clock));
      return items.some((item) => item.kind === 'unknown') ? UNKNOWN : tupleValue(items.map(withoutSym));
    }
    case 'display':
    case 'set':
    case 'dict':
      return UNKNOWN;
    case 'none':
      return constantValue(null);
    case 'str':
      return type.value === undefined ? UNKNOWN : constantValue(type.value);
    case 'int':
      return { kind: 'value', type: { kind: 'int' }, sym: symbolPoly(parameterName(name)), origin: name };
    case 'float':
    case 'complex':
    case 'bool':
      return { kind: 'value', type: { kind: type.kind }, origin: name };
    case 'scalar':
      return { kind: 'value', type };
    case 'list': {
      const item = type.item && valueOfType('', type.item, clock);
      if (!item || item.kind === 'unknown') return UNKNOWN;
      const cell = new ListCell(clock);
      // The items come as one type.
      cell.setPlain();
      return cell.put(withoutSym(item)) ? UNKNOWN : listValue(cell);
    }
    case 'array': {
      if (type.rank === 0) return { kind: 'value', type: { kind: 'scalar', dtype: type.dtype } };
      const dims = Array.from({ length: type.rank }, (_, axis) => {
        const given = type.dims?.[axis];
        return given === undefined ? `?${parameterName(name)}_${axis}` : printPoly(parseDim(given));
      });
      return { kind: 'value', type: arrayType(type.dtype, dims), ...(type.isFortran ? { layout: STRIDED } : {}) };
    }
  }
}

function withoutSym(item: Value): Value {
  if (item.kind !== 'value') return item;
  const { sym: _sym, ...plain } = item;
  return plain;
}
