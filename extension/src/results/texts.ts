// SPDX-License-Identifier: Apache-2.0
// Texts among the results: an .npy file of Unicode characters, as NumPy stores them, four bytes each.

import type { ArraySummary } from '../../../webview/src/results/messages';
import { type ListFacts, listFacts } from './lists';
import { TABLE_ROWS, visiblePositions } from './summary';

export interface StoredTexts {
  readonly shape: readonly number[];
  readonly texts: readonly string[];
}

/** Undefined for a file of anything else. */
export function parseTexts(data: Buffer): StoredTexts | undefined {
  if (data.length < 10 || data.toString('latin1', 0, 6) !== '\x93NUMPY') return undefined;
  const [length, from] = data[6] === 1 ? [data.readUInt16LE(8), 10] : [data.readUInt32LE(8), 12];
  const header = data.toString('latin1', from, from + length);
  const width = /'descr': *'<U(\d+)'/.exec(header)?.[1];
  const sizes = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  if (width === undefined || sizes === undefined) return undefined;
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  const texts = Array.from({ length: count }, (_, index) => {
    let text = '';
    for (let place = 0; place < Number(width); place++) {
      const at = from + length + 4 * (index * Number(width) + place);
      const point = at + 4 <= data.length ? data.readUInt32LE(at) : 0;
      if (point !== 0) text += String.fromCodePoint(point);
    }
    return text;
  });
  return { shape, texts };
}

/** A text as Python prints it, or the rows of a list of texts. */
export function summariseTexts(
  { shape, texts }: StoredTexts,
  bytes: number,
  facts: Partial<Omit<ListFacts, 'shape'>>,
): ArraySummary {
  const base = { elements: texts.length, bytes };
  if (facts.list === undefined && shape.length === 0) {
    return { ...base, type: 'str', scalar: JSON.stringify(texts[0] ?? '') };
  }
  const type =
    facts.list === undefined ? { type: `str[${shape.join(',')}]` } : listFacts({ ...facts, list: facts.list, shape });
  const rows = visiblePositions(texts.length, TABLE_ROWS);
  const label = (row: number): string => (row < 0 ? '…' : String(row));
  return {
    ...base,
    ...type,
    ...(texts.length === 0
      ? {}
      : {
          table: {
            rows: rows.map((row) => [row < 0 ? '…' : JSON.stringify(texts[row])]),
            rowLabels: rows.map(label),
            columnLabels: [''],
          },
        }),
  };
}
