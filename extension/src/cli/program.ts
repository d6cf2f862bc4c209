// SPDX-License-Identifier: Apache-2.0
// The user's file on its way to a task graph: which function is meant, are its arguments complete, does it compile.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { analyseCall } from '../../../language-server/src/core/analyse';
import type { Diagnostic } from '../../../language-server/src/core/diagnostics/diagnostic';
import type { Graph } from '../../../language-server/src/core/graph/graph';
import type { ParameterType } from '../../../language-server/src/core/lower/signature';
import { buildModuleScope } from '../../../language-server/src/core/names/module-scope';
import type { Task } from '../../../language-server/src/core/names/tasks';
import type { FunctionDecl } from '../../../language-server/src/core/syntax/ast';
import { type ParsedModule, PythonParser } from '../../../language-server/src/core/syntax/parser';
import type { BoundArgument } from '../cluster/arguments';
import { EXIT, errnoOf, messageOf, usageError, WeftError } from '../net/error';

export interface Program {
  /** As the user wrote it. */
  readonly file: string;
  readonly absolute: string;
  readonly source: string;
  readonly parsed: ParsedModule;
  readonly tasks: readonly Task[];
}

export interface Compiled {
  readonly graph: Graph | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Files on the target whose types the graph needs. */
  readonly loads: readonly string[];
}

/** Splits `FILE.py[:FUNCTION]`. */
export function splitProgram(argument: string): { readonly file: string; readonly entry: string | undefined } {
  const match = /^(.*):([\p{L}_][\p{L}\p{N}_]*)$/u.exec(argument);
  return match === null ? { file: argument, entry: undefined } : { file: match[1] ?? '', entry: match[2] };
}

export async function loadProgram(file: string, cwd: string, distFolder: string): Promise<Program> {
  const absolute = path.resolve(cwd, file);
  let source: string;
  try {
    source = readFileSync(absolute, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const why =
      errnoOf(error) === 'ENOENT'
        ? 'it does not exist'
        : errnoOf(error) === 'EISDIR'
          ? 'it is a folder'
          : messageOf(error);
    throw usageError(`cannot read ${file}: ${why}`, 'name a Python file: `weft run FILE.py:FUNCTION`');
  }
  const parser = await PythonParser.create(distFolder);
  const parsed = parser.parse(source);
  return { file, absolute, source, parsed, tasks: buildModuleScope(parsed.module).tasks };
}

/** The named function; else the only task; else the task `main`. */
export function chooseFunction(program: Program, entry: string | undefined): FunctionDecl {
  const { functions } = program.parsed.module;
  if (entry !== undefined) {
    // A later definition replaces an earlier one of the same name, as in Python.
    const found = functions.filter((fn) => fn.name === entry).at(-1);
    if (found !== undefined) return found;
    const known = [...new Set(functions.map((fn) => `\`${fn.name}\``))];
    throw usageError(
      `${program.file} has no function \`${entry}\` at its top level`,
      known.length > 0 ? `it has ${known.join(', ')}` : 'it defines no functions',
    );
  }
  const tasks = program.tasks.map((task) => task.fn);
  const only = tasks.length === 1 ? tasks[0] : tasks.find((fn) => fn.name === 'main');
  if (only !== undefined) return only;
  if (tasks.length > 1)
    throw usageError(
      `${program.file} has ${tasks.length} tasks`,
      `name one: ${tasks.map((fn) => `\`${program.file}:${fn.name}\``).join(', ')}`,
    );
  const first = functions[0];
  throw usageError(
    `${program.file} has no task`,
    first === undefined
      ? 'define a function and put `@weft.task` above it'
      : `put \`@weft.task\` above a function, or name one: \`${program.file}:${first.name}\``,
  );
}

/** Checks names and completeness before anything is analysed or sent. Later values of a name win, as in a dictionary. */
export function matchArguments(program: Program, fn: FunctionDecl, bound: readonly BoundArgument[]): BoundArgument[] {
  const byName = new Map(bound.map((argument) => [argument.name, argument]));
  const known = fn.parameters.filter((parameter) => parameter.form === 'positional' || parameter.form === 'keyword');
  for (const name of byName.keys()) {
    if (known.some((parameter) => parameter.name === name)) continue;
    throw usageError(
      `\`${fn.name}\` has no parameter \`${name}\``,
      known.length > 0
        ? `its parameters are ${known.map((parameter) => `\`${parameter.name}\``).join(', ')}`
        : 'it takes no arguments',
    );
  }
  const missing = known.filter((parameter) => parameter.default === undefined && !byName.has(parameter.name));
  const first = missing[0];
  if (first !== undefined) {
    const names = missing.map((parameter) => `\`${parameter.name}\``).join(', ');
    throw usageError(
      `${program.file}:${fn.headerRange.startLine + 1}: \`${fn.name}\` needs ${missing.length === 1 ? 'the argument' : 'the arguments'} ${names}`,
      `give ${missing.length === 1 ? 'it' : 'each'} with \`--arg ${first.name}=VALUE\`, or all with \`--args FILE.npz\` or \`FILE.json\``,
    );
  }
  return known.flatMap((parameter) => byName.get(parameter.name) ?? []);
}

export function compile(
  program: Program,
  fn: FunctionDecl,
  args: readonly BoundArgument[],
  files: ReadonlyMap<string, ParameterType> = new Map(),
  folder?: string,
): Compiled {
  const result = analyseCall(program.parsed, {
    file: path.basename(program.absolute),
    entry: fn.name,
    signature: {
      parameters: new Map(args.map((argument) => [argument.name, argument.type])),
      files,
      ...(folder === undefined ? {} : { folder }),
    },
  });
  // Without a graph and without an error, files have to be described first; once they are, something else is unknown.
  const isUndecided = result.graph === undefined && !hasErrors(result.diagnostics);
  if (isUndecided && result.loads.every((file) => files.has(file))) {
    const { startLine, startColumn } = result.undecided ?? fn.headerRange;
    throw new WeftError(
      'WEFT465',
      `${program.file}:${startLine + 1}:${startColumn + 1}: the types in \`${fn.name}\` do not all follow from its arguments`,
      result.undecided
        ? 'the type of the value at this place is not found: give its names one type each (a float `0.0` instead of `0`, an array instead of a list that is built from itself, objects of a class for the nodes of a tree), and every argument a value'
        : 'give every argument a value, and no variable a type that only a run can tell',
      EXIT.refused,
    );
  }
  return { graph: result.graph, diagnostics: result.diagnostics, loads: result.loads };
}

/** What the decorator of a function asks for. */
export function taskThreads(program: Program, fn: FunctionDecl): number | undefined {
  return program.tasks.find((task) => task.fn === fn)?.options.threads;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
