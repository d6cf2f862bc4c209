// SPDX-License-Identifier: Apache-2.0
// NumPy's histograms of one and of several dimensions.

import { isBoolean, isComplex, isIntegral } from '../../types/promote';
import { arrayType, dimsOf, type GraphValue, isArray, tupleValue, type Value } from '../../types/value';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { concatenateArrays, diffArray } from '../shapes';

const ESTIMATORS = ['auto', 'fd', 'doane', 'scott', 'rice', 'sturges', 'sqrt'];

/** The two limits of a `range` argument; none where it is absent. */
function limitsOf(c: Composer, name: string, given: Value | undefined): [GraphValue, GraphValue] {
  const none = c.constant(null);
  if (given === undefined || (given.kind === 'value' && given.type.kind === 'none')) return [none, none];
  if (given.kind === 'tuple' && given.items.length === 2) {
    const [low, high] = given.items.map((item) => {
      if (item.kind === 'value' && !isArray(item) && item.type.kind !== 'none' && item.type.kind !== 'str') return item;
      return c.reject(name, 'two numbers are needed', 'Write `range=(low, high)`');
    });
    return [low!, high!];
  }
  c.reject(name, 'two numbers are needed', 'Write `range=(low, high)`');
}

function flatReal(c: Composer, name: string): GraphValue {
  const array = c.arrayArgument(name);
  if (isComplex(c.dtype(array))) c.reject(name, 'complex numbers have no order', 'Use the real part');
  return c.flat(isBoolean(c.dtype(array)) ? c.cast(array, 'u8') : array);
}

interface Bins {
  readonly edges: GraphValue;
  readonly isEqual: boolean;
}

/** The edges that `bins` and `range` ask for. */
function binsOf(c: Composer, data: GraphValue): Bins {
  const given = c.call.given('bins');
  const limits = limitsOf(c, 'range', c.call.given('range'));
  if (given?.kind === 'tuple' || (given && isArray(given))) {
    const edges = c.arrayArgument('bins');
    if (c.rank(edges) !== 1)
      c.reject('bins', 'one axis is needed; NumPy raises `ValueError`', 'Give a vector of edges');
    return { edges, isEqual: false };
  }
  const isEstimated = given?.kind === 'value' && given.type.kind === 'str';
  let count: GraphValue;
  if (isEstimated) {
    const name = c.text('bins', 'auto', ESTIMATORS);
    if (c.isGiven('weights')) c.reject('bins', 'NumPy estimates no bins for weighted data', 'Give a number of bins');
    const isWhole = isIntegral(c.dtype(data));
    count = c.one('histogram.bins', [data, name, ...limits, isWhole], { kind: 'int' });
  } else {
    count = given === undefined ? c.int(10) : c.intItem('bins', given);
  }
  const common = c.common(
    data,
    ...limits.filter((limit) => limit.type.kind !== 'none').map((limit) => c.element(limit)),
  );
  const dtype = common === 'f32' ? 'f32' : 'f64';
  const dims = [c.dimSum('1', count)];
  return {
    edges: c.one('histogram_bin_edges', [data, count, ...limits], arrayType(dtype, dims)),
    isEqual: true,
  };
}

const lowerEdges = composed((c: Composer) => binsOf(c, flatReal(c, 'a')).edges);

/** The quotient of counts, widths and the total, as NumPy's `density`. */
function densityOf(c: Composer, counts: GraphValue, widths: readonly GraphValue[]): GraphValue {
  const total = c.reduce('sum', counts);
  return c.div(
    widths.reduce((value, width) => c.div(value, width), counts),
    total,
  );
}

function widthsOf(c: Composer, edges: GraphValue): GraphValue {
  return c.cast(c.array(diffArray(c.ctx, c.range, c.array(edges), 0)), 'f64');
}

const lowerHistogram = composed((c: Composer) => {
  const data = flatReal(c, 'a');
  const { edges, isEqual } = binsOf(c, data);
  const weights = c.isGiven('weights') ? c.arrayArgument('weights') : undefined;
  if (weights && (isComplex(c.dtype(weights)) || c.dtype(weights) === 'b1')) {
    c.reject('weights', 'they are compiled as real numbers', 'Use `.astype(np.float64)`');
  }
  if (weights) {
    const array = c.arrayArgument('a');
    const message = 'weights should have the same shape as a.';
    if (c.rank(weights) !== c.rank(array))
      c.reject('weights', 'it has another shape than `a`', 'Give one weight for each');
    const isOther = dimsOf(array).map((_, axis) => c.compare('not_equal', c.size(weights, axis), c.size(array, axis)));
    c.raiseIf(
      isOther.reduce((a, b) => c.op('logical_or', 'bool', [a, b])),
      'ValueError',
      message,
    );
  }
  const dtype = weights ? c.dtype(weights) : 'i64';
  const counts = c.one(
    'histogram',
    [data, edges, weights ? c.flat(weights) : null, isEqual],
    arrayType(dtype, [c.dimSum(dimsOf(edges)[0]!, c.int(-1))]),
  );
  return tupleValue([c.bool('density', false) ? densityOf(c, counts, [widthsOf(c, edges)]) : counts, edges]);
});

/** Bins and limits of each column, counts and edges. */
function columnsHistogram(c: Composer, sample: GraphValue, columns: number, bins: readonly Value[]): GraphValue[] {
  const range = c.call.given('range');
  if (range && (range.kind !== 'tuple' || range.items.length !== columns)) {
    c.reject('range', `it needs one pair for each of ${columns} columns`, 'Write `[(low, high), …]`');
  }
  const limits = Array.from({ length: columns }, (_, i) =>
    limitsOf(c, 'range', range?.kind === 'tuple' ? range.items[i] : undefined),
  );
  const parts = bins.map((value) => {
    if (value.kind === 'tuple') return c.sequence(value);
    return isArray(value) ? value : c.intItem('bins', value);
  });
  const dtype = c.dtype(sample) === 'f32' ? 'f32' : 'f64';
  for (const part of parts) {
    if (isArray(part) && dtype === 'f32' && c.dtype(part) !== 'f32') {
      c.reject('bins', 'edges and data have different element types', 'Use `.astype(np.float64)` for the data');
    }
  }
  const weights = c.isGiven('weights') ? c.cast(c.arrayArgument('weights'), 'f64') : null;
  const sizes = parts.map((part) => (isArray(part) ? c.dimSum(dimsOf(part)[0]!, c.int(-1)) : c.dimOf(part)));
  const [counts, ...edges] = c.kernel(
    'histogramdd',
    [c.cast(sample, dtype), weights, ...parts, ...limits.flat()],
    [
      arrayType('f64', sizes),
      ...parts.map((part) => arrayType(dtype, [isArray(part) ? dimsOf(part)[0]! : c.dimSum('1', part)])),
    ],
  );
  // Edges that were given are handed back as they are.
  const given = edges.map((edge, i) => (isArray(parts[i]!) ? parts[i]! : edge));
  if (!c.bool('density', false)) return [counts!, ...given];
  const total = c.reduce('sum', counts!);
  const widths = given.map((edge, axis) => {
    const others = Array.from({ length: columns }, (_, each) => each).filter((each) => each !== axis);
    return others.length === 0 ? widthsOf(c, edge) : c.expand(c.array(widthsOf(c, edge)), others);
  });
  return [
    c.div(
      widths.reduce((value, width) => c.div(value, width), counts!),
      total,
    ),
    ...given,
  ];
}

const lowerHistogram2d = composed((c: Composer, call) => {
  const [x, y] = [c.arrayArgument('x'), c.arrayArgument('y')];
  if (c.rank(x) !== 1 || c.rank(y) !== 1) c.reject('x', 'vectors are needed', 'Use `.ravel()`');
  c.raiseIf(c.compare('not_equal', c.size(x, 0), c.size(y, 0)), 'ValueError', 'x and y must have the same length.');
  const columns = [x, y].map((each) => c.expand(each, [1]));
  const sample = c.array(concatenateArrays(call, columns, 1));
  const given = call.given('bins') ?? c.int(10);
  const isPair = given.kind === 'tuple' && given.items.length === 2;
  const [counts, xEdges, yEdges] = columnsHistogram(c, sample, 2, isPair ? given.items : [given, given]);
  return tupleValue([counts!, xEdges!, yEdges!]);
});

const lowerHistogramdd = composed((c: Composer, call) => {
  const given = call.value('sample');
  const sample =
    given?.kind === 'tuple' && given.items.every((item) => isArray(item))
      ? c.array(
          concatenateArrays(
            call,
            given.items.map((item) => c.expand(c.array(item), [1])),
            1,
          ),
        )
      : c.arrayArgument('sample');
  const matrix = c.rank(sample) === 1 ? c.expand(c.array(sample), [1]) : sample;
  const known = c.ctx.resolve(dimsOf(matrix)[1]!);
  const bins = call.given('bins') ?? c.int(10);
  const columns = bins.kind === 'tuple' ? bins.items.length : /^\d+$/.test(known) ? Number(known) : undefined;
  if (columns === undefined || columns < 1 || columns > 8) {
    c.reject(
      'sample',
      'how many columns it has is known only at run time',
      'Give `bins` as a list, one for each column',
    );
  }
  c.raiseIf(
    c.compare('not_equal', c.size(matrix, 1), c.int(columns)),
    'ValueError',
    'The dimension of bins must be equal to the dimension of the sample x.',
  );
  const all = bins.kind === 'tuple' ? bins.items : Array.from({ length: columns }, () => bins);
  const [counts, ...edges] = columnsHistogram(c, matrix, columns, all);
  return tupleValue([counts!, tupleValue(edges, true)]);
});

const OPTIONS = 'bins=10, range=None, density=None, weights=None';

export const HISTOGRAMS: readonly Entry[] = [
  {
    name: 'histogram',
    group: 'Reductions',
    parameters: `a, ${OPTIONS}`,
    dtype: 'int64, or as the weights, float64 with `density`; edges float64, or float32 of float32',
    shape: '(bins, edges)',
    lowering: 'kernels `histogram_bin_edges`, `histogram`',
    doc: 'How many elements lie between edges, and the edges',
    lower: lowerHistogram,
  },
  {
    name: 'histogram_bin_edges',
    group: 'Reductions',
    parameters: 'a, bins=10, range=None, weights=None',
    dtype: 'float64, or float32 of float32',
    shape: '`bins` + 1',
    lowering: 'kernel `histogram_bin_edges`',
    doc: 'The edges that `histogram` takes',
    lower: lowerEdges,
  },
  {
    name: 'histogram2d',
    group: 'Reductions',
    parameters: `x, y, ${OPTIONS}`,
    dtype: 'float64',
    shape: '(x bins, y bins), and the edges',
    lowering: 'kernel `histogramdd`',
    doc: 'How many points lie in each cell of a grid',
    lower: lowerHistogram2d,
  },
  {
    name: 'histogramdd',
    group: 'Reductions',
    parameters: `sample, ${OPTIONS}`,
    dtype: 'float64',
    shape: 'one axis for each column, and a list of edges',
    lowering: 'kernel `histogramdd`',
    doc: 'How many rows lie in each cell of a grid',
    lower: lowerHistogramdd,
  },
];
