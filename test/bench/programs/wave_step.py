# SPDX-License-Identifier: Apache-2.0
"""One leapfrog step of the wave equation in space on fields that no cache holds: bound by memory."""

import numpy as np

import weft

CLASS = "stencils"
SIZE = {"quick": 40, "full": 250}
OUT_OF_CACHE = True


def inputs(n):
    r = np.random.default_rng(44)
    return dict(u=r.random((n, n, n)), before=r.random((n, n, n)), c=0.1)


@weft.task
def kernel(u, before, c):
    inner = u[1:-1, 1:-1, 1:-1]
    laplacian = (
        u[2:, 1:-1, 1:-1]
        + u[:-2, 1:-1, 1:-1]
        + u[1:-1, 2:, 1:-1]
        + u[1:-1, :-2, 1:-1]
        + u[1:-1, 1:-1, 2:]
        + u[1:-1, 1:-1, :-2]
        - 6.0 * inner
    )
    after = np.zeros_like(u)
    after[1:-1, 1:-1, 1:-1] = 2.0 * inner - before[1:-1, 1:-1, 1:-1] + c * laplacian
    return after
