// SPDX-License-Identifier: Apache-2.0
// `loadtxt`, `genfromtxt` and `savetxt`. How many axes a text has depends on its lines, so that the file is asked for them, with the
// options of the call, unless `ndmin=2` settles it.

import type { DType, Type } from '../graph/graph';
import { dimConstant } from '../types/dims';
import { isComplex } from '../types/promote';
import { arrayType, constantValue, elementOfValue, type GraphValue, type Value } from '../types/value';
import { type Composer, composed } from './compose';
import { expectSizes } from './file-values';
import { NONE, text } from './random-calls';

/** The file name: a constant text, or any text where the type does not depend on the file. */
function nameOf(c: Composer, isFixed: boolean): { operand: GraphValue; constant: string | undefined } {
  const value = c.call.value('fname');
  if (value?.kind === 'value' && typeof value.constant === 'string' && value.constant !== '') {
    const path = c.ctx.dataFile(value.constant);
    return { operand: text(path), constant: path };
  }
  if (isFixed && value?.kind === 'value' && value.type.kind === 'str' && value.constant === undefined) {
    return { operand: value, constant: undefined };
  }
  if (value?.kind !== 'unknown') c.ctx.report('WEFT301', c.call.rangeOf('fname'), { function: c.call.name });
  return c.stop();
}

function writtenName(c: Composer): GraphValue {
  const value = c.call.value('fname');
  if (value?.kind !== 'value' || typeof value.constant !== 'string' || value.constant === '')
    return nameOf(c, true).operand;
  c.ctx.markWritten(value.constant);
  return text(value.constant);
}

function integers(c: Composer, name: string): number[] {
  const value = c.call.given(name);
  const items = value === undefined ? [] : value.kind === 'tuple' ? value.items : [value];
  return items.map((item) => {
    if (item.kind === 'value' && typeof item.constant === 'bigint') return Number(item.constant);
    return c.reject(name, 'columns are constant integers', 'Write the columns as numbers');
  });
}

/** A text of one byte for each character, as numbers; `-` for none. */
function codes(characters: string): string {
  return characters === '' ? '-' : [...Buffer.from(characters, 'utf8')].join('.');
}

function delimiterOf(c: Composer): string {
  const value = c.call.given('delimiter');
  if (value === undefined) return '-';
  const given = value.kind === 'value' && typeof value.constant === 'string' ? value.constant : undefined;
  if (given === undefined) return c.reject('delimiter', 'it must be a constant text', "Write it as `','`");
  if (given.trim() === '' && given.length === 0) return '-';
  if (Buffer.from(given, 'utf8').length !== 1) {
    return c.reject('delimiter', 'it must be one character', "Use one character, such as `','`");
  }
  return String(given.charCodeAt(0));
}

function commentsOf(c: Composer): string {
  if (c.call.has('comments') && !c.isGiven('comments')) return '-';
  const value = c.call.given('comments');
  if (value === undefined) return codes('#');
  if (value.kind === 'value' && typeof value.constant === 'string') return codes(value.constant);
  return c.reject('comments', 'it must be one constant text', "Write it as `'#'`");
}

function count(c: Composer, name: string, fallback: number): number {
  return c.isGiven(name) ? c.need(c.call.constantInt(name, fallback)) : fallback;
}

function refuseOthers(
  c: Composer,
  names: Readonly<Record<string, readonly (string | bigint | boolean | null)[]>>,
): void {
  for (const [name, accepted] of Object.entries(names)) {
    if (!c.call.only(name, accepted, 'Read the numbers, and convert them with array expressions')) c.stop();
  }
}

interface Options {
  readonly isGenerous: boolean;
  readonly skip: number;
  readonly fill: string;
  readonly footer: number;
}

function load(c: Composer, options: Options): Value {
  const dtype = c.need(c.call.dtype()) ?? 'f64';
  const isFloat = dtype === 'f64' || dtype === 'f32';
  if (isComplex(dtype)) c.reject('dtype', 'complex numbers are not read from texts', 'Read two columns and join them');
  if (options.isGenerous && !isFloat) {
    c.reject('dtype', 'missing values need floats', 'Leave `dtype` out, and use `.astype(...)` on the result');
  }
  const ndmin = count(c, 'ndmin', 0);
  if (ndmin < 0 || ndmin > 2) c.reject('ndmin', 'it is 0, 1 or 2', 'Use `ndmin=2` for a table');
  const unpack = c.isGiven('unpack') ? c.bool('unpack', false) : false;
  const columns = integers(c, 'usecols');
  const rows = count(c, 'max_rows', -1);
  const parts = [
    options.isGenerous ? '1' : '0',
    String(options.skip),
    rows < 0 ? '-' : String(rows),
    String(ndmin),
    unpack ? '1' : '0',
    c.isGiven('usecols') ? columns.join('.') : '-',
    delimiterOf(c),
    commentsOf(c),
    String(options.footer),
    options.fill,
  ].join('|');
  const name = nameOf(c, ndmin === 2 && !unpack);
  let type: Type = arrayType(dtype, [c.ctx.unknownDim(), c.ctx.unknownDim()]);
  let first: GraphValue = c.int(-1);
  if (ndmin < 2 || unpack) {
    const found = c.ctx.fileType(`${name.constant}::text:${parts}`, c.call.rangeOf('fname'));
    if (!found) return c.stop();
    type = typeOf(c, found, dtype, name.constant !== undefined && c.ctx.knowsSizes(name.constant), unpack);
    const known = type.kind === 'array' && unpack ? dimConstant(type.dims[0]!) : undefined;
    if (known !== undefined && type.kind === 'array' && type.dims.length === 2) first = c.int(known);
  }
  const array = c.ctx.kernel('loadtxt', c.range, [name.operand, text(parts), first], [type])[0]!;
  if (name.constant !== undefined && c.ctx.knowsSizes(name.constant)) expectSizes(c.ctx, c.range, array, name.constant);
  return array;
}

/** Sizes are the file's business where the program can be compiled without them, but for the number of unpacked columns, which assignments count. */
function typeOf(c: Composer, found: Type, dtype: DType, knowsSizes: boolean, unpack: boolean): Type {
  if (found.kind !== 'array') return { kind: 'scalar', dtype };
  const keeps = (axis: number) => knowsSizes || (unpack && found.dims.length === 2 && axis === 0);
  return arrayType(
    dtype,
    found.dims.map((dim, axis) => (keeps(axis) ? dim : c.ctx.unknownDim())),
  );
}

export const loadText = composed((c) => {
  refuseOthers(c, {
    converters: [null],
    quotechar: [null],
    like: [null],
    encoding: ['bytes', 'utf-8', 'utf8', 'latin1', 'ascii', null],
  });
  return load(c, { isGenerous: false, skip: count(c, 'skiprows', 0), fill: '-', footer: 0 });
});

export const genFromText = composed((c) => {
  refuseOthers(c, {
    converters: [null],
    names: [null, false],
    missing_values: [null],
    usemask: [false],
    invalid_raise: [true],
    autostrip: [true, false],
    encoding: ['bytes', 'utf-8', 'utf8', 'latin1', 'ascii', null],
  });
  const value = c.call.value('dtype');
  if (value?.kind === 'value' && value.type.kind === 'none') {
    c.reject(
      'dtype',
      'every column would have a type of its own',
      'Leave `dtype` out, and read one kind of columns with `usecols`',
    );
  }
  const fill = c.call.given('filling_values');
  let text = '-';
  if (fill !== undefined) {
    if (fill.kind !== 'value' || (typeof fill.constant !== 'number' && typeof fill.constant !== 'bigint')) {
      return c.reject('filling_values', 'it must be one constant number', 'Write it as a number');
    }
    text = Number.isNaN(Number(fill.constant)) ? 'nan' : String(Number(fill.constant)).replace('Infinity', 'inf');
  }
  return load(c, {
    isGenerous: true,
    skip: count(c, 'skip_header', 0),
    fill: text,
    footer: count(c, 'skip_footer', 0),
  });
});

function textArgument(c: Composer, name: string, fallback: string): GraphValue {
  const value = c.call.given(name);
  if (value === undefined) return text(fallback);
  if (value.kind === 'value' && value.type.kind === 'str') return value;
  return c.reject(name, 'a text is needed', 'Write it in quotes');
}

export const saveText = composed((c) => {
  const array = c.arrayArgument('X');
  if (isComplex(elementOfValue(array)))
    c.reject('X', 'complex numbers are not written', 'Write `.real` and `.imag` as columns');
  if (array.type.dims.length > 2) c.reject('X', 'a text has one or two axes', 'Reshape the array');
  refuseOthers(c, { encoding: [null, 'latin1', 'utf-8', 'utf8', 'ascii'] });
  const given = c.call.given('fmt');
  const formats = given?.kind === 'tuple' ? given.items : [given ?? constantValue('%.18e')];
  const texts = formats.map((each) => {
    if (each.kind === 'value' && each.type.kind === 'str') return each;
    return c.reject('fmt', 'it must be a text, or a list of texts', "Write it as `'%.6f'`");
  });
  const name = writtenName(c);
  const operands = [
    name,
    array,
    textArgument(c, 'delimiter', ' '),
    textArgument(c, 'newline', '\n'),
    textArgument(c, 'header', ''),
    textArgument(c, 'footer', ''),
    textArgument(c, 'comments', '# '),
    ...texts,
  ];
  c.ctx.kernel('savetxt', c.range, operands, []);
  return NONE;
});
