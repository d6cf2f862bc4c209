# SPDX-License-Identifier: Apache-2.0
"""Poisson equation by red-black successive over-relaxation."""

import numpy as np

import weft


@weft.task
def relax(n=101, limit=500, tolerance=1e-6):
    """Gives the potential between two charged plates, shape (n, n), and the number of sweeps."""
    u = np.zeros((n, n))
    fixed = np.zeros((n, n), dtype=bool)
    fixed[[0, -1], :] = fixed[:, [0, -1]] = True
    u[n // 4, n // 4 : 3 * n // 4] = 1.0
    u[3 * n // 4, n // 4 : 3 * n // 4] = -1.0
    fixed |= u != 0
    omega = 2 / (1 + np.sin(np.pi / n))
    parity = np.add.outer(np.arange(n), np.arange(n)) % 2
    inner = (slice(1, -1), slice(1, -1))
    sweeps = 0
    for sweeps in range(1, limit + 1):
        largest = 0.0
        for colour in (0, 1):
            mean = np.zeros_like(u)
            mean[inner] = (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2]) / 4
            change = np.where(fixed | (parity != colour), 0.0, omega * (mean - u))
            u += change
            largest = max(largest, np.abs(change).max())
        if largest < tolerance:
            break
    return u, sweeps


if __name__ == "__main__":
    print(relax()[1])
