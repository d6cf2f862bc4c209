# SPDX-License-Identifier: Apache-2.0
"""Cholesky's factor row by row with growing slices."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 400, "large": 1600}


def inputs(n):
    a = np.random.default_rng(9).standard_normal((n, n))
    return dict(a=a @ a.T + n * np.eye(n))


@weft.task
def kernel(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] = (a[i, j] - a[i, :j] @ a[j, :j]) / a[j, j]
        a[i, i] = np.sqrt(a[i, i] - a[i, :i] @ a[i, :i])
    return np.tril(a)
