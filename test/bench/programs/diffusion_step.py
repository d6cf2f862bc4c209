# SPDX-License-Identifier: Apache-2.0
"""One step of diffusion in the plane on a field that no cache holds: bound by memory."""

import numpy as np

import weft

CLASS = "stencils"
SIZE = {"quick": 400, "full": 4000}
OUT_OF_CACHE = True


def inputs(n):
    return dict(u=np.random.default_rng(43).random((n, n)), rate=0.2)


@weft.task
def kernel(u, rate):
    out = np.empty_like(u)
    out[0, :] = u[0, :]
    out[-1, :] = u[-1, :]
    out[:, 0] = u[:, 0]
    out[:, -1] = u[:, -1]
    out[1:-1, 1:-1] = u[1:-1, 1:-1] + rate * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4.0 * u[1:-1, 1:-1])
    return out
