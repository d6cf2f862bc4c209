# SPDX-License-Identifier: Apache-2.0
"""The Thomas algorithm on many lines at once, one step a row."""

import numpy as np

import weft

CLASS = "sweeps"
SIZE = {"quick": 256, "full": 1500, "large": 20000}


def inputs(n):
    r = np.random.default_rng(6)
    return dict(a=r.random((n, 300)), b=4 + r.random((n, 300)), c=r.random((n, 300)), d=r.random((n, 300)))


@weft.task
def kernel(a, b, c, d):
    n = d.shape[0]
    for i in range(1, n):
        m = a[i] / b[i - 1]
        b[i] -= m * c[i - 1]
        d[i] -= m * d[i - 1]
    x = np.empty_like(d)
    x[-1] = d[-1] / b[-1]
    for i in range(n - 2, -1, -1):
        x[i] = (d[i] - c[i] * x[i + 1]) / b[i]
    return x
