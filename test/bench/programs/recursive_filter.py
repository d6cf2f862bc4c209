# SPDX-License-Identifier: Apache-2.0
"""A second-order recursive filter over one long signal."""

import numpy as np

import weft

CLASS = "sweeps"
SIZE = {"quick": 20000, "full": 1000000}


def inputs(n):
    return dict(x=np.random.default_rng(7).standard_normal(n), b0=0.2, b1=0.3, a1=-0.5, a2=0.25)


@weft.task
def kernel(x, b0, b1, a1, a2):
    y = np.zeros_like(x)
    y[0] = b0 * x[0]
    y[1] = b0 * x[1] + b1 * x[0] - a1 * y[0]
    for i in range(2, x.shape[0]):
        y[i] = b0 * x[i] + b1 * x[i - 1] - a1 * y[i - 1] - a2 * y[i - 2]
    return y
