// SPDX-License-Identifier: Apache-2.0
// CPython's rules of logical lines, which the grammar is lenient about: a statement ends with its line unless a bracket
// is open or a backslash joins the lines, and two statements on one line have a semicolon between them.

import type { ConvertContext } from './convert-context';
import type { Cst } from './cst';

/** Nodes that start a logical line of their own. */
const STARTS_LINE: ReadonlySet<string> = new Set([
  'block',
  'elif_clause',
  'else_clause',
  'except_clause',
  'finally_clause',
  'case_clause',
  'decorator',
  'function_definition',
  'class_definition',
]);

/** Strings are single tokens: their lines are their own business. */
const ATOMS: ReadonlySet<string> = new Set(['string']);

type Step = { readonly node: Cst; readonly isStatement: boolean } | 'boundary';

/** Reports the first token of each logical line that is not where CPython wants it. Works without recursion. */
export function checkLineStructure(ctx: ConvertContext, root: Cst): void {
  const work: Step[] = [{ node: root, isStatement: false }];
  let previous: Cst | undefined;
  let depth = 0;
  for (let step = work.pop(); step !== undefined; step = work.pop()) {
    if (step === 'boundary') {
      previous = undefined;
      depth = 0;
      continue;
    }
    const { node } = step;
    if (node.children.length === 0 || ATOMS.has(node.type)) {
      if (previous !== undefined && depth === 0 && node.range.startLine > previous.range.endLine) {
        if (!/\\\r?\n/.test(ctx.text.slice(previous.end, node.start))) {
          reportToken(ctx, node);
          previous = undefined;
          continue;
        }
      }
      if (node.type === '(' || node.type === '[' || node.type === '{') depth++;
      else if (node.type === ')' || node.type === ']' || node.type === '}') depth = Math.max(0, depth - 1);
      previous = node;
      continue;
    }
    const startsLine = STARTS_LINE.has(node.type) || step.isStatement;
    if (startsLine) work.push('boundary');
    const isBlock = node.type === 'block';
    if (isBlock) checkSeparators(ctx, node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      work.push({ node: node.children[i]!, isStatement: isBlock });
    }
    if (startsLine) work.push('boundary');
  }
}

function checkSeparators(ctx: ConvertContext, block: Cst): void {
  let previous: Cst | undefined;
  for (const statement of block.children) {
    if (!statement.isNamed || statement.type === 'ERROR') {
      if (statement.type === 'ERROR') previous = undefined;
      continue;
    }
    if (previous !== undefined && isUnseparated(ctx.text, previous, statement)) reportToken(ctx, statement);
    previous = statement;
  }
}

/** Two statements on one line without a semicolon between them. */
export function isUnseparated(text: string, before: Pick<Cst, 'end'>, after: Pick<Cst, 'start'>): boolean {
  const between = text.slice(before.end, after.start);
  return !between.includes(';') && !between.includes('\n');
}

export function reportToken(ctx: ConvertContext, node: Cst): void {
  const { startLine, startColumn } = node.range;
  const endColumn = node.range.endLine === startLine ? node.range.endColumn : startColumn + 1;
  ctx.report(
    'WEFT101',
    { startLine, startColumn, endLine: startLine, endColumn: Math.max(endColumn, startColumn + 1) },
    {},
  );
}
