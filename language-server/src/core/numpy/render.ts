// SPDX-License-Identifier: Apache-2.0
// docs/numpy.md, written from the library table.

import { H5PY, NETCDF4 } from './entries-files';
import { RANDOM_METHODS } from './entries-random';
import type { Entry, Group } from './entry';
import { BUILTIN_FUNCTIONS, MATH, MATH_CONSTANTS, METHODS, NUMPY_CONSTANTS, NUMPY_ENTRIES, signatureOf } from './table';

const GROUPS: readonly Group[] = [
  'Creation',
  'Elementwise',
  'Reductions',
  'Products',
  'Logic',
  'Linear algebra',
  'Fourier transforms',
  'Polynomials',
  'Shape',
  'Indexing',
  'Sorting',
  'Sets',
  'Random numbers',
  'Files',
];

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function tableOf(entries: readonly Entry[], prefix: string, isMethod: boolean): string[] {
  const lines = ['| call | gives | element type | shape | becomes |', '|---|---|---|---|---|'];
  for (const entry of entries) {
    const names = (entry.aliases ?? []).filter(() => !isMethod).map((alias) => `\`${prefix}${alias}\``);
    const also = names.length === 0 ? '' : ` (also ${names.join(', ')})`;
    const call = `\`${signatureOf(entry, prefix, isMethod)}\`${also}`;
    lines.push(`| ${[call, entry.doc, entry.dtype, entry.shape, entry.lowering].map(cell).join(' | ')} |`);
  }
  return lines;
}

function constants(module: string, table: Readonly<Record<string, { readonly doc: string }>>): string[] {
  return Object.entries(table).map(([name, { doc }]) => `- \`${module}.${name}\`: ${doc}`);
}

/** The whole page. */
export function renderNumpyTable(): string {
  const lines = [
    '# What compiles of NumPy, `math` and the builtins',
    '',
    'This page is written from the table that the compiler and the editor use; do not edit it by hand.',
    'Everything else gets a diagnostic with its range, the reason and a rewrite.',
    'Operators mean what Python and NumPy 2 say: `+ - * / // % ** @ & | ^ ~ << >>`, comparisons and chains of them, `and or not`,',
    '`a if c else b`, basic indexing with integers, slices, `...` and `None`, and augmented assignment in place.',
    "Element types: bool, int32, int64, float32, float64 and Python's own int, float and bool.",
    '',
  ];
  for (const group of GROUPS) {
    lines.push(
      `## ${group}`,
      '',
      ...tableOf(
        NUMPY_ENTRIES.filter((entry) => entry.group === group),
        'np.',
        false,
      ),
      '',
    );
  }
  const drawn = RANDOM_METHODS.filter((entry) => entry.name.startsWith('Generator.') && entry.lowering !== 'refused');
  lines.push(
    '## Methods of random generators',
    '',
    'Of `np.random.default_rng(seed)`; the streams are those of NumPy 2.4, bit for bit, on any number of threads.',
    'A `RandomState` has the methods that stand under Random numbers as functions of `np.random`.',
    '',
    ...tableOf(drawn, '', true),
    '',
    '## Files of other libraries',
    '',
    ...tableOf(H5PY, 'h5py.', false),
    ...tableOf(NETCDF4, 'netCDF4.', false).slice(2),
    '',
  );
  const methods = [
    ...NUMPY_ENTRIES.filter((entry) => entry.method),
    ...METHODS.filter((entry) => entry.lowering !== 'refused'),
  ];
  lines.push('## Methods of arrays', '', ...tableOf(methods, 'a.', true), '');
  lines.push('Attributes: `a.shape`, `a.T`, `a.ndim`, `a.size`, `a.dtype` (as a `dtype` argument).', '');
  lines.push('## Constants', '', ...constants('np', NUMPY_CONSTANTS), ...constants('math', MATH_CONSTANTS), '');
  lines.push(
    'Element types: `np.bool_`, `np.int32`, `np.int64`, `np.float32`, `np.float64`; called with a number they convert it.',
    '',
  );
  lines.push('## `math`', '', "On Python floats, with Python's errors.", '', ...tableOf(MATH, 'math.', false), '');
  const builtins = BUILTIN_FUNCTIONS.filter((entry) => entry.lowering !== 'refused');
  lines.push('## Builtins', '', ...tableOf(builtins, '', false), '');
  return lines.join('\n');
}
