// SPDX-License-Identifier: Apache-2.0
// CPython's indentation rules, which the grammar is lenient about: all statements of a block start at the same column,
// counted with tabs of 8 and of 1 alike, deeper than the block around it; and no block is empty.

import type { ConvertContext } from './convert-context';
import type { Cst } from './cst';

interface Indent {
  readonly wide: number;
  readonly narrow: number;
}

/** The indentation of the line that `node` starts, or undefined when other text stands before it. */
function indentOf(ctx: ConvertContext, node: Cst): Indent | undefined {
  const lineStart = ctx.text.lastIndexOf('\n', node.start - 1) + 1;
  const prefix = ctx.text.slice(lineStart, node.start).replace(/^\uFEFF/, '');
  let wide = 0;
  let narrow = 0;
  for (const character of prefix) {
    if (character === ' ') {
      wide++;
      narrow++;
    } else if (character === '\t') {
      wide = (Math.floor(wide / 8) + 1) * 8;
      narrow++;
    } else if (character === '\f') {
      wide = 0;
      narrow = 0;
    } else {
      return undefined;
    }
  }
  return { wide, narrow };
}

/** They stand at the indentation of the statement they belong to. */
const CLAUSES: ReadonlySet<string> = new Set(['elif_clause', 'else_clause', 'except_clause', 'finally_clause']);

const TOP: Indent = { wide: 0, narrow: 0 };

/** Checks a statement of the module and every block below it. Subtrees with syntax errors are left out. */
export function checkIndentation(ctx: ConvertContext, statement: Cst): void {
  const indent = indentOf(ctx, statement);
  if (indent !== undefined && statement.type !== 'ERROR' && (indent.wide !== 0 || indent.narrow !== 0)) {
    reportLine(ctx, statement);
  }
  const work: { node: Cst; outer: Indent }[] = [{ node: statement, outer: TOP }];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    for (const child of item.node.children) {
      if (CLAUSES.has(child.type)) {
        const clause = indentOf(ctx, child);
        const isAligned =
          clause === undefined || (clause.wide === item.outer.wide && clause.narrow === item.outer.narrow);
        if (!isAligned) reportLine(ctx, child);
      }
      if (child.type !== 'block') {
        work.push({ node: child, outer: item.outer });
        continue;
      }
      if (child.children.every((c) => !c.isNamed)) {
        if (!item.node.hasError) reportMissingBlock(ctx, item.node, child);
        continue;
      }
      work.push({ node: child, outer: checkBlock(ctx, child, item.outer) });
    }
  }
}

function checkBlock(ctx: ConvertContext, block: Cst, outer: Indent): Indent {
  let inner: Indent | undefined;
  for (const statement of block.children) {
    if (!statement.isNamed || statement.type === 'ERROR') continue;
    const indent = indentOf(ctx, statement);
    if (indent === undefined) continue;
    if (inner === undefined) {
      inner = indent;
      if (indent.wide <= outer.wide || indent.narrow <= outer.narrow) reportLine(ctx, statement);
    } else if (indent.wide !== inner.wide || indent.narrow !== inner.narrow) {
      reportLine(ctx, statement);
    }
  }
  return inner ?? outer;
}

function reportLine(ctx: ConvertContext, statement: Cst): void {
  const { startLine, startColumn } = statement.range;
  const lineEnd = statement.range.endLine === startLine ? statement.range.endColumn : startColumn + 1;
  ctx.report('WEFT103', { startLine, startColumn, endLine: startLine, endColumn: lineEnd }, {});
}

function reportMissingBlock(ctx: ConvertContext, owner: Cst, block: Cst): void {
  const header = [...owner.children].reverse().find((child) => child.type === ':' && child.start < block.end + 1);
  const end = (header ?? owner).range;
  const { startLine, startColumn } = owner.range;
  const range = { startLine, startColumn, endLine: end.endLine, endColumn: end.endColumn };
  ctx.report('WEFT104', range, {});
}
