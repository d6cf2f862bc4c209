# SPDX-License-Identifier: Apache-2.0
"""A symmetric rank-k update of the lower triangle, one column of the factor at a time."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 300, "large": 1200}


def inputs(n):
    r = np.random.default_rng(42)
    return dict(c=r.random((n, n)), a=r.random((n, n - n // 6)), alpha=1.5, beta=1.2)


@weft.task
def kernel(c, a, alpha, beta):
    for i in range(a.shape[0]):
        c[i, : i + 1] *= beta
        for k in range(a.shape[1]):
            c[i, : i + 1] += alpha * a[i, k] * a[: i + 1, k]
    return c
