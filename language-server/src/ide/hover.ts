// SPDX-License-Identifier: Apache-2.0
// What is known about the expression under the cursor: its type and shape, and the documentation of what it calls.

import type { Analysis } from '../core/analyse';
import type { SourceRange } from '../core/graph/graph';
import { contains, type Position, rangeSize } from './text-edit';

export interface Hover {
  readonly markdown: string;
  readonly range: SourceRange;
}

export function hoverAt(analysis: Analysis, position: Position): Hover | undefined {
  const around = analysis.facts.filter((fact) => contains(fact.range, position));
  if (around.length === 0) return undefined;
  const size = Math.min(...around.map((fact) => rangeSize(fact.range)));
  const facts = around.filter((fact) => rangeSize(fact.range) === size);
  const first = facts[0]!;
  // A helper that several tasks call with other types has a fact for each.
  const types = [...new Set(facts.map((fact) => fact.type))].filter((type) => type !== 'unknown');
  const name = facts.find((fact) => fact.name !== undefined)?.name;
  const doc = facts.find((fact) => fact.doc !== undefined)?.doc;
  if (types.length === 0) {
    // Before a call nothing is known of a parameter without hint or default, and of what follows from it.
    if (doc === undefined && name === undefined) return undefined;
    const known = doc === undefined ? 'What it is follows from the arguments of a run.' : doc;
    return { markdown: `${name === undefined ? '' : `\`\`\`weft\n${name}\n\`\`\`\n\n`}${known}`, range: first.range };
  }
  const lines = types.map((type) => (name === undefined ? type : `${name}: ${type}`));
  const code = `\`\`\`weft\n${lines.join('\n')}\n\`\`\``;
  return { markdown: doc === undefined ? code : `${code}\n\n${doc}`, range: first.range };
}

/** On the name of a task: its signature, its options, and whether it compiles. */
export function hoverTask(analysis: Analysis, position: Position): Hover | undefined {
  const task = analysis.tasks.find((item) => contains(item.nameRange, position));
  if (task === undefined) return undefined;
  const parameters = task.parameters.map((parameter) => {
    const type = parameter.type === undefined ? '' : `: ${parameter.type}`;
    return `${parameter.name}${type}${parameter.default === undefined ? '' : ` = ${parameter.default}`}`;
  });
  const options = [`precision ${task.precision}`, ...(task.threads === undefined ? [] : [`${task.threads} threads`])];
  const state = task.compiles
    ? 'This task compiles.'
    : `This task does not compile:\n\n${task.blockers
        .slice(0, 5)
        .map((item) => `- Line ${item.range.startLine + 1}: ${item.message}`)
        .join('\n')}`;
  const doc = task.docstring === undefined ? '' : `\n\n${task.docstring.trim()}`;
  const markdown = `\`\`\`weft\ntask ${task.name}(${parameters.join(', ')})\n\`\`\`\n\nWeft task, ${options.join(', ')}. ${state}${doc}`;
  return { markdown, range: task.nameRange };
}
