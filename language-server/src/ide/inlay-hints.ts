// SPDX-License-Identifier: Apache-2.0
// Types and shapes behind the names that tasks assign: shown where a name gets one, and again only where it changes.

import type { Analysis } from '../core/analyse';
import type { SourceRange } from '../core/graph/graph';
import { visitStatements } from '../core/names/visit';
import type * as ast from '../core/syntax/ast';
import type { ParsedModule } from '../core/syntax/parser';
import { type Position, rangeSize } from './text-edit';

export interface InlayHint {
  readonly position: Position;
  /** `: f64[n,m]`, to stand right behind the name. */
  readonly label: string;
  readonly tooltip: string;
}

/** A longer text pushes the code out of sight. */
const MAX_LABEL = 44;

/** The hints of every line that `range` touches. */
export function inlayHints(parsed: ParsedModule, analysis: Analysis, range: SourceRange): InlayHint[] {
  const types = new Map<string, Set<string>>();
  for (const fact of analysis.facts) {
    // What a run's arguments decide is not known before: nothing to show.
    if (fact.name === undefined || /\bunknown\b/.test(fact.type)) continue;
    const key = keyOf(fact.range);
    types.set(key, (types.get(key) ?? new Set()).add(fact.type));
  }
  const hints: InlayHint[] = [];
  const inFunction = (fn: ast.FunctionDecl): void => {
    const shown = new Map<string, string>();
    for (const parameter of fn.parameters) {
      const start = { ...parameter.range, endLine: parameter.range.startLine };
      const name = { ...start, endColumn: start.startColumn + parameter.name.length };
      if (parameter.annotation === undefined) add(parameter.name, name, parameter.default, shown);
    }
    visitStatements(fn.body, {
      bind: (name, at, value) => add(name, at, value, shown),
      nested: (decl) => inFunction(decl),
    });
  };
  const add = (name: string, at: SourceRange, value: ast.Expr | undefined, shown: Map<string, string>): void => {
    const found = types.get(keyOf(at));
    // `_` is for what nobody reads.
    if (found === undefined || rangeSize(at) === 0 || name.startsWith('_')) return;
    // A helper that several tasks call with other types has them all.
    const text = [...found].join(' | ');
    if (shown.get(name) === text) return;
    shown.set(name, text);
    if (at.endLine < range.startLine || at.endLine > range.endLine || saysItself(value)) return;
    if (text === 'Generator' || (text === 'int' && counters.has(keyOf(at)))) return;
    // Sizes without a name are told apart only where there is room to say more.
    const brief = text.replace(/\?\d+/g, '?');
    const label = brief.length > MAX_LABEL ? `${brief.slice(0, MAX_LABEL - 1)}…` : brief;
    hints.push({
      position: { line: at.endLine, column: at.endColumn },
      label: `: ${label}`,
      tooltip: `${name}: ${text}`,
    });
  };
  const counters = new Set<string>();
  for (const fn of parsed.module.functions) findCounters(fn.body, counters);
  for (const fn of parsed.module.functions) inFunction(fn);
  return hints;
}

/** `x = 0` needs no hint. */
function saysItself(value: ast.Expr | undefined): boolean {
  if (value === undefined) return false;
  if (value.kind === 'Unary') return saysItself(value.operand);
  return ['Int', 'Float', 'Bool', 'Str', 'None', 'FString', 'Lambda'].includes(value.kind);
}

/** `for i in range(n)` and `for i, x in enumerate(xs)`: everybody knows what `i` is. */
function findCounters(statements: readonly ast.Stmt[], counters: Set<string>): void {
  for (const statement of statements) {
    if (statement.kind === 'FunctionDef') findCounters(statement.decl.body, counters);
    if (statement.kind === 'For' && statement.iter.kind === 'Call' && statement.iter.func.kind === 'Name') {
      const { target } = statement;
      const first = target.kind === 'Tuple' ? target.elements[0] : undefined;
      const counter = { range: target, enumerate: first }[statement.iter.func.id];
      if (counter !== undefined) counters.add(keyOf(counter.range));
    }
    if ('body' in statement) findCounters(statement.body, counters);
    if ('orelse' in statement) findCounters(statement.orelse, counters);
  }
}

function keyOf({ startLine, startColumn, endLine, endColumn }: SourceRange): string {
  return `${startLine}:${startColumn}-${endLine}:${endColumn}`;
}
