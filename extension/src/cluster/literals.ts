// SPDX-License-Identifier: Apache-2.0
// Python literals as argument values: numbers, booleans, None, strings, and lists, tuples, dictionaries and sets of them. A
// list of numbers becomes an array as `np.array` would make it: int64, float64, complex128 or bool. All else stays what
// Python makes of it.

import { usageError } from '../net/error';
import type { Complex, SmallArray } from './npy';

export type LiteralValue =
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'complex'; readonly value: Complex }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'none' }
  /** `mixed`: why it is no list of one type, where its items are of several. */
  | { readonly kind: 'array'; readonly array: SmallArray; readonly mixed?: string }
  /** Nested lists of numbers whose lengths differ, as JSON. */
  | { readonly kind: 'ragged'; readonly item: 'int' | 'float' | 'bool'; readonly depth: number; readonly json: string }
  /** A tuple, a dictionary, a set, or a list of other things than numbers. */
  | { readonly kind: 'composed'; readonly item: Container };

export type Container =
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Item[] }
  | { readonly kind: 'dict'; readonly keys: readonly Item[]; readonly items: readonly Item[] };

export type Item =
  | Exclude<LiteralValue, { readonly kind: 'array' | 'ragged' | 'composed' }>
  | Container
  /** `np.array([...])`, and `@file.npy`. */
  | { readonly kind: 'array'; readonly array: SmallArray }
  | { readonly kind: 'file'; readonly reference: string };

type ListItem = { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Item[] };

const MAX_RANK = 8;
const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;
const NUMBER =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?)/;
const SPECIAL =
  /^(?:(?:np|numpy|math)\.)?(inf|nan|infinity)\b|^float\(\s*(['"])\s*([+-]?(?:inf|infinity|nan))\s*\2\s*\)/i;
const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  b: '\b',
  f: '\f',
  0: '\0',
};

/** Parses a whole value; `where` names it in errors (`--arg k`), which are the reason alone where it is empty. */
export function parseLiteral(source: string, where: string): LiteralValue {
  const item = new Parser(source, where).whole();
  if (item.kind === 'array') return item;
  if (item.kind === 'file')
    throw usageError(`${where}: a file stands alone`, `write \`@${item.reference}\``, 'WEFT461');
  return item.kind === 'list' ? listValue(item, where) : isContainer(item) ? { kind: 'composed', item } : item;
}

/** A JSON text, as Python's `json` reads it. */
export function parseJson(text: string, where: string): Item {
  const source = text
    .trim()
    .replace(/"(?:[^"\\]|\\.)*"|\b(?:true|false|null|NaN|Infinity)\b/g, (word) =>
      word.startsWith('"')
        ? word.replace(/\\(\\|\/)/g, (_, c) => (c === '/' ? '/' : '\\\\'))
        : (JSON_WORDS[word] ?? word),
    );
  return new Parser(source, where).whole();
}

const JSON_WORDS: Readonly<Record<string, string>> = {
  true: 'True',
  false: 'False',
  null: 'None',
  NaN: 'nan',
  Infinity: 'inf',
};

/** A list of numbers is an array, or nested lists where the lengths differ; undefined for other lists. */
export function listValue(item: ListItem, where: string): LiteralValue {
  if (!isNested(item)) return { kind: 'composed', item };
  const mixed = mixture(item);
  const ragged = raggedList(item);
  if (ragged) return mixed === undefined ? ragged : { kind: 'composed', item };
  if (!isRectangular(item)) return { kind: 'composed', item };
  return { kind: 'array', array: toArray(item, where), ...(mixed === undefined ? {} : { mixed }) };
}

export function isContainer(item: Item): item is Container {
  return item.kind === 'list' || item.kind === 'tuple' || item.kind === 'set' || item.kind === 'dict';
}

/** Nested lists of numbers alone. */
function isNested(list: ListItem): boolean {
  return list.items.every((item) => {
    if (item.kind === 'list') return isNested(item);
    return item.kind === 'int' || item.kind === 'float' || item.kind === 'bool' || item.kind === 'complex';
  });
}

function isRectangular(list: ListItem): boolean {
  const shapes = list.items.map((item) => (isContainer(item) ? shapeOf(item) : ''));
  return (
    shapes.every((shape) => shape === shapes[0]) && list.items.every((item) => !isList(item) || isRectangular(item))
  );
}

function shapeOf(item: Item): string {
  return isList(item) ? `${item.items.length},${item.items[0] ? shapeOf(item.items[0]) : ''}` : '';
}

function isList(item: Item): item is ListItem {
  return item.kind === 'list' || item.kind === 'tuple';
}

/** Where the first item stands that is of another type than the first of all; undefined when all are of one type. */
function mixture(list: Item): string | undefined {
  let first: Item | undefined;
  const visit = (item: Item, place: string): string | undefined => {
    if (isList(item)) {
      for (const [i, inner] of item.items.entries()) {
        const found = visit(inner, `${place}[${i}]`);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    first ??= item;
    return item.kind === first.kind
      ? undefined
      : `item ${place} is ${itemText(item)}, where items before it are like ${itemText(first)}`;
  };
  return visit(list, '');
}

export function itemText(item: Item): string {
  if (item.kind === 'bool') return item.value ? '`True` (bool)' : '`False` (bool)';
  return item.kind === 'int' || item.kind === 'float' ? `\`${item.value}\` (${item.kind})` : `a ${item.kind}`;
}

/** Undefined for rectangular lists, and for what is no nesting of numbers of one depth. */
function raggedList(list: ListItem): LiteralValue | undefined {
  let depth = 0;
  const lengths: Set<number>[] = [];
  const leaves: Item[] = [];
  let isUniform = true;
  const visit = (item: Item, level: number): void => {
    if (!isList(item)) {
      if (depth !== 0 && depth !== level) isUniform = false;
      depth = level;
      leaves.push(item);
      return;
    }
    lengths[level] = (lengths[level] ?? new Set()).add(item.items.length);
    for (const inner of item.items) visit(inner, level + 1);
  };
  visit(list, 0);
  const isNumeric = leaves.every((leaf) => leaf.kind === 'int' || leaf.kind === 'float' || leaf.kind === 'bool');
  if (!isUniform || !isNumeric || depth !== lengths.length || lengths.every((level) => level.size === 1))
    return undefined;
  const kinds = new Set(leaves.map((leaf) => leaf.kind));
  const item = kinds.has('float') ? 'float' : kinds.size === 1 && kinds.has('bool') ? 'bool' : 'int';
  return { kind: 'ragged', item, depth, json: jsonText(list) };
}

/** Nested lists of numbers as the worker reads them. */
export function jsonText(item: Item): string {
  if (isList(item)) return `[${item.items.map(jsonText).join(',')}]`;
  if (item.kind !== 'int' && item.kind !== 'float' && item.kind !== 'bool') return '';
  return Object.is(item.value, -0) ? '-0.0' : String(item.value);
}

class Parser {
  private at = 0;
  constructor(
    private readonly source: string,
    private readonly where: string,
  ) {}

  whole(): Item {
    const item = this.item();
    this.space();
    if (this.at < this.source.length) {
      if (this.source[this.at] === ',') this.fail('values with commas need brackets: `[1, 2, 3]`');
      this.fail('the text after the value is not understood');
    }
    return item;
  }

  private fail(why: string): never {
    const source = this.source.length > 60 ? `${this.source.slice(0, 60)}…` : this.source;
    throw usageError(
      this.where === '' ? why : `${this.where}: \`${source}\` is not a Python literal: ${why}`,
      "write a number, True, False, None, 'text' in quotes, a list, a tuple, a dictionary, `@file.npy`, `@file.npz:key` or `remote:PATH.npy`",
      'WEFT461',
    );
  }

  private space(): void {
    while (/\s/.test(this.source[this.at] ?? '')) this.at++;
  }

  private take(expression: RegExp): RegExpExecArray | null {
    const match = expression.exec(this.source.slice(this.at));
    if (match !== null) this.at += match[0].length;
    return match;
  }

  private item(): Item {
    this.space();
    const next = this.source[this.at];
    if (next === undefined) this.fail('a value is missing');
    if (next === '[' || next === '(') return this.list(next);
    if (next === '{') return this.braces();
    if (next === '@') return this.file();
    if (next === '"' || next === "'") return this.text(next);
    const word = this.take(/^(True|False|None)\b/)?.[1];
    if (word === 'None') return { kind: 'none' };
    if (word !== undefined) return { kind: 'bool', value: word === 'True' };
    if (this.take(/^(?:(?:np|numpy)\.)?array\s*\(/) !== null) return this.array();
    if (this.take(/^set\s*\(\s*\)/) !== null) return { kind: 'set', items: [] };
    return this.sum();
  }

  /** A number, or a real and an imaginary part with a sign between them. */
  private sum(): Item {
    const first = this.number();
    if (first.kind === 'complex' || (first.kind !== 'int' && first.kind !== 'float')) return first;
    this.space();
    const sign = this.source[this.at];
    if (sign !== '+' && sign !== '-') return first;
    this.at++;
    this.space();
    const second = this.number();
    if (second.kind !== 'complex') this.fail('a sum is not a literal');
    return { kind: 'complex', value: [Number(first.value), sign === '-' ? -second.value[1] : second.value[1]] };
  }

  /** `j` after a number makes it imaginary. */
  private imaginary(value: number, isNegative: boolean): Item | undefined {
    if (this.take(/^[jJ](?![\w.])/) === null) return undefined;
    return { kind: 'complex', value: isNegative ? [-0, -value] : [0, value] };
  }

  private number(): Item {
    const signs = this.take(/^[+-]\s*/)?.[0] ?? '';
    const isNegative = signs.startsWith('-');
    const special = this.take(SPECIAL);
    if (special !== null) {
      const name = (special[1] ?? special[3] ?? '').toLowerCase();
      const value = name.endsWith('nan') ? Number.NaN : name.startsWith('-') ? -Infinity : Infinity;
      return { kind: 'float', value: isNegative ? -value : value };
    }
    const digits = this.take(NUMBER)?.[0];
    if (digits === undefined) this.failAtWord();
    const imaginary = /^0[xXoObB]/.test(digits)
      ? undefined
      : this.imaginary(Number(digits.replace(/_/g, '')), isNegative);
    if (imaginary !== undefined) return imaginary;
    if (/^[A-Za-z_]/.test(this.source.slice(this.at))) this.fail(`\`${this.source[this.at]}\` follows the number`);
    const plain = digits.replace(/_/g, '');
    const isPrefixed = /^0[xXoObB]/.test(plain);
    if (!isPrefixed && /[.eE]/.test(plain)) {
      const value = Number(plain);
      return { kind: 'float', value: isNegative ? -value : value };
    }
    if (!isPrefixed && /^0\d*[1-9]/.test(plain)) this.fail('leading zeros are not allowed');
    const value = isNegative ? -BigInt(plain.toLowerCase()) : BigInt(plain.toLowerCase());
    if (value < INT_MIN || value > INT_MAX) this.fail('the integer needs more than 64 bits');
    return { kind: 'int', value };
  }

  /** What stands where a value should begin. */
  private failAtWord(): never {
    const word = this.take(/^[^\W\d]\w*(?:\.\w+)*/u)?.[0];
    if (word === undefined) this.fail(`\`${this.source[this.at] ?? ''}\` begins no value`);
    this.space();
    if (this.source[this.at] === '(') this.fail(`\`${word}(…)\` is not called: write the value that it gives`);
    const python = JSON_WORDS[word];
    if (python !== undefined) this.fail(`Python writes \`${python}\` for \`${word}\``);
    this.fail(`\`${word}\` is a name: text stands in quotes, \`"${word}"\``);
  }

  private text(quote: string): Item {
    this.at++;
    let value = '';
    for (;;) {
      const character = this.source[this.at++];
      if (character === undefined) this.fail('the closing quote is missing');
      if (character === quote) return { kind: 'str', value };
      if (character !== '\\') value += character;
      else {
        const letter = this.source[this.at++] ?? '';
        const code =
          letter === 'x' ? this.take(/^[0-9a-fA-F]{2}/) : letter === 'u' ? this.take(/^[0-9a-fA-F]{4}/) : null;
        if (code !== null) value += String.fromCharCode(Number.parseInt(code[0], 16));
        else {
          const escaped = ESCAPES[letter];
          if (escaped === undefined) this.fail(`the escape \`\\${letter}\` is not supported`);
          value += escaped;
        }
      }
    }
  }

  private list(opening: string): Item {
    this.at++;
    const { items, hasComma } = this.items(opening === '[' ? ']' : ')');
    const only = items[0];
    // `(3)` is a number in brackets, `(3,)` a tuple.
    if (opening === '(' && items.length === 1 && !hasComma && only !== undefined) return only;
    return { kind: opening === '[' ? 'list' : 'tuple', items };
  }

  /** What stands between commas, up to the closing bracket. */
  private items(closing: string, each: () => Item = () => this.item()): { items: Item[]; hasComma: boolean } {
    const items: Item[] = [];
    let hasComma = false;
    for (;;) {
      this.space();
      if (this.source[this.at] === closing) break;
      if (this.at >= this.source.length) this.fail(`\`${closing}\` is missing`);
      items.push(each());
      this.space();
      if (this.source[this.at] === ',') {
        hasComma = true;
        this.at++;
      } else if (this.source[this.at] !== closing) {
        const next = this.source[this.at];
        const isOpen = next === undefined || ')]}'.includes(next);
        this.fail(isOpen ? `\`${closing}\` is missing${next ? ` before \`${next}\`` : ''}` : 'a comma is missing');
      }
    }
    this.at++;
    return { items, hasComma };
  }

  /** A dictionary, or a set. Of equal keys the last value counts, at the place of the first. */
  private braces(): Item {
    this.at++;
    const pairs = new Map<string, { key: Item; value: Item }>();
    let isSet: boolean | undefined;
    const { items } = this.items('}', () => {
      const key = this.item();
      if (!isHashable(key)) this.fail(`${itemText(key)} cannot be ${isSet ? 'in a set' : 'a key'}`);
      this.space();
      const isKey = this.source[this.at] === ':';
      if (isSet !== undefined && isSet === isKey) this.fail('it is half a dictionary and half a set');
      isSet = !isKey;
      if (isSet) return key;
      this.at++;
      const text = keyText(key);
      pairs.set(text, { key: pairs.get(text)?.key ?? key, value: this.item() });
      return key;
    });
    if (isSet) return { kind: 'set', items };
    const known = [...pairs.values()];
    return { kind: 'dict', keys: known.map(({ key }) => key), items: known.map(({ value }) => value) };
  }

  /** `np.array([...])`, as Python writes an array too. */
  private array(): Item {
    const list = this.item();
    if (list.kind !== 'list' || !isNested(list) || !isRectangular(list))
      this.fail('`array` needs a list of numbers whose rows are equally long');
    const array = toArray(list, this.where);
    this.space();
    const dtype = this.take(/^,\s*dtype\s*=\s*(?:(?:np|numpy)\.)?(['"]?)(\w+)\1\s*/)?.[2];
    this.take(/^,\s*/);
    if (this.take(/^\)/) === null) this.fail('only `dtype=` may follow the list of an array');
    if (dtype === undefined) return { kind: 'array', array };
    const wanted = DTYPES[dtype] ?? this.fail(`the element type \`${dtype}\` is not supported here`);
    return { kind: 'array', array: converted(array, wanted) };
  }

  private file(): Item {
    const reference = this.take(/^@[^\s,\]})]+/)?.[0].slice(1);
    if (reference === undefined || !/\.np[yz](:.+)?$/.test(reference)) this.fail('a file is written `@file.npy`');
    return { kind: 'file', reference };
  }
}

const DTYPES: Readonly<Record<string, 'b1' | 'i64' | 'f64' | 'c128'>> = {
  bool: 'b1',
  bool_: 'b1',
  int: 'i64',
  int64: 'i64',
  float: 'f64',
  float64: 'f64',
  complex: 'c128',
  complex128: 'c128',
};

function converted(array: SmallArray, dtype: 'b1' | 'i64' | 'f64' | 'c128'): SmallArray {
  if (array.dtype === dtype) return array;
  const values = array.values.map((value) => {
    if (typeof value === 'object') return value;
    if (dtype === 'c128') return [Number(value), 0] as const;
    return dtype === 'f64' ? Number(value) : dtype === 'b1' ? Boolean(value) : BigInt(Math.trunc(Number(value)));
  });
  return { ...array, dtype, values };
}

function isHashable(item: Item): boolean {
  if (item.kind === 'tuple') return item.items.every(isHashable);
  return !isContainer(item) && item.kind !== 'array' && item.kind !== 'file';
}

/** Equal for keys that are equal in Python: `1`, `1.0` and `True` are. */
function keyText(key: Item): string {
  if (key.kind === 'tuple') return `(${key.items.map(keyText).join()})`;
  if (key.kind === 'str') return JSON.stringify(key.value);
  if (key.kind === 'bool') return String(Number(key.value));
  if (key.kind === 'int') return String(key.value);
  if (key.kind === 'float') return Number.isInteger(key.value) ? String(BigInt(key.value)) : String(key.value);
  return key.kind === 'complex' ? String(key.value) : 'None';
}

function toArray(list: ListItem, where: string): SmallArray {
  const refuse = (why: string): never => {
    throw usageError(
      `${where}: ${why}`,
      'give a rectangular list of numbers or booleans, or save the array with `np.save` and write `@file.npy`',
      'WEFT461',
    );
  };
  const shape: number[] = [];
  for (let level: Item | undefined = list; level && isList(level); level = level.items[0])
    shape.push(level.items.length);
  if (shape.length > MAX_RANK)
    refuse(`the list is nested ${shape.length} levels deep; arrays have at most ${MAX_RANK} axes`);
  const leaves: (bigint | number | boolean | Complex)[] = [];
  const visit = (item: Item, depth: number): void => {
    if (isList(item)) {
      if (item.items.length !== shape[depth]) refuse('the list is not rectangular');
      for (const inner of item.items) visit(inner, depth + 1);
    } else if (depth !== shape.length) refuse('the list is not rectangular');
    else if (item.kind === 'int' || item.kind === 'float' || item.kind === 'bool' || item.kind === 'complex')
      leaves.push(item.value);
    else refuse('an array may hold numbers and booleans only');
  };
  visit(list, 0);
  if (leaves.some((leaf) => typeof leaf === 'object')) return { dtype: 'c128', shape, values: leaves };
  if (leaves.length === 0 || leaves.some((leaf) => typeof leaf === 'number'))
    return { dtype: 'f64', shape, values: leaves.map(Number) };
  if (leaves.every((leaf) => typeof leaf === 'boolean')) return { dtype: 'b1', shape, values: leaves };
  return { dtype: 'i64', shape, values: leaves.map((leaf) => BigInt(leaf as bigint | boolean)) };
}
