# SPDX-License-Identifier: Apache-2.0
"""Heat in a rod by implicit steps: a tridiagonal system each, by the Thomas algorithm."""

import numpy as np

import weft


def solve_tridiagonal(lower, diagonal, upper, right):
    """The solution of a tridiagonal system, shape (n,); the arguments stay as they are."""
    n = len(right)
    c, d = np.empty(n), np.empty(n)
    c[0], d[0] = upper[0] / diagonal[0], right[0] / diagonal[0]
    for i in range(1, n):
        pivot = diagonal[i] - lower[i] * c[i - 1]
        c[i] = upper[i] / pivot
        d[i] = (right[i] - lower[i] * d[i - 1]) / pivot
    x = d
    for i in reversed(range(n - 1)):
        x[i] -= c[i] * x[i + 1]
    return x


@weft.task
def rod(n=2_000, steps=100, dt=1e-3):
    """Temperature after `steps` steps, shape (n,)."""
    x = np.linspace(0, 1, n)
    u = np.where(np.abs(x - 0.5) < 0.1, 1.0, 0.0)
    r = dt * (n - 1) ** 2 * 1e-2
    lower, diagonal, upper = np.full(n, -r), np.full(n, 1 + 2 * r), np.full(n, -r)
    diagonal[[0, -1]] = 1 + r
    for _ in range(steps):
        u = solve_tridiagonal(lower, diagonal, upper, u)
    return u


if __name__ == "__main__":
    print(rod().max())
