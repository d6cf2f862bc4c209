// SPDX-License-Identifier: Apache-2.0
// NumPy's `pad`, and windows that slide over an array.

import { arrayType, dimsOf, type GraphValue, isNumber, type Value } from '../../types/value';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { keptPart } from '../parts';

const MODES = [
  'constant',
  'edge',
  'linear_ramp',
  'maximum',
  'mean',
  'median',
  'minimum',
  'reflect',
  'symmetric',
  'wrap',
  'empty',
];
const STATISTICS = ['maximum', 'mean', 'median', 'minimum'];

/** One value for each side of each axis, from a number, a pair, or pairs: as NumPy broadcasts them to (rank, 2). */
function pairs(c: Composer, name: string, rank: number, read: (item: Value) => GraphValue): GraphValue[] {
  const given = c.call.value(name)!;
  const rowOf = (value: Value): Value[] => (value.kind === 'tuple' ? [...value.items] : [value]);
  const isNested = given.kind === 'tuple' && given.items.some((item) => item.kind === 'tuple');
  const rows = isNested && given.kind === 'tuple' ? given.items.map(rowOf) : [rowOf(given)];
  const isOdd = rows.some((row) => row.length !== rows[0]!.length || row.length === 0 || row.length > 2);
  if (isOdd || (rows.length !== 1 && rows.length !== rank)) {
    c.reject(name, `it does not fit ${rank} axes`, 'Write one number, one pair, or a pair for each axis');
  }
  return Array.from({ length: rank }, (_, axis) => rows[rows.length === 1 ? 0 : axis]!).flatMap((row) => {
    const values = row.map(read);
    return [values[0]!, values[values.length - 1]!];
  });
}

const lowerPad = composed((c: Composer, call) => {
  const array = c.arrayArgument('array');
  const rank = c.rank(array);
  const mode = c.text('mode', 'constant', MODES);
  const isOdd = c.text('reflect_type', 'even', ['even', 'odd']) === 'odd';
  const allowed: Record<string, boolean> = {
    constant_values: mode === 'constant',
    end_values: mode === 'linear_ramp',
    stat_length: STATISTICS.includes(mode),
    reflect_type: mode === 'reflect' || mode === 'symmetric',
  };
  for (const [name, isAllowed] of Object.entries(allowed)) {
    if (call.has(name) && !isAllowed) c.reject(name, `mode \`'${mode}'\` does not take it`, 'Leave it out');
  }
  if (c.dtype(array) === 'b1' && (mode === 'mean' || mode === 'median' || mode === 'linear_ramp' || isOdd)) {
    c.reject('array', `mode \`'${mode}'\` computes with numbers`, 'Use `.astype(np.int64)` first');
  }
  if (
    (c.dtype(array) === 'c64' || c.dtype(array) === 'c128') &&
    (STATISTICS.includes(mode) || mode === 'linear_ramp')
  ) {
    c.reject('array', `mode \`'${mode}'\` is compiled for real numbers only`, 'Pad the real and the imaginary part');
  }
  const widths = pairs(c, 'pad_width', rank, (item) => c.intItem('pad_width', item));
  const number = (name: string) => (item: Value) =>
    isNumber(item) ? item : c.reject(name, 'numbers are needed', 'Give numbers');
  const values =
    mode === 'constant' && call.has('constant_values')
      ? pairs(c, 'constant_values', rank, number('constant_values'))
      : mode === 'linear_ramp' && call.has('end_values')
        ? pairs(c, 'end_values', rank, number('end_values'))
        : call.given('stat_length')
          ? pairs(c, 'stat_length', rank, (item) => c.intItem('stat_length', item))
          : widths.map(() => (mode === 'constant' || mode === 'linear_ramp' ? c.int(0) : c.constant(null)));
  const dims = dimsOf(array).map((dim, axis) => c.dimSum(dim, widths[2 * axis]!, widths[2 * axis + 1]!));
  return c.one('pad', [array, mode, isOdd, ...widths, ...values], arrayType(array.type.dtype, dims));
});

const lowerWindows = composed((c: Composer, call) => {
  const array = c.array(keptPart(c.ctx, c.range, c.arrayArgument('x')));
  const rank = c.rank(array);
  const sizes = c.integers('window_shape');
  const axes = call.given('axis')
    ? c.constants('axis').map((axis) => c.need(call.normalAxis('axis', axis, array, rank)))
    : array.type.dims.map((_, axis) => axis);
  if (sizes.length !== axes.length) {
    c.reject('window_shape', `it does not fit ${axes.length} axes`, 'Give one size for each axis, or name the axes');
  }
  if (new Set(axes).size !== axes.length) c.reject('axis', 'an axis stands twice in it', 'Name each axis once');
  if (rank + sizes.length > 8) c.reject('window_shape', 'the result would have more than 8 axes', 'Use fewer windows');
  call.only('writeable', [false], 'Write `.copy()` to get windows that can be written');
  const dims = dimsOf(array).map((dim, axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? dim : c.dimSum(dim, c.intOp('sub', 1, sizes[at]!));
  });
  const result = c.one(
    'view.windows',
    [array, c.int(axes.length), ...axes.map((axis) => c.int(axis)), ...sizes],
    arrayType(array.type.dtype, [...dims, ...sizes.map((size) => c.dimOf(size))]),
  );
  return { ...result, readOnly: 'it is a view of sliding windows; NumPy raises `ValueError`' };
});

export const PADDING: readonly Entry[] = [
  {
    name: 'pad',
    group: 'Shape',
    parameters:
      "array, pad_width, mode='constant', *, constant_values=0, end_values=0, stat_length=None, reflect_type='even'",
    dtype: 'as the operand',
    shape: 'larger by the widths',
    lowering: 'kernel `pad`',
    doc: 'The array with elements around it',
    lower: lowerPad,
  },
  {
    name: 'lib.stride_tricks.sliding_window_view',
    group: 'Shape',
    parameters: 'x, window_shape, axis=None, *, writeable=False',
    dtype: 'as the operand',
    shape: 'fewer by the window, its sizes at the end',
    lowering: 'kernel `view.windows`',
    doc: 'All windows of a size, as a read-only view',
    lower: lowerWindows,
  },
];
