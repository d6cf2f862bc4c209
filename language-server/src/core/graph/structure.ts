// SPDX-License-Identifier: Apache-2.0
// How the results of a function are put together: a Python literal with `...` for each value that a file holds. Lists of
// tuples of any length are `[*(..., ...)]`: each value of the tuple is a file with one number for every item.

import type { Type } from './graph';
import { quote } from './literal-text';

/** A structure: a value, None, a text that is known, or something that holds others. */
export type ResultShape =
  | { readonly kind: 'value' }
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tuple' | 'list'; readonly items: readonly ResultShape[] }
  | { readonly kind: 'each'; readonly item: ResultShape }
  /** A dictionary of any size: pairs of a key and a value. */
  | { readonly kind: 'pairs'; readonly item: ResultShape }
  /** A tag, then the values of each alternative; the tag holds the code of the one that counts. */
  | { readonly kind: 'either'; readonly codes: readonly number[]; readonly items: readonly ResultShape[] }
  | { readonly kind: 'dict'; readonly keys: readonly (string | bigint)[]; readonly items: readonly ResultShape[] };

export function printStructure(shape: ResultShape): string {
  switch (shape.kind) {
    case 'value':
      return '...';
    case 'none':
      return 'None';
    case 'text':
      return quote(shape.text);
    case 'each':
      return `[*${printStructure(shape.item)}]`;
    case 'either':
      return `either(${shape.items.map((item, i) => `${shape.codes[i]}: ${printStructure(item)}`).join(' | ')})`;
    case 'pairs':
      return `{**${printStructure(shape.item)}}`;
    case 'list':
      return `[${shape.items.map(printStructure).join(', ')}]`;
    case 'tuple': {
      const items = shape.items.map(printStructure);
      return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
    }
    case 'dict': {
      const key = (each: string | bigint) => (typeof each === 'string' ? quote(each) : String(each));
      return `{${shape.items.map((item, i) => `${key(shape.keys[i]!)}: ${printStructure(item)}`).join(', ')}}`;
    }
  }
}

/** The names of the values in order, below the whole: `0`, `1.0`, `1.mean`; undefined for what is no structure. */
export function valueNames(text: string): string[] | undefined {
  const names: string[] = [];
  let at = 0;
  const take = (token: string): boolean => {
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const quoted = (): string | undefined => {
    const match = /^"((?:[^"\\]|\\.)*)"/.exec(text.slice(at));
    if (match) at += match[0].length;
    return match?.[1];
  };
  const below = (path: string, part: string) => (path === '' ? part : `${path}.${part}`);
  const items = (path: string, depth: number, end: string): boolean => {
    for (let i = 0; ; i++) {
      if (!value(below(path, String(i)), depth + 1)) return false;
      if (i === 0 && end === ')' && take(',)')) return true;
      if (take(end)) return i > 0 || end !== ')';
      if (!take(', ')) return false;
    }
  };
  const entries = (path: string, depth: number): boolean => {
    for (let i = 0; ; i++) {
      let name = String(i);
      const key = quoted();
      if (key !== undefined) {
        if (/^[A-Za-z_]\w{0,63}$/.test(key)) name = key;
      } else {
        const end = text.indexOf(':', at);
        if (end <= at) return false;
        at = end;
      }
      if (!take(': ') || !value(below(path, name), depth + 1)) return false;
      if (take('}')) return true;
      if (!take(', ')) return false;
    }
  };
  const alternatives = (path: string, depth: number): boolean => {
    names.push(below(path, 'tag'));
    for (;;) {
      const code = /^\d{1,9}: /.exec(text.slice(at, at + 12))?.[0];
      if (code === undefined || !take(code) || !value(path, depth + 1)) return false;
      if (take(')')) return true;
      if (!take(' | ')) return false;
    }
  };
  const value = (path: string, depth: number): boolean => {
    if (depth > MAX_DEPTH) return false;
    if (take('...')) {
      names.push(path);
      return true;
    }
    if (take('None') || take('()') || take('[]') || take('{}')) return true;
    if (take('either(')) return alternatives(path, depth);
    if (take('[*')) return value(path, depth + 1) && take(']');
    if (take('{**')) return value(path, depth + 1) && take('}');
    if (take('(')) return items(path, depth, ')');
    if (take('[')) return items(path, depth, ']');
    if (take('{')) return entries(path, depth);
    return quoted() !== undefined;
  };
  return text.length <= MAX_TEXT && value('', 0) && at === text.length ? names : undefined;
}

const MAX_DEPTH = 32;
const MAX_TEXT = 65_536;

/** How many files a result of this type takes: one for each column of a list, else one. */
export function columnCount(type: Type): number {
  return type.kind === 'list' ? type.items.reduce((sum, item) => sum + columnCount(item), 0) : 1;
}
