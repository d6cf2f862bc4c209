# SPDX-License-Identifier: Apache-2.0
"""An implicit tridiagonal solve along the vertical of every column."""

import numpy as np

import weft

CLASS = "sweeps"
SIZE = {"quick": 48, "full": 160, "large": 400}


def inputs(n):
    r = np.random.default_rng(5)
    return dict(w=0.1 * r.random((n, n, 60)), phi=r.random((n, n, 60)))


def temporaries(inputs):
    """Both coefficients of the way up, which the way down reads."""
    return [inputs["phi"], inputs["phi"]]


@weft.task
def kernel(w, phi):
    levels = phi.shape[2]
    c = np.zeros_like(phi)
    d = np.zeros_like(phi)
    c[:, :, 0] = w[:, :, 0]
    d[:, :, 0] = phi[:, :, 0]
    for k in range(1, levels):
        m = 1.0 / (1.0 + w[:, :, k] + w[:, :, k] * c[:, :, k - 1])
        c[:, :, k] = w[:, :, k] * m
        d[:, :, k] = (phi[:, :, k] + w[:, :, k] * d[:, :, k - 1]) * m
    out = np.empty_like(phi)
    out[:, :, levels - 1] = d[:, :, levels - 1]
    for k in range(levels - 2, -1, -1):
        out[:, :, k] = d[:, :, k] + c[:, :, k] * out[:, :, k + 1]
    return out
