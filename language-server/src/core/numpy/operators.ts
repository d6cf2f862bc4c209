// SPDX-License-Identifier: Apache-2.0
// What Python's operators mean on numbers and arrays. Python scalars keep Python's rules, everything else NumPy's.

import type { ComplexNumber, Op, SourceRange } from '../graph/graph';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../syntax/ast';
import { addPoly, constantPoly, mulPoly, subPoly } from '../types/dims';
import { type Element, isBoolean, isComplex, isFloating, isIntegral, isPython, strongDType } from '../types/promote';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isComplexNumber,
  isNumeric,
  quotedType,
  type TupleValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../types/value';
import { compareNumbers } from './comparisons';
import type { Context } from './context';
import { cast, castAll, commonElement, elementwise } from './elementwise';
import { compareDTypes } from './entries/dtypes';
import { foldBinary, foldCompare, isFoldable } from './fold';
import { matmul } from './products';
import { arrayOfSequence } from './sequences';
import { applyUfunc, numberOf } from './ufunc';
import { asOperator, ufuncNamed } from './ufuncs';

const ARITHMETIC: Partial<Record<BinaryOperator, Op>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '//': 'floor_div',
  '%': 'mod',
  '**': 'pow',
};
const BITWISE: Partial<Record<BinaryOperator, Op>> = { '&': 'bit_and', '|': 'bit_or', '^': 'bit_xor' };
const LOGICAL: Partial<Record<BinaryOperator, Op>> = { '&': 'logical_and', '|': 'logical_or', '^': 'logical_xor' };
const COMPARISON: Partial<Record<CompareOperator, Op>> = {
  '==': 'equal',
  '!=': 'not_equal',
  '<': 'less',
  '<=': 'less_equal',
  '>': 'greater',
  '>=': 'greater_equal',
};

/** Reports operands that no operator takes; true when the value can be computed with. */
export function requireNumeric(ctx: Context, range: SourceRange, value: Value): value is GraphValue {
  if (isNumeric(value)) return true;
  reportNotNumeric(ctx, range, value as Value);
  return false;
}

function reportNotNumeric(ctx: Context, range: SourceRange, value: Value): void {
  if (value.kind === 'unknown') return;
  if (value.kind === 'value' && value.type.kind === 'none') {
    ctx.report('WEFT232', range, { what: 'This value' });
  } else if (value.kind === 'tuple') {
    ctx.report('WEFT234', range, { type: quotedType(value) });
  } else {
    ctx.report('WEFT201', range, {
      operation: 'Arithmetic',
      operands: quotedType(value),
      reason: 'it is not a number or an array',
      instead: 'Use a number or an array',
    });
  }
}

function refuse(
  ctx: Context,
  range: SourceRange,
  operator: string,
  operands: readonly Value[],
  reason: string,
  instead: string,
): Value {
  return ctx.report('WEFT201', range, {
    operation: `Operator \`${operator}\``,
    operands: operands.map(quotedType).join(' and '),
    reason,
    instead,
  });
}

/** Tuples join with `+` and repeat with `*`, at compile time. */
function tupleArithmetic(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (left.kind === 'tuple' && right.kind === 'tuple' && operator === '+' && left.isList === right.isList) {
    return tupleValue([...left.items, ...right.items], left.isList);
  }
  if (left.kind === 'tuple' && operator === '*' && right.kind === 'value' && typeof right.constant === 'bigint') {
    const count = Number(right.constant);
    if (!left.isList && count * left.items.length <= 16) {
      return tupleValue(Array.from({ length: Math.max(count, 0) }, () => left.items).flat());
    }
  }
  return undefined;
}

function originOf(...values: readonly GraphValue[]): { origin?: string } {
  const origins = values.flatMap((value) => (value.origin === undefined ? [] : [value.origin]));
  return origins.length === 0 ? {} : { origin: origins.join(' ') };
}

/** An array or a NumPy scalar, beside which NumPy makes arrays of Python's sequences. */
function isStrong(value: Value): boolean {
  return isNumeric(value) && !isPython(elementOfValue(value));
}

function asArray(ctx: Context, range: SourceRange, value: TupleValue): Value {
  return arrayOfSequence(ctx, range, value, null);
}

export function binaryOperation(
  ctx: Context,
  range: SourceRange,
  operator: BinaryOperator,
  left: Value,
  right: Value,
): Value {
  if (left.kind === 'tuple' && isStrong(right))
    return binaryOperation(ctx, range, operator, asArray(ctx, range, left), right);
  if (right.kind === 'tuple' && isStrong(left))
    return binaryOperation(ctx, range, operator, left, asArray(ctx, range, right));
  const tuple = tupleArithmetic(operator, left, right);
  if (tuple) return tuple;
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  if (!requireNumeric(ctx, range, left) || !requireNumeric(ctx, range, right)) return UNKNOWN;
  if (operator === '@') return matmul(ctx, range, left, right);
  if (isPython(elementOfValue(left)) && isPython(elementOfValue(right)) && !isArray(left) && !isArray(right)) {
    return pythonArithmetic(ctx, range, operator, left, right);
  }
  // `np.float64` is a Python float, which Python's `complex` takes: the result is Python's.
  if (elementOfValue(left) === 'complex' && !isArray(right) && elementOfValue(right) === 'f64') {
    const float = cast(ctx, range, right, 'float');
    return float ? pythonArithmetic(ctx, range, operator, left, float) : UNKNOWN;
  }
  if (isPerhapsPython(left) && isPerhapsPython(right)) return mixedArithmetic(ctx, range, operator, left, right);
  return arrayArithmetic(ctx, range, operator, left, right, true);
}

/** A Python number, or a scalar that is one on some path. */
function isPerhapsPython(value: GraphValue): boolean {
  return !isArray(value) && (isPython(elementOfValue(value)) || value.mixed === true);
}

/**
 * On some path both operands are Python numbers, and so is the result. Where Python raises (division by zero) and NumPy
 * does not, the worker raises whatever the path was: never a silent inf.
 */
function mixedArithmetic(
  ctx: Context,
  range: SourceRange,
  operator: BinaryOperator,
  left: GraphValue,
  right: GraphValue,
): Value {
  const common = commonElement(ctx, range, [left, right]);
  if (common === undefined) return UNKNOWN;
  const divides = operator === '/' || operator === '//' || operator === '%';
  const raises =
    (divides && !Number(right.constant ?? 0)) || (operator === '**' && (isFloating(common) || isComplex(common)));
  const isWhole = isIntegral(common) || isBoolean(common);
  if (isWhole || raises) for (const each of [left, right]) ctx.wantKinds?.(each, !isBoolean(common));
  if (!raises) return asMixed(arrayArithmetic(ctx, range, operator, left, right, true), left, right);
  const weak: Element = isComplex(common) ? 'complex' : operator === '/' || isFloating(common) ? 'float' : 'int';
  const operands = castAll(ctx, range, [left, right], weak);
  const result = operands ? pythonArithmetic(ctx, range, operator, operands[0]!, operands[1]!) : UNKNOWN;
  if (result.kind !== 'value') return result;
  return asMixed(cast(ctx, range, result, strongDType(elementOfValue(result))) ?? UNKNOWN, left, right);
}

/** The result is Python's where all that decides it is. */
export function asMixed(value: Value, ...from: readonly GraphValue[]): Value {
  const kinds = from.flatMap((each) => each.kinds ?? []);
  const isKnown = from.every((each) => !each.mixed || each.kinds !== undefined);
  return value.kind === 'value' ? { ...value, mixed: true, ...(isKnown && kinds.length > 0 ? { kinds } : {}) } : value;
}

function pythonArithmetic(
  ctx: Context,
  range: SourceRange,
  operator: BinaryOperator,
  left: GraphValue,
  right: GraphValue,
): Value {
  if (left.constant !== undefined && right.constant !== undefined) {
    const folded = foldBinary(operator, left.constant, right.constant);
    if (folded !== undefined) {
      if (typeof folded === 'bigint' && !isFoldable(folded)) return tooLarge(ctx, range, folded);
      return { ...constantValue(folded), ...originOf(left, right) } as GraphValue;
    }
  }
  const element = commonElement(ctx, range, [left, right]);
  if (element === undefined) return UNKNOWN;
  const bitwise = BITWISE[operator];
  if (bitwise) {
    if (element !== 'int' && element !== 'bool')
      return refuse(ctx, range, operator, [left, right], 'bits are those of integers', 'Use integers');
    if (element === 'bool') return elementwise(ctx, range, LOGICAL[operator]!, [left, right], 'bool');
    return withCast(ctx, range, bitwise, [left, right], 'int', 'int');
  }
  if (operator === '<<' || operator === '>>') {
    if (element !== 'int' && element !== 'bool')
      return refuse(ctx, range, operator, [left, right], 'bits are those of integers', 'Use integers');
    return withCast(ctx, range, operator === '<<' ? 'shift_left' : 'shift_right', [left, right], 'int', 'int');
  }
  const op = ARITHMETIC[operator]!;
  if (element === 'complex') {
    if (operator === '//' || operator === '%') {
      const reason = 'Python raises `TypeError` for complex numbers';
      return refuse(ctx, range, operator, [left, right], reason, 'Use `/`, or the real parts');
    }
    return withCast(ctx, range, op, [left, right], 'complex', 'complex');
  }
  if (operator === '/') return withCast(ctx, range, op, [left, right], 'float', 'float');
  if (operator === '**' && !isFloating(element)) return integerPower(ctx, range, left, right);
  const target: Element = element === 'bool' ? 'int' : element;
  const result = withCast(ctx, range, op, [left, right], target, target);
  return target === 'int' ? symbolic(operator, left, right, result) : result;
}

function tooLarge(ctx: Context, range: SourceRange, value: bigint): Value {
  const text = String(value);
  return ctx.report('WEFT212', range, {
    value: text.length > 24 ? `${text.slice(0, 12)}… (${text.length} digits)` : text,
    type: '64 bits',
    reason: 'compiled integers have 64 bits',
  });
}

function integerPower(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  const exponent = typeof right.constant === 'boolean' ? BigInt(right.constant) : right.constant;
  if (typeof exponent === 'bigint') {
    if (exponent >= 0n) return withCast(ctx, range, 'pow', [left, right], 'int', 'int');
    return withCast(ctx, range, 'pow', [left, right], 'float', 'float');
  }
  if (right.type.kind === 'bool' || isNatural(ctx, right)) {
    return withCast(ctx, range, 'pow', [left, right], 'int', 'int');
  }
  // With a constant for the parameter there is another version, which is used instead.
  if (right.origin !== undefined) ctx.needConstant(right.origin);
  ctx.takeApart?.(range);
  return ctx.report('WEFT213', range, {});
}

/** It is known not to be negative: a counter of a loop from 0, for example. */
function isNatural(ctx: Context, value: GraphValue): boolean {
  const least = value.sym && ctx.least?.(value.sym);
  return least !== undefined && least >= 0n;
}

/** An integer power where the sign of the exponent has been tested: `int` from 0 on, `float` below. */
export function powerOfSign(
  ctx: Context,
  range: SourceRange,
  sign: 'natural' | 'negative',
  left: Value,
  right: Value,
): Value {
  const isInteger = (value: Value): value is GraphValue =>
    isNumeric(value) && !isArray(value) && /^(int|bool)$/.test(elementOfValue(value));
  if (!isInteger(left) || !isInteger(right)) return binaryOperation(ctx, range, '**', left, right);
  const kind = sign === 'natural' ? 'int' : 'float';
  return withCast(ctx, range, 'pow', [left, right], kind, kind);
}

/** Adds the symbolic value of an integer result. */
function symbolic(operator: BinaryOperator, left: GraphValue, right: GraphValue, result: Value): Value {
  if (result.kind !== 'value' || !left.sym || !right.sym) return result;
  const poly =
    operator === '+'
      ? addPoly(left.sym, right.sym)
      : operator === '-'
        ? subPoly(left.sym, right.sym)
        : operator === '*'
          ? mulPoly(left.sym, right.sym)
          : undefined;
  return poly ? { ...result, sym: poly } : result;
}

function withCast(
  ctx: Context,
  range: SourceRange,
  op: Op,
  operands: readonly GraphValue[],
  element: Element,
  result: Element,
): Value {
  const values = castAll(ctx, range, operands, element);
  return values ? elementwise(ctx, range, op, values, result) : UNKNOWN;
}

const BY_SIGN: Record<Exclude<BinaryOperator, '@'>, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'floor_divide',
  '%': 'remainder',
  '**': 'power',
  '&': 'bitwise_and',
  '|': 'bitwise_or',
  '^': 'bitwise_xor',
  '<<': 'left_shift',
  '>>': 'right_shift',
};

/** An operator with at least one NumPy operand. `isOperator` tells `a ** 2` from `np.power(a, 2)`. */
export function arrayArithmetic(
  ctx: Context,
  range: SourceRange,
  operator: BinaryOperator,
  left: GraphValue,
  right: GraphValue,
  isOperator = false,
): Value {
  if (operator === '@') return matmul(ctx, range, left, right);
  const ufunc = ufuncNamed(BY_SIGN[operator]);
  if (!isOperator) return applyUfunc(ctx, range, ufunc, [left, right]);
  if (operator === '**') {
    const shortcut = powerShortcut(ctx, range, left, right);
    if (shortcut) return shortcut;
  }
  return applyUfunc(ctx, range, asOperator(ufunc, operator), [left, right]);
}

/** What NumPy computes for the constant exponents 2, 0.5 and -1 of floating arrays. */
function powerShortcut(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value | undefined {
  const exponent = right.constant;
  if (!isArray(left) || !isPython(elementOfValue(right))) return undefined;
  if (typeof exponent !== 'bigint' && typeof exponent !== 'number') return undefined;
  const common = commonElement(ctx, range, [left, right]);
  if (common === undefined) return UNKNOWN;
  const element = strongDType(common);
  if (!isFloating(element) && !isComplex(element)) return undefined;
  const base = cast(ctx, range, left, element);
  if (!base) return UNKNOWN;
  const power = Number(exponent);
  if (power === 2) return elementwise(ctx, range, 'mul', [base, base], element);
  if (power === 0.5) return elementwise(ctx, range, 'sqrt', [base], element);
  if (power === -1) return elementwise(ctx, range, 'div', [numberOf(1, element), base], element);
  return undefined;
}

/** One link of a comparison; chains and `is` belong to lowering. */
export function compareOperation(
  ctx: Context,
  range: SourceRange,
  operator: CompareOperator,
  left: Value,
  right: Value,
): Value {
  const op = COMPARISON[operator];
  if (left.kind === 'value' && right.kind === 'value' && left.constant !== undefined && right.constant !== undefined) {
    const folded = foldCompare(operator, left.constant, right.constant);
    const isPythonPair = left.type.kind !== 'scalar' && right.type.kind !== 'scalar';
    if (folded !== undefined && isPythonPair) {
      return { ...constantValue(folded), ...originOf(left, right) } as GraphValue;
    }
  }
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  const types = compareDTypes(operator, left, right);
  if (types) return types;
  if (op && left.kind === 'tuple' && isArray(right))
    return compareOperation(ctx, range, operator, asArray(ctx, range, left), right);
  if (op && right.kind === 'tuple' && isArray(left))
    return compareOperation(ctx, range, operator, left, asArray(ctx, range, right));
  if (!op) {
    return ctx.report('WEFT243', range, {
      operator,
      operands: `${quotedType(left)} and ${quotedType(right)}`,
      reason: 'membership of arrays and tuples is not compiled',
      instead: 'Compare with `==`, and use `.any()` for arrays',
    });
  }
  if (!isNumeric(left) || !isNumeric(right)) {
    const isNone = [left, right].some((each) => each.kind === 'value' && each.type.kind === 'none');
    return ctx.report('WEFT243', range, {
      operator,
      operands: `${quotedType(left)} and ${quotedType(right)}`,
      reason: 'only numbers and arrays are compared',
      instead: isNone ? 'Write `is None` or `is not None`' : 'Compare their items one by one',
    });
  }
  return comparison(ctx, range, op, left, right);
}

export function comparison(ctx: Context, range: SourceRange, op: Op, left: GraphValue, right: GraphValue): Value {
  const isPythonPair = isPython(elementOfValue(left)) && isPython(elementOfValue(right));
  const result = compareNumbers(ctx, range, op, left, right, isPythonPair ? 'bool' : 'b1');
  return !isPythonPair && isPerhapsPython(left) && isPerhapsPython(right) ? asMixed(result, left, right) : result;
}

export function unaryOperation(
  ctx: Context,
  range: SourceRange,
  operator: Exclude<UnaryOperator, 'not'>,
  operand: Value,
): Value {
  if (operand.kind === 'unknown') return UNKNOWN;
  if (!requireNumeric(ctx, range, operand)) return UNKNOWN;
  const element = elementOfValue(operand);
  const constant = operand.constant;
  if (constant !== undefined && isPython(element) && constant !== null && typeof constant !== 'string') {
    const folded = foldUnary(operator, constant);
    if (folded !== undefined) {
      if (typeof folded === 'bigint' && !isFoldable(folded)) return tooLarge(ctx, range, folded);
      return { ...constantValue(folded), ...originOf(operand) } as GraphValue;
    }
  }
  if (!isPython(element)) {
    if (!isFloating(element) && !isComplex(element)) ctx.wantKinds?.(operand);
    const ufunc = ufuncNamed(operator === '~' ? 'invert' : operator === '-' ? 'negative' : 'positive');
    const result = applyUfunc(ctx, range, asOperator(ufunc, operator), [operand]);
    return operand.mixed ? asMixed(result, operand) : result;
  }
  if (operator === '~') {
    if (element !== 'int' && element !== 'bool')
      return refuse(ctx, range, '~', [operand], 'bits are those of integers', 'Use `-` or compare first');
    return withCast(ctx, range, 'invert', [operand], 'int', 'int');
  }
  const target: Element = element === 'bool' ? 'int' : element;
  if (operator === '+') return cast(ctx, range, operand, target) ?? UNKNOWN;
  const result = withCast(ctx, range, 'neg', [operand], target, target);
  return result.kind === 'value' && operand.sym && target === 'int'
    ? { ...result, sym: subPoly(constantPoly(0n), operand.sym) }
    : result;
}

function foldUnary(
  operator: '-' | '+' | '~',
  value: bigint | number | boolean | ComplexNumber,
): bigint | number | ComplexNumber | undefined {
  if (isComplexNumber(value)) {
    return operator === '+' ? value : operator === '-' ? { re: -value.re, im: -value.im } : undefined;
  }
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  if (operator === '+') return number;
  if (operator === '-') return -number;
  return typeof number === 'bigint' ? ~number : undefined;
}

/** `value` as a condition: a `bool` or `b1` scalar, or its constant; undefined after a report. */
export function truthOf(ctx: Context, range: SourceRange, value: Value): GraphValue | undefined {
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'tuple') return constantValue(value.items.length > 0);
  if (value.kind !== 'value') return constantValue(true);
  if (value.type.kind === 'none') return constantValue(false);
  if (typeof value.constant === 'string') return constantValue(value.constant !== '');
  if (value.type.kind === 'str')
    return cast(ctx, range, ctx.kernel('text.len', range, [value], [{ kind: 'int' }])[0]!, 'bool');
  if (isArray(value)) {
    ctx.report('WEFT210', range, { type: quotedType(value) });
    return undefined;
  }
  const element = elementOfValue(value);
  if (isBoolean(element)) return value;
  if (value.constant !== undefined && value.constant !== null && isPython(element)) {
    const { constant } = value;
    const truth = isComplexNumber(constant) ? constant.re !== 0 || constant.im !== 0 : Boolean(constant);
    return { ...constantValue(truth), ...originOf(value) } as GraphValue;
  }
  return cast(ctx, range, value, isPython(element) ? 'bool' : 'b1');
}
