# SPDX-License-Identifier: Apache-2.0
"""QR decomposition by Householder reflections."""

import numpy as np

import weft


@weft.task
def qr(rows=120, columns=80, seed=5):
    """Gives the triangular factor, and whether Q R is the matrix."""
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((rows, columns))
    r, q = a.copy(), np.eye(rows)
    for k in range(columns):
        v = r[k:, k].copy()
        v[0] += np.copysign(np.linalg.norm(v), v[0])
        v /= np.linalg.norm(v)
        r[k:, k:] -= 2 * np.outer(v, v @ r[k:, k:])
        q[:, k:] -= 2 * np.outer(q[:, k:] @ v, v)
    assert np.allclose(np.tril(r, -1), 0, atol=1e-10), "R is not triangular"
    return np.triu(r[:columns]), np.abs(q @ r - a).max() < 1e-12


if __name__ == "__main__":
    print(qr()[1])
