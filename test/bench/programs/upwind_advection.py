# SPDX-License-Identifier: Apache-2.0
"""Upwind advection of a tracer on a periodic grid; the wind decides the neighbour."""

import numpy as np

import weft

CLASS = "stencils"
SIZE = {"quick": 128, "full": 512, "large": 1200}


def inputs(n):
    r = np.random.default_rng(2)
    return dict(c=r.random((n, n)), u=r.standard_normal((n, n)), v=r.standard_normal((n, n)), dt=0.1, steps=20)


def temporaries(inputs):
    """The step before: it is neither the argument, which stays, nor the result."""
    return [inputs["c"]]


@weft.task
def kernel(c, u, v, dt, steps):
    for _ in range(steps):
        west = c - np.roll(c, 1, axis=1)
        east = np.roll(c, -1, axis=1) - c
        south = c - np.roll(c, 1, axis=0)
        north = np.roll(c, -1, axis=0) - c
        c = c - dt * (np.maximum(u, 0) * west + np.minimum(u, 0) * east + np.maximum(v, 0) * south + np.minimum(v, 0) * north)
    return c
