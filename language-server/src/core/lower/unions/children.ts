// SPDX-License-Identifier: Apache-2.0
// What Python evaluates for an expression in any case, in order, and the same expression with other parts.

import type { BinaryExpr, Expr, SliceExpr } from '../../syntax/ast';
import { DICT_DISPLAY } from '../../syntax/expressions';

/** Undefined where that is not all it does. */
export function childrenOf(expr: Expr): readonly Expr[] | undefined {
  switch (expr.kind) {
    case 'Binary':
      return [expr.left, expr.right];
    case 'Unary':
      return [expr.operand];
    case 'Compare':
      return [expr.left, expr.rights[0]!];
    case 'Attribute':
      return [expr.value];
    case 'Tuple':
    case 'List':
      return expr.elements.map(unstarred);
    case 'Subscript':
      return [expr.value, ...expr.index.flatMap((each) => (each.kind === 'Slice' ? boundsOf(each) : [each]))];
    case 'BoolOp':
      return [expr.values[0]!];
    case 'Conditional':
      return [expr.test];
    case 'Call': {
      const { func } = expr;
      const base = func.kind === 'Attribute' ? [func.value] : func.kind === 'Name' ? [] : [func];
      return [...base, ...argumentsOf(expr), ...expr.keywords.map((keyword) => keyword.value)];
    }
    case 'Comprehension':
      return expr.clauses[0]?.kind === 'for' ? [expr.clauses[0].iter] : undefined;
    case 'FString':
      return expr.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
    default:
      return undefined;
  }
}

export function withChildren(expr: Expr, parts: readonly Expr[]): Expr {
  const rest = [...parts];
  const next = () => rest.shift()!;
  const like = (each: Expr): Expr => (each.kind === 'Starred' ? { ...each, value: next() } : next());
  switch (expr.kind) {
    case 'Binary':
      return { ...expr, left: next(), right: next() } satisfies BinaryExpr;
    case 'Unary':
      return { ...expr, operand: next() };
    case 'Compare':
      return { ...expr, left: next(), rights: [next(), ...expr.rights.slice(1)] };
    case 'Attribute':
      return { ...expr, value: next() };
    case 'Tuple':
    case 'List':
      return { ...expr, elements: expr.elements.map(like) };
    case 'Subscript': {
      const value = next();
      const index = expr.index.map((each): Expr => (each.kind === 'Slice' ? withBounds(each, next) : next()));
      return { ...expr, value, index };
    }
    case 'BoolOp':
      return { ...expr, values: [next(), ...expr.values.slice(1)] };
    case 'Conditional':
      return { ...expr, test: next() };
    case 'Call': {
      const { func: before } = expr;
      const func =
        before.kind === 'Attribute' ? { ...before, value: next() } : before.kind === 'Name' ? before : next();
      const args = expr.args.map(
        (arg): Expr => (isPair(expr, arg) ? { ...arg, elements: arg.elements.map(next) } : like(arg)),
      );
      return { ...expr, func, args, keywords: expr.keywords.map((keyword) => ({ ...keyword, value: next() })) };
    }
    case 'Comprehension': {
      const [first, ...others] = expr.clauses;
      return first?.kind === 'for' ? { ...expr, clauses: [{ ...first, iter: next() }, ...others] } : expr;
    }
    case 'FString':
      return {
        ...expr,
        parts: expr.parts.map((part) => (typeof part === 'string' ? part : { ...part, value: next() })),
      };
    default:
      return expr;
  }
}

/** Arguments; of a display of a dictionary its keys and values. */
function argumentsOf(expr: Extract<Expr, { kind: 'Call' }>): readonly Expr[] {
  return expr.args.flatMap((arg) => (isPair(expr, arg) ? arg.elements : [unstarred(arg)]));
}

function isPair(expr: Extract<Expr, { kind: 'Call' }>, arg: Expr): arg is Extract<Expr, { kind: 'Tuple' }> {
  return expr.func.kind === 'Attribute' && expr.func.attr === DICT_DISPLAY && arg.kind === 'Tuple';
}

function unstarred(expr: Expr): Expr {
  return expr.kind === 'Starred' ? expr.value : expr;
}

const BOUNDS = ['lower', 'upper', 'step'] as const;

function boundsOf(slice: SliceExpr): readonly Expr[] {
  return BOUNDS.flatMap((bound) => slice[bound] ?? []);
}

function withBounds(slice: SliceExpr, next: () => Expr): Expr {
  const bounds = BOUNDS.filter((bound) => slice[bound] !== undefined).map((bound) => [bound, next()] as const);
  return { ...slice, ...Object.fromEntries(bounds) };
}

/** Its value is the same wherever the statement evaluates it. */
export function isTrivial(expr: Expr): boolean {
  if (expr.kind === 'Attribute') return isTrivial(expr.value);
  if (expr.kind === 'Lambda') return expr.decl.parameters.every((parameter) => parameter.default === undefined);
  return ['Name', 'Int', 'Float', 'Complex', 'Bool', 'Str', 'None', 'Ellipsis'].includes(expr.kind);
}
