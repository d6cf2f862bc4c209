// SPDX-License-Identifier: Apache-2.0
// Statements and blocks. A simple statement with a syntax error becomes an `Error` node as a whole; the parser has
// reported the error at its own range.

import type * as ast from './ast';
import { collectBindings } from './bindings';
import { type ConvertContext, MAX_BLOCK_DEPTH, MAX_SYNTAX_HEIGHT } from './convert-context';
import { type Cst, childByField, namedChildren } from './cst';
import { convertFunction, convertImport, isImport } from './declarations';
import { convertElement, convertExpression } from './expressions';
import { convertMatch } from './match';

const UNSUPPORTED: Readonly<Record<string, string>> = {
  try_statement: '`try`',
  with_statement: '`with`',
  global_statement: '`global`',
  nonlocal_statement: '`nonlocal`',
  match_statement: '`match`',
  class_definition: 'A class',
  function_definition: 'A function definition',
  decorated_definition: 'A function definition',
  import_statement: 'An import',
  import_from_statement: 'An import',
  future_import_statement: 'An import',
  type_alias_statement: 'A type alias',
};

export function convertBlock(ctx: ConvertContext, block: Cst | undefined): ast.Stmt[] {
  if (block === undefined) return [];
  return block.children.filter((child) => child.isNamed).map((child) => convertStatement(ctx, child));
}

export function convertStatement(ctx: ConvertContext, node: Cst): ast.Stmt {
  const { range } = node;
  const error: ast.Stmt = { kind: 'Error', range };
  switch (node.type) {
    case 'if_statement':
    case 'while_statement':
    case 'for_statement':
    case 'match_statement':
      return convertCompound(ctx, node);
    case 'with_statement':
      if (isPlainWith(ctx, node)) return convertCompound(ctx, node);
      break;
    case 'function_definition':
    case 'decorated_definition': {
      const nested = convertNested(ctx, node);
      if (nested !== undefined) return nested;
      break;
    }
    default:
  }
  if (node.hasError) return error;
  if (node.height > MAX_SYNTAX_HEIGHT) return tooDeep(ctx, node, MAX_SYNTAX_HEIGHT);
  switch (node.type) {
    case 'expression_statement':
      return convertExpressionStatement(ctx, node);
    case 'return_statement': {
      if (!ctx.isInFunction) {
        ctx.report('WEFT111', range, { statement: 'return', construct: 'function' });
      }
      const value = namedChildren(node)[0];
      return value === undefined
        ? { kind: 'Return', range }
        : { kind: 'Return', range, value: convertExpression(ctx, value) };
    }
    case 'pass_statement':
      return { kind: 'Pass', range };
    case 'raise_statement': {
      const exception = namedChildren(node).find((child) => child.field !== 'cause');
      return exception === undefined
        ? { kind: 'Raise', range }
        : { kind: 'Raise', range, exception: convertExpression(ctx, exception) };
    }
    case 'assert_statement': {
      const [test, message] = namedChildren(node);
      if (test === undefined) return error;
      return {
        kind: 'Assert',
        range,
        test: convertExpression(ctx, test),
        ...(message === undefined ? {} : { message: convertExpression(ctx, message) }),
      };
    }
    case 'delete_statement': {
      const target = namedChildren(node)[0];
      if (target === undefined) return error;
      const targets = target.type === 'expression_list' ? namedChildren(target) : [target];
      return { kind: 'Delete', range, targets: targets.map((each) => convertExpression(ctx, each)) };
    }
    case 'break_statement':
    case 'continue_statement': {
      const isBreak = node.type === 'break_statement';
      if (ctx.loopDepth === 0) {
        ctx.report('WEFT111', range, { statement: isBreak ? 'break' : 'continue', construct: 'loop' });
      }
      return { kind: isBreak ? 'Break' : 'Continue', range };
    }
    case 'print_statement':
      ctx.report('WEFT105', range, { form: 'The `print` statement', replacement: '`print(…)`' });
      return error;
    case 'exec_statement':
      ctx.report('WEFT105', range, { form: 'The `exec` statement', replacement: '`exec(…)`' });
      return error;
    default: {
      const what = UNSUPPORTED[node.type];
      if (what === undefined) {
        ctx.report('WEFT101', range, {});
        return error;
      }
      const isAsync = node.children[0]?.type === 'async';
      const isClass = what === 'A function definition' && childByField(node, 'definition')?.type === 'class_definition';
      return {
        kind: 'UnsupportedStmt',
        range,
        what: isClass ? 'A class' : isAsync && what === '`with`' ? '`async with`' : what,
        bound: collectBindings(ctx, node),
        ...caughtBy(ctx, node),
        ...definitionOf(ctx, node),
        ...(ctx.isInFunction && isImport(node) ? { imports: convertImport(ctx, node) } : {}),
      };
    }
  }
}

function caughtBy(ctx: ConvertContext, node: Cst): { caught?: readonly string[] } {
  const handlers = node.children.filter((child) => /^except_(group_)?clause$/.test(child.type));
  if (handlers.length === 0) return {};
  const types = handlers.flatMap((handler) => namedChildren(handler).filter(({ type }) => type !== 'block'));
  const names = types.flatMap((type) => [
    ...ctx
      .textOf(type)
      .replace(/\sas\s.*$/s, '')
      .matchAll(/(\w+)(?![\w.])/g),
  ]);
  return { caught: names.map(([name]) => name) };
}

/** A class at the top of the module, taken apart. */
function definitionOf(ctx: ConvertContext, node: Cst): { definition?: ast.ClassDecl } {
  if (ctx.isInFunction || ctx.blockDepth > 0) return {};
  const definition = node.type === 'decorated_definition' ? childByField(node, 'definition') : node;
  if (definition?.type !== 'class_definition') return {};
  const name = childByField(definition, 'name');
  if (name === undefined) return {};
  const bases = childByField(definition, 'superclasses');
  const isPlainKeyword = (each: Cst) => /^metaclass\s*=\s*(abc\.)?ABCMeta$/.test(ctx.textOf(each));
  const expressions = (nodes: readonly Cst[]) =>
    nodes
      .filter((each) => each.type !== 'comment' && !isPlainKeyword(each))
      .map((each): ast.Expr => {
        if (each.type !== 'keyword_argument') return convertExpression(ctx, each);
        return { kind: 'UnsupportedExpr', range: each.range, what: 'A keyword of a class', bound: [] };
      });
  const decorators = node.children
    .filter((each) => each.type === 'decorator')
    .flatMap((each) => namedChildren(each).slice(0, 1));
  ctx.isInFunction = true;
  const body = convertBlock(ctx, childByField(definition, 'body'));
  ctx.isInFunction = false;
  return {
    definition: {
      kind: 'Class',
      range: definition.range,
      name: ctx.textOf(name).normalize('NFKC'),
      nameRange: name.range,
      bases: bases === undefined ? [] : expressions(namedChildren(bases)),
      decorators: expressions(decorators),
      body,
    },
  };
}

/** Refused only where it is compiled: deep code elsewhere in the file is no concern. */
function tooDeep(ctx: ConvertContext, node: Cst, limit: number): ast.Stmt {
  return {
    kind: 'UnsupportedStmt',
    range: node.range,
    what: `More than ${limit} levels`,
    bound: collectBindings(ctx, node),
  };
}

function convertCompound(ctx: ConvertContext, node: Cst): ast.Stmt {
  const { range } = node;
  const isBlock = (child: Cst): boolean =>
    child.field === 'body' || child.field === 'consequence' || child.field === 'alternative' || child.type === 'block';
  const hasHeaderError = node.children.some((child) => child.hasError && !isBlock(child));
  if (hasHeaderError) return { kind: 'Error', range };
  const headerHeight = Math.max(0, ...node.children.filter((child) => !isBlock(child)).map((child) => child.height));
  if (headerHeight > MAX_SYNTAX_HEIGHT || ctx.blockDepth >= MAX_BLOCK_DEPTH) {
    const limit = headerHeight > MAX_SYNTAX_HEIGHT ? MAX_SYNTAX_HEIGHT : MAX_BLOCK_DEPTH;
    return tooDeep(ctx, node, limit);
  }
  ctx.blockDepth++;
  const result = convertBlocks(ctx, node);
  ctx.blockDepth--;
  return result;
}

function convertBlocks(ctx: ConvertContext, node: Cst): ast.Stmt {
  if (node.type === 'if_statement') return convertIf(ctx, node);
  if (node.type === 'match_statement') return convertMatch(ctx, node);
  if (node.type !== 'with_statement') return convertLoop(ctx, node);
  const items: ast.Expr[] = [];
  const opened: ast.Stmt[] = [];
  for (const item of withItems(node)) {
    const value = childByField(item, 'value') ?? item;
    const expr = convertExpression(ctx, value.type === 'as_pattern' ? (namedChildren(value)[0] ?? value) : value);
    items.push(expr);
    const name = openedName(ctx, value);
    if (name) opened.push({ kind: 'Assign', range: value.range, targets: [convertExpression(ctx, name)], value: expr });
  }
  const body = convertBlock(ctx, childByField(node, 'body'));
  return { kind: 'With', range: node.range, items, body: [...opened, ...body] };
}

function withItems(node: Cst): Cst[] {
  const clause = node.children.find((child) => child.type === 'with_clause');
  return namedChildren(clause ?? node).filter((child) => child.type === 'with_item');
}

/** The name in `h5py.File(...) as name`: a data file that is open for a block is the name's value in it. */
function openedName(ctx: ConvertContext, value: Cst): Cst | undefined {
  if (value.type !== 'as_pattern') return undefined;
  const [call, target] = namedChildren(value);
  const name = target && namedChildren(target)[0];
  const func = call?.type === 'call' ? childByField(call, 'function') : undefined;
  const member = func && (func.type === 'attribute' ? childByField(func, 'attribute') : func);
  if (name?.type !== 'identifier' || member === undefined) return undefined;
  return /^(File|Dataset|load)$/.test(ctx.textOf(member)) ? name : undefined;
}

/** Without `async`, and without `as` but for data files. */
function isPlainWith(ctx: ConvertContext, node: Cst): boolean {
  if (node.children[0]?.type === 'async') return false;
  const items = withItems(node);
  const isPlain = (value: Cst | undefined) => value?.type !== 'as_pattern' || openedName(ctx, value) !== undefined;
  return items.length > 0 && items.every((item) => isPlain(childByField(item, 'value')));
}

/** A function inside a function; at the top of a module the parser takes functions apart itself. */
function convertNested(ctx: ConvertContext, node: Cst): ast.Stmt | undefined {
  const definition = node.type === 'decorated_definition' ? childByField(node, 'definition') : node;
  if (!ctx.isInFunction || definition?.type !== 'function_definition') return undefined;
  if (ctx.blockDepth >= MAX_BLOCK_DEPTH) return tooDeep(ctx, node, MAX_BLOCK_DEPTH);
  ctx.blockDepth++;
  const decl = convertFunction(ctx, node);
  ctx.blockDepth--;
  return decl === undefined ? { kind: 'Error', range: node.range } : { kind: 'FunctionDef', range: node.range, decl };
}

function convertLoop(ctx: ConvertContext, node: Cst): ast.Stmt {
  const { range } = node;
  if (node.children[0]?.type === 'async') {
    return { kind: 'UnsupportedStmt', range, what: '`async for`', bound: collectBindings(ctx, node) };
  }
  const convertBody = (): ast.Stmt[] => {
    ctx.loopDepth++;
    const body = convertBlock(ctx, childByField(node, 'body'));
    ctx.loopDepth--;
    return body;
  };
  const elseClause = childByField(node, 'alternative');
  const convertElse = (): ast.Stmt[] => (elseClause === undefined ? [] : convertElseClause(ctx, elseClause));
  if (node.type === 'while_statement') {
    const test = childByField(node, 'condition');
    if (test === undefined) return { kind: 'Error', range };
    return { kind: 'While', range, test: convertExpression(ctx, test), body: convertBody(), orelse: convertElse() };
  }
  const left = childByField(node, 'left');
  const right = childByField(node, 'right');
  if (left === undefined || right === undefined) return { kind: 'Error', range };
  return {
    kind: 'For',
    range,
    target: convertExpression(ctx, left),
    iter: convertExpression(ctx, right),
    body: convertBody(),
    orelse: convertElse(),
  };
}

function convertElseClause(ctx: ConvertContext, clause: Cst): ast.Stmt[] {
  if (clause.children.some((child) => child.hasError && child.field !== 'body')) {
    return [{ kind: 'Error', range: clause.range }];
  }
  return convertBlock(ctx, childByField(clause, 'body'));
}

/** `elif` nests in the else branch, as in CPython's tree. */
function convertIf(ctx: ConvertContext, node: Cst): ast.Stmt {
  const clauses = node.children.filter((child) => child.field === 'alternative');
  const depth = ctx.blockDepth;
  const convertFrom = (head: Cst, next: number): ast.Stmt => {
    const test = childByField(head, 'condition');
    const end = clauses[clauses.length - 1] ?? node;
    const range =
      head === node ? node.range : { ...head.range, endLine: end.range.endLine, endColumn: end.range.endColumn };
    const hasError = head.children.some(
      (child) => child.hasError && child.field !== 'consequence' && child.field !== 'alternative',
    );
    if (test === undefined || hasError) return { kind: 'Error', range };
    if (ctx.blockDepth > MAX_BLOCK_DEPTH) return tooDeep(ctx, node, MAX_BLOCK_DEPTH);
    const body = convertBlock(ctx, childByField(head, 'consequence'));
    const clause = clauses[next];
    let orelse: ast.Stmt[] = [];
    if (clause?.type === 'elif_clause') {
      ctx.blockDepth++;
      orelse = [convertFrom(clause, next + 1)];
    } else if (clause !== undefined) {
      orelse = convertElseClause(ctx, clause);
    }
    return { kind: 'If', range, test: convertExpression(ctx, test), body, orelse };
  };
  const result = convertFrom(node, 0);
  ctx.blockDepth = depth;
  return result;
}

function convertExpressionStatement(ctx: ConvertContext, node: Cst): ast.Stmt {
  const { range } = node;
  const parts = namedChildren(node);
  const first = parts[0];
  if (first === undefined) return { kind: 'Error', range };
  if (first.type === 'assignment') return convertAssignment(ctx, first);
  if (first.type === 'augmented_assignment') return convertAugmented(ctx, first);
  if (parts.length === 1 && !node.children.some((child) => child.type === ',')) {
    return { kind: 'ExprStmt', range, value: convertExpression(ctx, first) };
  }
  const elements = parts.map((part) => convertElement(ctx, part));
  return { kind: 'ExprStmt', range, value: { kind: 'Tuple', range, elements } };
}

function convertAssignment(ctx: ConvertContext, node: Cst): ast.Stmt {
  const { range } = node;
  const error: ast.Stmt = { kind: 'Error', range };
  const left = childByField(node, 'left');
  const right = childByField(node, 'right');
  const type = childByField(node, 'type');
  if (left === undefined) return error;
  if (type !== undefined) {
    const target = convertExpression(ctx, left);
    if (target.kind !== 'Name' && target.kind !== 'Attribute' && target.kind !== 'Subscript') {
      ctx.report('WEFT108', left.range, { reason: 'only a single target can have an annotation' });
      return error;
    }
    const annotation = convertExpression(ctx, type);
    if (right === undefined) return { kind: 'AnnAssign', range, target, annotation };
    if (right.type === 'assignment' || right.type === 'augmented_assignment') {
      ctx.report('WEFT108', left.range, { reason: 'an annotated assignment has one target' });
      return error;
    }
    return { kind: 'AnnAssign', range, target, annotation, value: convertExpression(ctx, right) };
  }
  const targets: ast.Expr[] = [convertExpression(ctx, left)];
  let value = right;
  while (value !== undefined && value.type === 'assignment') {
    const next = childByField(value, 'left');
    if (next === undefined || childByField(value, 'type') !== undefined) {
      ctx.report('WEFT108', value.range, { reason: 'an annotated assignment has one target' });
      return error;
    }
    targets.push(convertExpression(ctx, next));
    value = childByField(value, 'right');
  }
  if (value === undefined) return error;
  if (value.type === 'augmented_assignment') {
    ctx.report('WEFT108', value.range, { reason: 'an augmented assignment is a statement and has no value' });
    return error;
  }
  return { kind: 'Assign', range, targets, value: convertExpression(ctx, value) };
}

function convertAugmented(ctx: ConvertContext, node: Cst): ast.Stmt {
  const { range } = node;
  const left = childByField(node, 'left');
  const right = childByField(node, 'right');
  const operator = childByField(node, 'operator');
  if (left === undefined || right === undefined || operator === undefined) return { kind: 'Error', range };
  const target = convertExpression(ctx, left);
  if (target.kind !== 'Name' && target.kind !== 'Attribute' && target.kind !== 'Subscript') {
    ctx.report('WEFT108', left.range, { reason: 'an augmented assignment changes a single target' });
    return { kind: 'Error', range };
  }
  if (right.type === 'assignment' || right.type === 'augmented_assignment') {
    ctx.report('WEFT108', right.range, { reason: 'an assignment is a statement and has no value' });
    return { kind: 'Error', range };
  }
  const op = ctx.textOf(operator).slice(0, -1) as ast.BinaryOperator;
  return { kind: 'AugAssign', range, target, op, value: convertExpression(ctx, right) };
}
