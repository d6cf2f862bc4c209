// SPDX-License-Identifier: Apache-2.0
// From a parsed module to what the editor, the command line and the tests want to know: its tasks, what is wrong with
// them, the type of each expression, and the graph of one call. Never throws: a fault of the compiler is a diagnostic.

import { type AnalysisCache, type Finding, findingKey, importsKey, ModuleLines } from './analysis-cache';
import { type Diagnostic, makeDiagnostic, sortDiagnostics } from './diagnostics/diagnostic';
import type { Graph, SourceRange } from './graph/graph';
import { verifyGraph } from './graph/verify';
import { type Fact, type LoweredProgram, lowerProgram } from './lower/lower';
import type { CallSignature, DataFiles } from './lower/signature';
import { checkFunctionNames, reachableFunctions } from './names/function-scope';
import { buildModuleScope, type ModuleScope } from './names/module-scope';
import type { TaskOptions } from './names/tasks';
import type * as ast from './syntax/ast';
import type { ParsedModule } from './syntax/parser';

export interface TaskParameter {
  readonly name: string;
  /** What the annotation or the default says, as a type of the canonical text. */
  readonly type?: string;
  readonly hasDefault: boolean;
  /** Source texts. */
  readonly annotation?: string;
  readonly default?: string;
  readonly isPositionalOnly: boolean;
  readonly isKeywordOnly: boolean;
}

export interface TaskInfo {
  readonly name: string;
  readonly nameRange: SourceRange;
  /** From `def` to the end of the body. */
  readonly range: SourceRange;
  /** Missing for a function that is no task. */
  readonly decoratorRange?: SourceRange;
  readonly docstring?: string;
  readonly parameters: readonly TaskParameter[];
  readonly threads?: number;
  readonly precision: 'strict' | 'fast';
  /** No definite problem is known. Types that only a call gives are not judged here. */
  readonly compiles: boolean;
  readonly blockers: readonly Diagnostic[];
}

export interface AnalyseOptions {
  /** The user's file; only its base name is used. */
  readonly file: string;
  /** Any function of the file. Without it every task is analysed, and no graph is made. */
  readonly entry?: string;
  readonly signature?: CallSignature;
  /** Of files on the target, where there is no signature. */
  readonly data?: KnownFiles;
}

/** Files as the editor knows them. */
export interface KnownFiles extends DataFiles {
  /** Another text whenever anything here is another: findings are kept under it. */
  readonly stamp: string;
}

export interface Analysis {
  /** With `entry`, that function alone. */
  readonly tasks: readonly TaskInfo[];
  readonly diagnostics: readonly Diagnostic[];
  readonly facts: readonly Fact[];
  /** Files that the tasks, or `entry`, read: their types belong into `files` of the signature or of `data`. */
  readonly loads: readonly string[];
  /** Of `entry`, when the program is accepted and every type is known. */
  readonly graph?: Graph;
  /** The first expression of `entry` without a type, where nothing is refused. */
  readonly undecided?: SourceRange;
}

/** `cache` makes the analysis of all tasks incremental; it is of one document. */
export function analyse(parsed: ParsedModule, options: AnalyseOptions, cache?: AnalysisCache): Analysis {
  const scope = buildModuleScope(parsed.module);
  const file = options.file.split(/[/\\]/).pop() || 'program.py';
  const context: Context = {
    parsed,
    scope,
    file,
    lines: new ModuleLines(parsed.text),
    imports: importsKey(scope),
    data: options.data,
  };
  if (options.entry !== undefined) return analyseEntry(context, options.entry, options.signature);
  const results = scope.tasks.map((task) => analyseFunction(context, task.fn, undefined, cache));
  cache?.endPass();
  return {
    tasks: results.map((result) => result.task),
    diagnostics: sortDiagnostics([...parsed.diagnostics, ...results.flatMap((result) => result.diagnostics)]),
    facts: results.flatMap((result) => result.facts),
    loads: [...new Set(results.flatMap((result) => result.loads))].sort(),
  };
}

/**
 * One call. Its diagnostics say what the sizes of its files say, as in the editor; its graph leaves them open wherever
 * it can, so that one compiled program serves files of all sizes.
 */
export function analyseCall(
  parsed: ParsedModule,
  options: AnalyseOptions & { readonly signature: CallSignature },
): Analysis {
  const { signature } = options;
  if (!signature.files?.size) return analyse(parsed, options);
  const exact = analyse(parsed, { ...options, signature: { ...signature, knowsSizes: true } });
  if (exact.graph === undefined) return exact;
  const open = analyse(parsed, { ...options, signature: { ...signature, knowsSizes: false } });
  return open.graph === undefined ? exact : { ...exact, graph: open.graph };
}

interface Context {
  readonly parsed: ParsedModule;
  readonly scope: ModuleScope;
  readonly file: string;
  readonly lines: ModuleLines;
  readonly imports: string;
  readonly data: KnownFiles | undefined;
}

function analyseEntry(context: Context, entry: string, signature: CallSignature | undefined): Analysis {
  const { parsed, scope } = context;
  const fn = scope.functions.get(entry);
  if (fn === undefined) {
    const names = [...scope.functions.keys()].map((name) => `\`${name}\``);
    const suggestion =
      names.length === 0 ? 'Define a function at the top of the file' : `Name one of ${names.join(', ')}`;
    const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
    const missing = makeDiagnostic('WEFT149', range, { name: entry, suggestion });
    return { tasks: [], diagnostics: sortDiagnostics([...parsed.diagnostics, missing]), facts: [], loads: [] };
  }
  const result = analyseFunction(context, fn, signature, undefined);
  const diagnostics = sortDiagnostics([...parsed.diagnostics, ...result.diagnostics]);
  const isRefused = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  const open = result.undecided ? { undecided: result.undecided } : {};
  const analysis = { tasks: [result.task], diagnostics, facts: result.facts, loads: result.loads, ...open };
  return isRefused || result.graph === undefined ? analysis : { ...analysis, graph: result.graph };
}

interface FunctionAnalysis {
  readonly task: TaskInfo;
  /** Without those of the parser. */
  readonly diagnostics: readonly Diagnostic[];
  readonly facts: readonly Fact[];
  readonly loads: readonly string[];
  readonly graph?: Graph;
  readonly undecided?: SourceRange;
}

function analyseFunction(
  context: Context,
  fn: ast.FunctionDecl,
  signature: CallSignature | undefined,
  cache: AnalysisCache | undefined,
): FunctionAnalysis {
  const { parsed, scope, lines } = context;
  const task = scope.tasks.find((item) => item.fn === fn);
  const options: TaskOptions = task?.options ?? {};
  const precision = options.precision ?? 'strict';
  const reachable = reachableFunctions(scope, fn);
  // What a function with a syntax error means is a guess: its errors are reported, nothing that follows from them.
  const isBroken = reachable.functions.some(
    ({ fn: { body, range } }) => hasError(body) || parsed.diagnostics.some((item) => isInside(item.range, range)),
  );
  // A later function of the same name is the one that is called; of this one only that is said.
  const isShadowed = scope.functions.get(fn.name) !== fn;
  let graph: Graph | undefined;
  let undecided: SourceRange | undefined;
  const make = (): Finding => {
    const found: Diagnostic[] = [...(task?.diagnostics ?? [])];
    if (isBroken || isShadowed) return { diagnostics: found, facts: [], loads: [] };
    for (const item of reachable.functions) found.push(...checkFunctionNames(scope, item, item.fn === fn));
    const lowered = lower(context, fn, signature, precision);
    graph = lowered.graph;
    undecided = lowered.undecided;
    const { facts, loads } = lowered;
    return { diagnostics: sortDiagnostics([...found, ...lowered.diagnostics]), facts, loads };
  };
  const finding =
    cache === undefined || isBroken || isShadowed || signature !== undefined
      ? make()
      : cache.find(
          `${context.data?.stamp ?? ''}\0${findingKey(scope, lines, context.imports, precision, reachable.functions)}`,
          fn.range.startLine,
          make,
        );
  // A broken statement of the module may be the one that defines a name.
  const isModuleBroken = hasError(parsed.module.statements);
  const diagnostics = finding.diagnostics.filter((item) => !(isModuleBroken && item.code === 'WEFT140'));
  const blockers = [...parsed.diagnostics, ...diagnostics].filter((item) => item.severity === 'error');
  const info: TaskInfo = {
    name: fn.name,
    nameRange: fn.nameRange,
    range: fn.range,
    ...(task === undefined ? {} : { decoratorRange: task.decorator.range }),
    ...(fn.docstring === undefined ? {} : { docstring: fn.docstring }),
    parameters: fn.parameters.map((parameter) => describeParameter(lines, parameter, finding.facts)),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    precision,
    compiles: blockers.length === 0,
    blockers,
  };
  const open = undecided ? { undecided } : {};
  const result = { task: info, diagnostics, facts: finding.facts, loads: finding.loads, ...open };
  return graph === undefined ? result : { ...result, graph };
}

function isInside(range: SourceRange, outer: SourceRange): boolean {
  return range.startLine >= outer.startLine && range.startLine <= outer.endLine;
}

function hasError(statements: readonly ast.Stmt[]): boolean {
  return statements.some((statement) => {
    if (statement.kind === 'Error') return true;
    if (statement.kind === 'FunctionDef') return hasError(statement.decl.body);
    if (!('body' in statement)) return false;
    return hasError(statement.body) || ('orelse' in statement && hasError(statement.orelse));
  });
}

function lower(
  { scope, file, data }: Context,
  fn: ast.FunctionDecl,
  signature: CallSignature | undefined,
  precision: 'strict' | 'fast',
): LoweredProgram {
  const fault = (detail: string): Diagnostic => makeDiagnostic('WEFT190', fn.nameRange, { name: fn.name, detail });
  try {
    const lowered = lowerProgram(scope, fn.name, signature, {
      file,
      precision,
      ...(data === undefined ? {} : { data }),
    });
    const errors = lowered.graph === undefined ? [] : verifyGraph(lowered.graph);
    if (lowered.graph === undefined || errors[0] === undefined) return lowered;
    const { code, message, range } = errors[0];
    const detail = `${code} at line ${range.startLine + 1}: ${message}`;
    return { diagnostics: [...lowered.diagnostics, fault(detail)], facts: lowered.facts, loads: lowered.loads };
  } catch (error) {
    return { diagnostics: [fault(error instanceof Error ? error.message : String(error))], facts: [], loads: [] };
  }
}

function describeParameter(lines: ModuleLines, parameter: ast.ParameterDecl, facts: readonly Fact[]): TaskParameter {
  const fact = facts.find((item) => item.name === parameter.name && startsAt(item.range, parameter.range));
  return {
    name: parameter.name,
    ...(fact === undefined || fact.type === 'unknown' ? {} : { type: fact.type }),
    hasDefault: parameter.default !== undefined,
    ...(parameter.annotation === undefined ? {} : { annotation: lines.textAt(parameter.annotation.range) }),
    ...(parameter.default === undefined ? {} : { default: lines.textAt(parameter.default.range) }),
    isPositionalOnly: parameter.isPositionalOnly,
    isKeywordOnly: parameter.form === 'keyword',
  };
}

function startsAt(a: SourceRange, b: SourceRange): boolean {
  return a.startLine === b.startLine && a.startColumn === b.startColumn;
}
