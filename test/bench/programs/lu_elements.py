# SPDX-License-Identifier: Apache-2.0
"""LU factors element by element, each a product of a row and a column."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 300, "large": 1600}


def inputs(n):
    r = np.random.default_rng(41)
    return dict(a=r.random((n, n)) + n * np.eye(n))


@weft.task
def kernel(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[:j, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            a[i, j] -= a[i, :i] @ a[:i, j]
    return a
