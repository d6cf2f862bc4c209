// SPDX-License-Identifier: Apache-2.0
// Comparisons of numbers of mixed element types, exact where NumPy 2 and Python are: integers of any two signs and sizes.

import type { DType, Op, SourceRange } from '../graph/graph';
import { isIntegral, isPython, isUnsigned } from '../types/promote';
import { elementOfValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../types/value';
import type { Context } from './context';
import { castAll, commonElement, constantOf, elementwise } from './elementwise';
import { fits } from './fold';

/** `a op b`. `result`: `bool` for two Python numbers, else `b1`. */
export function compareNumbers(
  ctx: Context,
  range: SourceRange,
  op: Op,
  a: GraphValue,
  b: GraphValue,
  result: 'bool' | 'b1',
): Value {
  const isPythonPair = isPython(elementOfValue(a)) && isPython(elementOfValue(b));
  let element = commonElement(ctx, range, [a, b]);
  if (element === undefined) return UNKNOWN;
  const isEquality = op === 'equal' || op === 'not_equal';
  if (element === 'complex' && !isEquality && result === 'bool') {
    return ctx.report('WEFT243', range, {
      operator: op,
      operands: `${quotedType(a)} and ${quotedType(b)}`,
      reason: 'complex numbers have no order; Python raises `TypeError`',
      instead: 'Compare `abs(z)` or `z.real`',
    });
  }
  if (isPythonPair && element === 'bool' && !isEquality) element = 'int';
  if (!isPythonPair && isIntegral(elementOfValue(a)) && isIntegral(elementOfValue(b))) {
    return compareIntegers(ctx, range, op, a, b);
  }
  const values = castAll(ctx, range, [a, b], element);
  if (!values) return UNKNOWN;
  const plain = elementwise(ctx, range, op, values, isPython(element) ? 'bool' : 'b1');
  return plain.kind === 'value' && result === 'b1' && isPython(element)
    ? elementwise(ctx, range, 'cast', [plain], 'b1')
    : plain;
}

const INT64: DType = 'i64';

/** The element type in which two integer operands compare exactly; undefined for uint64 beside signed integers. */
function exactElement(a: GraphValue, b: GraphValue): DType | undefined {
  const elements = [elementOfValue(a), elementOfValue(b)];
  const strong = elements.find((element) => !isPython(element)) as DType;
  const weak = [a, b].find((value) => elementOfValue(value) === 'int');
  if (weak) {
    const isConstant = typeof weak.constant === 'bigint';
    if (isConstant && fits(weak.constant as bigint, strong)) return strong;
    return strong === 'u64' ? undefined : INT64;
  }
  const [x, y] = elements as [DType, DType];
  if (x === y) return x;
  if (isUnsigned(x) === isUnsigned(y)) return Number(x.slice(1)) > Number(y.slice(1)) ? x : y;
  return x === 'u64' || y === 'u64' ? undefined : INT64;
}

const MIRRORED: Partial<Record<Op, Op>> = {
  less: 'greater',
  less_equal: 'greater_equal',
  greater: 'less',
  greater_equal: 'less_equal',
};

function compareIntegers(ctx: Context, range: SourceRange, op: Op, a: GraphValue, b: GraphValue): Value {
  const element = exactElement(a, b);
  if (element !== undefined) {
    const values = castAll(ctx, range, [a, b], element);
    return values ? elementwise(ctx, range, op, values, 'b1') : UNKNOWN;
  }
  const isLeft = elementOfValue(a) === 'u64';
  const [wide, signed] = isLeft ? [a, b] : [b, a];
  const order = isLeft ? op : (MIRRORED[op] ?? op);
  const low = castAll(ctx, range, [signed], INT64)?.[0];
  const unsigned = low && castAll(ctx, range, [reinterpretable(low)], 'u64')?.[0];
  if (!low || !unsigned) return UNKNOWN;
  const isNegative = elementwise(ctx, range, 'less', [low, constantOf(0n, INT64)], 'b1');
  const compared = elementwise(ctx, range, order, [wide, unsigned], 'b1');
  if (isNegative.kind !== 'value' || compared.kind !== 'value') return UNKNOWN;
  // A uint64 is greater than, and differs from, every negative number.
  const isTrue = order === 'greater' || order === 'greater_equal' || order === 'not_equal';
  if (isTrue) return elementwise(ctx, range, 'logical_or', [isNegative, compared], 'b1');
  const isPositive = elementwise(ctx, range, 'logical_not', [isNegative], 'b1');
  return isPositive.kind === 'value' ? elementwise(ctx, range, 'logical_and', [isPositive, compared], 'b1') : UNKNOWN;
}

/** A negative constant is not reported as out of the range of uint64: the comparison has its own answer for it. */
function reinterpretable(value: GraphValue): GraphValue {
  if (typeof value.constant !== 'bigint' || value.constant >= 0n) return value;
  return { ...value, constant: 0n };
}
