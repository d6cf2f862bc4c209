// SPDX-License-Identifier: Apache-2.0
// What stands at the top of a module: imports and functions.

import type * as ast from './ast';
import { type ConvertContext, joinRanges, MAX_SYNTAX_HEIGHT } from './convert-context';
import { type Cst, childByField, hasToken, namedChildren } from './cst';
import { convertExpression } from './expressions';
import { convertBlock } from './statements';

/** `node` is a function_definition, or a decorated_definition that holds one. */
export function convertFunction(ctx: ConvertContext, node: Cst): ast.FunctionDecl | undefined {
  const definition = node.type === 'decorated_definition' ? childByField(node, 'definition') : node;
  const nameNode = definition === undefined ? undefined : childByField(definition, 'name');
  if (definition === undefined || nameNode === undefined) return undefined;
  const parametersNode = childByField(definition, 'parameters');
  const returnsNode = childByField(definition, 'return_type');
  const bodyNode = childByField(definition, 'body');
  const header = [...node.children, ...definition.children].filter(
    (child) => child !== bodyNode && child !== definition,
  );
  if (header.some((child) => child.height > MAX_SYNTAX_HEIGHT)) {
    ctx.report('WEFT107', nameNode.range, { limit: MAX_SYNTAX_HEIGHT });
    return undefined;
  }
  const decorators: ast.Expr[] = [];
  for (const child of node.children) {
    if (child.type !== 'decorator' || child.hasError) continue;
    const expression = namedChildren(child)[0];
    if (expression !== undefined) decorators.push(convertExpression(ctx, expression));
  }
  const hasHeaderError = header.some((child) => child.hasError);
  const colon = definition.children.find((child) => child.type === ':');
  const first = definition.children[0] ?? definition;
  const headerRange = joinRanges(first.range, (colon ?? nameNode).range);
  const outer = { isInFunction: ctx.isInFunction, loopDepth: ctx.loopDepth };
  ctx.isInFunction = true;
  ctx.loopDepth = 0;
  let body: ast.Stmt[] = hasHeaderError ? [{ kind: 'Error', range: headerRange }] : convertBlock(ctx, bodyNode);
  ctx.isInFunction = outer.isInFunction;
  ctx.loopDepth = outer.loopDepth;
  const opening = body[0];
  let docstring: string | undefined;
  if (opening?.kind === 'ExprStmt' && opening.value.kind === 'Str') {
    docstring = opening.value.value;
    body = body.slice(1);
  }
  const hasParameters = parametersNode !== undefined && !parametersNode.hasError;
  return {
    kind: 'Function',
    range: definition.range,
    name: ctx.textOf(nameNode).normalize('NFKC'),
    nameRange: nameNode.range,
    headerRange,
    decorators,
    parameters: hasParameters ? convertParameters(ctx, parametersNode) : [],
    ...(returnsNode === undefined || returnsNode.hasError ? {} : { returns: convertExpression(ctx, returnsNode) }),
    ...(docstring === undefined ? {} : { docstring }),
    body,
    isAsync: first.type === 'async',
  };
}

/** A lambda as a function that returns its body. */
export function convertLambda(ctx: ConvertContext, node: Cst): ast.FunctionDecl {
  const parametersNode = childByField(node, 'parameters');
  const bodyNode = childByField(node, 'body');
  const first = node.children[0]!;
  const value: ast.Expr =
    bodyNode === undefined
      ? { kind: 'UnsupportedExpr', range: node.range, what: 'This syntax', bound: [] }
      : convertExpression(ctx, bodyNode);
  return {
    kind: 'Function',
    range: node.range,
    name: 'lambda',
    nameRange: first.range,
    headerRange: joinRanges(first.range, (parametersNode ?? first).range),
    decorators: [],
    parameters: parametersNode === undefined ? [] : convertParameters(ctx, parametersNode),
    body: [{ kind: 'Return', range: value.range, value }],
    isAsync: false,
  };
}

function convertParameters(ctx: ConvertContext, list: Cst): ast.ParameterDecl[] {
  const parameters: ast.ParameterDecl[] = [];
  const seen = new Set<string>();
  let isKeyword = false;
  let hasDefault = false;
  for (const child of namedChildren(list)) {
    if (child.type === 'keyword_separator') {
      if (isKeyword) ctx.report('WEFT110', child.range, { name: '*', reason: '`*` stands at most once' });
      isKeyword = true;
      continue;
    }
    if (child.type === 'positional_separator') {
      if (isKeyword) ctx.report('WEFT110', child.range, { name: '/', reason: '`/` stands before `*`' });
      for (let i = 0; i < parameters.length; i++) parameters[i] = { ...parameters[i]!, isPositionalOnly: true };
      continue;
    }
    const parameter = convertParameter(ctx, child, isKeyword);
    if (parameter === undefined) continue;
    if (seen.has(parameter.name)) {
      ctx.report('WEFT110', child.range, { name: parameter.name, reason: 'another parameter has the same name' });
    }
    seen.add(parameter.name);
    if (parameters[parameters.length - 1]?.form === 'doubleStar') {
      ctx.report('WEFT110', child.range, { name: parameter.name, reason: '`**` parameters stand last' });
    }
    if (parameter.form === 'star') isKeyword = true;
    if (parameter.form === 'positional') {
      if (parameter.default !== undefined) hasDefault = true;
      else if (hasDefault) {
        const reason = 'a parameter without a default follows one with a default';
        ctx.report('WEFT110', child.range, { name: parameter.name, reason });
      }
    }
    parameters.push(parameter);
  }
  return parameters;
}

function convertParameter(ctx: ConvertContext, node: Cst, isKeyword: boolean): ast.ParameterDecl | undefined {
  const target = node.type === 'typed_parameter' ? node.children[0] : (childByField(node, 'name') ?? node);
  if (target === undefined || target.type === 'tuple_pattern') {
    ctx.report('WEFT105', node.range, { form: 'A tuple parameter', replacement: 'one parameter for each value' });
    return undefined;
  }
  const isStar = target.type === 'list_splat_pattern';
  const isDoubleStar = target.type === 'dictionary_splat_pattern';
  const nameNode = isStar || isDoubleStar ? (namedChildren(target)[0] ?? target) : target;
  const type = childByField(node, 'type');
  const value = childByField(node, 'value');
  return {
    range: node.range,
    name: ctx.textOf(nameNode).normalize('NFKC'),
    ...(type === undefined ? {} : { annotation: convertExpression(ctx, type) }),
    ...(value === undefined ? {} : { default: convertExpression(ctx, value) }),
    form: isStar ? 'star' : isDoubleStar ? 'doubleStar' : isKeyword ? 'keyword' : 'positional',
    isPositionalOnly: false,
  };
}

export function isImport(node: Cst): boolean {
  return (
    node.type === 'import_statement' || node.type === 'import_from_statement' || node.type === 'future_import_statement'
  );
}

export function convertImport(ctx: ConvertContext, node: Cst): ast.ImportDecl[] {
  const imports: ast.ImportDecl[] = [];
  const statementRange = node.range;
  const textOf = (part: Cst): string => ctx.textOf(part).replace(/\s+/g, '').normalize('NFKC');
  const moduleNode = childByField(node, 'module_name');
  const from = node.type === 'future_import_statement' ? '__future__' : moduleNode && textOf(moduleNode);
  if (from !== undefined && node.children.some((child) => child.type === 'wildcard_import')) {
    imports.push({ kind: 'Import', range: node.range, module: from, name: '*', alias: '*', statementRange });
  }
  for (const child of node.children) {
    if (child.field !== 'name') continue;
    const aliasNode = childByField(child, 'alias');
    const alias = aliasNode === undefined ? undefined : textOf(aliasNode);
    const name = textOf(child.type === 'aliased_import' ? (childByField(child, 'name') ?? child) : child);
    if (from !== undefined) {
      imports.push({ kind: 'Import', range: child.range, module: from, name, alias: alias ?? name, statementRange });
    } else if (alias !== undefined) {
      imports.push({ kind: 'Import', range: child.range, module: name, name: undefined, alias, statementRange });
    } else {
      // `import a.b` binds `a`.
      const top = name.split('.')[0]!;
      imports.push({ kind: 'Import', range: child.range, module: top, name: undefined, alias: top, statementRange });
    }
  }
  return imports;
}

/** Imports of `if TYPE_CHECKING:` count: annotations use them. */
export function convertTypeCheckingImports(ctx: ConvertContext, node: Cst): ast.ImportDecl[] {
  if (node.type !== 'if_statement' || node.hasError || hasToken(node, 'else')) return [];
  const test = childByField(node, 'condition');
  if (test === undefined || !/^(typing\.)?TYPE_CHECKING$/.test(ctx.textOf(test))) return [];
  const block = childByField(node, 'consequence');
  return (block?.children ?? []).filter(isImport).flatMap((child) => convertImport(ctx, child));
}
