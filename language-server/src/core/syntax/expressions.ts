// SPDX-License-Identifier: Apache-2.0
// Expressions: concrete syntax to the nodes of ast.ts. Unsupported ones keep their range and a plain-word name.

import type { SourceRange } from '../graph/graph';
import type * as ast from './ast';
import { collectBindings } from './bindings';
import { type ConvertContext, joinRanges } from './convert-context';
import { type Cst, childByField, hasToken, namedChildren } from './cst';
import { convertLambda } from './declarations';
import { convertFloat, convertInteger, convertString } from './literals';

const UNSUPPORTED: Readonly<Record<string, string>> = {
  await: '`await`',
};

/** Displays of dictionaries and sets are calls of names that no program can write. */
export const DICT_DISPLAY = '{:}';
export const SET_DISPLAY = '{}';

export function display(range: SourceRange, attr: string, args: readonly ast.Expr[]): ast.Expr {
  const func: ast.Expr = { kind: 'Attribute', range, value: { kind: 'Ellipsis', range }, attr, attrRange: range };
  return { kind: 'Call', range, func, args, keywords: [] };
}

function convertPair(ctx: ConvertContext, node: Cst): ast.Expr {
  const elements = [convertExpression(ctx, field(node, 'key')), convertExpression(ctx, field(node, 'value'))];
  return { kind: 'Tuple', range: node.range, elements };
}

export function convertExpression(ctx: ConvertContext, node: Cst): ast.Expr {
  const { range } = node;
  switch (node.type) {
    case 'identifier': {
      const id = ctx.textOf(node).normalize('NFKC');
      // Keywords that the grammar takes for names, as Python 3.6 did.
      return id === 'async' || id === 'await' ? invalid(ctx, range) : { kind: 'Name', range, id };
    }
    case 'integer':
      return convertInteger(ctx, node);
    case 'float':
      return convertFloat(ctx, node);
    case 'string':
    case 'concatenated_string':
      return convertString(ctx, node);
    case 'true':
    case 'false':
      return { kind: 'Bool', range, value: node.type === 'true' };
    case 'none':
      return { kind: 'None', range };
    case 'ellipsis':
      return { kind: 'Ellipsis', range };
    case 'parenthesized_expression':
    case 'type':
    case 'as_pattern_target':
      return convertOnlyChild(ctx, node);
    case 'unary_operator':
      return {
        kind: 'Unary',
        range,
        op: ctx.textOf(field(node, 'operator')) as ast.UnaryOperator,
        operand: convertExpression(ctx, field(node, 'argument')),
      };
    case 'not_operator':
      return { kind: 'Unary', range, op: 'not', operand: convertExpression(ctx, field(node, 'argument')) };
    case 'binary_operator':
    case 'union_type':
      return convertBinary(ctx, node);
    case 'boolean_operator':
      return convertBoolean(ctx, node);
    case 'comparison_operator':
      return convertComparison(ctx, node);
    case 'conditional_expression': {
      const [body, test, orelse] = namedChildren(node);
      if (body === undefined || test === undefined || orelse === undefined) return invalid(ctx, range);
      const branches = { test: convertExpression(ctx, test), orelse: convertExpression(ctx, orelse) };
      const first = convertExpression(ctx, body);
      // `x := a if c else b` assigns the whole; the grammar takes the assignment for the first branch.
      if (first.kind === 'Walrus' && body.type === 'named_expression') {
        const value = { ...range, startLine: first.value.range.startLine, startColumn: first.value.range.startColumn };
        return { ...first, range, value: { kind: 'Conditional', range: value, body: first.value, ...branches } };
      }
      return { kind: 'Conditional', range, body: first, ...branches };
    }
    case 'call':
      return convertCall(ctx, node);
    case 'attribute': {
      const name = field(node, 'attribute');
      return {
        kind: 'Attribute',
        range,
        value: convertExpression(ctx, field(node, 'object')),
        attr: ctx.textOf(name).normalize('NFKC'),
        attrRange: name.range,
      };
    }
    case 'member_type': {
      const [value, name] = namedChildren(node);
      if (value === undefined || name === undefined) return invalid(ctx, range);
      const attr = ctx.textOf(name).normalize('NFKC');
      return { kind: 'Attribute', range, value: convertExpression(ctx, value), attr, attrRange: name.range };
    }
    case 'subscript':
      return convertSubscript(ctx, node);
    case 'generic_type':
      return convertGenericType(ctx, node);
    case 'slice':
      return convertSlice(ctx, node);
    case 'tuple':
    case 'expression_list':
    case 'pattern_list':
    case 'tuple_pattern':
      return convertTuple(ctx, node);
    case 'list':
    case 'list_pattern':
      return { kind: 'List', range, elements: namedChildren(node).map((child) => convertElement(ctx, child)) };
    case 'list_splat':
    case 'list_splat_pattern':
    case 'splat_type':
      // Stars stand only among the elements of a list, a tuple, an index or a call.
      return invalid(ctx, range);
    case 'list_comprehension':
    case 'generator_expression':
      return convertComprehension(ctx, node);
    case 'dictionary':
      return display(
        range,
        DICT_DISPLAY,
        namedChildren(node).flatMap((child): ast.Expr[] => {
          if (child.type === 'pair') return [convertPair(ctx, child)];
          if (child.type !== 'dictionary_splat') return [];
          const [value] = namedChildren(child);
          return value ? [{ kind: 'Starred', range: child.range, value: convertExpression(ctx, value) }] : [];
        }),
      );
    case 'set':
      return display(
        range,
        SET_DISPLAY,
        namedChildren(node).map((child) => convertElement(ctx, child)),
      );
    case 'dictionary_comprehension':
    case 'set_comprehension':
      return display(range, node.type === 'set_comprehension' ? SET_DISPLAY : DICT_DISPLAY, [
        convertComprehension(ctx, node),
      ]);
    case 'lambda':
      return { kind: 'Lambda', range, decl: convertLambda(ctx, node) };
    case 'named_expression': {
      const name = field(node, 'name');
      const id = ctx.textOf(name).normalize('NFKC');
      return {
        kind: 'Walrus',
        range,
        target: { kind: 'Name', range: name.range, id },
        value: convertExpression(ctx, field(node, 'value')),
      };
    }
    case 'yield': {
      const [value] = namedChildren(node);
      const isFrom = hasToken(node, 'from');
      return { kind: 'Yield', range, isFrom, ...(value ? { value: convertExpression(ctx, value) } : {}) };
    }
    default: {
      const what = UNSUPPORTED[node.type];
      if (what === undefined) return invalid(ctx, range);
      return { kind: 'UnsupportedExpr', range, what, bound: collectBindings(ctx, node) };
    }
  }
}

const STARRED: ReadonlySet<string> = new Set(['list_splat', 'list_splat_pattern', 'splat_type']);

/** An expression where a starred one may stand too. */
export function convertElement(ctx: ConvertContext, node: Cst): ast.Expr {
  const rest = STARRED.has(node.type) ? undefined : withoutStar(node);
  if (rest) return { kind: 'Starred', range: node.range, value: convertExpression(ctx, rest) };
  if (!STARRED.has(node.type)) return convertExpression(ctx, node);
  return { kind: 'Starred', range: node.range, value: convertOnlyChild(ctx, node) };
}

const CHAINS: ReadonlySet<string> = new Set(['call', 'attribute', 'subscript', 'binary_operator']);

/** The grammar takes `[*f(a)]` for a call of `*f`. The expression without its star; undefined where none begins it. */
function withoutStar(node: Cst): Cst | undefined {
  const [first, ...others] = node.children;
  if (!CHAINS.has(node.type) || !first) return undefined;
  const named = STARRED.has(first.type) ? namedChildren(first)[0] : withoutStar(first);
  if (!named) return undefined;
  const { startLine, startColumn } = named.range;
  const children = [{ ...named, field: first.field }, ...others];
  return { ...node, start: named.start, range: { ...node.range, startLine, startColumn }, children };
}

/** Syntax that the grammar accepts and Python does not. */
function invalid(ctx: ConvertContext, range: SourceRange): ast.Expr {
  ctx.report('WEFT101', range, {});
  return { kind: 'UnsupportedExpr', range, what: 'This syntax', bound: [] };
}

function field(node: Cst, name: string): Cst {
  return childByField(node, name) ?? node.children[0] ?? node;
}

function convertComprehension(ctx: ConvertContext, node: Cst): ast.Expr {
  const clauses: ast.ComprehensionClause[] = [];
  for (const child of node.children) {
    if (child.type === 'for_in_clause') {
      if (hasToken(child, 'async'))
        return { kind: 'UnsupportedExpr', range: node.range, what: '`async for`', bound: [] };
      const rights = child.children.filter((part) => part.field === 'right' && part.isNamed);
      if (rights.length !== 1) return invalid(ctx, node.range);
      const target = convertExpression(ctx, field(child, 'left'));
      clauses.push({ kind: 'for', target, iter: convertExpression(ctx, rights[0]!) });
    } else if (child.type === 'if_clause') {
      clauses.push({ kind: 'if', test: convertOnlyChild(ctx, child) });
    }
  }
  const body = field(node, 'body');
  return {
    kind: 'Comprehension',
    range: node.range,
    isGenerator: node.type !== 'list_comprehension',
    element: body.type === 'pair' ? convertPair(ctx, body) : convertExpression(ctx, body),
    clauses,
  };
}

function convertOnlyChild(ctx: ConvertContext, node: Cst): ast.Expr {
  const children = namedChildren(node);
  const child = children[0];
  if (child === undefined || children.length > 1) return invalid(ctx, node.range);
  if (node.type === 'parenthesized_expression' && child.type === 'list_splat') return invalid(ctx, node.range);
  return convertExpression(ctx, child);
}

function convertTuple(ctx: ConvertContext, node: Cst): ast.Expr {
  const children = namedChildren(node);
  const only = children[0];
  // The grammar calls `(a)` a pattern of one element; in Python only the comma makes a tuple.
  if (node.type === 'tuple_pattern' && children.length === 1 && only !== undefined && !hasToken(node, ',')) {
    return only.type === 'list_splat_pattern' ? invalid(ctx, node.range) : convertExpression(ctx, only);
  }
  return { kind: 'Tuple', range: node.range, elements: children.map((child) => convertElement(ctx, child)) };
}

const BITWISE_LEVEL: Readonly<Record<string, number>> = { '|': 0, '^': 1, '&': 2 };

interface Operand {
  readonly expr: ast.Expr;
  /** With the parentheses around it. */
  readonly range: SourceRange;
}

/** The grammar binds `^` tighter than `&`; Python binds `&` tighter. Chains of these three are put together again. */
function convertBinary(ctx: ConvertContext, node: Cst): ast.Expr {
  if (BITWISE_LEVEL[operatorOf(ctx, node)] === undefined) return convertPlainBinary(ctx, node);
  const operands: Operand[] = [];
  const operators: ast.BinaryOperator[] = [];
  const flatten = (part: Cst): void => {
    const operator = isBinary(part) ? operatorOf(ctx, part) : undefined;
    if (operator !== undefined && BITWISE_LEVEL[operator] !== undefined) {
      const [left, right] = binarySides(part);
      flatten(left);
      operators.push(operator as ast.BinaryOperator);
      flatten(right);
    } else {
      operands.push({ expr: convertExpression(ctx, part), range: part.range });
    }
  };
  flatten(node);
  return foldBitwise(operands, operators);
}

function foldBitwise(operands: readonly Operand[], operators: readonly ast.BinaryOperator[]): ast.Expr {
  const values: Operand[] = [operands[0]!];
  const waiting: ast.BinaryOperator[] = [];
  const reduce = (): void => {
    const right = values.pop()!;
    const left = values.pop()!;
    const range = joinRanges(left.range, right.range);
    values.push({ expr: { kind: 'Binary', range, op: waiting.pop()!, left: left.expr, right: right.expr }, range });
  };
  for (let i = 0; i < operators.length; i++) {
    const operator = operators[i]!;
    while (waiting.length > 0 && BITWISE_LEVEL[waiting[waiting.length - 1]!]! >= BITWISE_LEVEL[operator]!) reduce();
    waiting.push(operator);
    values.push(operands[i + 1]!);
  }
  while (waiting.length > 0) reduce();
  return values[0]!.expr;
}

function isBinary(node: Cst): boolean {
  return node.type === 'binary_operator' || node.type === 'union_type';
}

function operatorOf(ctx: ConvertContext, node: Cst): string {
  return node.type === 'union_type' ? '|' : ctx.textOf(field(node, 'operator'));
}

function binarySides(node: Cst): [Cst, Cst] {
  const sides = namedChildren(node);
  return [sides[0] ?? node, sides[1] ?? sides[0] ?? node];
}

function convertPlainBinary(ctx: ConvertContext, node: Cst): ast.Expr {
  const sides = namedChildren(node);
  if (sides.length !== 2) return invalid(ctx, node.range);
  return {
    kind: 'Binary',
    range: node.range,
    op: operatorOf(ctx, node) as ast.BinaryOperator,
    left: convertExpression(ctx, sides[0]!),
    right: convertExpression(ctx, sides[1]!),
  };
}

function convertBoolean(ctx: ConvertContext, node: Cst): ast.Expr {
  const op = ctx.textOf(field(node, 'operator')) as 'and' | 'or';
  const values: ast.Expr[] = [];
  const flatten = (part: Cst): void => {
    if (part.type === 'boolean_operator' && ctx.textOf(field(part, 'operator')) === op) {
      flatten(field(part, 'left'));
      flatten(field(part, 'right'));
    } else {
      values.push(convertExpression(ctx, part));
    }
  };
  flatten(node);
  return { kind: 'BoolOp', range: node.range, op, values };
}

function convertComparison(ctx: ConvertContext, node: Cst): ast.Expr {
  const ops: ast.CompareOperator[] = [];
  const values: ast.Expr[] = [];
  for (const child of node.children) {
    if (child.field !== 'operators') {
      values.push(convertExpression(ctx, child));
      continue;
    }
    const operator = ctx.textOf(child).replace(/\s+/g, ' ');
    if (operator === '<>') {
      ctx.report('WEFT105', child.range, { form: '`<>`', replacement: '`!=`' });
      ops.push('!=');
    } else if (operator === 'not' || operator === 'is' || operator === 'in') {
      // `not in` and `is not` may arrive as two tokens with the same field.
      const last = ops[ops.length - 1];
      const isSecondHalf = values.length < ops.length + 1;
      if (isSecondHalf && operator === 'in' && last === ('not' as string)) ops[ops.length - 1] = 'not in';
      else if (isSecondHalf && operator === 'not' && last === 'is') ops[ops.length - 1] = 'is not';
      else ops.push(operator as ast.CompareOperator);
    } else {
      ops.push(
        (operator.startsWith('not')
          ? 'not in'
          : operator.startsWith('is')
            ? 'is not'
            : operator) as ast.CompareOperator,
      );
    }
  }
  const left = values[0];
  if (left === undefined || values.length !== ops.length + 1) return invalid(ctx, node.range);
  return { kind: 'Compare', range: node.range, left, ops, rights: values.slice(1) };
}

function convertCall(ctx: ConvertContext, node: Cst): ast.Expr {
  const func = convertExpression(ctx, field(node, 'function'));
  const list = field(node, 'arguments');
  if (list.type === 'generator_expression') {
    return { kind: 'Call', range: node.range, func, args: [convertExpression(ctx, list)], keywords: [] };
  }
  const args: ast.Expr[] = [];
  const keywords: ast.Keyword[] = [];
  const seen = new Set<string>();
  for (const child of namedChildren(list)) {
    if (child.type === 'keyword_argument') {
      const name = ctx.textOf(field(child, 'name')).normalize('NFKC');
      if (seen.has(name)) ctx.report('WEFT109', child.range, { reason: `keyword \`${name}\` is given twice` });
      seen.add(name);
      keywords.push({ range: child.range, name, value: convertExpression(ctx, field(child, 'value')) });
    } else if (child.type === 'dictionary_splat') {
      keywords.push({ range: child.range, name: undefined, value: convertOnlyChild(ctx, child) });
    } else {
      if (keywords.length > 0 && child.type !== 'list_splat') {
        ctx.report('WEFT109', child.range, { reason: 'a positional argument follows a keyword argument' });
      }
      args.push(convertElement(ctx, child));
    }
  }
  return { kind: 'Call', range: node.range, func, args, keywords };
}

function convertSubscript(ctx: ConvertContext, node: Cst): ast.Expr {
  const items = node.children.filter((child) => child.field === 'subscript' && child.isNamed);
  const only = items[0];
  const hasComma = hasToken(node, ',');
  const value = convertExpression(ctx, field(node, 'value'));
  // `a[(i, j)]` means `a[i, j]`.
  if (!hasComma && only !== undefined && only.type === 'tuple') {
    const index = namedChildren(only).map((child) => convertElement(ctx, child));
    return { kind: 'Subscript', range: node.range, value, index, isTuple: true };
  }
  const index = items.map((child) => convertElement(ctx, child));
  return { kind: 'Subscript', range: node.range, value, index, isTuple: hasComma };
}

/** In an annotation the grammar reads `name[a, b]` as a generic type; it is the same expression. */
function convertGenericType(ctx: ConvertContext, node: Cst): ast.Expr {
  const [name, parameters] = node.children;
  if (name === undefined || parameters === undefined) return invalid(ctx, node.range);
  return {
    kind: 'Subscript',
    range: node.range,
    value: { kind: 'Name', range: name.range, id: ctx.textOf(name).normalize('NFKC') },
    index: namedChildren(parameters).map((child) => convertElement(ctx, child)),
    isTuple: hasToken(parameters, ','),
  };
}

function convertSlice(ctx: ConvertContext, node: Cst): ast.Expr {
  const parts: (ast.Expr | undefined)[] = [undefined, undefined, undefined];
  let position = 0;
  for (const child of node.children) {
    if (child.type === ':') position++;
    else if (position < 3) parts[position] = convertExpression(ctx, child);
  }
  const [lower, upper, step] = parts;
  return {
    kind: 'Slice',
    range: node.range,
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
    ...(step === undefined ? {} : { step }),
  };
}
