// SPDX-License-Identifier: Apache-2.0
// The library: which functions, methods, attributes and constants compile, found by name. One table for lowering,
// hover and docs/numpy.md.

import type { SourceRange } from '../graph/graph';
import { type LibraryModule, type PythonConstant, UNKNOWN, type Value } from '../types/value';
import { bindArguments, type CallArguments, type ParameterSpec, parseParameters, signatureText } from './call';
import type { Context } from './context';
import { BITS } from './entries/bits';
import { CMATH } from './entries/cmath';
import { CREATION } from './entries/creation';
import { CUMULATIVE } from './entries/cumulative';
import { DTYPE_FUNCTIONS } from './entries/dtypes';
import { ELEMENTWISE } from './entries/elementwise';
import { FFT } from './entries/fft';
import { FILE_OBJECTS, FILES, H5PY, NETCDF4 } from './entries/files';
import { FUNCTOOLS, HIGHER_ORDER, ITERTOOLS } from './entries/higher-order';
import { HISTOGRAMS } from './entries/histograms';
import { INDEXING } from './entries/indexing';
import { JOINING } from './entries/joining';
import { LINALG } from './entries/linalg';
import { LOGIC } from './entries/logic';
import { MATH } from './entries/math';
import { MATRICES } from './entries/matrices';
import { METHODS } from './entries/methods';
import { PADDING } from './entries/padding';
import { POLYNOMIALS } from './entries/polynomials';
import { PRODUCTS } from './entries/products';
import { BUILTIN_FUNCTIONS } from './entries/python';
import { RANDOM, RANDOM_METHODS } from './entries/random';
import { RANGES } from './entries/ranges';
import { REDUCTIONS } from './entries/reductions';
import { SCIPY } from './entries/scipy';
import { SETS } from './entries/sets';
import { SHAPES } from './entries/shapes';
import { SIGNAL } from './entries/signal';
import { SORTING } from './entries/sorting';
import { STATISTICS } from './entries/statistics';
import { TEXT_FUNCTIONS, TIME_FUNCTIONS } from './entries/text';
import { UFUNC_METHODS, UFUNC_OUTERS } from './entries/ufunc-methods';
import type { Entry } from './entry';
import { refusalOf } from './refusals';
import { insteadOfRemoved } from './removed';
import { isMeasuredConstant, SCIPY_CONSTANTS } from './scipy-constants';

export const NUMPY_ENTRIES: readonly Entry[] = [
  ...CREATION,
  ...RANGES,
  ...MATRICES,
  ...DTYPE_FUNCTIONS,
  ...ELEMENTWISE,
  ...UFUNC_METHODS,
  ...UFUNC_OUTERS,
  ...REDUCTIONS,
  ...STATISTICS,
  ...HISTOGRAMS,
  ...CUMULATIVE,
  ...SIGNAL,
  ...LOGIC,
  ...SHAPES,
  ...JOINING,
  ...PADDING,
  ...INDEXING,
  ...SORTING,
  ...SETS,
  ...PRODUCTS,
  ...LINALG,
  ...FFT,
  ...POLYNOMIALS,
  ...RANDOM,
  ...FILES,
  ...HIGHER_ORDER,
  ...BITS,
];

function byName(entries: readonly Entry[]): Map<string, Entry> {
  return new Map(
    entries.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])].map((name) => [name, entry] as const)),
  );
}

const FUNCTIONS: Record<LibraryModule, ReadonlyMap<string, Entry>> = {
  numpy: byName(NUMPY_ENTRIES),
  math: byName(MATH),
  cmath: byName(CMATH),
  builtins: byName([...BUILTIN_FUNCTIONS, ...TEXT_FUNCTIONS]),
  time: byName(TIME_FUNCTIONS),
  text: new Map(),
  scipy: byName(SCIPY),
  object: byName([...RANDOM_METHODS, ...FILE_OBJECTS]),
  functools: byName(FUNCTOOLS),
  itertools: byName(ITERTOOLS),
  h5py: byName(H5PY),
  netCDF4: byName(NETCDF4),
  method: new Map([...NUMPY_ENTRIES, ...METHODS].filter((entry) => entry.method).map((entry) => [entry.name, entry])),
};

/** Modules with functions in the table. The entries of `numpy.linalg` are those of NumPy whose names begin with `linalg.`. */
const MODULES: ReadonlySet<string> = new Set([
  'numpy',
  'numpy.linalg',
  'numpy.fft',
  'numpy.lib',
  'numpy.lib.stride_tricks',
  'numpy.random',
  'numpy.polynomial',
  'numpy.polynomial.polynomial',
  'numpy.polynomial.chebyshev',
  'numpy.polynomial.legendre',
  'numpy.polynomial.hermite',
  'numpy.polynomial.hermite_e',
  'numpy.polynomial.laguerre',
  'math',
  'cmath',
  'time',
  'scipy',
  'scipy.linalg',
  'scipy.fft',
  'scipy.special',
  'scipy.constants',
  'scipy.integrate',
  'functools',
  'itertools',
  'h5py',
  'netCDF4',
]);

export function isLibraryModule(module: string): boolean {
  return MODULES.has(module);
}

/** Where a module's entries stand: `numpy.linalg` in NumPy's, under `linalg.`. */
export function libraryOf(module: string): { library: LibraryModule; prefix: string } | undefined {
  if (!MODULES.has(module)) return undefined;
  const [top, ...rest] = module.split('.');
  return { library: top as LibraryModule, prefix: rest.map((part) => `${part}.`).join('') };
}

export interface LibraryConstant {
  readonly value: PythonConstant;
  readonly doc: string;
}

const NUMPY_CONSTANTS: Record<string, LibraryConstant> = {
  pi: { value: Math.PI, doc: 'Circumference of a circle of diameter 1' },
  e: { value: Math.E, doc: 'Base of natural logarithms' },
  inf: { value: Infinity, doc: 'Infinity' },
  nan: { value: Number.NaN, doc: 'Not a number' },
  euler_gamma: { value: 0.5772156649015329, doc: "Euler's constant" },
  newaxis: { value: null, doc: 'A new axis in an index' },
};
const MATH_CONSTANTS: Record<string, LibraryConstant> = {
  pi: NUMPY_CONSTANTS.pi!,
  e: NUMPY_CONSTANTS.e!,
  tau: { value: 2 * Math.PI, doc: 'Two pi' },
  inf: NUMPY_CONSTANTS.inf!,
  nan: NUMPY_CONSTANTS.nan!,
};

const CMATH_CONSTANTS: Record<string, LibraryConstant> = {
  ...MATH_CONSTANTS,
  infj: { value: { re: 0, im: Infinity }, doc: 'Infinity as an imaginary part' },
  nanj: { value: { re: 0, im: Number.NaN }, doc: 'NaN as an imaginary part' },
};

const CONSTANTS: Partial<Record<string, Record<string, LibraryConstant>>> = {
  numpy: NUMPY_CONSTANTS,
  math: MATH_CONSTANTS,
  cmath: CMATH_CONSTANTS,
  'scipy.constants': SCIPY_CONSTANTS,
};

export function libraryConstant(module: string, name: string): LibraryConstant | undefined {
  const table = CONSTANTS[module] ?? {};
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function libraryEntry(module: LibraryModule, name: string): Entry | undefined {
  return FUNCTIONS[module].get(name);
}

const specs = new Map<string, readonly ParameterSpec[]>();

function parametersOf(entry: Entry, isMethod: boolean): readonly ParameterSpec[] {
  const own = typeof entry.method === 'string' ? `${firstParameter(entry)}, ${entry.method}` : entry.parameters;
  const text = isMethod ? own : entry.parameters;
  let known = specs.get(text);
  if (!known) {
    known = parseParameters(text);
    specs.set(text, known);
  }
  return known;
}

function firstParameter(entry: Entry): string {
  return entry.parameters.split(',')[0]!;
}

/** `np.sum(a, axis=None, …)`, as hover and messages show it. */
export function signatureOf(entry: Entry, prefix: string, isMethod = false): string {
  const parameters = parametersOf(entry, isMethod);
  return signatureText(`${prefix}${entry.name}`, isMethod ? parameters.slice(1) : parameters);
}

/** What a call of a library function means. */
export function callLibrary(
  ctx: Context,
  range: SourceRange,
  callee: Extract<Value, { kind: 'library' }>,
  prefix: string,
  args: CallArguments,
): Value {
  const entry = libraryEntry(callee.module, callee.name);
  if (!entry) return UNKNOWN;
  const isMethod = callee.module === 'method' || callee.module === 'object';
  const parameters = parametersOf(entry, isMethod);
  const call = bindArguments(ctx, range, `${prefix}${callee.name}`, isMethod ? parameters.slice(1) : parameters, args);
  if (!call) return UNKNOWN;
  if (isMethod && callee.self) {
    const values = new Map(call.values);
    values.set(parameters[0]!.name, { value: callee.self, range });
    return entry.lower(Object.assign(Object.create(call), { values }));
  }
  return entry.lower(call);
}

/** Methods of lists that change their length. */
const RESIZING = new Set(['append', 'extend', 'insert', 'pop', 'remove']);

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Up to three known names that are spelled alike. */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  return [...new Set(known)]
    .map((each) => [distance(name, each), each] as const)
    .filter(([far, each]) => far <= limit || (name.length > 3 && each.startsWith(name)))
    .sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1))
    .slice(0, 3)
    .map(([, each]) => each);
}

function knownNames(module: LibraryModule): string[] {
  const constants = CONSTANTS[module] ?? {};
  return [...FUNCTIONS[module].keys(), ...Object.keys(constants)];
}

const UNUSED_SCIPY: ReadonlySet<string> = new Set(
  'optimize interpolate signal ndimage stats sparse spatial cluster io odr misc datasets'.split(' '),
);

/** Why a library name is not compiled, and what to write. */
export function explainUnknown(module: LibraryModule, name: string): { reason: string; instead: string } {
  const refusal = refusalOf(module === 'method' ? `ndarray.${name}` : name);
  if (refusal !== undefined) return refusal;
  const present = module === 'numpy' ? insteadOfRemoved(name) : undefined;
  if (present !== undefined) return { reason: 'NumPy 2 has no such name', instead: `Write \`${present}\`` };
  if (module === 'scipy' && name.startsWith('constants.') && isMeasuredConstant(name.slice(10)))
    return {
      reason: 'its value differs from one SciPy to the next (CODATA 2018 or 2022)',
      instead: `Write the number that you mean, as in \`${name.slice(10)} = 9.1e-31\``,
    };
  if (module === 'scipy' && name.startsWith('integrate.'))
    return {
      reason: 'it calls a function where it chooses to',
      instead: 'Call it outside the task, or use `simpson` of values on a grid, or write the steps of the solver',
    };
  if (module === 'scipy' && UNUSED_SCIPY.has(name))
    return {
      reason: 'it calls Python functions, or works on objects of its own',
      instead: 'Call it outside the task, or write the method with NumPy',
    };
  if (module === 'method' && RESIZING.has(name))
    return {
      reason: 'lists and arrays have a fixed size',
      instead: 'Make the array with its final size and assign to its elements',
    };
  const names = nearestNames(name, knownNames(module)).filter((known) => known !== name);
  const shown = names.map((each) => `\`${each}\``);
  if (shown.length === 0) {
    return {
      reason: 'it is not compiled yet, or does not exist',
      instead: 'docs/numpy.md lists what can be used; call it outside the task',
    };
  }
  const list = shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} or ${shown[shown.length - 1]}`;
  return { reason: 'it is not compiled yet, or does not exist', instead: `Did you mean ${list}?` };
}

export { BUILTIN_FUNCTIONS, CMATH, MATH, MATH_CONSTANTS, METHODS, NUMPY_CONSTANTS };
