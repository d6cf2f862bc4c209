// SPDX-License-Identifier: Apache-2.0
// Archives and datasets: what `np.load('x.npz')`, `h5py.File` and `netCDF4.Dataset` give. They exist only while compiling; an
// index by name, and for datasets one by `[:]`, reads the array where the task runs.

import type { SourceRange } from '../graph/graph';
import { dimConstant } from '../types/dims';
import { constantValue, type FileValue, type GraphValue, UNKNOWN, type Value } from '../types/value';
import type { Context } from './context';

const KERNELS = { npz: 'load.npz', h5: 'h5py.read', nc: 'netCDF4.read' } as const;

/** The array of a member; unknown after a report, and while its type is not known. */
export function loadMember(ctx: Context, range: SourceRange, file: FileValue): Value {
  const place = `${file.path}::${file.format}:${file.member}`;
  const type = ctx.fileType(place, range);
  if (!type) return UNKNOWN;
  const names = [file.path, file.member].map((each) => constantValue(each) as GraphValue);
  const layout = ctx.fileLayout(place);
  const array = { ...ctx.kernel(KERNELS[file.format], range, names, [type])[0]!, ...(layout ? { layout } : {}) };
  expectSizes(ctx, range, array, `${file.path}: ${file.member}`);
  return array;
}

/** Where the program was compiled for the very sizes of a file, a file of other sizes is a `TypeError`. */
export function expectSizes(ctx: Context, range: SourceRange, array: GraphValue, place: string): void {
  if (array.type.kind !== 'array') return;
  const { dims } = array.type;
  const text = `'${place}' has other sizes than (${dims.join(', ')}), for which the program was compiled; run it again`;
  for (const [axis, dim] of dims.entries()) {
    const expected = dimConstant(dim);
    if (expected === undefined) continue;
    const size = ctx.emit('dim', range, [array], { kind: 'int' }, { axes: [axis] });
    const isOther = ctx.emit('not_equal', range, [size, constant(BigInt(expected))], { kind: 'bool' });
    ctx.kernel('raise_if', range, [isOther, constant('TypeError'), constant(text)], []);
  }
}

function constant(value: bigint | string): GraphValue {
  return constantValue(value) as GraphValue;
}

/** `file[name]`: the array of an archive, a group or dataset otherwise. */
export function memberOf(ctx: Context, range: SourceRange, file: FileValue, name: string): Value {
  const path = name.replace(/^\/+|\/+$/g, '');
  const member = file.member === '' ? path : `${file.member}/${path}`;
  const found: FileValue = { ...file, member };
  return file.format === 'npz' ? loadMember(ctx, range, { ...file, member: name }) : found;
}

/** `dataset.variables` is the dataset by its names; other attributes are not compiled. */
export function fileAttribute(ctx: Context, range: SourceRange, file: FileValue, name: string): Value {
  if (file.format === 'nc' && name === 'variables' && file.member === '') return file;
  if (name === 'close') return { kind: 'library', module: 'object', name: 'file.close', self: file };
  return ctx.report('WEFT273', range, {
    what: `\`.${name}\` of ${fileText(file)}`,
    reason: 'only arrays are read from it',
    instead: file.format === 'npz' ? "Write `data['name']`" : "Read the array, as in `f['name'][:]`, and ask that",
  });
}

export function fileText(file: FileValue): string {
  return `\`${file.path}\`${file.member === '' ? '' : `, member \`${file.member}\``}`;
}
