// SPDX-License-Identifier: Apache-2.0
// What the text of a class says of its fields and of the functions that set attributes.

import type * as ast from '../syntax/ast';

/** No `InitVar`, and of `field(...)` what says the value. */
export function isPlainField(annotation: ast.Expr, value: ast.Expr | undefined): boolean {
  const base = annotation.kind === 'Subscript' ? annotation.value : annotation;
  const name = base.kind === 'Name' ? base.id : base.kind === 'Attribute' ? base.attr : '';
  if (name === 'InitVar' || name === 'KW_ONLY') return false;
  if (value?.kind !== 'Call') return true;
  const { func } = value;
  const called = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  if (called !== 'field') return true;
  return value.keywords.every(({ name, value: given }) =>
    /^(compare|repr|hash|init|kw_only)$/.test(name ?? '')
      ? given.kind === 'Bool'
      : /^(default|default_factory|metadata)$/.test(name ?? ''),
  );
}

/** `compare`, `repr`, `init`, where `field(...)` says False; `position` where it is given by its name only. */
export function leftOut(value: ast.Expr | undefined): string[] {
  if (value?.kind !== 'Call') return [];
  const called = value.func.kind === 'Name' ? value.func.id : value.func.kind === 'Attribute' ? value.func.attr : '';
  if (called !== 'field') return [];
  return value.keywords.flatMap(({ name, value: given }) => {
    if (given.kind !== 'Bool' || name === undefined) return [];
    return name === 'kw_only' ? (given.value ? ['position'] : []) : given.value ? [] : [name];
  });
}

/** `@x.setter`. */
export function isSetter(decl: ast.FunctionDecl): boolean {
  const [decorator] = decl.decorators;
  const isOnly = decl.decorators.length === 1 && decorator?.kind === 'Attribute' && decorator.attr === 'setter';
  return isOnly && decorator.value.kind === 'Name' && decorator.value.id === decl.name;
}

export function isClassVar(annotation: ast.Expr): boolean {
  const base = annotation.kind === 'Subscript' ? annotation.value : annotation;
  return (base.kind === 'Name' ? base.id : base.kind === 'Attribute' ? base.attr : '') === 'ClassVar';
}
