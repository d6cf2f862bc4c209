# SPDX-License-Identifier: Apache-2.0
"""Reaction and diffusion of two chemicals."""

import numpy as np

import weft

CLASS = "stencils"
SIZE = {"quick": 128, "full": 400, "large": 1000}


def inputs(n):
    r = np.random.default_rng(3)
    u = np.ones((n, n))
    v = np.zeros((n, n))
    a, b = n // 2 - 10, n // 2 + 10
    u[a:b, a:b], v[a:b, a:b] = 0.5, 0.25
    return dict(u=u + 0.01 * r.random((n, n)), v=v + 0.01 * r.random((n, n)), steps=60)


@weft.task
def kernel(u, v, steps):
    for _ in range(steps):
        lu = u[:-2, 1:-1] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1] + u[1:-1, 2:] + u[2:, 1:-1]
        lv = v[:-2, 1:-1] + v[1:-1, :-2] - 4 * v[1:-1, 1:-1] + v[1:-1, 2:] + v[2:, 1:-1]
        uvv = u[1:-1, 1:-1] * v[1:-1, 1:-1] * v[1:-1, 1:-1]
        u[1:-1, 1:-1] += 0.16 * lu - uvv + 0.06 * (1 - u[1:-1, 1:-1])
        v[1:-1, 1:-1] += 0.08 * lv + uvv - (0.06 + 0.062) * v[1:-1, 1:-1]
    return u, v
