# SPDX-License-Identifier: Apache-2.0
"""The product of a symmetric matrix, of which the lower triangle is stored, with another one, element by element."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 250, "large": 1000}


def inputs(n):
    r = np.random.default_rng(44)
    return dict(c=r.random((n, n)), a=r.random((n, n)), b=r.random((n, n)), alpha=1.5, beta=1.2)


@weft.task
def kernel(c, a, b, alpha, beta):
    inner = np.empty(c.shape[1])
    c *= beta
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            c[:i, j] += alpha * b[i, j] * a[i, :i]
            inner[j] = b[:i, j] @ a[i, :i]
        c[i] += alpha * b[i] * a[i, i] + alpha * inner
    return c
