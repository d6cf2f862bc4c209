# SPDX-License-Identifier: Apache-2.0
"""A symmetric rank-2k update of the lower triangle, one column of both factors at a time."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 300, "large": 1200}


def inputs(n):
    r = np.random.default_rng(43)
    return dict(c=r.random((n, n)), a=r.random((n, n - n // 6)), b=r.random((n, n - n // 6)), alpha=1.5, beta=1.2)


@weft.task
def kernel(c, a, b, alpha, beta):
    for i in range(a.shape[0]):
        c[i, : i + 1] *= beta
        for k in range(a.shape[1]):
            c[i, : i + 1] += a[: i + 1, k] * alpha * b[i, k] + b[: i + 1, k] * alpha * a[i, k]
    return c
