// SPDX-License-Identifier: Apache-2.0
// Indices by arrays of whole numbers and of bools, mixed with slices, whole numbers and new axes, and the shapes that they select.

import type { Random } from './random';
import { type Selected, sliceOf } from './shapes';
import { broadcast, product, type Shape } from './values';

/** The texts and the shape of arrays of whole numbers that select `shape` places of an axis of `n`. */
function places(random: Random, n: number, shape: Shape, isOut: boolean): string {
  const count = product(shape);
  const isUnsigned = random.chance(0.1);
  const items = Array.from({ length: count }, () => (isUnsigned ? random.below(n) : random.below(2 * n) - n));
  if (isOut && count > 0) items[0] = n;
  if (count === 0) return `np.zeros((${shape.join(', ')},), dtype=np.int64)`;
  if (shape.length === 2) {
    const rows = Array.from({ length: shape[0]! }, (_, i) => items.slice(i * shape[1]!, (i + 1) * shape[1]!));
    return `np.array([${rows.map((row) => `[${row.join(', ')}]`).join(', ')}])`;
  }
  const list = `[${items.join(', ')}]`;
  if (isUnsigned) return `np.array(${list}, dtype=np.${random.pick(['uint8', 'uint64', 'int8', 'int32'])})`;
  return random.chance(0.3) ? list : `np.array(${list})`;
}

/** A mask of an axis of `n` with `count` places, as a text. */
function mask(random: Random, n: number, count: number): string {
  const bits = Array.from({ length: n }, (_, i) => i < count);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [bits[i], bits[j]] = [bits[j]!, bits[i]!];
  }
  if (n === 0) return 'np.zeros(0, dtype=np.bool_)';
  return `np.array([${bits.map((bit) => (bit ? 'True' : 'False')).join(', ')}])`;
}

/** An index with at least one array, if the shape allows one. */
export function advancedIndex(random: Random, shape: Shape): Selected | undefined {
  const common = random.pick<Shape>([[0], [1], [2], [2], [3], [3], [2, 2], [1, 3]]);
  const parts: string[] = [];
  const before: number[] = [];
  const after: number[] = [];
  let [arrays, isApart, isOpen] = [0, false, false];
  let selected: Shape = [];
  const isOut = random.chance(0.01);
  const array = (own: Shape): boolean => {
    const next = broadcast(selected, own);
    if (!next) return false;
    if (arrays > 0 && !isOpen) isApart = true;
    selected = next;
    arrays++;
    isOpen = true;
    return true;
  };
  const plain = (n: number) => {
    (arrays > 0 ? after : before).push(n);
    isOpen = false;
  };
  let left = random.chance(0.75) ? shape.length : 1 + random.below(shape.length);
  // An ellipsis stands for the axes that nothing else takes.
  const hidden = shape.length - left;
  let ellipsisAt = hidden > 0 && random.chance(0.4) ? random.below(left + 1) : -1;
  for (let axis = 0; left > 0 || ellipsisAt === 0; ) {
    if (ellipsisAt === 0) {
      parts.push('...');
      for (let i = 0; i < hidden; i++) plain(shape[axis++]!);
      ellipsisAt = -1;
      continue;
    }
    const n = shape[axis]!;
    const roll = random.below(20);
    if (roll === 0 && shape.length + parts.length < 6) {
      parts.push('None');
      plain(1);
      continue;
    }
    const own = random.pick<Shape>([common, common, [common.at(-1)!], [1]]);
    const count = own.at(-1)!;
    if (roll < 3 && n > 0 && array([])) {
      parts.push(String(random.below(2 * n) - n));
    } else if (roll < 6 && own.length === 1 && count <= n && array(own)) {
      parts.push(mask(random, n, count));
    } else if (roll < 12 && (n > 0 || product(own) === 0) && array(own)) {
      parts.push(places(random, Math.max(1, n), own, isOut));
    } else {
      const [text, size] = sliceOf(random, n);
      parts.push(text);
      plain(size);
    }
    axis++;
    left--;
    if (ellipsisAt > 0) ellipsisAt--;
  }
  if (!parts.some((each) => each.includes('[') || each.includes('np.'))) return undefined;
  // Axes that the index does not name come last.
  const named = parts.includes('...') ? shape.length : shape.length - hidden;
  const rest = shape.slice(named);
  const text = parts.join(', ');
  const result = isApart ? [...selected, ...before, ...after, ...rest] : [...before, ...selected, ...after, ...rest];
  // NumPy before 2 does not look at indices that select nothing.
  if (isOut && product(result) === 0) return undefined;
  return result.length > 5 || product(result) > 400 ? undefined : { text, shape: result };
}
