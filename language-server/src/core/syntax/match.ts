// SPDX-License-Identifier: Apache-2.0
// `match` over constants as the `if` chain that it means. Every other pattern is refused as a whole.

import type { SourceRange } from '../graph/graph';
import type * as ast from './ast';
import { collectBindings } from './bindings';
import { type ConvertContext, joinRanges, MAX_BLOCK_DEPTH } from './convert-context';
import { type Cst, childByField, namedChildren } from './cst';
import { convertExpression } from './expressions';
import { convertBlock } from './statements';

const CONSTANTS: ReadonlySet<string> = new Set(['integer', 'float', 'string', 'true', 'false', 'none']);

export function convertMatch(ctx: ConvertContext, node: Cst): ast.Stmt {
  const { range } = node;
  const refused = (): ast.Stmt => ({
    kind: 'UnsupportedStmt',
    range,
    what: '`match`',
    bound: collectBindings(ctx, node),
  });
  const subject = childByField(node, 'subject');
  const clauses = (childByField(node, 'body')?.children ?? []).filter((child) => child.type === 'case_clause');
  const patterns = clauses.map(patternsOf);
  if (subject === undefined || subject.type === 'expression_list') return refused();
  if (clauses.length === 0 || patterns.includes(undefined)) return refused();
  if (ctx.blockDepth + clauses.length > MAX_BLOCK_DEPTH) return refused();
  const value = convertExpression(ctx, subject);
  const name: ast.Name =
    value.kind === 'Name'
      ? value
      : { kind: 'Name', range: subject.range, id: `_match_${range.startLine}_${range.startColumn}` };
  let isFirst = value.kind !== 'Name';
  const subjectOnce = (): ast.Expr => {
    if (!isFirst) return name;
    isFirst = false;
    return { kind: 'Walrus', range: subject.range, target: name, value };
  };
  const convertFrom = (position: number): ast.Stmt[] => {
    const clause = clauses[position];
    if (clause === undefined) return [];
    const tests = patterns[position]!.map((pattern) => compare(subjectOnce(), convertPattern(ctx, pattern)));
    const guardNode = childByField(clause, 'guard');
    const guardExpr = guardNode && namedChildren(guardNode)[0];
    const guard = guardExpr && convertExpression(ctx, guardExpr);
    const body = convertBlock(ctx, childByField(clause, 'consequence'));
    const pattern = anyOf(tests, clause.range);
    const test = pattern && guard ? allOf([pattern, guard], clause.range) : (pattern ?? guard);
    if (test === undefined) return body;
    return [
      {
        kind: 'If',
        range: { ...clause.range, endLine: range.endLine, endColumn: range.endColumn },
        test,
        body,
        orelse: convertFrom(position + 1),
      },
    ];
  };
  const [first, ...rest] = convertFrom(0);
  // Only a lone `case _:` gives several statements or none.
  if (first?.kind !== 'If' || rest.length > 0) return refused();
  return first;
}

/** A constant, or a minus sign and the number after it. */
interface Pattern {
  readonly node: Cst;
  readonly minus: Cst | undefined;
}

/** The constants of a case, none for `_`; undefined for other patterns. */
function patternsOf(clause: Cst): Pattern[] | undefined {
  const found = clause.children.filter((child) => child.type === 'case_pattern');
  const pattern = found[0];
  if (pattern === undefined || found.length > 1 || clause.children.some((child) => child.type === ','))
    return undefined;
  const only = pattern.children.length === 1 ? pattern.children[0]! : undefined;
  if (only?.type === '_') return [];
  const parts = only?.type === 'union_pattern' ? only.children : pattern.children;
  const result: Pattern[] = [];
  let minus: Cst | undefined;
  for (const part of parts) {
    if (part.type === '|') continue;
    if (part.type === '-') {
      minus = part;
      continue;
    }
    if (!CONSTANTS.has(part.type)) return undefined;
    result.push({ node: part, minus });
    minus = undefined;
  }
  return result.length === 0 ? undefined : result;
}

function convertPattern(ctx: ConvertContext, { node, minus }: Pattern): ast.Expr {
  const value = convertExpression(ctx, node);
  return minus ? { kind: 'Unary', range: joinRanges(minus.range, node.range), op: '-', operand: value } : value;
}

function compare(left: ast.Expr, right: ast.Expr): ast.Expr {
  const isIdentity = right.kind === 'None' || right.kind === 'Bool';
  return { kind: 'Compare', range: right.range, left, ops: [isIdentity ? 'is' : '=='], rights: [right] };
}

function anyOf(tests: readonly ast.Expr[], range: SourceRange): ast.Expr | undefined {
  if (tests.length < 2) return tests[0];
  return { kind: 'BoolOp', range, op: 'or', values: tests };
}

function allOf(tests: readonly ast.Expr[], range: SourceRange): ast.Expr {
  return { kind: 'BoolOp', range, op: 'and', values: tests };
}
