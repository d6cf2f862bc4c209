// SPDX-License-Identifier: Apache-2.0
// A loop whose test is about the type of a name (`while isinstance(node, tuple):`): the test becomes a statement of the
// body, which is compiled once for each type. The loop leaves the name with the types for which the test is false: a
// statement behind it says so, which would fail where the test is true.

import type { Expr, Stmt } from '../../syntax/ast';

const known = new WeakMap<readonly Stmt[], readonly Stmt[]>();

export function withLoopEnds(statements: readonly Stmt[]): readonly Stmt[] {
  let result = known.get(statements);
  if (!result) {
    const changed = statements.flatMap(rewrite);
    const isSame = changed.length === statements.length && changed.every((stmt, i) => stmt === statements[i]);
    result = isSame ? statements : changed;
    known.set(statements, result);
  }
  return result;
}

function rewrite(stmt: Stmt): Stmt[] {
  if (stmt.kind !== 'If' && stmt.kind !== 'For' && stmt.kind !== 'While' && stmt.kind !== 'With') return [stmt];
  const body = withLoopEnds(stmt.body);
  const orelse = 'orelse' in stmt ? withLoopEnds(stmt.orelse) : [];
  const isSame = body === stmt.body && (!('orelse' in stmt) || orelse === stmt.orelse);
  const own: Stmt = isSame ? stmt : 'orelse' in stmt ? { ...stmt, body, orelse } : { ...stmt, body };
  if (own.kind !== 'While' || !isTypeTest(own.test) || own.orelse.length > 0) return [own];
  const { range } = own.test;
  const stop: Stmt = {
    kind: 'If',
    range,
    test: { kind: 'Unary', range, op: 'not', operand: own.test },
    body: [{ kind: 'Break', range }],
    orelse: [],
  };
  const loop: Stmt = { ...own, test: { kind: 'Bool', range, value: true }, body: [stop, ...own.body] };
  if (own.body.some(leaves)) return [loop];
  const exception: Expr = { kind: 'Name', range, id: 'AssertionError' };
  return [loop, { kind: 'If', range, test: own.test, body: [{ kind: 'Raise', range, exception }], orelse: [] }];
}

/** `isinstance(name, …)`, and `not` of it. */
function isTypeTest(test: Expr): boolean {
  if (test.kind === 'Unary') return test.op === 'not' && isTypeTest(test.operand);
  if (test.kind !== 'Call' || test.func.kind !== 'Name') return false;
  return test.func.id === 'isinstance' && test.args[0]?.kind === 'Name' && test.args.length === 2;
}

/** `break` of the loop itself. */
function leaves(stmt: Stmt): boolean {
  if (stmt.kind === 'Break') return true;
  if (stmt.kind === 'If') return [...stmt.body, ...stmt.orelse].some(leaves);
  if (stmt.kind === 'For' || stmt.kind === 'While') return stmt.orelse.some(leaves);
  return (stmt.kind === 'With' || stmt.kind === 'Block') && stmt.body.some(leaves);
}
