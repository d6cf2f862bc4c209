# SPDX-License-Identifier: Apache-2.0
"""Laplace's equation until the largest change of a sweep is small."""

import numpy as np

import weft

CLASS = "stencils"
SIZE = {"quick": 64, "full": 192, "large": 384}


def inputs(n):
    p = np.zeros((n, n))
    p[:, -1] = np.linspace(0, 1, n)
    return dict(p=p, tolerance=1e-4)


@weft.task
def kernel(p, tolerance):
    change = 1.0
    sweeps = 0
    while change > tolerance:
        old = p.copy()
        p[1:-1, 1:-1] = 0.25 * (old[1:-1, 2:] + old[1:-1, :-2] + old[2:, 1:-1] + old[:-2, 1:-1])
        change = np.max(np.abs(p - old))
        sweeps += 1
    return p, sweeps
