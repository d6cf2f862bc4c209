// SPDX-License-Identifier: Apache-2.0
// Casts, broadcasting and elementwise nodes: the front end inserts every cast, so that the operands of a node share one
// element type.

import type { ComplexNumber, Dim, DType, Op, SourceRange } from '../graph/graph';
import { addPoly, dimConstant, mulPoly, parseDim, polyConstant, printPoly, subPoly } from '../types/dims';
import {
  type Element,
  isBoolean,
  isComplex,
  isFloating,
  isIntegral,
  isPython,
  NUMPY_NAME,
  promote,
  strongDType,
} from '../types/promote';
import {
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isComplexNumber,
  type PythonConstant,
  quotedType,
  scalarType,
  shapedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { fits, fitsInt64 } from './fold';
import { floatFor } from './loops';

type NumberConstant = bigint | number | boolean | ComplexNumber;

/** The value of a scalar constant after a cast; undefined when the worker has to do it. */
function castConstant(constant: PythonConstant, element: Element): NumberConstant | undefined {
  if (constant === null || typeof constant === 'string') return undefined;
  if (isComplex(element)) {
    const parts = isComplexNumber(constant) ? [constant.re, constant.im] : [castConstant(constant, 'float'), 0];
    const [re, im] = parts.map((part) => (element === 'c64' ? Math.fround(part as number) : (part as number)));
    return parts[0] === undefined ? undefined : { re: re!, im: im! };
  }
  if (isComplexNumber(constant)) return undefined;
  if (isBoolean(element)) return typeof constant === 'bigint' ? constant !== 0n : Number(constant) !== 0;
  if (isFloating(element)) {
    const number = Number(constant);
    if (typeof constant === 'bigint' && !Number.isFinite(number)) return undefined;
    return element === 'f32' ? Math.fround(number) : number;
  }
  if (typeof constant !== 'number') return BigInt(constant);
  if (!Number.isFinite(constant)) return undefined;
  const whole = BigInt(Math.trunc(constant));
  // What NumPy makes of floats out of range is the processor's answer: the worker asks it.
  return element === 'int' || fits(whole, element) ? whole : undefined;
}

/** `value` with another element type; undefined after a report. */
export function cast(ctx: Context, range: SourceRange, value: GraphValue, element: Element): GraphValue | undefined {
  const from = elementOfValue(value);
  if (from === element) return value;
  const type = shapedType(element, dimsOf(value));
  if (from === 'complex' && !isComplex(element) && !isBoolean(element)) {
    ctx.report('WEFT201', range, {
      operation: `A conversion to \`${NUMPY_NAME[strongDType(element)]}\``,
      operands: quotedType(value),
      reason: 'Python and NumPy raise `TypeError` for complex numbers',
      instead: 'Write `z.real`, or `abs(z)`',
    });
    return undefined;
  }
  if (value.constant !== undefined) {
    const constant = castConstant(value.constant, element);
    if (constant !== undefined) {
      // A NumPy scalar wraps, a Python int out of range raises.
      const isPythonInt = isPython(from) && from !== 'float';
      if (typeof constant === 'bigint' && !fits(constant, element)) {
        if (!isPythonInt && element !== 'int') return ctx.emit('cast', range, [value], type);
        ctx.report('WEFT212', range, {
          value: String(constant),
          type: element === 'int' ? '64 bits' : `\`${NUMPY_NAME[strongDType(element)]}\``,
          reason: element === 'int' ? 'compiled integers have 64 bits' : 'NumPy raises `OverflowError`',
        });
        return undefined;
      }
      const origin = value.origin === undefined ? {} : { origin: value.origin };
      const sym = value.sym && isIntegral(element) ? { sym: value.sym } : {};
      return { kind: 'value', type, constant, ...origin, ...sym };
    }
  }
  const result = ctx.emit('cast', range, [value], type);
  return value.sym && isIntegral(element) && isIntegral(from) ? { ...result, sym: value.sym } : result;
}

/** The shape that NumPy broadcasts the operands to; undefined after a report. */
export function broadcast(ctx: Context, range: SourceRange, values: readonly GraphValue[]): Dim[] | undefined {
  let result: Dim[] = [];
  for (const [position, value] of values.entries()) {
    const dims = dimsOf(value).map((dim) => ctx.resolve(dim));
    const longer = dims.length > result.length ? dims : result;
    const shorter = longer === dims ? result : dims;
    const offset = longer.length - shorter.length;
    const merged: Dim[] = longer.slice(0, offset);
    for (let axis = offset; axis < longer.length; axis++) {
      const dim = broadcastDim(ctx, longer[axis]!, shorter[axis - offset]!);
      if (dim === undefined) {
        const other = values.slice(0, position).find((each) => isArray(each)) ?? value;
        ctx.report('WEFT202', range, {
          left: quotedType(other),
          right: quotedType(value),
          first: longer[axis]!,
          second: shorter[axis - offset]!,
        });
        return undefined;
      }
      merged.push(dim);
    }
    result = merged;
  }
  return result;
}

function broadcastDim(ctx: Context, a: Dim, b: Dim): Dim | undefined {
  if (a === b || b === '1') return a;
  if (a === '1') return b;
  const first = dimConstant(a);
  const second = dimConstant(b);
  if (first !== undefined && second !== undefined) return undefined;
  // A constant other than 1 is the result whatever the symbol is.
  if (first !== undefined) return a;
  if (second !== undefined) return b;
  return ctx.unknownDim(`broadcast ${[a, b].sort().join(' ')}`);
}

/** One elementwise node over operands that share an element type. */
export function elementwise(
  ctx: Context,
  range: SourceRange,
  op: Op,
  operands: readonly GraphValue[],
  element: Element,
): Value {
  const dims = broadcast(ctx, range, operands);
  if (!dims) return UNKNOWN;
  return ctx.emit(op, range, operands, shapedType(element, dims));
}

/** Casts all operands to one element type; undefined after a report. */
export function castAll(
  ctx: Context,
  range: SourceRange,
  operands: readonly GraphValue[],
  element: Element,
): GraphValue[] | undefined {
  const results: GraphValue[] = [];
  for (const operand of operands) {
    const result = cast(ctx, range, operand, element);
    if (!result) return undefined;
    results.push(result);
  }
  return results;
}

function weakened(value: GraphValue): Element {
  const element = elementOfValue(value);
  return element === 'b1' ? 'bool' : isIntegral(element) ? 'int' : isComplex(element) ? 'complex' : 'float';
}

/** The common element type; reports when it depends on which path a mixed scalar came from. */
export function commonElement(ctx: Context, range: SourceRange, values: readonly GraphValue[]): Element | undefined {
  const common = values.map(elementOfValue).reduce(promote);
  for (const value of values) {
    if (!value.mixed) continue;
    const other = values.map((each) => (each === value ? weakened(each) : elementOfValue(each))).reduce(promote);
    if (strongDType(other) !== strongDType(common)) {
      ctx.wantKinds?.(value);
      ctx.report('WEFT238', range, {
        first: strongDType(other),
        second: strongDType(common),
        operand: 'an operand',
        dtype: NUMPY_NAME[strongDType(common)],
      });
      return undefined;
    }
  }
  return common;
}

/** All operands as NumPy's functions take them: Python numbers alone become int64, float64 or bool. */
export function ufuncElement(ctx: Context, range: SourceRange, values: readonly GraphValue[]): DType | undefined {
  const element = commonElement(ctx, range, values);
  return element === undefined ? undefined : strongDType(element);
}

/** The real element type that NumPy's floating functions compute in; undefined for float16 and complex numbers. */
export function floatElement(element: Element): 'f32' | 'f64' | undefined {
  if (isComplex(element)) return undefined;
  if (isFloating(element)) return element === 'f32' ? 'f32' : 'f64';
  const loop = floatFor(strongDType(element));
  return loop === 'f32' || loop === 'f64' ? loop : undefined;
}

/** A scalar of the given element type. */
export function constantOf(constant: NumberConstant, element: Element): GraphValue {
  return { kind: 'value', type: scalarType(element), constant };
}

export function intConstant(value: number): GraphValue {
  const constant = BigInt(value);
  return { kind: 'value', type: { kind: 'int' }, constant, sym: parseDim(String(value)) };
}

/** `a op b` on Python ints that the compiler itself needs, folded and with its symbolic value. */
export function intArithmetic(
  ctx: Context,
  range: SourceRange,
  op: 'add' | 'sub' | 'mul',
  a: GraphValue,
  b: GraphValue,
): GraphValue {
  const x = a.sym;
  const y = b.sym;
  const poly = x && y ? (op === 'add' ? addPoly(x, y) : op === 'sub' ? subPoly(x, y) : mulPoly(x, y)) : undefined;
  if (typeof a.constant === 'bigint' && typeof b.constant === 'bigint') {
    const constant =
      op === 'add' ? a.constant + b.constant : op === 'sub' ? a.constant - b.constant : a.constant * b.constant;
    if (fitsInt64(constant)) return { ...constantOf(constant, 'int'), ...(poly ? { sym: poly } : {}) };
  }
  if (op === 'mul' && a.constant === 1n) return b;
  if (op === 'mul' && b.constant === 1n) return a;
  const result = ctx.emit(op, range, [a, b], { kind: 'int' });
  return poly ? { ...result, sym: poly } : result;
}

/** The size of an axis as an `int` value. */
export function dimValue(ctx: Context, range: SourceRange, array: GraphValue, axis: number): GraphValue {
  const dim = ctx.resolve(dimsOf(array)[axis]!);
  return { ...ctx.emit('dim', range, [array], { kind: 'int' }, { axes: [axis] }), sym: parseDim(dim) };
}

/** The symbolic text of an `int` value as a size; a fresh unknown when nothing is known. */
export function dimOfInt(ctx: Context, value: GraphValue): Dim {
  if (!value.sym) return ctx.unknownDim();
  const constant = polyConstant(value.sym);
  if (constant !== undefined && constant < 0n) return ctx.unknownDim();
  return ctx.resolve(polyText(value));
}

function polyText(value: GraphValue): Dim {
  return printPoly(value.sym!);
}

/** The value as an `int` operand (indices, sizes, counts); undefined after a report by `otherwise`. */
export function asInt(ctx: Context, range: SourceRange, value: GraphValue): GraphValue | undefined {
  const element = elementOfValue(value);
  if (element === 'int') return value;
  if (isArray(value) || isFloating(element) || isComplex(element)) return undefined;
  return cast(ctx, range, value, 'int');
}

export function isPythonValue(value: GraphValue): boolean {
  return value.type.kind !== 'array' && value.type.kind !== 'scalar' && isPython(elementOfValue(value));
}
