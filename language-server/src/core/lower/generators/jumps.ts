// SPDX-License-Identifier: Apache-2.0
// Labelled blocks as plain statements where that is possible: most jumps out of them become an `else`, a `break` or a
// `continue`, and only the rest needs a block.

import type { IfStmt, Stmt } from '../../syntax/ast';

/** Whether a jump to the label is in the statements. */
export function hasJump(statements: readonly Stmt[], label: string): boolean {
  return statements.some((stmt) => {
    if (stmt.kind === 'Break') return stmt.label === label;
    return parts(stmt).some((part) => hasJump(part, label));
  });
}

function parts(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [stmt.body, stmt.orelse];
    case 'With':
    case 'Block':
      return [stmt.body];
    default:
      return [];
  }
}

function isLoop(stmt: Stmt): boolean {
  return stmt.kind === 'For' || stmt.kind === 'While';
}

/** The statements, and in them what `change` makes of those that belong to no inner loop. */
export function mapOwn(statements: readonly Stmt[], change: (stmt: Stmt) => readonly Stmt[] | undefined): Stmt[] {
  return statements.flatMap((stmt): readonly Stmt[] => {
    const changed = change(stmt);
    if (changed) return changed;
    switch (stmt.kind) {
      case 'If':
        return [{ ...stmt, body: mapOwn(stmt.body, change), orelse: mapOwn(stmt.orelse, change) }];
      case 'For':
      case 'While':
        return [{ ...stmt, orelse: mapOwn(stmt.orelse, change) }];
      case 'With':
      case 'Block':
        return [{ ...stmt, body: mapOwn(stmt.body, change) }];
      default:
        return [stmt];
    }
  });
}

/** The statements, and in them what `change` makes of each, also in loops. */
export function mapAll(statements: readonly Stmt[], change: (stmt: Stmt) => readonly Stmt[] | undefined): Stmt[] {
  return mapOwn(statements, (stmt) => {
    const changed = change(stmt);
    if (changed || (stmt.kind !== 'For' && stmt.kind !== 'While')) return changed;
    return [{ ...stmt, body: mapAll(stmt.body, change), orelse: mapAll(stmt.orelse, change) }];
  });
}

function jumpsTo(stmt: Stmt | undefined, label: string): boolean {
  return stmt?.kind === 'Break' && stmt.label === label;
}

/** Jumps to the end of the statements as `else`, where they stand at the end of a branch. */
function structured(statements: readonly Stmt[], label: string): readonly Stmt[] {
  for (const [i, stmt] of statements.entries()) {
    const before = statements.slice(0, i);
    if (jumpsTo(stmt, label)) return before;
    if (stmt.kind !== 'If' || !hasJump([stmt], label)) continue;
    const rest = statements.slice(i + 1);
    const isEnd = (body: readonly Stmt[]) => jumpsTo(body[body.length - 1], label);
    let next: IfStmt | undefined;
    if (rest.length === 0) next = stmt;
    else if (isEnd(stmt.body)) next = { ...stmt, orelse: [...stmt.orelse, ...rest] };
    else if (isEnd(stmt.orelse)) next = { ...stmt, body: [...stmt.body, ...rest] };
    if (next)
      return [...before, { ...next, body: structured(next.body, label), orelse: structured(next.orelse, label) }];
  }
  return statements;
}

/** Every jump to the label belongs to none but the loop around. */
function isDirect(statements: readonly Stmt[], label: string): boolean {
  return statements.every((stmt) => {
    if (isLoop(stmt) || stmt.kind === 'Block') return !hasJump([stmt], label);
    return parts(stmt).every((part) => isDirect(part, label));
  });
}

function replaced(statements: readonly Stmt[], label: string, kind: 'Break' | 'Continue'): Stmt[] {
  return mapOwn(statements, (stmt) => (jumpsTo(stmt, label) ? [{ kind, range: stmt.range }] : undefined));
}

/** The statements without the blocks that they do not need. */
export function withoutBlocks(statements: readonly Stmt[], isLoopBody = false): Stmt[] {
  return statements.flatMap((stmt, i): readonly Stmt[] => {
    const isLast = i === statements.length - 1;
    switch (stmt.kind) {
      case 'If':
        return [
          {
            ...stmt,
            body: withoutBlocks(stmt.body, isLoopBody && isLast),
            orelse: withoutBlocks(stmt.orelse, isLoopBody && isLast),
          },
        ];
      case 'For':
      case 'While':
        return [{ ...stmt, body: withoutBlocks(stmt.body, true), orelse: withoutBlocks(stmt.orelse) }];
      case 'With':
        return [{ ...stmt, body: withoutBlocks(stmt.body) }];
      case 'Block': {
        const { label } = stmt;
        const body = withoutBlocks(structured(stmt.body, label), isLoopBody && isLast);
        if (!hasJump(body, label)) return body;
        if (isLoopBody && isLast && isDirect(body, label)) return replaced(body, label, 'Continue');
        const last = body[body.length - 1]!;
        const isOnlyThere = !hasJump(body.slice(0, -1), label);
        if (
          (last.kind === 'For' || last.kind === 'While') &&
          last.orelse.length === 0 &&
          isOnlyThere &&
          isDirect(last.body, label)
        )
          return [...body.slice(0, -1), { ...last, body: replaced(last.body, label, 'Break') }];
        return [{ ...stmt, body }];
      }
      default:
        return [stmt];
    }
  });
}
