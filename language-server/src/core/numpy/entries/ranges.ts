// SPDX-License-Identifier: Apache-2.0
// NumPy's evenly and geometrically spaced numbers.

import type { Dim, DType } from '../../graph/graph';
import { polyConstant, printPoly, subPoly } from '../../types/dims';
import { isComplex, isFloating, isIntegral, promote, strongDType } from '../../types/promote';
import { arrayType, dimsOf, elementOfValue, type GraphValue, isArray, tupleValue, type Value } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import { commonElement } from '../elementwise';
import type { Entry } from '../entry';
import { type Item, transposeArray } from '../indexing';

const lowerArange = composed((c: Composer, call) => {
  const dtype = c.need(call.dtype());
  const names = call.given('stop') ? ['start', 'stop', ...(call.given('step') ? ['step'] : [])] : ['start'];
  const values = names.map((name) => {
    const value = c.need(call.numeric(name));
    if (isArray(value)) c.reject(name, 'a number is needed', 'Give a number');
    if (isComplex(elementOfValue(value))) c.reject(name, 'complex numbers have no order', 'Use the real part');
    return value;
  });
  const common = c.need(commonElement(c.ctx, c.range, values));
  const natural = strongDType(promote(common, 'int'));
  if (dtype === 'b1') c.reject('dtype', 'a range of bools has at most two elements', 'Compare the range instead');
  if (dtype !== null && !isFloating(dtype) && !isComplex(dtype) && isFloating(natural)) {
    c.reject('dtype', 'the steps are not integers', 'Write `np.arange(...).astype(...)`');
  }
  const [first, second, third] = values;
  const start = second ? first! : c.int(0);
  const stop = second ?? first!;
  const step = third ?? c.int(1);
  if (step.constant === 0n || step.constant === 0) {
    c.reject('step', 'a range cannot stand still; NumPy raises `ZeroDivisionError`', 'Use another step');
  }
  const dim = arangeDim(call, start, stop, step);
  const element = dtype ?? natural;
  if (element === 'f32' && isFloating(natural)) {
    // NumPy computes the first two elements as doubles.
    return c.one(
      'arange',
      [start, stop, step].map((value) => c.cast(value, 'f64')),
      arrayType('f32', [dim]),
    );
  }
  const computed: DType = isIntegral(element)
    ? element === 'u64'
      ? 'u64'
      : 'i64'
    : isComplex(element)
      ? 'f64'
      : element;
  const exact = element === 'i32' ? 'i32' : computed;
  const operands = [start, stop, step].map((value) => c.cast(value, exact));
  return c.cast(c.ctx.emit('arange', c.range, operands, arrayType(exact, [dim])), element);
});

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

/** The number of steps, at least 1, so that nothing divides by zero where there is none. */
function stepsOf(c: Composer, count: GraphValue, endpoint: boolean): { steps: GraphValue; isNone: GraphValue } {
  const steps = endpoint ? c.intOp('sub', count, 1) : count;
  const isNone = c.compare('less', steps, c.int(1));
  return { steps: c.ctx.emit('where', c.range, [isNone, c.int(1), steps], { kind: 'int' }), isNone };
}

/** The dtype that spaced numbers are computed in, and both ends in it. */
function endsOf(c: Composer, { start, stop }: Request): { dtype: DType; from: GraphValue; to: GraphValue } {
  const common = c.common(start, stop);
  const dtype = isFloating(common) || isComplex(common) ? common : 'f64';
  return { dtype, from: c.cast(start, dtype), to: c.cast(stop, dtype) };
}

/** NumPy's `linspace` along a new first axis. */
function spaced(c: Composer, request: Request): GraphValue {
  const { count, endpoint } = request;
  const { dtype, from, to } = endsOf(c, request);
  if (dtype === 'f64' && !isArray(from) && !isArray(to)) {
    const operands = [from, to, count, c.constant(endpoint)];
    return c.ctx.emit('linspace', c.range, operands, arrayType('f64', [c.dimOf(count)]));
  }
  if (count.constant === undefined) {
    c.raiseIf(c.compare('less', count, c.int(0)), 'ValueError', 'Number of samples must be non-negative.');
  }
  const { steps, isNone } = stepsOf(c, count, endpoint);
  const quotient = c.div(c.sub(to, from), c.cast(steps, dtype));
  const rank = Math.max(c.rank(from), c.rank(to));
  const real = dtype === 'c64' ? 'f32' : dtype === 'c128' ? 'f64' : dtype;
  const places = c.arange(0, count, real, c.dimOf(count));
  const column =
    rank === 0
      ? places
      : c.expand(
          places,
          Array.from({ length: rank }, (_, axis) => axis + 1),
        );
  const line = c.add(c.mul(c.cast(column, dtype), quotient), from);
  if (!endpoint) return line;
  const isLast = c.and(c.compare('equal', column, c.cast(steps, real)), c.not(c.cast(isNone, 'b1')));
  return c.where(isLast, to, line);
}

/** The distance of spaced numbers; NaN where there is none. */
function stepOf(c: Composer, request: Request): GraphValue {
  const { dtype, from, to } = endsOf(c, request);
  const { steps, isNone } = stepsOf(c, request.count, request.endpoint);
  return c.where(isNone, c.cast(Number.NaN, dtype), c.div(c.sub(to, from), c.cast(steps, dtype)));
}

/** The first axis moved to where `axis` says. */
function placed(c: Composer, values: GraphValue): GraphValue {
  const axis = c.call.given('axis') ? c.axis('axis', values, 0) : 0;
  if (axis === 0) return values;
  const axes = dimsOf(values)
    .map((_, each) => each)
    .slice(1);
  axes.splice(axis, 0, 0);
  return transposeArray(c.ctx, c.range, c.array(values), axes);
}

interface Request {
  readonly start: GraphValue;
  readonly stop: GraphValue;
  readonly count: GraphValue;
  readonly endpoint: boolean;
  readonly dtype: DType | null;
}

function requestOf(c: Composer): Request {
  const [start, stop] = [c.numericArgument('start'), c.numericArgument('stop')];
  const count = c.call.has('num') ? c.need(c.call.int('num')) : c.int(50);
  if (typeof count.constant === 'bigint' && count.constant < 0n) {
    c.reject('num', 'it is negative; NumPy raises `ValueError`', 'Use 0 or more');
  }
  return { start, stop, count, endpoint: c.bool('endpoint', true), dtype: c.need(c.call.dtype()) };
}

/** Integers are rounded down, not towards zero. */
function linearType(c: Composer, values: GraphValue, dtype: DType | null): GraphValue {
  if (dtype === null) return values;
  const whole = isIntegral(dtype) ? c.op('floor', c.dtype(values), [values]) : values;
  return c.cast(whole, dtype);
}

const lowerLinspace = composed((c: Composer) => {
  const request = requestOf(c);
  const result = placed(c, linearType(c, spaced(c, request), request.dtype));
  return c.bool('retstep', false) ? tupleValue([result, stepOf(c, request)]) : result;
});

const lowerLogspace = composed((c: Composer) => {
  const request = requestOf(c);
  const base = c.call.has('base') ? c.numericArgument('base') : c.constant(10.0);
  if (isArray(base)) c.reject('base', 'a number is needed', 'Give a number');
  const powers = c.pow(base, placed(c, spaced(c, request)));
  return request.dtype === null ? powers : c.cast(powers, request.dtype);
});

const lowerGeomspace = composed((c: Composer) => {
  const request = requestOf(c);
  const { count, endpoint, dtype } = request;
  const common = c.common(request.start, request.stop);
  if (isComplex(common)) c.reject('start', 'complex spirals are not compiled', 'Use real ends');
  const element = common === 'f32' ? 'f32' : 'f64';
  const ends = [c.cast(request.start, element), c.cast(request.stop, element)];
  for (const end of ends) {
    if (typeof end.constant === 'number' && end.constant !== 0) continue;
    c.raiseIf(c.compare('equal', end, c.cast(0, element)), 'ValueError', 'Geometric sequence cannot include zero');
  }
  const sign = c.op('sign', element, [ends[0]!]);
  const [from, to] = ends.map((end) => c.div(end, sign)) as [GraphValue, GraphValue];
  const [start, stop] = [from, to].map((end) => c.op('log10', element, [end])) as [GraphValue, GraphValue];
  const powers = c.pow(c.constant(10.0), spaced(c, { ...request, start, stop }));
  const places = c.arange(0, count, 'i64', c.dimOf(count));
  const others = Array.from({ length: c.rank(powers) - 1 }, (_, axis) => axis + 1);
  const column = others.length === 0 ? places : c.expand(places, others);
  const firsts = c.where(c.compare('equal', column, c.int(0)), from, powers);
  const { steps, isNone } = stepsOf(c, count, true);
  const isLast = c.and(c.compare('equal', column, c.cast(steps, 'i64')), c.not(c.cast(isNone, 'b1')));
  const exact = endpoint ? c.where(isLast, to, firsts) : firsts;
  const result = placed(c, c.mul(exact, sign));
  return dtype === null ? result : c.cast(result, dtype);
});

/** Arrays of several axes from vectors: each vector along its own axis. */
const lowerMeshgrid = composed((c: Composer, call) => {
  const given = call.value('xi');
  const items = given?.kind === 'tuple' ? given.items : [];
  const vectors = items.map((item) => {
    if (item.kind === 'unknown') c.stop();
    if (item.kind === 'tuple') return c.flat(c.sequence(item));
    if (item.kind !== 'value' || item.type.kind === 'none' || item.type.kind === 'str') {
      c.reject('xi', 'vectors are needed', 'Give vectors');
    }
    return c.flat(c.atLeast1d(item));
  });
  const rank = vectors.length;
  if (rank === 0) return tupleValue([]);
  const isMatrix = c.text('indexing', 'xy', ['xy', 'ij']) === 'xy' && rank > 1;
  const axisOf = (i: number) => (isMatrix && i < 2 ? 1 - i : i);
  const spread = vectors.map((vector, i) => {
    const items = Array.from({ length: rank }, (_, axis): Item => ({ kind: axis === axisOf(i) ? 'full' : 'new_axis' }));
    return c.view(vector, items);
  });
  const copies = c.bool('copy', true);
  if (c.bool('sparse', false)) return tupleValue(spread.map((view) => (copies ? c.copy(view) : view)));
  const order = Array.from({ length: rank }, (_, axis) => axisOf(axis));
  const sizes = order.map((i) => c.size(vectors[i]!, 0));
  const dims = order.map((i) => dimsOf(vectors[i]!)[0]!);
  return tupleValue(
    spread.map((view) => {
      const full = c.broadcastTo(view, sizes, dims);
      return copies ? c.copy(full) : { ...full, readOnly: 'it is a broadcast view; write `copy=True`' };
    }),
  );
});

function range(
  name: string,
  parameters: string,
  dtype: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return { name, group: 'Creation', parameters, dtype, shape, lowering, doc, lower };
}

const FLOAT = 'float64, or `dtype`';
const OPTIONS = 'num=50, endpoint=True';

export const RANGES: readonly Entry[] = [
  range(
    'arange',
    'start, stop=None, step=None, dtype=None',
    'int64, or float64 with floats, or `dtype`',
    'ceil((stop - start) / step)',
    '`arange`',
    'Numbers from start to before stop',
    lowerArange,
  ),
  range(
    'linspace',
    `start, stop, ${OPTIONS}, retstep=False, dtype=None, axis=0`,
    FLOAT,
    '`num`, then that of the ends',
    '`linspace`, or `arange`, `mul`, `add`',
    'Evenly spaced numbers, both ends included',
    lowerLinspace,
  ),
  range(
    'logspace',
    `start, stop, ${OPTIONS}, base=10.0, dtype=None, axis=0`,
    FLOAT,
    '`num`, then that of the ends',
    'as `linspace`, `pow`',
    'Powers of a base, evenly spaced exponents',
    lowerLogspace,
  ),
  range(
    'geomspace',
    `start, stop, ${OPTIONS}, dtype=None, axis=0`,
    FLOAT,
    '`num`, then that of the ends',
    'as `logspace`',
    'Numbers of equal ratio, both ends included',
    lowerGeomspace,
  ),
  range(
    'meshgrid',
    "*xi, copy=True, sparse=False, indexing='xy'",
    'as the operands',
    'one axis for each vector',
    '`view`, `broadcast_to`, `copy`',
    'Coordinates of a grid from those of its axes',
    lowerMeshgrid,
  ),
];
