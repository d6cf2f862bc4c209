# SPDX-License-Identifier: Apache-2.0
"""Conjugate gradients for the Poisson equation, with the matrix as a function."""

import numpy as np

import weft


@weft.task
def poisson(n=128, tolerance=1e-8, limit=2_000):
    """Solve -Laplace(u) = f on the unit square; gives u, shape (n, n), and the number of iterations."""
    h = 1.0 / (n + 1)
    x = np.arange(1, n + 1) * h
    f = np.where(np.hypot(x[:, None] - 0.3, x[None, :] - 0.6) < 0.1, 1.0, 0.0)

    def apply(u):
        result = 4 * u
        result[1:] -= u[:-1]
        result[:-1] -= u[1:]
        result[:, 1:] -= u[:, :-1]
        result[:, :-1] -= u[:, 1:]
        return result / h**2

    u = np.zeros((n, n))
    r = f - apply(u)
    p = r.copy()
    rho = np.vdot(r, r)
    target = tolerance**2 * rho
    for iteration in range(1, limit + 1):
        q = apply(p)
        alpha = rho / np.vdot(p, q)
        u += alpha * p
        r -= alpha * q
        rho, before = np.vdot(r, r), rho
        if rho < target:
            break
        p = r + rho / before * p
    else:
        raise RuntimeError("no convergence")
    return u, iteration


if __name__ == "__main__":
    print(poisson()[1])
