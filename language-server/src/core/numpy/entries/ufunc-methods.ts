// SPDX-License-Identifier: Apache-2.0
// Methods of universal functions with two operands: reduce, accumulate, outer, reduceat, at.

import type { DType, Op } from '../../graph/graph';
import { bitsOf, canCastSameKind, isUnsigned, kindOf, NUMPY_NAME, strongDType } from '../../types/promote';
import {
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  shapedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { cast, constantOf, intConstant, ufuncElement } from '../elementwise';
import type { Entry } from '../entry';
import { isWritable, viewItems } from '../indexing';
import { loopFor } from '../loops';
import { emitReduction, identityOf, maskedOperand, type Reduction, reducedDims } from '../reduce';
import { arrayOfSequence } from '../sequences';
import { applyUfunc, maskOf, outArrays, storeOut, type Ufunc } from '../ufunc';
import { UFUNCS, ufuncNamed } from '../ufuncs';

/** Reductions that the graph has; the others are kernels. */
const REDUCED: Record<string, Op> = {
  add: 'sum',
  multiply: 'prod',
  minimum: 'min',
  maximum: 'max',
  logical_and: 'all',
  logical_or: 'any',
};

/** Functions whose order over several axes matters: NumPy reduces them along one axis only. */
const ONE_AXIS: ReadonlySet<string> = new Set([
  'subtract',
  'divide',
  'floor_divide',
  'remainder',
  'fmod',
  'power',
  'float_power',
  'left_shift',
  'right_shift',
  'arctan2',
  'copysign',
  'nextafter',
  'heaviside',
]);

const COMPARISONS: ReadonlySet<string> = new Set([
  'equal',
  'not_equal',
  'less',
  'less_equal',
  'greater',
  'greater_equal',
]);

const NAMES: readonly string[] = [...UFUNCS]
  .filter(([name, ufunc]) => ufunc.inputs === 2 && name !== 'divmod' && !COMPARISONS.has(name))
  .map(([name]) => name);

/** The element type that a reduction works in; undefined after a report. */
function reductionElement(call: Call, name: string, array: GraphValue, dtype: DType | null): DType | undefined {
  const ufunc = ufuncNamed(name);
  const element = ufuncElement(call.ctx, call.range, [array]);
  if (element === undefined) return undefined;
  if (dtype !== null) return dtype;
  if (name === 'add' || name === 'multiply') {
    const isSmall = kindOf(element) !== 'f' && kindOf(element) !== 'c' && bitsOf(element) < 64;
    return isSmall ? (isUnsigned(element) ? 'u64' : 'i64') : element;
  }
  if (element === 'b1' && ufunc.boolAdvice !== undefined) {
    call.reject('array', 'NumPy raises `TypeError` for bools', ufunc.boolAdvice);
    return undefined;
  }
  const loop = ufunc.loop ? ufunc.loop(element) : loopFor(ufunc.kinds, element);
  if (loop === 'f16') {
    call.ctx.report('WEFT245', call.range, { function: call.name, operands: `\`${element}\`` });
    return undefined;
  }
  if (loop === undefined) {
    call.reject('array', 'NumPy has no such function for this element type', 'Use `.astype(...)` first');
    return undefined;
  }
  return loop;
}

function axesOf(call: Call, name: string, array: GraphValue): readonly number[] | undefined {
  const rank = dimsOf(array).length;
  if (!call.has('axis')) return [0];
  const axes = call.axes('axis', array);
  if (axes === undefined) return undefined;
  const all = axes === 'all' ? Array.from({ length: rank }, (_, axis) => axis) : axes;
  if (all.length === 1 || !ONE_AXIS.has(name)) return all;
  call.reject('axis', 'the order of several axes would matter; NumPy raises `ValueError`', 'Name one axis');
  return undefined;
}

function lowerReduce(name: string): (call: Call) => Value {
  return (call) => {
    const { ctx, range } = call;
    const array = call.array('array');
    const axes = array && axesOf(call, name, array);
    const keepdims = call.constantBool('keepdims', false);
    const dtype = call.dtype();
    const mask = maskOf(call);
    const out = outArrays(call, 1);
    if (!array || !axes || keepdims === undefined || dtype === undefined || mask === undefined || out === undefined)
      return UNKNOWN;
    const element = reductionElement(call, name, array, dtype);
    const operand = element && cast(ctx, range, array, element);
    if (!element || !operand) return UNKNOWN;
    const reduction: Reduction = { axes, keepdims };
    const initial = call.given('initial') ? call.numeric('initial') : null;
    if (initial === undefined) return UNKNOWN;
    const start = initial && cast(ctx, range, initial, element);
    if (start === undefined) return UNKNOWN;
    const op = REDUCED[name];
    const identity = start ?? identityOf(name, element);
    let source: GraphValue | undefined = operand;
    if (mask) {
      if (!identity) {
        call.reject('where', 'the function has no identity; NumPy raises `ValueError`', 'Give `initial=` too');
        return UNKNOWN;
      }
      source = maskedOperand(
        ctx,
        range,
        operand,
        mask,
        op === 'sum' || op === 'prod' ? identityOf(name, element)! : identity,
      );
      if (!source) return UNKNOWN;
    }
    let result: Value;
    if (op && (!start || op === 'sum' || op === 'prod')) {
      result = emitReduction(ctx, range, op, source, reduction, element);
      if (start) result = applyUfunc(ctx, range, ufuncNamed(name), [start, result]);
    } else {
      const type = shapedType(element, reducedDims(source, reduction));
      const flags = axes.map((axis) => intConstant(axis));
      const none: GraphValue = { kind: 'value', type: { kind: 'none' }, constant: null };
      const parts = [text(name), source, start ?? none, { ...constantOf(keepdims, 'bool') }, ...flags];
      result = ctx.kernel('ufunc.reduce', range, parts, [type])[0]!;
    }
    const target = out?.[0];
    return target && result.kind === 'value' ? storeOut(ctx, range, call.name, result, target, 'unsafe') : result;
  };
}

function text(value: string): GraphValue {
  return { kind: 'value', type: { kind: 'str' }, constant: value };
}

function lowerAccumulate(name: string): (call: Call) => Value {
  return (call) => {
    const { ctx, range } = call;
    const array = call.array('array');
    const axis = array && call.axis('axis', array, 0);
    const dtype = call.dtype();
    const out = outArrays(call, 1);
    if (!array || axis === undefined || dtype === undefined || out === undefined) return UNKNOWN;
    const element = reductionElement(call, name, array, dtype);
    const operand = element && cast(ctx, range, array, element);
    if (!element || !operand) return UNKNOWN;
    const type = arrayType(element, dimsOf(operand));
    const result =
      name === 'add' && element !== 'b1'
        ? ctx.emit('cum_sum', range, [operand], type, { axes: [axis] })
        : ctx.kernel('ufunc.accumulate', range, [text(name), operand, intConstant(axis)], [type])[0]!;
    const target = out?.[0];
    return target ? storeOut(ctx, range, call.name, result, target, 'unsafe') : result;
  };
}

function lowerReduceAt(name: string): (call: Call) => Value {
  return (call) => {
    const { ctx, range } = call;
    const array = call.array('array');
    const indices = call.array('indices');
    const axis = array && call.axis('axis', array, 0);
    const dtype = call.dtype();
    if (!array || !indices || axis === undefined || dtype === undefined) return UNKNOWN;
    if (indices.type.dims.length !== 1 || !['i', 'u'].includes(kindOf(indices.type.dtype))) {
      call.reject('indices', 'one axis of integers is needed', 'Give an integer array with one axis');
      return UNKNOWN;
    }
    const element = reductionElement(call, name, array, dtype);
    const operand = element && cast(ctx, range, array, element);
    const places = cast(ctx, range, indices, 'i64');
    if (!element || !operand || !places) return UNKNOWN;
    const dims = dimsOf(operand).map((dim, at) => (at === axis ? indices.type.dims[0]! : dim));
    const operands = [text(name), operand, places, intConstant(axis)];
    return ctx.kernel('ufunc.reduceat', range, operands, [arrayType(element, dims)])[0]!;
  };
}

/** `ufunc.outer`: every element of A with every element of B. */
function lowerOuter(ufunc: Ufunc): (call: Call) => Value {
  return (call) => {
    const { ctx, range } = call;
    const a = call.numeric('A');
    const b = call.numeric('B');
    if (!a || !b) return UNKNOWN;
    if (!isArray(a) || !isArray(b)) return applyUfunc(ctx, range, ufunc, [a, b]);
    const added = b.type.dims.map(() => ({ kind: 'new_axis' }) as const);
    const items = [...a.type.dims.map(() => ({ kind: 'full' }) as const), ...added];
    const left = viewItems(ctx, range, a, items);
    return left ? applyUfunc(ctx, range, { ...ufunc, name: call.name }, [left, b]) : UNKNOWN;
  };
}

/** Kinds of elements for which the kernel `ufunc.at` has the operation. */
const AT_KINDS: Readonly<Record<string, string>> = {
  ...{ add: 'biufc', multiply: 'biufc', subtract: 'iufc', divide: 'f', minimum: 'biuf', maximum: 'biuf' },
  ...{ bitwise_and: 'biu', bitwise_or: 'biu', bitwise_xor: 'biu' },
  ...{ logical_and: 'b', logical_or: 'b', logical_xor: 'b' },
};

const isWhole = (element: DType) => ['i', 'u'].includes(kindOf(element));

/** The least and the greatest number of an integer type. */
function limitsOf(element: DType): readonly [bigint, bigint] {
  const bits = BigInt(bitsOf(element));
  return isUnsigned(element) ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
}

/**
 * The value as `ufunc.at` takes it: NumPy makes an array of a Python number, int64, float64 or complex128, and the array's
 * elements meet that. The number itself stands where its own type gives the same digits.
 */
function inArray(value: GraphValue, name: string, element: DType): GraphValue {
  const { kind } = value.type;
  const asArray = (dtype: DType): GraphValue => ({ kind: 'value', type: arrayType(dtype, ['1']) });
  const { constant } = value;
  if (kind === 'int' && isWhole(element)) {
    if (element === 'u64') return asArray('i64');
    if (name !== 'minimum' && name !== 'maximum') return value;
    const [least, greatest] = limitsOf(element);
    const fits = element === 'i64' || (typeof constant === 'bigint' && constant >= least && constant <= greatest);
    return fits ? value : asArray('i64');
  }
  const isNarrow = element === 'f32' || element === 'c64';
  const isSame = (each: unknown) => typeof each !== 'number' || Math.fround(each) === each || Number.isNaN(each);
  const number = typeof constant === 'bigint' ? Number(constant) : constant;
  if (!isNarrow || (number !== null && typeof number === 'number' && isSame(number))) return value;
  if (kind === 'int') return asArray('i64');
  if (kind === 'float') return asArray('f64');
  return kind === 'complex' ? asArray('c128') : value;
}

/** `ufunc.at(a, indices, b)`: unbuffered, so that repeated indices count each time. */
function lowerAt(name: string): (call: Call) => Value {
  return (call) => {
    const { ctx, range } = call;
    const array = call.array('a');
    const value = call.numeric('b');
    const given = call.value('indices');
    if (!array || !value || !given || given.kind === 'unknown') return UNKNOWN;
    if (!isWritable(ctx, call.rangeOf('a'), array)) return UNKNOWN;
    const isWritten = given.kind === 'tuple' && (given.isList ?? false);
    const items =
      given.kind === 'tuple' && !isWritten
        ? given.items
        : [isWritten ? arrayOfSequence(ctx, range, given, null) : given];
    if (items.some((item) => item.kind === 'unknown')) return UNKNOWN;
    const indices: GraphValue[] = [];
    for (const item of items) {
      const isIndex =
        item.kind === 'value' && (isArray(item) || item.type.kind === 'int' || item.type.kind === 'scalar');
      const element = isIndex ? strongDType(elementOfValue(item)) : 'b1';
      if (!isIndex || !['i', 'u'].includes(kindOf(element))) {
        call.reject('indices', 'integers and integer arrays are compiled', 'Give an integer array, or a tuple of them');
        return UNKNOWN;
      }
      const index = cast(ctx, range, item, 'i64');
      if (!index) return UNKNOWN;
      indices.push(index);
    }
    if (indices.length === 0 || indices.length > array.type.dims.length) {
      return ctx.report('WEFT207', range, { count: indices.length, array: 'this array', rank: array.type.dims.length });
    }
    const ufunc = ufuncNamed(name);
    const element = array.type.dtype;
    const common = ufuncElement(ctx, range, [array, inArray(value, name, element)]);
    const loop = common && (ufunc.loop ? ufunc.loop(common) : loopFor(ufunc.kinds, common));
    if (!common || !loop || loop === 'f16' || (common === 'b1' && ufunc.boolAdvice !== undefined)) {
      call.reject('b', 'NumPy has no such function for these element types', 'Use `.astype(...)` first');
      return UNKNOWN;
    }
    if (value.type.kind === 'int' && isWhole(element) && loop !== element) {
      const [own, other] = [NUMPY_NAME[element], NUMPY_NAME[loop]];
      call.reject(
        'b',
        `NumPy makes an int64 array of this int, and computes in ${other}`,
        `Write \`np.${own}(...)\` around it`,
      );
      return UNKNOWN;
    }
    if (!canCastSameKind(loop, element)) {
      return ctx.report('WEFT246', range, {
        function: call.name,
        what: 'the result',
        from: loop,
        to: element,
        casting: 'same_kind',
      });
    }
    const isWide = (loop === 'f64' && element === 'f32') || (loop === 'c128' && element === 'c64');
    if (loop !== element && !isWide) {
      call.reject('b', 'the array and the values meet in a wider type', `Convert them: \`.astype(a.dtype)\``);
      return UNKNOWN;
    }
    if (!AT_KINDS[name]!.includes(kindOf(element))) {
      call.reject('a', `\`${call.name}\` of these elements is not compiled`, 'Write a loop over the indices');
      return UNKNOWN;
    }
    const wrapped = value.type.kind === 'int' && isWhole(element) ? cast(ctx, range, value, 'i64') : value;
    const stored = wrapped && cast(ctx, range, wrapped, loop);
    if (!stored) return UNKNOWN;
    ctx.kernel('ufunc.at', range, [text(name), array, stored, ...indices], [], [1]);
    return { kind: 'value', type: { kind: 'none' }, constant: null };
  };
}

function method(
  name: string,
  parameters: string,
  dtype: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return { name, group: 'Universal functions', parameters, dtype, shape, lowering, doc, lower };
}

const REDUCE = 'array, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True';

export const UFUNC_METHODS: readonly Entry[] = NAMES.flatMap((name) => {
  const ufunc = ufuncNamed(name);
  const reduced = REDUCED[name] === undefined ? '`kernel`' : `\`${REDUCED[name]}\``;
  return [
    method(
      `${name}.reduce`,
      REDUCE,
      'as the operand',
      'without the axis',
      reduced,
      `\`${name}\` along an axis`,
      lowerReduce(name),
    ),
    method(
      `${name}.accumulate`,
      'array, axis=0, dtype=None, out=None',
      'as the operand',
      'as the operand',
      name === 'add' ? '`cum_sum`' : '`kernel`',
      `Running \`${name}\` along an axis`,
      lowerAccumulate(name),
    ),
    method(
      `${name}.reduceat`,
      'array, indices, axis=0, dtype=None',
      'as the operand',
      'one element for each index along the axis',
      '`kernel`',
      `\`${name}\` of slices along an axis`,
      lowerReduceAt(name),
    ),
    method(
      `${name}.outer`,
      'A, B',
      'promoted',
      'axes of A, then of B',
      `as \`${name}\``,
      `\`${name}\` of all pairs`,
      lowerOuter(ufunc),
    ),
    ...(AT_KINDS[name] === undefined
      ? []
      : [
          method(
            `${name}.at`,
            'a, indices, b',
            'gives None',
            '',
            '`kernel`',
            `\`${name}\` in place, once for each index`,
            lowerAt(name),
          ),
        ]),
  ];
});

/** Comparisons have no reductions worth compiling, but all pairs of them. */
export const UFUNC_OUTERS: readonly Entry[] = [...COMPARISONS].map((name) =>
  method(
    `${name}.outer`,
    'A, B',
    'bool',
    'axes of A, then of B',
    `as \`${name}\``,
    `\`${name}\` of all pairs`,
    lowerOuter(ufuncNamed(name)),
  ),
);
