// SPDX-License-Identifier: Apache-2.0
// Files: .npy and .npz, texts, raw bytes, HDF5 and NetCDF. They are read and written on the machine where the task runs; their
// types come from their headers, which the target is asked for.

import { strongDType } from '../../types/promote';
import { arrayType, type FileValue, type GraphValue, isNumeric, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { expectSizes } from '../file-values';
import { NONE, text } from '../random-calls';
import { genFromText, loadText, saveText } from '../text-files';

const WHERE = 'on the machine where the task runs';

function entry(
  name: string,
  parameters: string,
  doc: string,
  lowering: string,
  lower: (call: Call) => Value,
  more: Partial<Entry> = {},
): Entry {
  return { name, group: 'Files', parameters, dtype: "the file's", shape: "the file's", lowering, doc, lower, ...more };
}

const WRITES = { dtype: 'gives None', shape: '' };

/** The constant file name; undefined after a report. */
export function filePath(call: Call, name = 'file'): string | undefined {
  const value = call.value(name);
  if (!value || value.kind === 'unknown') return undefined;
  if (value.kind === 'value' && typeof value.constant === 'string' && value.constant !== '') return value.constant;
  call.ctx.report('WEFT301', call.rangeOf(name), { function: call.name });
  return undefined;
}

/** A file to read. */
function readOperand(c: Composer, name: string): GraphValue {
  const operand = pathOperand(c, name);
  return typeof operand.constant === 'string' ? text(c.ctx.dataFile(operand.constant)) : operand;
}

/** A file to write. */
function writeOperand(c: Composer, name: string): GraphValue {
  const operand = pathOperand(c, name);
  if (typeof operand.constant === 'string') c.ctx.markWritten(operand.constant);
  return operand;
}

/** A text that the kernel gets; it may be made at run time. */
function pathOperand(c: Composer, name: string): GraphValue {
  const value = c.call.value(name);
  if (value?.kind === 'value' && value.type.kind === 'str') return value;
  if (value?.kind !== 'unknown') c.ctx.report('WEFT301', c.call.rangeOf(name), { function: c.call.name });
  return c.stop();
}

function lowerLoad(call: Call): Value {
  const name = filePath(call);
  if (name === undefined) return UNKNOWN;
  const path = call.ctx.dataFile(name);
  const isReadOnly = call.given('mmap_mode') !== undefined;
  if (!call.only('mmap_mode', [null, 'r', 'c'], 'Leave `mmap_mode` out, and write with `np.save`')) return UNKNOWN;
  if (path.endsWith('.npz')) return { kind: 'file', format: 'npz', path, member: '' };
  const type = call.ctx.fileType(path, call.rangeOf('file'));
  if (!type) return UNKNOWN;
  const layout = call.ctx.fileLayout(path);
  const array = { ...call.ctx.emit('load_npy', call.range, [], type, { path }), ...(layout ? { layout } : {}) };
  expectSizes(call.ctx, call.range, array, path);
  const mode = call.value('mmap_mode');
  const maps = isReadOnly && mode?.kind === 'value' && mode.constant === 'r';
  return maps ? { ...array, readOnly: "it is mapped with `mmap_mode='r'`" } : array;
}

const lowerSave = composed((c, call) => {
  const path = c.need(filePath(call));
  const value = c.numericArgument('arr');
  call.ctx.markWritten(path.endsWith('.npy') ? path : `${path}.npy`);
  call.ctx.effect('save_npy', call.range, [value], { path: path.endsWith('.npy') ? path : `${path}.npy` });
  return NONE;
});

const saveArchive = (isDeflated: boolean) =>
  composed((c, call) => {
    const path = writeOperand(c, 'file');
    const operands: GraphValue[] = [path, c.constant(isDeflated)];
    const given = call.value('args');
    const positional = given?.kind === 'tuple' ? given.items : [];
    const named = [...call.values].filter(([name]) => name !== 'file' && name !== 'args');
    const all = [
      ...positional.map((value, i) => [`arr_${i}`, value] as const),
      ...named.map(([name, argument]) => [name, argument.value] as const),
    ];
    for (const [name, value] of all) {
      if (value.kind === 'unknown') return c.stop();
      const array = value.kind === 'tuple' ? c.sequence(value) : isNumeric(value) ? value : undefined;
      if (!array) {
        c.ctx.report('WEFT224', c.range, {
          name,
          function: call.name,
          type: 'this value',
          reason: 'arrays and numbers are saved',
          instead: 'Give an array',
        });
        return c.stop();
      }
      operands.push(text(name), array);
    }
    c.ctx.kernel('savez', c.range, operands, []);
    return NONE;
  });

const fromFile = composed((c, call) => {
  const dtype = c.need(call.dtype()) ?? 'f64';
  if (!call.only('sep', [''], 'Use `np.loadtxt` for texts')) c.stop();
  const count = call.has('count') ? c.need(call.int('count')) : c.int(-1);
  const offset = call.has('offset') ? c.need(call.int('offset')) : c.int(0);
  const type = arrayType(strongDType(dtype), [c.ctx.unknownDim()]);
  return c.ctx.kernel('fromfile', c.range, [readOperand(c, 'file'), count, offset], [type])[0]!;
});

const toFile = composed((c, call) => {
  const array = c.arrayArgument('a');
  if (!call.only('sep', [''], 'Use `np.savetxt` for texts')) c.stop();
  c.ctx.kernel('tofile', c.range, [array, writeOperand(c, 'fid')], []);
  return NONE;
});

export const FILES: readonly Entry[] = [
  entry(
    'load',
    'file, mmap_mode=None, allow_pickle=False',
    `Reads a .npy file ${WHERE}; of a .npz archive, \`data['name']\` reads an array`,
    '`load_npy`, `kernel`',
    lowerLoad,
  ),
  entry('save', 'file, arr', `Writes an array to a .npy file ${WHERE}`, '`save_npy`', lowerSave, WRITES),
  entry(
    'savez',
    'file, *args, **kwds',
    `Writes arrays to a .npz archive ${WHERE}`,
    '`kernel`',
    saveArchive(false),
    WRITES,
  ),
  entry(
    'savez_compressed',
    'file, *args, **kwds',
    `Writes arrays to a compressed .npz archive ${WHERE}`,
    '`kernel`',
    saveArchive(true),
    WRITES,
  ),
  entry(
    'loadtxt',
    "fname, dtype=float, comments='#', delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False, ndmin=0, encoding='bytes', max_rows=None, *, quotechar=None, like=None",
    `Reads numbers from a text ${WHERE}`,
    '`kernel`',
    loadText,
    { dtype: 'float64, or `dtype`' },
  ),
  entry(
    'genfromtxt',
    "fname, dtype=float, comments='#', delimiter=None, skip_header=0, skip_footer=0, converters=None, missing_values=None, filling_values=None, usecols=None, names=None, autostrip=False, unpack=None, usemask=False, invalid_raise=True, max_rows=None, encoding='bytes', *, ndmin=0",
    `Reads numbers from a text ${WHERE}; what is missing or no number is nan`,
    '`kernel`',
    genFromText,
    { dtype: 'float64, or float32' },
  ),
  entry(
    'savetxt',
    "fname, X, fmt='%.18e', delimiter=' ', newline='\\n', header='', footer='', comments='# ', encoding=None",
    `Writes an array as a text ${WHERE}`,
    '`kernel`',
    saveText,
    WRITES,
  ),
  entry(
    'fromfile',
    "file, dtype=float, count=-1, sep='', offset=0",
    `Reads raw numbers ${WHERE}`,
    '`kernel`',
    fromFile,
    {
      dtype: 'float64, or `dtype`',
      shape: 'one axis',
    },
  ),
];

/** Methods of arrays. */
export const FILE_METHODS: readonly Entry[] = [
  entry('tofile', "a, fid, sep=''", `Writes the raw numbers to a file ${WHERE}`, '`kernel`', toFile, {
    ...WRITES,
    group: 'Methods',
    method: true,
  }),
];

function opened(format: FileValue['format'], name: string) {
  return composed((c, call) => {
    const path = c.ctx.dataFile(c.need(filePath(call, name)));
    if (!call.only('mode', ['r'], "Open it with `'r'`; write results with `np.save` or `np.savez`")) c.stop();
    return { kind: 'file', format, path, member: '' };
  });
}

/** Modules of files. */
export const H5PY: readonly Entry[] = [
  entry(
    'File',
    "name, mode='r'",
    `An HDF5 file ${WHERE}: \`f['group/name'][:]\` reads a dataset`,
    '`kernel`',
    opened('h5', 'name'),
  ),
];
export const NETCDF4: readonly Entry[] = [
  entry(
    'Dataset',
    "filename, mode='r'",
    `A NetCDF file ${WHERE}: \`d.variables['name'][:]\` reads a variable`,
    '`kernel`',
    opened('nc', 'filename'),
  ),
];

/** Methods of what those give. */
export const FILE_OBJECTS: readonly Entry[] = [
  entry('file.close', 'self', 'Does nothing: files are open only while they are read', '', () => NONE, WRITES),
];
