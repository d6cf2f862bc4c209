// SPDX-License-Identifier: Apache-2.0
// Calls of linear algebra, Fourier transforms and SciPy's names, for `function-cases.ts`.
// Results of LAPACK agree up to rounding (`near:`, relative to the largest element); vectors whose sign is free are compared by
// absolute value or by what they compose to. Debian's NumPy 1.24 gives complex128 for transforms of float32 where NumPy 2 gives
// complex64: those are compared after a cast.

import type { Template } from './function-cases';
import { TENSOR_TEMPLATES } from './tensor-cases';

type Options = Partial<Omit<Template, 'text'>>;

const FLOAT = ['f64', 'f32'];
const INEXACT = [...FLOAT, 'c128', 'c64'];
const REAL = [...FLOAT, 'i64', 'i32'];

function calls(texts: readonly string[], options: Options = {}): Template[] {
  return texts.map((text) => ({ text, types: REAL, rule: 'near:1e-11', values: 'normal', ...options }));
}

const SQUARE = ['4x4', '1x1', '0x0', '3x5x5', '2x3x2x2', '37x37'];
/** Far from singular: the diagonal is 16. */
const WELL = '({x} + 16 * np.eye({x}.shape[-1]))';
/** Needs the layout `C`: both mentions are one array then. */
const SYMMETRIC = '({x} + {x}.swapaxes(-1, -2).conj())';
/** The product is taken in double precision: in single precision its last digits are open, and the identity makes doubles of it. */
const POSITIVE = '((np.float64(1) * {x}) @ {x}.swapaxes(-1, -2).conj() + 16 * np.eye({x}.shape[-1]))';

const SOLVERS: readonly Template[] = [
  ...calls(['np.linalg.inv({x})', 'np.linalg.det({x})', 'np.linalg.slogdet({x})[0]', 'np.linalg.slogdet({x})[1]'], {
    shapes: ['4x4', '1x1', '3x5x5', '2x3x2x2', '12x12'],
    types: INEXACT,
    rule: 'near:1e-9',
    draws: 4,
  }),
  ...calls([`np.linalg.inv(${WELL})`, `np.linalg.det(${WELL} / 8)`], { shapes: SQUARE, draws: 4 }),
  ...calls([`np.linalg.solve({x}, {y})`], {
    shapes: ['4x4 4', '4x4 4x3', '3x4x4 3x4x2', '4x4 2x4x2', '2x1x4x4 1x3x4x1', '0x0 0', '3x3 3x0'],
    types: ['f64', 'f64 f32', 'f32 f32', 'f32 i32', 'c128', 'c64 f32', 'f64 c64'],
    rule: 'near:1e-9',
    draws: 6,
  }),
  ...calls([`np.linalg.cholesky(${POSITIVE})`], { shapes: SQUARE, types: INEXACT, rule: 'near:1e-9', draws: 5 }),
  ...calls(['np.linalg.lstsq({x}, {y}, rcond=None)[0]', 'np.linalg.lstsq({x}, {y}, rcond=None)[1]'], {
    shapes: ['7x3 7', '7x3 7x2', '3x3 3', '3x5 3x2', '20x4 20x1'],
    types: [...INEXACT, 'f64 f32', 'f64 c128'],
    rule: 'near:1e-9',
    draws: 5,
  }),
  ...calls(['np.linalg.lstsq({x}, {y}, rcond=None)[2]', 'np.linalg.lstsq({x}, {y}, rcond=-1)[3]'], {
    shapes: ['7x3 7', '3x5 3x2'],
    draws: 2,
  }),
  ...calls(['np.linalg.pinv({x})', 'np.linalg.pinv({x}, 1e-3)'], {
    shapes: ['7x3', '3x7', '2x4x3', '0x3', '1x1'],
    rule: 'near:1e-9',
    types: INEXACT,
    draws: 5,
  }),
  ...calls(
    ['np.linalg.matrix_rank({x})', 'np.linalg.matrix_rank({x}[:, :1] * {x}[:1])', 'np.linalg.matrix_rank({x}, 0.7)'],
    {
      shapes: ['4x4', '7x3', '2x5'],
      draws: 3,
    },
  ),
  ...calls(
    [
      "np.linalg.cond({x}, 'fro')",
      'np.linalg.cond({x})',
      ...['1', '-1', '2', '-2', 'np.inf', '-np.inf'].map((p) => `np.linalg.cond({x}, ${p})`),
    ],
    { shapes: ['4x4', '3x5x5', '1x1'], rule: 'near:1e-9', types: INEXACT, draws: 3 },
  ),
  ...calls(
    [
      'np.linalg.matrix_power({x}, 0)',
      'np.linalg.matrix_power({x}, 3)',
      'np.linalg.matrix_power({x}, 7)',
      'np.linalg.matrix_power({x}, {n})',
    ],
    {
      shapes: ['4x4', '3x2x2'],
      ints: [2, 5, 1],
      values: 'small',
      draws: 2,
    },
  ),
  ...calls(['np.linalg.matrix_power({x}, -2)'], {
    shapes: ['4x4', '3x2x2'],
    types: INEXACT,
    rule: 'near:1e-8',
    draws: 2,
  }),
  ...calls(['np.linalg.multi_dot([{x}, {y}, {z}])'], {
    shapes: ['3x40 40x2 2x5', '3 3x2 2x4', '5x3 3x7 7', '4 4x2 2'],
    draws: 4,
    types: [...FLOAT, 'i64'],
  }),
  ...calls(['np.linalg.tensorinv({x})'], { shapes: ['2x3x3x2'], types: ['f64'], rule: 'near:1e-8', draws: 2 }),
  ...calls(['np.linalg.tensorsolve({x}, {y})'], {
    shapes: ['2x3x3x2 2x3', '2x3x6 2x3'],
    types: ['f64'],
    rule: 'near:1e-8',
    draws: 4,
  }),
];

const FACTORS: readonly Template[] = [
  ...calls(
    [
      'np.linalg.qr({x})[0]',
      'np.linalg.qr({x})[1]',
      "np.linalg.qr({x}, 'complete')[0]",
      "np.linalg.qr({x}, mode='complete')[1]",
      "np.linalg.qr({x}, 'r')",
      "np.linalg.qr({x}, 'raw')[0]",
      "np.linalg.qr({x}, 'raw')[1]",
    ],
    { shapes: ['5x3', '3x5', '4x4', '2x5x3', '0x3', '3x0', '1x1'], draws: 7, types: INEXACT },
  ),
  ...calls(
    [
      'np.linalg.svd({x})[1]',
      'np.linalg.svd({x}, compute_uv=False)',
      'np.abs(np.linalg.svd({x}, full_matrices=False)[0])',
      'np.abs(np.linalg.svd({x}, False)[2])',
    ],
    { shapes: ['5x3', '3x5', '4x4', '2x5x3', '0x3', '3x0', '1x1'], draws: 7, types: INEXACT, rule: 'near:1e-9' },
  ),
  ...calls(['np.linalg.svd({x})[0].shape[0]', 'np.linalg.svd({x})[2].shape[-1]'], { shapes: ['5x3', '3x5'] }),
  ...calls(
    [
      `np.linalg.eigh(${SYMMETRIC})[0]`,
      `np.linalg.eigvalsh(${SYMMETRIC})`,
      "np.linalg.eigvalsh({x}, 'U')",
      'np.linalg.eigvalsh({x})',
    ],
    {
      shapes: SQUARE,
      draws: 5,
    },
  ),
  ...calls([`np.abs(np.linalg.eigh(${SYMMETRIC})[1])`, "np.abs(np.linalg.eigh({x}, UPLO='U')[1])"], {
    shapes: ['4x4', '1x1', '2x5x5', '0x0'],
    rule: 'near:1e-8',
    draws: 4,
    types: INEXACT,
  }),
  // Real eigenvalues: the matrix is similar to a symmetric one.
  ...calls(
    [`np.linalg.eigvals(${POSITIVE})`, `np.linalg.eig(${POSITIVE})[0]`, `np.abs(np.linalg.eig(${POSITIVE})[1])`],
    {
      layout: 'C',
      shapes: ['4x4', '1x1', '2x3x3', '0x0'],
      rule: 'near:1e-8',
      draws: 4,
      types: INEXACT,
    },
  ),
];

const NORM_ORDERS = ['None', '1', '2', '-1', '-2', 'np.inf', '-np.inf'];
const NORMS: readonly Template[] = [
  ...calls(['np.linalg.norm({x})'], { ranks: [1, 2, 3], rule: 'near:1e-13', draws: 6 }),
  ...calls(
    [...NORM_ORDERS, '0', '3', '0.5', '-3'].map((order) => `np.linalg.norm({x}, ${order})`),
    {
      shapes: ['7', '300', '1'],
      rule: 'near:1e-13',
      types: INEXACT,
    },
  ),
  ...calls(
    [...NORM_ORDERS, '3'].flatMap((order) => [
      `np.linalg.norm({x}, ${order}, axis={axis})`,
      `np.linalg.norm({x}, ${order}, axis={axis}, keepdims=True)`,
    ]),
    { shapes: ['5x4', '3x4x5', '7x1'], rule: 'near:1e-13', types: INEXACT, draws: 3 },
  ),
  ...calls(
    [...NORM_ORDERS, "'fro'", "'nuc'"].flatMap((order) => [
      `np.linalg.norm({x}, ord=${order}, axis=(0, -1))`,
      `np.linalg.norm({x}, ${order}, (-1, 0), True)`,
      `np.linalg.norm({x}, ord=${order}, axis=(-2, -1))`,
    ]),
    { shapes: ['5x4', '3x4x5', '2x3x3x2'], rule: 'near:1e-12', types: INEXACT, draws: 3 },
  ),
];

const FOURIER: readonly Template[] = [
  ...calls(
    [
      'np.fft.fft({x})',
      "np.fft.ifft({x}, {n}, {axis}, norm='ortho')",
      'np.fft.irfft({x})',
      'np.fft.hfft({x}, 9)',
      'np.fft.fftn({x})',
      'np.fft.irfftn({x})',
    ],
    {
      types: ['c128'],
      shapes: ['8', '5x4', '3x4x5'],
      ints: [4, 9],
      rule: 'near:1e-13',
      draws: 3,
    },
  ),
  ...calls(
    [
      ...['fft', 'ifft', 'rfft'].flatMap((name) => [`np.fft.${name}({x})`, `np.fft.${name}({x}, axis={axis})`]),
      ...['fft', 'ifft', 'rfft', 'ihfft'].flatMap((name) => [
        `np.fft.${name}({x}, n=7, norm='ortho')`,
        `np.fft.${name}({x}, {n}, {axis}, 'forward')`,
      ]),
      "np.fft.irfft({x} + 1j * {x}, norm='ortho')",
      'np.fft.irfft(1j * {x} + 1.5, 9, {axis})',
      "np.fft.hfft(1j * {x} + 1.5, norm='forward')",
      'np.fft.hfft({x} * 1j, 8, {axis})',
      'np.fft.ifft(np.fft.fft({x}))',
    ],
    {
      types: ['f64', 'i64', 'i32'],
      shapes: ['8', '300', '5x4', '3x4x5', '6x1009'],
      ints: [4, 9],
      rule: 'near:1e-13',
      draws: 4,
    },
  ),
  ...calls(
    [
      ...['fft2', 'ifft2', 'fftn', 'ifftn', 'rfft2', 'rfftn'].flatMap((name) => [
        `np.fft.${name}({x})`,
        `np.fft.${name}({x}, s=(5, 6), axes=(0, 1), norm='ortho')`,
        `np.fft.${name}({x}, axes=(-1,))`,
      ]),
      'np.fft.irfft2({x} + 1j * {x})',
      'np.fft.irfftn({x} - 2j * {x}, s=(4, 7), axes=(1, 0))',
      'np.fft.irfftn(np.fft.rfftn({x}))',
    ],
    { types: ['f64', 'i64'], shapes: ['8x6', '5x4', '3x4x5', '1x7'], rule: 'near:1e-13', draws: 4 },
  ).filter((each) => !each.text.includes('fft2({x}, axes=(-1,))')),
  ...calls(['np.fft.fft({x}).astype(np.complex128)', 'np.fft.rfft({x}, axis={axis}).astype(np.complex128)'], {
    types: ['f32'],
    shapes: ['8', '300', '5x4'],
    rule: 'near:1e-6',
    draws: 3,
  }),
  ...calls(['np.fft.irfft({x}).astype(np.float64)'], {
    types: ['f32'],
    shapes: ['8', '5x4'],
    rule: 'near:1e-6',
    draws: 2,
  }),
  ...calls(
    [
      'np.fft.fftfreq({n})',
      'np.fft.fftfreq({n}, 0.1)',
      'np.fft.rfftfreq({n})',
      'np.fft.rfftfreq({n}, d={v})',
      'np.fft.fftfreq(n=8, d={v})',
    ],
    { types: ['f64'], ints: [1, 8, 9], floats: [0.3, 2.5], draws: 3, rule: 'near:1e-15' },
  ),
  ...calls(
    [
      'np.fft.fftshift({x})',
      'np.fft.ifftshift({x})',
      'np.fft.fftshift({x}, axes={axis})',
      'np.fft.ifftshift({x}, axes=(0,))',
    ],
    {
      rule: 'exact',
      draws: 6,
    },
  ),
];

const NEW_IN_2: readonly Template[] = [
  ...calls(['np.matvec({x}, {y})', 'np.vecmat({y}, {x})'], {
    types: ['f64 f64', 'i64 i64', 'c128 c128', 'f32 f64'],
    shapes: ['3x3 3', '2x3x3 3', '2x3x3 4x1x3'],
    rule: 'near:1e-13',
    draws: 3,
  }),
  ...calls(
    [
      'np.linalg.matrix_norm({x})',
      "np.linalg.matrix_norm({x}, ord='nuc')",
      'np.linalg.matrix_norm({x}, ord=1, keepdims=True)',
    ],
    {
      shapes: ['5x3', '2x3x4'],
      types: INEXACT,
      rule: 'near:1e-12',
    },
  ),
  ...calls(
    [
      'np.linalg.trace({x})',
      'np.linalg.trace({x}, offset=1)',
      'np.linalg.diagonal({x})',
      'np.linalg.diagonal({x}, offset=-1)',
    ],
    {
      shapes: ['5x3', '2x3x4'],
      rule: 'near:1e-13',
    },
  ),
  ...calls(['np.matrix_transpose({x})'], { ranks: [2, 3], rule: 'exact' }),
  ...calls(['np.vecdot({x}, {y})', 'np.vecdot({x}, {y}, axis=0)'], {
    types: ['f64 f64', 'f32 f32', 'i64 i64', 'c128 c128', 'c64 f32', 'i32 f32'],
    shapes: ['5 5', '3x3 3x3', '3x2x3 3x3'],
    rule: 'near:1e-13',
    draws: 2,
  }),
  ...calls(['np.linalg.svdvals({x})'], { shapes: ['5x3', '2x3x4'], types: INEXACT, rule: 'near:1e-9' }),
  ...calls(
    [
      'np.linalg.vector_norm({x})',
      'np.linalg.vector_norm({x}, axis={axis}, keepdims={keep})',
      'np.linalg.vector_norm({x}, axis={axis}, ord=1)',
    ],
    {
      shapes: ['5x3', '2x3x4', '7'],
      types: INEXACT,
      rule: 'near:1e-12',
      draws: 3,
    },
  ),
];

const SCIPY: readonly Template[] = [
  ...calls(
    [
      'scipy.special.erf({x})',
      'scipy.special.erfc({x})',
      'scipy.special.expit({x})',
      'scipy.special.gammaln({x})',
      'scipy.special.gamma({x} + 0.1)',
    ],
    {
      types: ['f64', 'f32', 'i64'],
      rule: 'near:1e-12',
      values: 'small',
      draws: 3,
    },
  ),
  ...calls(['scipy.special.logit(scipy.special.expit({x}))', 'scipy.special.xlogy({x}, np.abs({y}))'], {
    types: FLOAT,
    rule: 'near:1e-9',
    values: 'small',
  }),
  ...calls(
    [
      'scipy.special.logsumexp({x})',
      'scipy.special.logsumexp({x}, axis={axes}, keepdims={keep})',
      'scipy.special.softmax({x}, axis={axis})',
      'scipy.special.softmax({x})',
    ],
    {
      types: FLOAT,
      nonempty: true,
      rule: 'near:1e-12',
      values: 'normal',
      draws: 3,
    },
  ),
  ...calls(
    [
      'scipy.fft.fft({x})',
      'scipy.fft.rfft({x})',
      'scipy.fft.ifftn({x})',
      'scipy.fft.irfft({x})',
      "scipy.fft.fft({x}, n=9, norm='ortho')",
      'scipy.fft.fftshift({x})',
    ],
    {
      types: [...FLOAT, 'c64'],
      shapes: ['8', '5x4'],
      rule: 'near:1e-12',
    },
  ).filter((each) => !each.text.includes('rfft({x})')),
  ...calls(['scipy.fft.rfft({x})'], { types: FLOAT, shapes: ['8', '5x4'], rule: 'near:1e-12' }),
  ...calls(
    [
      `scipy.linalg.inv(${WELL})`,
      `scipy.linalg.det(${WELL} / 8)`,
      `scipy.linalg.cholesky(${POSITIVE})`,
      `scipy.linalg.cholesky(${POSITIVE}, lower=True)`,
      `scipy.linalg.eigvalsh(${SYMMETRIC})`,
      `scipy.linalg.eigh(${SYMMETRIC}, eigvals_only=True)`,
      `scipy.linalg.eigvalsh(${SYMMETRIC}, ${POSITIVE})`,
      `np.abs(scipy.linalg.eigh(${SYMMETRIC}, ${POSITIVE})[1])`,
    ],
    {
      types: ['f64', 'i64'],
      shapes: ['4x4', '1x1'],
      layout: 'C',
      rule: 'near:1e-9',
    },
  ),
  ...calls(
    [
      'scipy.linalg.norm({x})',
      'scipy.linalg.svdvals({x})',
      "scipy.linalg.qr({x}, mode='economic')[1]",
      'np.abs(scipy.linalg.qr({x})[0])',
      'scipy.linalg.svd({x}, compute_uv=False)',
    ],
    {
      types: ['f64', 'c128'],
      shapes: ['5x3', '4x4'],
      rule: 'near:1e-9',
    },
  ),
  ...calls(
    [
      'scipy.linalg.solve({x}, {y})',
      'scipy.linalg.solve_triangular({x}, {y})',
      'scipy.linalg.solve_triangular({x}, {y}, lower=True)',
      "scipy.linalg.solve_triangular({x}, {y}, trans='T', unit_diagonal=True)",
      'scipy.linalg.lu_solve(scipy.linalg.lu_factor({x}), {y})',
    ],
    {
      types: ['f64', 'c128'],
      shapes: ['4x4 4', '4x4 4x2'],
      rule: 'near:1e-8',
    },
  ),
];

export const LINALG_TEMPLATES: readonly Template[] = [
  ...SOLVERS,
  ...FACTORS,
  ...NORMS,
  ...FOURIER,
  ...TENSOR_TEMPLATES,
  ...NEW_IN_2,
  ...SCIPY,
];
