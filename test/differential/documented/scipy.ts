// SPDX-License-Identifier: Apache-2.0
// SciPy's linear algebra, special functions, integrals of values, and constants.

import { documented, type Example } from './table';

const SPECIAL = `
    scipy.special.{erfinv,ndtr,entr,exp2,expm1,log1p,cbrt}([-0.75, -0.25, 0.0, 0.5, 0.9])
    scipy.special.erfcinv([0.1, 0.5, 1.0, 1.75])
    scipy.special.ndtri([0.0, 0.01, 0.5, 0.975, 1.0])
    scipy.special.{digamma,psi}([-1.5, 0.25, 1.0, 3.5, 40.0])
    scipy.special.{j0,j1}([-3.0, 0.0, 0.5, 2.0, 25.0])
    scipy.special.{y0,y1,k0,k1}([0.0, 0.5, 2.0, 25.0])
    scipy.special.{i0,i1}([-3.0, 0.0, 0.5, 2.0, 25.0])
    scipy.special.{jv,jn,yv,yn,iv,kv,kn}(2, [0.5, 2.0, 12.0])
    scipy.special.{beta,betaln,gammainc,gammaincc}([0.5, 2.0, 10.0], [1.5, 3.0, 7.0])
    scipy.special.betainc(2.0, 3.0, [0.0, 0.25, 0.5, 1.0])
    scipy.special.binom([5, 10.5, 60], [2, 3, 30])
    scipy.special.comb([5, 3, 40], [2, 4, 20])
    scipy.special.comb(n, 2)
    scipy.special.perm([5, 3, 10], [2, 4, 10])
    scipy.special.{beta,betaln}([0.0, -1.0, -2.0, -3.0, -2.5, np.nan, np.inf, -0.5, 2.0], [1.0, 3.0, 1.0, np.nan, -3.5, 1.0, 2.0, np.inf, -1.0])
    scipy.special.binom([-2.0, 5.0, 5.0, 5.5, -0.5, np.nan, np.inf, np.inf, 2.0], [1.0, -1.0, 6.0, -3.0, -2.5, 1.0, 0.0, 2.0, -np.inf])
    scipy.special.{comb,perm}([5.0, -1.0, 3.0, np.nan, np.inf, 0.0], [-1.0, 2.0, 4.0, 1.0, 2.0, 0.0])
    scipy.special.{jv,yv,iv,kv}([0.0, 2.0, -2.0, 1.0, np.nan, 0.5, -0.5, 1.0], [0.0, 0.0, 3.0, np.inf, 1.0, -1.0, 0.0, np.nan])
    scipy.special.factorial([0, 1, 5, 20, -1])
    scipy.special.factorial(n)
    scipy.special.{ellipk,ellipe}([-2.0, 0.0, 0.5, 0.99, 1.0])
    scipy.special.exp1([0.1, 1.0, 10.0])
    scipy.special.expi([-1.0, 0.5, 10.0])
    scipy.special.zeta([1.5, 2.0, 10.0])
    scipy.special.log_softmax([1.0, 2.0, 3.5])
    scipy.special.log_softmax(g, axis=1)
    scipy.special.xlog1py([0, 1, 2.0], [0, 2, 3.0])
    scipy.special.{rel_entr,kl_div}([0.0, 0.25, 1.0, -1.0], [0.5, 0.5, 2.0, 1.0])
`;

export const SCIPY_EXAMPLES: readonly Example[] = [
  ...documented('ulp:16', SPECIAL),
  // SciPy's own are up to 160 ulp from the true values here, Weft's up to 30.
  ...documented(
    'near:1e-13',
    `
    scipy.special.{jv,yv,iv,kv}([0.5, 1.25, 3.0], [[0.5], [2.0]])
    scipy.special.expn(3, [0.1, 1.0, 10.0])
    `,
  ),
  ...documented(
    'exact',
    `
    scipy.special.comb(n, 2, exact=True)
    scipy.special.perm(n, 2, exact=True)
    scipy.special.factorial(n, exact=True)
    scipy.linalg.block_diag([[1, 0], [0, 1]], [[3, 4, 5], [6, 7, 8]], 7)
    scipy.linalg.block_diag(m, v, 0.5)
    scipy.linalg.toeplitz([1, 2, 3], [1, 4, 5, 6])
    scipy.linalg.toeplitz(v[:n - 3])
    scipy.linalg.toeplitz([1.0, 2 + 3j, 4 - 1j])
    scipy.linalg.circulant(v)
    scipy.constants.c * scipy.constants.h + scipy.constants.minute
    scipy.constants.pi + scipy.constants.g
    `,
  ),
  ...documented(
    'near:1e-14',
    `
    ! scipy.linalg.solve(g * np.nan, w[:3])
    ! scipy.linalg.solve(g, w[:3] / 0)
    ! scipy.linalg.inv(g * np.inf)
    ! scipy.linalg.cholesky(g + 1j * np.inf)
    ! scipy.linalg.cho_solve(scipy.linalg.cho_factor(g), k[:3])
    ! scipy.linalg.solve_banded((1, 1), [[0, np.nan, 1.0], [4, 4, 4], [1, 1, 0]], np.eye(3))
    scipy.linalg.det(g * np.nan, check_finite=False)
    scipy.linalg.solve(np.eye(3), [1, 2, 3], check_finite=False)
    scipy.linalg.solve(g @ g.T + np.eye(3), w[:3], assume_a='pos')
    scipy.linalg.solve(np.tril(g @ g.T + np.eye(3)), g, assume_a='pos', lower=True)
    scipy.linalg.solve(np.triu(g + g.T), w[:3], assume_a='sym')
    scipy.linalg.solve(np.tril(g + 1j * w[:3]), w[:3], lower=True, assume_a='sym')
    scipy.linalg.solve(np.triu(g + 1j * w[:3]), w[:3], assume_a='her')
    scipy.linalg.solve(np.tril(g), w[:3], assume_a='her', lower=True)
    ! scipy.linalg.solve(-np.eye(3), w[:3], assume_a='pos')
    ! scipy.linalg.solve(np.ones((3, 3)), w[:3], assume_a='sym')
    ! np.dot(g, g, out=np.empty((3, 3)).T)
    ! np.dot(g, g, out=np.empty((3, 6))[:, ::2])
    np.dot(g, g, out=np.empty((3, 3)))
    np.dot(g[:1], g, out=np.empty((3, 1)).T)
    * scipy.linalg.lu(g)
    * scipy.linalg.lu([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    * scipy.linalg.lu(m + 0.5, permute_l=True)
    scipy.linalg.cho_solve(scipy.linalg.cho_factor(g), np.ones(3))
    c, low = scipy.linalg.cho_factor(g, lower=True); scipy.linalg.cho_solve((c, low), g[:, :2])
    scipy.linalg.solve_banded((1, 2), np.array([[0, 0, -1, -1, -1], [0, 2, 2, 2, 2], [5, 4, 3, 2, 1], [1, 1, 1, 1, 0.0]]), [0, 1, 2, 2, 3])
    scipy.linalg.solve_banded((1, 1), [[0, 1.0, 1.0], [4, 4, 4], [1, 1, 0]], np.eye(3))
    e, u = scipy.linalg.eigh(g, g @ g.T + np.eye(3)); u * e @ u.T
    e, u = scipy.linalg.eigh(np.triu(g), g @ g.T + np.eye(3), lower=False); u * e @ u.T
    e, u = scipy.linalg.eigh(g, subset_by_index=[1, 2]); u * e @ u.T
    scipy.linalg.eigvalsh(g, np.eye(3) + g @ g)
    scipy.linalg.eigvalsh(g, subset_by_index=[0, 1])
    ! scipy.linalg.eigh(g, -np.eye(3))
    e, u = scipy.linalg.eigh_tridiagonal(w, w[1:]); u * e @ u.T
    e, u = scipy.linalg.eigh_tridiagonal(w, w[1:], select='i', select_range=(1, 3)); u * e @ u.T
    scipy.linalg.eigvalsh_tridiagonal([2.0, 3, 4], [1, -1])
    ! scipy.linalg.eigh_tridiagonal(w, w)
    scipy.integrate.trapezoid(w, dx=0.5)
    scipy.integrate.trapezoid(m, [0, 1.5, 2], axis=1)
    scipy.integrate.cumulative_trapezoid(w)
    scipy.integrate.cumulative_trapezoid(w, dx=0.5, initial=0)
    scipy.integrate.cumulative_trapezoid(m, [0, 1.5, 2], axis=1)
    scipy.integrate.simpson(w[:3])
    scipy.integrate.simpson(m, [0, 1.5, 2], axis=1)
    scipy.integrate.simpson(w, dx=0.5) => 1.083333333333333
    scipy.integrate.simpson(w, [0, 1, 2.5, 3]) => 0.4687499999999999
    scipy.integrate.simpson(w[:2]) => -0.375
    `,
  ),
  ...documented(
    'near:1e-13',
    `
    scipy.linalg.expm(np.zeros((2, 2)))
    scipy.linalg.expm(g)
    scipy.linalg.expm([[1.0, 2.0], [-1.0, 3.0]])
    scipy.linalg.expm(1j * np.array([[1.0, 2.0], [-1.0, 3.0]]))
    scipy.linalg.expm(g * 20)
    scipy.linalg.expm(g / 100)
    `,
  ),
];
