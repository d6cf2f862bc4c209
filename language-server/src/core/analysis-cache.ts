// SPDX-License-Identifier: Apache-2.0
// Remembers what was found in each task, so that a keystroke costs only the tasks that see it. A task's finding
// depends on the texts of the functions that it reaches, on the constants that they read, on the imports and on where
// all these stand relative to each other; the key says exactly that.

import type { Diagnostic } from './diagnostics/diagnostic';
import type { SourceRange } from './graph/graph';
import type { Fact } from './lower/lower';
import type { FunctionScope } from './names/function-scope';
import type { ModuleScope } from './names/module-scope';
import { visitExpression } from './names/visit';
import type { FunctionDecl } from './syntax/ast';
import { shiftLines } from './syntax/shift-lines';

export interface Finding {
  readonly diagnostics: readonly Diagnostic[];
  readonly facts: readonly Fact[];
  readonly loads: readonly string[];
}

interface Entry {
  /** Of the task's function. */
  readonly line: number;
  readonly finding: Finding;
}

export class AnalysisCache {
  private kept = new Map<string, Entry>();
  private used = new Map<string, Entry>();

  find(key: string, line: number, make: () => Finding): Finding {
    const known = this.used.get(key) ?? this.kept.get(key);
    let entry = known ?? { line, finding: make() };
    if (entry.line !== line) entry = { line, finding: shiftLines(entry.finding, line - entry.line) };
    this.used.set(key, entry);
    return entry.finding;
  }

  /** Ends a pass over a module: what it did not ask for is forgotten. */
  endPass(): void {
    this.kept = this.used;
    this.used = new Map();
  }
}

/** Texts of one version of a module, cut by lines. */
export class ModuleLines {
  private readonly lines: readonly string[];

  constructor(text: string) {
    this.lines = text.split('\n');
  }

  textAt(range: SourceRange): string {
    const lines = this.lines.slice(range.startLine, range.endLine + 1);
    if (lines.length === 0) return '';
    lines[lines.length - 1] = lines[lines.length - 1]!.slice(0, range.endColumn);
    lines[0] = lines[0]!.slice(range.startColumn);
    return lines.join('\n');
  }
}

/** What every task of a module may depend on: its imports, as text. */
export function importsKey(scope: ModuleScope): string {
  const rows = [...scope.imports].map(([name, item]) => `${name}=${item.module}.${item.member ?? ''}`);
  return [...rows, ...scope.wildcards].join(';');
}

export function findingKey(
  scope: ModuleScope,
  lines: ModuleLines,
  imports: string,
  precision: string,
  reachable: readonly FunctionScope[],
): string {
  const base = reachable[0]!.fn.range.startLine;
  const parts = [imports, precision];
  const names = new Set<string>();
  for (const { fn, reads } of reachable) {
    const first = fn.decorators[0]?.range.startLine ?? fn.range.startLine;
    const whole = { ...fn.range, startLine: first, startColumn: 0 };
    parts.push(`${fn.range.startLine - base} ${scope.ambiguous.has(fn.name)}`, lines.textAt(whole));
    for (const name of reads.keys()) names.add(name);
    for (const name of headerNames(fn)) names.add(name);
  }
  for (const name of names) {
    const constant = scope.constants.get(name);
    const kind = constant ? 'constant' : scope.functions.has(name) ? 'function' : '';
    parts.push(`${name} ${kind}`);
    if (constant === undefined) continue;
    parts.push(`${constant.range.startLine - base} ${constant.problem ?? ''}`, lines.textAt(constant.value.range));
    for (const { range } of constant.block ?? []) parts.push(`${range.startLine - base}`, lines.textAt(range));
  }
  for (const { decl } of scope.classes.values())
    parts.push(`${decl.range.startLine - base}`, lines.textAt({ ...decl.range, startColumn: 0 }));
  return parts.join('\0');
}

/** Names in annotations, defaults and decorators. */
function headerNames(fn: FunctionDecl): Set<string> {
  const names = new Set<string>();
  const visitor = { read: (name: string) => void names.add(name) };
  for (const { annotation, default: value } of fn.parameters) {
    if (annotation !== undefined) visitExpression(annotation, visitor);
    if (value !== undefined) visitExpression(value, visitor);
  }
  if (fn.returns !== undefined) visitExpression(fn.returns, visitor);
  for (const decorator of fn.decorators) visitExpression(decorator, visitor);
  return names;
}
