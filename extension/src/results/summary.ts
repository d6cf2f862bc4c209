// SPDX-License-Identifier: Apache-2.0
// What the results panel shows of one array: numbers about the whole, the visible corner of its values, and a picture
// that never has more cells than a screen has pixels. Pure: arrays in, plain data out.

import type { ArraySummary, Curve, Picture, Statistics, ValueTable } from '../../../webview/src/results/messages';
import { ArrayReader, complexText, floatText, type StoredArray, typeText } from './values';

/** A table shows at most this many rows and columns: what fits beside a heat map without scrolling twice. */
export const TABLE_ROWS = 10;
export const TABLE_COLUMNS = 7;

/** A picture has at most this many cells on a side; beyond, a cell is the mean of a block. */
export const PICTURE_SIDE = 384;

/** Summarises an array; `leading` selects the cut of an array with more than two axes. */
export function summariseArray(array: StoredArray, leading: readonly number[] = []): ArraySummary {
  const reader = new ArrayReader(array);
  const base = {
    type: typeText(array),
    elements: reader.size,
    bytes: array.bytes.byteLength,
    ...(reader.isComplex ? { isComplex: true as const } : {}),
  };
  if (array.shape.length === 0) return { ...base, scalar: reader.text(0, 17) };
  if (reader.size === 0) return base;
  const statistics = measure(reader);
  if (array.shape.length === 1) {
    const length = array.shape[0] ?? 0;
    return {
      ...base,
      statistics,
      table: rowTable(reader, length),
      ...(length > 2 && array.dtype !== 'b1' ? { curve: drawCurve(reader, length) } : {}),
    };
  }
  const cutAxes = array.shape.length - 2;
  const lengths = array.shape.slice(0, cutAxes);
  const fixed = lengths.map((length, axis) => Math.min(Math.max(leading[axis] ?? 0, 0), length - 1));
  const plane = planeOf(reader, fixed);
  return {
    ...base,
    statistics,
    ...(cutAxes > 0 ? { cut: { leading: fixed, lengths } } : {}),
    table: planeTable(reader, plane),
    ...(plane.rows > 1 && plane.columns > 1 ? { picture: drawPicture(reader, plane) } : {}),
  };
}

interface Plane {
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

function planeOf(reader: ArrayReader, leading: readonly number[]): Plane {
  const { shape } = reader.array;
  const rank = shape.length;
  return {
    start: reader.offset(leading),
    rows: shape[rank - 2] ?? 1,
    columns: shape[rank - 1] ?? 1,
    rowStride: reader.stride(rank - 2),
    columnStride: reader.stride(rank - 1),
  };
}

function measure(reader: ArrayReader): Statistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let imaginarySum = 0;
  let nan = 0;
  let infinite = 0;
  let minAt = 0;
  let maxAt = 0;
  for (let offset = 0; offset < reader.size; offset++) {
    const value = reader.number(offset);
    if (Number.isNaN(value)) {
      nan++;
      continue;
    }
    if (!Number.isFinite(value)) infinite++;
    if (value < min) {
      min = value;
      minAt = offset;
    }
    if (value > max) {
      max = value;
      maxAt = offset;
    }
    sum += reader.real(offset);
    imaginarySum += reader.imaginary(offset);
  }
  const counted = reader.size - nan;
  if (counted === 0) return { min: 'nan', max: 'nan', mean: 'nan', nan, infinite };
  if (reader.isComplex) {
    // Complex numbers have no useful order: their sizes are told instead.
    const mean = complexText(sum / counted, imaginarySum / counted);
    return { min: `|z| ${floatText(min)}`, max: `|z| ${floatText(max)}`, mean, nan, infinite };
  }
  return { min: reader.text(minAt), max: reader.text(maxAt), mean: floatText(sum / counted), nan, infinite };
}

/** Positions shown of an axis: all, or the first and last ones with a gap (-1) between. */
export function visiblePositions(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, position) => position);
  const head = Math.ceil((limit - 1) / 2);
  const tail = limit - 1 - head;
  return [
    ...Array.from({ length: head }, (_, position) => position),
    -1,
    ...Array.from({ length: tail }, (_, position) => length - tail + position),
  ];
}

const GAP = '…';
const label = (position: number) => (position < 0 ? GAP : String(position));

function rowTable(reader: ArrayReader, length: number): ValueTable {
  const columns = visiblePositions(length, TABLE_COLUMNS);
  const row = columns.map((position) => (position < 0 ? GAP : reader.text(position * reader.stride(0))));
  return { rows: [row], rowLabels: [''], columnLabels: columns.map(label) };
}

function planeTable(reader: ArrayReader, plane: Plane): ValueTable {
  const rows = visiblePositions(plane.rows, TABLE_ROWS);
  const columns = visiblePositions(plane.columns, TABLE_COLUMNS);
  const cell = (row: number, column: number) =>
    row < 0 || column < 0 ? GAP : reader.text(plane.start + row * plane.rowStride + column * plane.columnStride);
  return {
    rows: rows.map((row) => columns.map((column) => cell(row, column))),
    rowLabels: rows.map(label),
    columnLabels: columns.map(label),
  };
}

function drawPicture(reader: ArrayReader, plane: Plane): Picture {
  const blockRows = Math.ceil(plane.rows / PICTURE_SIDE);
  const blockColumns = Math.ceil(plane.columns / PICTURE_SIDE);
  const height = Math.ceil(plane.rows / blockRows);
  const width = Math.ceil(plane.columns / blockColumns);
  const cells = new Float32Array(width * height);
  let low = Infinity;
  let high = -Infinity;
  let hasNan = false;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let counted = 0;
      const lastRow = Math.min((y + 1) * blockRows, plane.rows);
      const lastColumn = Math.min((x + 1) * blockColumns, plane.columns);
      for (let row = y * blockRows; row < lastRow; row++) {
        let offset = plane.start + row * plane.rowStride + x * blockColumns * plane.columnStride;
        for (let column = x * blockColumns; column < lastColumn; column++, offset += plane.columnStride) {
          const value = reader.number(offset);
          if (Number.isNaN(value)) hasNan = true;
          else {
            sum += value;
            counted++;
          }
        }
      }
      const mean = counted === 0 ? Number.NaN : sum / counted;
      cells[y * width + x] = mean;
      if (Number.isFinite(mean)) {
        low = Math.min(low, mean);
        high = Math.max(high, mean);
      }
    }
  }
  if (low > high) {
    low = Number.NaN;
    high = Number.NaN;
  }
  return { cells, width, height, blockRows, blockColumns, low, high, hasNan };
}

function drawCurve(reader: ArrayReader, length: number): Curve {
  const block = Math.ceil(length / (PICTURE_SIDE * 2));
  const values = new Float32Array(Math.ceil(length / block));
  let low = Infinity;
  let high = -Infinity;
  for (let point = 0; point < values.length; point++) {
    let sum = 0;
    let counted = 0;
    for (let position = point * block; position < Math.min((point + 1) * block, length); position++) {
      const value = reader.number(position * reader.stride(0));
      if (Number.isNaN(value)) continue;
      sum += value;
      counted++;
    }
    const mean = counted === 0 ? Number.NaN : sum / counted;
    values[point] = mean;
    if (Number.isFinite(mean)) {
      low = Math.min(low, mean);
      high = Math.max(high, mean);
    }
  }
  return { values, block, low, high };
}
