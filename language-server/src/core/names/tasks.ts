// SPDX-License-Identifier: Apache-2.0
// Which functions are tasks, and what their decorators ask for.

import { type Diagnostic, makeDiagnostic } from '../diagnostics/diagnostic';
import type { Precision, SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';
import { type ModuleScope, qualifiedName } from './module-scope';

export interface TaskOptions {
  readonly threads?: number;
  readonly precision?: Precision;
}

export interface Task {
  readonly fn: ast.FunctionDecl;
  readonly decorator: ast.Expr;
  readonly options: TaskOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/** More than any machine has: a larger number is a mistake. */
const MAX_THREADS = 4096;

type Names = Omit<ModuleScope, 'tasks'>;

export function isTaskDecorator(scope: Names, decorator: ast.Expr): boolean {
  const callee = decorator.kind === 'Call' ? decorator.func : decorator;
  const name = qualifiedName(scope, callee);
  return name !== undefined && name.module === 'weft' && name.name === 'task';
}

/** A decorator whose meaning lowering knows: `np.vectorize` of helper functions, and a cache. */
export function isKnownDecorator(scope: Names, decorator: ast.Expr, locals?: ReadonlySet<string>): boolean {
  const callee = decorator.kind === 'Call' ? decorator.func : decorator;
  const found = qualifiedName(scope, callee, locals);
  if (found?.module === 'functools') return found.name === 'lru_cache' || found.name === 'cache';
  return found?.module === 'numpy' && found.name === 'vectorize';
}

/** Tasks in the order of the file. */
export function findTasks(module: ast.Module, scope: Names): Task[] {
  const tasks: Task[] = [];
  for (const fn of module.functions) {
    const decorator = fn.decorators.find((item) => isTaskDecorator(scope, item));
    if (decorator !== undefined) tasks.push({ fn, decorator, ...readOptions(decorator) });
  }
  return tasks;
}

function readOptions(decorator: ast.Expr): { options: TaskOptions; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const options: { threads?: number; precision?: Precision } = {};
  if (decorator.kind !== 'Call') return { options, diagnostics };
  const refuse = (range: SourceRange, option: string, reason: string): void => {
    const expected =
      option === 'precision'
        ? '`precision="strict"` or `precision="fast"`'
        : `\`threads=\` and a number from 1 to ${MAX_THREADS}`;
    diagnostics.push(makeDiagnostic('WEFT144', range, { option, reason, expected }));
  };
  for (const argument of decorator.args) refuse(argument.range, 'threads', 'options are given by keyword');
  for (const keyword of decorator.keywords) {
    const { name, value } = keyword;
    if (name === 'threads') {
      if (value.kind !== 'Int') refuse(value.range, name, 'it is not a literal integer');
      else if (value.value < 1n || value.value > BigInt(MAX_THREADS)) refuse(value.range, name, 'it is out of range');
      else options.threads = Number(value.value);
    } else if (name === 'precision') {
      if (value.kind === 'Str' && (value.value === 'strict' || value.value === 'fast')) options.precision = value.value;
      else refuse(value.range, name, 'it is neither "strict" nor "fast"');
    } else {
      diagnostics.push(makeDiagnostic('WEFT143', keyword.range, { option: name ?? '**' }));
    }
  }
  return { options, diagnostics };
}
