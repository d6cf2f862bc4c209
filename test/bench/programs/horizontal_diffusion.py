# SPDX-License-Identifier: Apache-2.0
"""Fourth-order horizontal diffusion with a flux limiter, as weather models have it."""

import numpy as np

import weft

CLASS = "stencils"
SIZE = {"quick": 48, "full": 160, "large": 400}


def inputs(n):
    r = np.random.default_rng(1)
    return dict(field=r.random((n + 4, n + 4, 40)), coefficient=r.random((n, n, 40)))


@weft.task
def kernel(field, coefficient):
    laplacian = 4.0 * field[1:-1, 1:-1, :] - (
        field[2:, 1:-1, :] + field[:-2, 1:-1, :] + field[1:-1, 2:, :] + field[1:-1, :-2, :]
    )
    step = laplacian[1:, 1:-1, :] - laplacian[:-1, 1:-1, :]
    flux_x = np.where(step * (field[2:-1, 2:-2, :] - field[1:-2, 2:-2, :]) > 0, 0, step)
    step = laplacian[1:-1, 1:, :] - laplacian[1:-1, :-1, :]
    flux_y = np.where(step * (field[2:-2, 2:-1, :] - field[2:-2, 1:-2, :]) > 0, 0, step)
    return field[2:-2, 2:-2, :] - coefficient * (flux_x[1:, :, :] - flux_x[:-1, :, :] + flux_y[:, 1:, :] - flux_y[:, :-1, :])
