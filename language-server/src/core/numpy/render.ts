// SPDX-License-Identifier: Apache-2.0
// docs/numpy.md, written from the library table.

import { type Coverage, coverageOf, type Module } from './coverage';
import { H5PY, NETCDF4 } from './entries/files';
import { FUNCTOOLS, ITERTOOLS } from './entries/higher-order';
import { RANDOM_METHODS } from './entries/random';
import { SCIPY } from './entries/scipy';
import type { Entry, Group } from './entry';
import {
  BUILTIN_FUNCTIONS,
  CMATH,
  libraryEntry,
  MATH,
  MATH_CONSTANTS,
  METHODS,
  NUMPY_CONSTANTS,
  NUMPY_ENTRIES,
  signatureOf,
} from './table';
import { UFUNC_KEYWORDS } from './ufunc';

const GROUPS: readonly Group[] = [
  'Creation',
  'Element types',
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
  'Functions of functions',
];

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function tableOf(entries: readonly Entry[], prefix: string, isMethod: boolean): string[] {
  const lines = ['| call | gives | element type | shape | becomes |', '|---|---|---|---|---|'];
  for (const entry of entries) {
    const names = (entry.aliases ?? []).filter(() => !isMethod).map((alias) => `\`${prefix}${alias}\``);
    const also = names.length === 0 ? '' : ` (also ${names.join(', ')})`;
    const call = `\`${signatureOf(entry, prefix, isMethod).replace(UFUNC_KEYWORDS, '…')}\`${also}`;
    lines.push(`| ${[call, entry.doc, entry.dtype, entry.shape, entry.lowering].map(cell).join(' | ')} |`);
  }
  return lines;
}

function constants(module: string, table: Readonly<Record<string, { readonly doc: string }>>): string[] {
  return Object.entries(table).map(([name, { doc }]) => `- \`${module}.${name}\`: ${doc}`);
}

/** The modules of NumPy's public list. */
export const MODULES: readonly Module[] = [
  { name: 'numpy', prefix: 'np.', find: (name) => libraryEntry('numpy', name), qualified: (name) => name },
  ...['linalg', 'fft', 'random'].map(
    (module): Module => ({
      name: `numpy.${module}`,
      prefix: `np.${module}.`,
      find: (name) => libraryEntry('numpy', `${module}.${name}`),
      qualified: (name) => `${module}.${name}`,
    }),
  ),
  {
    name: 'numpy.random.Generator',
    prefix: 'rng.',
    find: (name) => RANDOM_METHODS.find((entry) => entry.name === `Generator.${name}`),
    qualified: (name) => name,
  },
  {
    name: 'numpy.ndarray',
    prefix: 'a.',
    find: (name) => libraryEntry('method', name),
    qualified: (name) => `ndarray.${name}`,
  },
];

/** How many of NumPy's public functions are in the table, and what became of the others. */
function coverage(): string[] {
  const all = MODULES.map((module) => [module, coverageOf(module)] as const);
  const count = (rows: readonly Coverage[], state: Coverage['state']): number =>
    rows.filter((row) => row.state === state).length;
  const lines = ["## NumPy's public functions", '', "NumPy 2's own list, module by module.", ''];
  lines.push('| module | functions | supported | partly | refused | not yet |', '|---|---|---|---|---|---|');
  const row = (name: string, rows: readonly Coverage[]): string => {
    const counts = (['supported', 'partly', 'refused', 'missing'] as const).map((state) => count(rows, state));
    return `| ${[name, rows.length, ...counts].join(' | ')} |`;
  };
  for (const [module, rows] of all) lines.push(row(`\`${module.name}\``, rows));
  const rows = all.flatMap(([, each]) => each);
  lines.push(row('all', rows), '', '### Partly', '', '| function | |', '|---|---|');
  const list = (state: Coverage['state']): string[] =>
    rows.filter((each) => each.state === state).map((each) => `| \`${each.name}\` | ${cell(each.note)} |`);
  lines.push(...list('partly'), '', '### Refused, and why', '', '| function | |', '|---|---|', ...list('refused'), '');
  const missing = rows.filter((each) => each.state === 'missing').map((each) => `\`${each.name}\``);
  if (missing.length > 0) lines.push('### Not yet', '', `${missing.join(', ')}.`, '');
  return lines;
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
    'Element types: bool, int8 to int64, uint8 to uint64, float32, float64, complex64, complex128, in every spelling of NumPy',
    "(`np.float32`, `'f4'`, `'<f4'`, `np.single`, `float`), and Python's own int (64 bits, checked), float, complex and bool.",
    'Operands meet in the type that NumPy 2 gives; where that is float16, which Weft does not have, the call is refused.',
    'Universal functions (`…` in their parameters) take `out=`, `where=` with `out=`, `dtype=` and `casting=`.',
    '`a.real` and `a.imag` of a complex array can be used at once, copied and assigned; kept as views they are refused.',
    '',
    ...coverage(),
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
  const ofAdd = NUMPY_ENTRIES.filter((entry) => entry.group === 'Universal functions' && entry.name.startsWith('add.'));
  lines.push(
    '## Methods of universal functions',
    '',
    'Of `np.add` and of every other universal function of two operands; comparisons have `outer` alone.',
    '',
    ...tableOf(ofAdd, 'np.', false),
    '',
  );
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
  lines.push(
    'Attributes: `a.shape`, `a.T`, `a.ndim`, `a.size`, `a.itemsize`, `a.nbytes`, `a.real`, `a.imag`, and `a.dtype` with',
    '`.kind`, `.itemsize`, `.name`, which compares with element types (`a.dtype == np.float64`) while compiling.',
    '',
  );
  lines.push('## Constants', '', ...constants('np', NUMPY_CONSTANTS), ...constants('math', MATH_CONSTANTS), '');
  lines.push(
    'Element types: `np.bool_`, `np.int8` … `np.uint64`, `np.float32`, `np.float64`, `np.complex64`, `np.complex128`; called with a number they convert it.',
    '',
  );
  lines.push('## `math`', '', "On Python floats, with Python's errors.", '', ...tableOf(MATH, 'math.', false), '');
  lines.push(
    '## `cmath`',
    '',
    "On Python's complex numbers, with Python's errors.",
    '',
    ...tableOf(CMATH, 'cmath.', false),
    '',
  );
  const builtins = BUILTIN_FUNCTIONS.filter((entry) => entry.lowering !== 'refused');
  lines.push(
    '## SciPy',
    '',
    'Names of `scipy.linalg`, `scipy.fft`, `scipy.special` and `scipy.integrate` for operations that exist here, and those of',
    '`scipy.constants` that do not depend on the year of its table.',
    '',
    ...tableOf(SCIPY, 'scipy.', false),
    '',
  );
  lines.push(
    '## Iterators',
    '',
    'A loop takes items one by one; `functools.lru_cache` and `functools.cache` of functions that do not call themselves change nothing.',
    '',
    ...tableOf(FUNCTOOLS, 'functools.', false),
    ...tableOf(ITERTOOLS, 'itertools.', false).slice(2),
    '',
  );
  lines.push('## Builtins', '', ...tableOf(builtins, '', false), '');
  return lines.join('\n');
}
