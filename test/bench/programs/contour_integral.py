# SPDX-License-Identifier: Apache-2.0
"""A contour integral of resolvents: one complex solve a point."""

import numpy as np

import weft

CLASS = "masks"
SIZE = {"quick": 40, "full": 150, "large": 400}


def inputs(n):
    r = np.random.default_rng(23)
    c = lambda *shape: r.random(shape) + 1j * r.random(shape)
    return dict(hamiltonian=np.stack([c(n, n) for _ in range(3)]), points=c(16), y=c(n, n))


@weft.task
def kernel(hamiltonian, points, y):
    p0 = np.zeros_like(y)
    p1 = np.zeros_like(y)
    for z in points:
        t = np.zeros_like(y)
        for k in range(hamiltonian.shape[0]):
            t += z ** (1 - k) * hamiltonian[k]
        x = np.linalg.solve(t, y)
        p0 += x
        p1 += z * x
    return p0, p1
