// SPDX-License-Identifier: Apache-2.0
// `obj.attr op= value` as what Python does: it reads the attribute, updates the value in place where it can, and sets the
// attribute to what that gives.

import { placeOf } from '../../graph/graph';
import type { AttributeExpr, AugAssignStmt, Expr, Stmt } from '../../syntax/ast';

const known = new WeakMap<readonly Stmt[], readonly Stmt[]>();

/** The statements with all such updates written out. */
export function withUpdates(statements: readonly Stmt[], attributes: ReadonlySet<string>): readonly Stmt[] {
  if (attributes.size === 0) return statements;
  let result = known.get(statements);
  if (!result) {
    result = statements.flatMap((stmt) => rewrite(stmt, attributes));
    known.set(statements, result);
  }
  return result;
}

function rewrite(stmt: Stmt, attributes: ReadonlySet<string>): Stmt[] {
  switch (stmt.kind) {
    case 'AugAssign':
      return stmt.target.kind === 'Attribute' && attributes.has(stmt.target.attr) ? written(stmt, stmt.target) : [stmt];
    case 'If':
    case 'For':
    case 'While':
      return [{ ...stmt, body: withUpdates(stmt.body, attributes), orelse: withUpdates(stmt.orelse, attributes) }];
    case 'With':
    case 'Block':
      return [{ ...stmt, body: withUpdates(stmt.body, attributes) }];
    default:
      return [stmt];
  }
}

function written(stmt: AugAssignStmt, target: AttributeExpr): Stmt[] {
  const { range } = stmt;
  const place = placeOf(range);
  const prelude: Stmt[] = [];
  let base: Expr = target.value;
  if (base.kind !== 'Name') {
    const own: Expr = { kind: 'Name', range: base.range, id: `object${place}@` };
    prelude.push({ kind: 'Assign', range: base.range, targets: [own], value: base });
    base = own;
  }
  const value: Expr = { kind: 'Name', range: target.range, id: `${target.attr}@${place}@` };
  const attribute: AttributeExpr = { ...target, value: base };
  return [
    ...prelude,
    { kind: 'Assign', range: target.range, targets: [value], value: attribute },
    { ...stmt, target: value },
    { kind: 'Assign', range, targets: [attribute], value },
  ];
}
