// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that make arrays, and its files.

import type { Dim, DType } from '../graph/graph';
import { polyConstant, printPoly, subPoly } from '../types/dims';
import { isFloating, promote, strongDType } from '../types/promote';
import {
  arrayType,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumber,
  isNumeric,
  quotedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Call } from './call';
import { cast, castAll, commonElement, constantOf, dimOfInt, dimValue, intConstant } from './elementwise';
import type { Entry } from './entry';
import { stackArrays } from './shapes';

type Fill = 'zeros' | 'ones' | 'empty' | 'full';

function one(dtype: DType, value: 0 | 1): GraphValue {
  return constantOf(isFloating(dtype) ? value : dtype === 'b1' ? value === 1 : BigInt(value), dtype);
}

/** The number that fills the array, and its element type; undefined after a report. */
function fillOf(call: Call, fill: Fill, fallback: DType): { dtype: DType; value?: GraphValue } | undefined {
  const given = call.dtype();
  if (given === undefined) return undefined;
  if (fill === 'empty') return { dtype: given ?? fallback };
  if (fill !== 'full') {
    const dtype = given ?? fallback;
    return { dtype, value: one(dtype, fill === 'ones' ? 1 : 0) };
  }
  const value = call.numeric('fill_value');
  if (!value) return undefined;
  if (isArray(value))
    return call.reject('fill_value', 'one number fills the array', 'Use `np.broadcast_to(values, shape).copy()`');
  const dtype = given ?? (call.has('a') ? fallback : strongDType(elementOfValue(value)));
  const filled = cast(call.ctx, call.rangeOf('fill_value'), value, dtype);
  return filled && { dtype, value: filled };
}

function filledArray(
  call: Call,
  fill: Fill,
  fallback: DType,
  sizes: readonly GraphValue[],
  dims: readonly Dim[],
): Value {
  if (!call.only('order', ['C', 'K', 'A'], 'Leave `order` out: new arrays are in C order')) return UNKNOWN;
  const found = fillOf(call, fill, fallback);
  if (!found) return UNKNOWN;
  const type = arrayType(found.dtype, dims);
  if (!found.value) return call.ctx.emit('empty', call.range, sizes, type);
  return call.ctx.emit('full', call.range, [found.value, ...sizes], type);
}

function filled(name: Fill, doc: string): Entry {
  const isFull = name === 'full';
  return {
    name,
    group: 'Creation',
    parameters: isFull ? "shape, fill_value, dtype=None, order='C'" : "shape, dtype=float, order='C'",
    dtype: isFull ? 'as the value, or `dtype`' : 'float64, or `dtype`',
    shape: '`shape`',
    lowering: name === 'empty' ? '`empty`' : '`full`',
    doc,
    lower(call) {
      const shape = call.shape('shape');
      return shape ? filledArray(call, name, 'f64', shape.sizes, shape.dims) : UNKNOWN;
    },
  };
}

function filledLike(fill: Fill, doc: string): Entry {
  return {
    name: `${fill}_like`,
    group: 'Creation',
    parameters: fill === 'full' ? "a, fill_value, dtype=None, order='K'" : "a, dtype=None, order='K'",
    dtype: 'as `a`, or `dtype`',
    shape: 'as `a`',
    lowering: fill === 'empty' ? '`dim`, `empty`' : '`dim`, `full`',
    doc,
    lower(call) {
      const array = call.array('a');
      if (!array) return UNKNOWN;
      const sizes = array.type.dims.map((_, axis) => dimValue(call.ctx, call.range, array, axis));
      return filledArray(call, fill, array.type.dtype, sizes, array.type.dims);
    },
  };
}

function lowerArange(call: Call): Value {
  const dtype = call.dtype();
  const names = call.has('stop') ? ['start', 'stop', ...(call.has('step') ? ['step'] : [])] : ['start'];
  const values: GraphValue[] = [];
  for (const name of names) {
    const value = call.numeric(name);
    if (!value) return UNKNOWN;
    if (isArray(value)) {
      call.reject(name, 'a number is needed', 'Give a number');
      return UNKNOWN;
    }
    values.push(value);
  }
  if (dtype === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const common = commonElement(ctx, range, values);
  if (common === undefined) return UNKNOWN;
  const natural = strongDType(promote(common, 'int'));
  if (dtype !== null && !isFloating(dtype) && isFloating(natural)) {
    call.reject('dtype', 'the steps are not integers', 'Write `np.arange(...).astype(...)`');
    return UNKNOWN;
  }
  if (dtype === 'b1') {
    call.reject('dtype', 'a range of bools has at most two elements', 'Compare the range instead');
    return UNKNOWN;
  }
  if (dtype === 'f32' && isFloating(natural)) {
    call.reject('dtype', 'NumPy adds rounded steps', 'Write `np.arange(...).astype(np.float32)`');
    return UNKNOWN;
  }
  const element = dtype ?? natural;
  const [first, second, third] = values;
  const start = second ? first! : intConstant(0);
  const stop = second ?? first!;
  const step = third ?? intConstant(1);
  const operands = castAll(ctx, range, [start, stop, step], element);
  if (!operands) return UNKNOWN;
  if (step.constant === 0n || step.constant === 0) {
    call.reject('step', 'a range cannot stand still; NumPy raises `ZeroDivisionError`', 'Use another step');
    return UNKNOWN;
  }
  const result = ctx.emit('arange', range, operands, arrayType(element, [arangeDim(call, start, stop, step)]));
  return dtype === null ? result : (cast(ctx, range, result, dtype) ?? UNKNOWN);
}

function arangeDim(call: Call, start: GraphValue, stop: GraphValue, step: GraphValue): Dim {
  const low = start.sym && polyConstant(start.sym);
  const high = stop.sym && polyConstant(stop.sym);
  if (low !== undefined && high !== undefined && typeof step.constant === 'bigint') {
    return String(rangeLength(low, high, step.constant));
  }
  if (step.constant !== 1n || !start.sym || !stop.sym) return call.ctx.unknownDim();
  const difference = subPoly(stop.sym, start.sym);
  const constant = polyConstant(difference);
  return constant !== undefined && constant < 0n ? '0' : call.ctx.resolve(printPoly(difference));
}

/** CPython's `len(range(start, stop, step))`. */
export function rangeLength(start: bigint, stop: bigint, step: bigint): bigint {
  if (step > 0n) return stop > start ? (stop - start + step - 1n) / step : 0n;
  return start > stop ? (start - stop - step - 1n) / -step : 0n;
}

function lowerLinspace(call: Call): Value {
  const { ctx, range } = call;
  const ends: GraphValue[] = [];
  for (const name of ['start', 'stop']) {
    const value = call.numeric(name);
    if (!value) return UNKNOWN;
    if (isArray(value)) {
      call.reject(name, 'a number is needed', 'Give a number');
      return UNKNOWN;
    }
    const end = cast(ctx, range, value, 'f64');
    if (!end) return UNKNOWN;
    ends.push(end);
  }
  const count = call.has('num') ? call.int('num') : intConstant(50);
  const endpoint = call.constantBool('endpoint', true);
  const dtype = call.dtype();
  if (!count || endpoint === undefined || dtype === undefined) return UNKNOWN;
  if (dtype !== null && !isFloating(dtype)) {
    call.reject('dtype', 'the steps are not integers', 'Write `np.linspace(...).astype(...)`');
    return UNKNOWN;
  }
  const operands = [...ends, count, constantOf(endpoint, 'bool')];
  const result = ctx.emit('linspace', range, operands, arrayType('f64', [dimOfInt(ctx, count)]));
  return cast(ctx, range, result, dtype ?? 'f64') ?? UNKNOWN;
}

function lowerEye(call: Call): Value {
  const rows = call.int(call.has('N') ? 'N' : 'n');
  const columns = call.given('M') ? call.int('M') : rows;
  const diagonal = call.has('k') ? call.int('k') : intConstant(0);
  const dtype = call.dtype();
  if (!rows || !columns || !diagonal || dtype === undefined) return UNKNOWN;
  const type = arrayType(dtype ?? 'f64', [dimOfInt(call.ctx, rows), dimOfInt(call.ctx, columns)]);
  return call.ctx.emit('eye', call.range, [rows, columns, diagonal], type);
}

/** `np.array` of a literal, a number or an array. */
function lowerArray(isCopy: boolean): (call: Call) => Value {
  return (call) => {
    const value = call.value('object');
    const dtype = call.dtype();
    if (!value || value.kind === 'unknown' || dtype === undefined) return UNKNOWN;
    if (value.kind === 'tuple') return packLiteral(call, value, dtype);
    if (!isNumeric(value)) {
      call.reject('object', 'numbers are needed', 'Give numbers or an array');
      return UNKNOWN;
    }
    if (!isArray(value)) {
      call.reject('object', 'it would have no axes', 'Use the number itself, or `np.array([x])`');
      return UNKNOWN;
    }
    const result = cast(call.ctx, call.range, value, dtype ?? value.type.dtype);
    if (!result) return UNKNOWN;
    return result === value && isCopy ? call.ctx.emit('copy', call.range, [value], value.type) : result;
  };
}

/** The leaves of nested sequences in C order, and their shape; undefined when the nesting is ragged. */
function leavesOf(value: Value): { leaves: Value[]; shape: number[] } | undefined {
  if (value.kind !== 'tuple') return { leaves: [value], shape: [] };
  const parts = value.items.map(leavesOf);
  const first = parts[0];
  if (!first) return parts.length === 0 ? { leaves: [], shape: [0] } : undefined;
  const leaves: Value[] = [];
  for (const part of parts) {
    if (!part || part.shape.length !== first.shape.length || part.shape.some((size, i) => size !== first.shape[i]))
      return undefined;
    leaves.push(...part.leaves);
  }
  return { leaves, shape: [value.items.length, ...first.shape] };
}

const MAX_LITERAL = 4096;

function packLiteral(call: Call, value: Value, dtype: DType | null): Value {
  const refuse = (reason: string, instead: string): Value =>
    call.ctx.report('WEFT242', call.rangeOf('object'), { reason, instead });
  const found = leavesOf(value);
  if (found?.leaves.some((leaf) => leaf.kind === 'unknown')) return UNKNOWN;
  if (!found) return refuse('its rows have different lengths', 'Give all rows the same length');
  const { leaves, shape } = found;
  if (leaves.some(isArray)) {
    if (shape.length === 1 && leaves.every(isArray)) {
      const stacked = stackArrays(call, leaves as GraphValue[], 0);
      return stacked.kind === 'value'
        ? (cast(call.ctx, call.range, stacked, dtype ?? (elementOfValue(stacked) as DType)) ?? UNKNOWN)
        : UNKNOWN;
    }
    return refuse('it mixes numbers and arrays', 'Join arrays with `np.concatenate` or `np.stack`');
  }
  const other = leaves.find((leaf) => !isNumber(leaf));
  if (other) return refuse(`it holds ${quotedType(other)}`, 'Use numbers only');
  if (leaves.length === 0)
    return refuse('it is empty, and its element type unknown', 'Write `np.zeros(0)` with a `dtype`');
  if (shape.length > 4) return refuse('it has more than 4 axes', 'Use fewer axes');
  if (leaves.length > MAX_LITERAL) return refuse(`it has more than ${MAX_LITERAL} elements`, 'Pass it as an argument');
  const numbers = leaves as GraphValue[];
  const element =
    dtype ?? numbers.map((each) => strongDType(elementOfValue(each))).reduce((a, b) => promote(a, b) as DType);
  const operands = castAll(call.ctx, call.rangeOf('object'), numbers, element);
  return operands ? call.ctx.emit('pack', call.range, operands, arrayType(element, shape.map(String))) : UNKNOWN;
}

const FILE_DOC = 'on the machine where the task runs';

export const CREATION: readonly Entry[] = [
  filled('zeros', 'Array of zeros'),
  filled('ones', 'Array of ones'),
  filled('empty', 'Array whose contents are not set'),
  filled('full', 'Array of one value'),
  filledLike('zeros', 'Zeros in the shape of another array'),
  filledLike('ones', 'Ones in the shape of another array'),
  filledLike('empty', 'Unset array in the shape of another'),
  filledLike('full', 'One value in the shape of another array'),
  {
    name: 'arange',
    group: 'Creation',
    parameters: 'start, stop=None, step=None, dtype=None',
    dtype: 'int64, or float64 with floats, or `dtype`',
    shape: 'ceil((stop - start) / step)',
    lowering: '`arange`',
    doc: 'Numbers from start to before stop',
    lower: lowerArange,
  },
  {
    name: 'linspace',
    group: 'Creation',
    parameters: 'start, stop, num=50, endpoint=True, *, dtype=None',
    dtype: 'float64, or `dtype`',
    shape: '`num`',
    lowering: '`linspace`',
    doc: 'Evenly spaced numbers, both ends included',
    lower: lowerLinspace,
  },
  {
    name: 'eye',
    group: 'Creation',
    parameters: 'N, M=None, k=0, dtype=float',
    dtype: 'float64, or `dtype`',
    shape: '(N, M)',
    lowering: '`eye`',
    doc: 'Ones on a diagonal',
    lower: lowerEye,
  },
  {
    name: 'identity',
    group: 'Creation',
    parameters: 'n, dtype=float',
    dtype: 'float64, or `dtype`',
    shape: '(n, n)',
    lowering: '`eye`',
    doc: 'Identity matrix',
    lower: lowerEye,
  },
  {
    name: 'array',
    group: 'Creation',
    parameters: 'object, dtype=None',
    dtype: 'promoted from the elements, or `dtype`',
    shape: 'as written',
    lowering: '`pack`; `copy` of an array',
    doc: 'Array of written numbers, or a copy',
    lower: lowerArray(true),
  },
  {
    name: 'asarray',
    aliases: ['asanyarray'],
    group: 'Creation',
    parameters: 'object, dtype=None',
    dtype: 'as the operand, or `dtype`',
    shape: 'as the operand',
    lowering: '`pack`, or the array itself',
    doc: 'The array itself where it already is one',
    lower: lowerArray(false),
  },
  {
    name: 'copy',
    group: 'Creation',
    parameters: 'a',
    method: true,
    dtype: 'as the operand',
    shape: 'as the operand',
    lowering: '`copy`',
    doc: 'A copy in C order',
    lower(call) {
      const value = call.numeric('a');
      if (!value) return UNKNOWN;
      return isArray(value) ? call.ctx.emit('copy', call.range, [value], value.type) : value;
    },
  },
  {
    name: 'load',
    group: 'Files',
    parameters: 'file',
    dtype: "the file's",
    shape: "the file's",
    lowering: '`load_npy`',
    doc: `Reads the array of a .npy file ${FILE_DOC}`,
    lower(call) {
      const path = filePath(call);
      const type = path === undefined ? undefined : call.ctx.fileType(path, call.rangeOf('file'));
      return type && path !== undefined ? call.ctx.emit('load_npy', call.range, [], type, { path }) : UNKNOWN;
    },
  },
  {
    name: 'save',
    group: 'Files',
    parameters: 'file, arr',
    dtype: 'gives None',
    shape: '',
    lowering: '`save_npy`',
    doc: `Writes an array to a .npy file ${FILE_DOC}`,
    lower(call) {
      const path = filePath(call);
      const array = call.array('arr');
      if (path === undefined || !array) return UNKNOWN;
      call.ctx.effect('save_npy', call.range, [array], { path: path.endsWith('.npy') ? path : `${path}.npy` });
      return { kind: 'value', type: { kind: 'none' }, constant: null };
    },
  },
];

/** The constant file name; undefined after a report. */
export function filePath(call: Call): string | undefined {
  const value = call.value('file');
  if (!value || value.kind === 'unknown') return undefined;
  if (value.kind === 'value' && typeof value.constant === 'string' && value.constant !== '') return value.constant;
  call.ctx.report('WEFT301', call.rangeOf('file'), { function: call.name });
  return undefined;
}
