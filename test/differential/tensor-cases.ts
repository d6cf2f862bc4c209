// SPDX-License-Identifier: Apache-2.0
// Calls of products of tensors and of polynomials, for `function-cases.ts`. Sums in another order agree up to rounding (`near:`).

import type { Template } from './function-cases';

type Options = Partial<Omit<Template, 'text'>>;

const REAL = ['f64', 'f32', 'i64', 'i32'];

function calls(texts: readonly string[], options: Options = {}): Template[] {
  return texts.map((text) => ({ text, types: REAL, rule: 'near:1e-11', values: 'normal', ...options }));
}

const PAIRS = [
  'c128 c128',
  'c64 f32',
  'u8 u8',
  'i8 i16',
  'f64 f64',
  'f32 f32',
  'f32 f64',
  'i64 i64',
  'i32 i64',
  'i32 f32',
  'i32 i32',
  'b1 b1',
  'b1 f64',
];

const EINSUMS: readonly (readonly [subscripts: string, operands: number, shapes: readonly string[]])[] = [
  ['ij,jk->ik', 2, ['3x4 4x5', '1x1 1x1', '3x0 0x2', '30x41 41x22']],
  ['ij,jk', 2, ['3x4 4x5']],
  ['ij,kj->ki', 2, ['3x4 5x4']],
  ['i,i', 2, ['5 5', '0 0', '300 300']],
  ['i,j->ij', 2, ['5 3']],
  ['ij,ij->i', 2, ['5x3 5x3', '5x1 5x1']],
  ['ij,ij', 2, ['5x3 5x3']],
  ['ij,j->i', 2, ['5x3 3']],
  ['ij,j', 2, ['5x3 3']],
  ['ii', 1, ['4x4', '1x1', '0x0']],
  ['ii->i', 1, ['4x4', '1x1', '0x0']],
  ['ij->ji', 1, ['4x3']],
  ['ji', 1, ['4x3']],
  ['ij->j', 1, ['4x3', '0x3']],
  ['ij->', 1, ['4x3']],
  ['iij->j', 1, ['3x3x4']],
  ['iji->ij', 1, ['3x4x3']],
  ['bij,bjk->bik', 2, ['2x3x4 2x4x5']],
  ['bij,bj->bi', 2, ['2x3x4 2x4']],
  ['...ij,...jk->...ik', 2, ['2x3x4 2x4x5', '2x3x4 4x5', '3x4 4x5', '2x1x3x4 3x4x2']],
  ['...i,...i', 2, ['2x3x4 2x3x4', '4 4', '2x4 4']],
  ['i...->...', 1, ['2x3x4', '5']],
  ['ijk,jl,kl->il', 3, ['2x3x4 3x5 4x5']],
  ['i,i,i->i', 3, ['4 4 4']],
  ['i,j,k', 3, ['2 3 4']],
  ['ij,jk,kl->il', 3, ['2x3 3x4 4x5']],
  ['abcd,cdef->abef', 2, ['2x3x2x2 2x2x3x1']],
  ['ijk,ikl->lj', 2, ['2x3x4 2x4x5']],
  ['ij,ik,jk->', 3, ['2x3 2x4 3x4']],
  ['i, j -> i j', 2, ['2 3']],
];

const TENSORS: readonly Template[] = [
  ...EINSUMS.flatMap(([subscripts, operands, shapes]) =>
    calls([`np.einsum('${subscripts}', ${['{x}', '{y}', '{z}'].slice(0, operands).join(', ')})`], {
      types: PAIRS,
      shapes,
      rule: 'near:1e-13',
      draws: shapes.length,
    }),
  ),
  ...calls(['np.tensordot({x}, {y})', 'np.tensordot({x}, {y}, 1)', 'np.tensordot({x}, {y}, axes=0)'], {
    types: PAIRS,
    shapes: ['3x3 3x3', '2x2x2 2x2x2', '4x4x4 4x4'],
    rule: 'near:1e-13',
    draws: 3,
  }),
  ...calls(['np.tensordot({x}, {y}, axes=([1, 0], [0, 1]))', 'np.tensordot({x}, {y}, ((0, 1), (1, 0)))'], {
    types: PAIRS,
    shapes: ['3x4x2 4x3x5', '3x4 4x3'],
    rule: 'near:1e-13',
    draws: 2,
  }),
  ...calls(['np.tensordot({x}, {y}, axes=(2, 0))', 'np.tensordot({x}, {y}, (-1, -3))'], {
    types: PAIRS,
    shapes: ['2x3x4 4x3x2', '2x3x4 4x1x2'],
    rule: 'near:1e-13',
    draws: 2,
  }),
  ...calls(['np.dot({x}, {y})', '{x}.dot({y})'], {
    types: PAIRS,
    shapes: ['2x3x4 4x5', '2x3x4 5x4x2', '3x4 2x4x3', '4 2x4x3', '2x3x4 4', '3x4 4x5'],
    rule: 'near:1e-13',
    draws: 6,
  }),
  ...calls(['np.inner({x}, {y})'], {
    types: PAIRS,
    shapes: ['2x3x4 5x4', '2x3x4 2x4', '4 2x3x4', '3x4 4'],
    rule: 'near:1e-13',
    draws: 4,
  }),
  ...calls(['np.inner({x}, 2)', 'np.outer({x}, 3)'], { types: ['f64', 'i64'] }),
  ...calls(['np.outer({x}, {y})'], { types: PAIRS, shapes: ['2x3 4', '2x2 3x2', '1 0'], draws: 3 }),
  ...calls(['np.kron({x}, {y})'], {
    types: PAIRS,
    shapes: ['2x3 4x2', '3 4', '2x2 3', '2 3x1x2', '0x2 1x1'],
    draws: 5,
  }),
  ...calls(['np.cross({x}, {y})', 'np.cross({x}, {y}, axis=-1)'], {
    types: ['f64 f64', 'f32 f32', 'i64 i64', 'i32 f32'],
    shapes: ['3 3', '5x3 5x3', '2x4x3 3', '1x3 5x3'],
    rule: 'near:1e-14',
    draws: 4,
  }),
  ...calls(['np.cross({x}, {y}, 0, 0, 0)', 'np.cross({x}, {y}, axis=0)', 'np.cross({x}, {y}, axisa=0, axisb=0)'], {
    types: ['f64 f64', 'i64 i64'],
    shapes: ['3x5 3x5', '3x2x4 3x2x4'],
    rule: 'near:1e-14',
    draws: 2,
  }),
  ...calls(
    [
      'np.trace({x}, 1)',
      'np.trace({x}, offset=-1)',
      '{x}.trace(2)',
      'np.trace({x}, 0, 1, 0)',
      'np.trace({x}, dtype=np.float64)',
      'np.trace({x}, {n})',
    ],
    {
      types: [...REAL, 'b1'],
      shapes: ['5x5', '3x7', '7x3', '2x3x4'],
      ints: [-3, 9],
      values: 'small',
      draws: 4,
    },
  ),
  ...calls(['{x}.trace(axis1=2, axis2=0)', 'np.trace({x}, -1, -1, 0)'], {
    shapes: ['2x3x4', '2x3x3x4'],
    values: 'small',
    draws: 2,
  }),
];

const COEFFICIENTS = ['5 7', '1 1', '4 3x4', '12 300'];

const POLYNOMIALS: readonly Template[] = [
  ...calls(['np.polyval({x}, {y})'], {
    types: ['f64 f64', 'f32 f32', 'f32 f64', 'i64 i64', 'i32 i32', 'i32 f32', 'i64 f64'],
    shapes: COEFFICIENTS,
    rule: 'exact',
    draws: 4,
  }),
  ...calls(['np.polyval({x}, {y})'], { types: ['f64 f64', 'i64 i64'], shapes: ['0 3'], rule: 'exact', draws: 1 }),
  ...calls(['np.polyval({x}, {e})', 'np.polyval({x}, {v})', 'np.polyval([1, -2, 3], {x})', 'np.polyval({x}, 2)'], {
    shapes: ['4', '1'],
    rule: 'exact',
  }),
  ...calls(
    [
      'polynomial.polyval',
      'chebyshev.chebval',
      'legendre.legval',
      'hermite.hermval',
      'hermite_e.hermeval',
      'laguerre.lagval',
    ].map((name) => `np.polynomial.${name}({y}, {x})`),
    {
      types: ['f64 f64', 'f32 f32', 'i64 f64', 'f64 i32'],
      shapes: ['5 7', '1 1', '2 3x4', '3 4', '12 300'],
      rule: 'near:1e-13',
      draws: 5,
    },
  ),
  ...calls(['np.polyadd({x}, {y})', 'np.polysub({x}, {y})', 'np.polymul({x}, {y})'], {
    types: ['f64 f64', 'i64 i64', 'i32 f32', 'f32 f64'],
    shapes: ['5 3', '3 5', '4 4', '1 1'],
    rule: 'near:1e-13',
    draws: 4,
  }),
  ...calls(['np.polydiv({x}, {y})[0]', 'np.polydiv({x}, {y})[1]'], {
    types: ['f64 f64'],
    shapes: ['6 3', '3 5', '4 4', '1 1'],
    rule: 'near:1e-9',
    draws: 4,
  }),
  ...calls(
    [
      'np.polymul([0, 0, 1, 2], {x})',
      'np.polydiv([1.0, -3.0, 2.0], [1.0, -1.0])[1]',
      'np.polyder([3, 2, 1])',
      'np.polyint({x}, k=3)',
    ],
    { shapes: ['4'], rule: 'near:1e-13' },
  ),
  ...calls(['np.polyder({x})', 'np.polyder({x}, 2)', 'np.polyder({x}, m=0)', 'np.polyint({x})', 'np.polyint({x}, 2)'], {
    shapes: ['5', '1', '3', '2'],
    rule: 'near:1e-15',
    draws: 4,
  }),
  ...calls(
    [
      'np.polyfit({x}, {y}, 2)',
      'np.polyfit({x}, {y}, {n})',
      'np.polyfit({x}, {y}, 1, w={x})',
      'np.polynomial.polynomial.polyfit({x}, {y}, 2)',
    ],
    {
      types: ['f64 f64', 'f64 i64'],
      ints: [0, 3],
      shapes: ['20 20', '20 20x3', '9 9'],
      rule: 'near:1e-9',
      draws: 3,
    },
  ),
  // The roots of a product of real factors.
  ...calls(
    [
      'np.roots([1, -6, 11, -6])',
      'np.roots(np.poly([1.0, 2.5, {v}, -4.0]))',
      'np.roots([0, 0, 2, -3, 1, 0, 0])',
      'np.roots([3])',
    ],
    {
      types: ['f64'],
      floats: [7.5, -1.25],
      rule: 'near:1e-9',
    },
  ),
  ...calls(['np.poly({x})'], { shapes: ['4', '1', '9'], rule: 'near:1e-12', draws: 3 }),
  ...calls(['np.vander({x})', 'np.vander({x}, 3)', 'np.vander({x}, {n}, increasing=True)'], {
    shapes: ['4', '1', '5'],
    ints: [2, 0, 7],
    rule: 'exact',
    values: 'small',
    draws: 3,
  }),
  ...calls(['np.polynomial.polynomial.polyvander({x}, 3)'], { shapes: ['4', '2x3'], rule: 'near:1e-14', draws: 2 }),
];

export const TENSOR_TEMPLATES: readonly Template[] = [...TENSORS, ...POLYNOMIALS];
