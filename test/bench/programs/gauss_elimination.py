# SPDX-License-Identifier: Apache-2.0
"""Elimination with partial pivoting, a rank-one update a column."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 300, "large": 1500}


def inputs(n):
    r = np.random.default_rng(11)
    return dict(a=r.standard_normal((n, n)), b=r.standard_normal(n))


@weft.task
def kernel(a, b):
    n = b.size
    for k in range(n - 1):
        pivot = k + np.argmax(np.abs(a[k:, k]))
        if pivot != k:
            a[[k, pivot]] = a[[pivot, k]]
            b[[k, pivot]] = b[[pivot, k]]
        factor = a[k + 1 :, k] / a[k, k]
        a[k + 1 :, k:] -= factor[:, None] * a[k, k:]
        b[k + 1 :] -= factor * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x
