// SPDX-License-Identifier: Apache-2.0
// Results that are no plain arrays, in words: lists of any depth, texts, and where in the returned value each stands.

/** What the job says about a list, beside the array of its numbers. */
export interface ListFacts {
  /** The type, as `list[list[float]]`. */
  readonly list: string;
  readonly shape: readonly number[];
  /** Ragged lists: the lengths of the lists of each level. */
  readonly lengths?: readonly (readonly number[])[] | undefined;
  /** Arrays in a ragged list: the shape of each. */
  readonly shapes?: readonly (readonly number[])[] | undefined;
}

/** What the card of a list says otherwise than that of an array. */
export function listFacts(facts: ListFacts): { readonly type: string; readonly note?: string } {
  const type = listText(facts);
  if (facts.lengths === undefined) return type.startsWith('empty') ? { type, note: 'The list is empty' } : { type };
  const isEmpty = facts.lengths[0]?.[0] === 0;
  return { type, note: isEmpty ? 'The list is empty' : 'Its lists differ in length: all items, one after the other' };
}

/** `list of 12 float`, `list of 3 lists of 4 float`, `list of 5 arrays f64[2,2]`. */
export function listText({ list, shape, lengths, shapes }: ListFacts): string {
  const depth = list.split('list[').length - 1;
  const item = list.slice(list.lastIndexOf('list[') + 'list['.length, list.length - depth);
  const isArray = item.includes('[');
  // Axes of one length for all lists of a level.
  const counts = lengths === undefined ? shape.slice(0, depth) : lengths.map(commonLength);
  const first = lengths?.[0]?.[0] ?? shape[0] ?? 0;
  if (first === 0) return `empty list of ${isArray ? `${item} arrays` : item}`;
  const words: string[] = [];
  for (let level = 0; level < depth; level++) {
    const count = level === 0 ? first : counts[level];
    const isPlural = count !== 1 || level > 0;
    if (level > 0) words.push(`${counts[level - 1] === 1 ? 'list' : 'lists'} of`);
    if (count !== undefined) words.push(String(count));
    if (level + 1 < depth) continue;
    if (!isArray) words.push(item);
    else words.push(isPlural ? 'arrays' : 'array', arrayText(item, shapes ?? [shape.slice(depth)]));
  }
  return `list of ${words.join(' ')}`;
}

function commonLength(lengths: readonly number[]): number | undefined {
  return lengths.every((length) => length === lengths[0]) ? lengths[0] : undefined;
}

/** The one shape of all arrays, or only how many axes they have. */
function arrayText(item: string, shapes: readonly (readonly number[])[]): string {
  const [dtype = ''] = item.split('[');
  const [first = []] = shapes;
  const isSame = shapes.every((shape) => shape.length === first.length && shape.every((size, i) => size === first[i]));
  return `${dtype}[${first.map((size) => (isSame ? size : '_')).join(',')}]`;
}
