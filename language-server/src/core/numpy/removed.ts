// SPDX-License-Identifier: Apache-2.0
// Names that NumPy 2 no longer has, and what to write for them. Diagnostics and quick fixes read it.

const NEW_NAMES: Readonly<Record<string, string>> = {
  Inf: 'np.inf',
  Infinity: 'np.inf',
  infty: 'np.inf',
  PINF: 'np.inf',
  NINF: '-np.inf',
  NaN: 'np.nan',
  NAN: 'np.nan',
  NZERO: '-0.0',
  PZERO: '0.0',
  alltrue: 'np.all',
  sometrue: 'np.any',
  product: 'np.prod',
  cumproduct: 'np.cumprod',
  round_: 'np.round',
  float: 'float',
  int: 'int',
  complex: 'complex',
  float_: 'np.float64',
  complex_: 'np.complex128',
  cfloat: 'np.complex128',
  singlecomplex: 'np.complex64',
};

/** Replaced by something else than another name. */
const REWRITES: Readonly<Record<string, string>> = {
  asscalar: 'a.item()',
  msort: 'np.sort(a, axis=0)',
  asfarray: 'np.asarray(a, dtype=float)',
  mat: 'np.array(a)',
  find_common_type: 'np.promote_types(a, b)',
  fastCopyAndTranspose: 'a.T.copy()',
};

/** The expression that NumPy 2 has for `np.<name>`, where only the name changed. */
export function renamedInNumPy2(name: string): string | undefined {
  return Object.hasOwn(NEW_NAMES, name) ? NEW_NAMES[name] : undefined;
}

/** What to write for `np.<name>`, which NumPy 2 does not have. */
export function insteadOfRemoved(name: string): string | undefined {
  return renamedInNumPy2(name) ?? (Object.hasOwn(REWRITES, name) ? REWRITES[name] : undefined);
}
