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

/**
 * How a Python reader gets at each value of a result that is put together as `structure` says: a literal with `...` for
 * each value and `[*item]` for a list of any length. By the names of the job: `return.0` is `return[0]`.
 */
export function titlesOf(structure: string | undefined): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  if (structure === undefined) return titles;
  let at = 0;
  const skip = (): void => {
    while (structure[at] === ' ') at++;
  };
  const key = (): string => {
    const begin = at;
    const quote = structure[at];
    if (quote === "'" || quote === '"') {
      for (at++; at < structure.length && structure[at] !== quote; at++) if (structure[at] === '\\') at++;
      at++;
    } else while (at < structure.length && structure[at] !== ':') at++;
    return structure.slice(begin, at).trim();
  };
  const value = (name: string, title: string): void => {
    skip();
    const open = structure[at];
    if (open !== '(' && open !== '[' && open !== '{') {
      if (structure.startsWith('...', at)) titles.set(name, title);
      while (at < structure.length && !',)]}'.includes(structure[at]!)) at++;
      return;
    }
    at++;
    const close = { '(': ')', '[': ']', '{': '}' }[open];
    for (let index = 0; ; index++) {
      skip();
      if (at >= structure.length || structure[at] === close) break;
      if (structure[at] === '*') {
        at++;
        value(name, `${title}[i]`);
      } else if (open === '{') {
        const text = key();
        skip();
        at++;
        const word = /^['"]([A-Za-z_]\w{0,63})['"]$/.exec(text)?.[1];
        value(`${name}.${word ?? index}`, `${title}[${text}]`);
      } else value(`${name}.${index}`, `${title}[${index}]`);
      skip();
      if (structure[at] === ',') at++;
    }
    at++;
  };
  value('return', 'return');
  return titles;
}
