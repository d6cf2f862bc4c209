# SPDX-License-Identifier: Apache-2.0
"""The product of a triangular matrix with another one in its place, element by element."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 300, "large": 1200}


def inputs(n):
    r = np.random.default_rng(45)
    return dict(a=r.random((n, n)), b=r.random((n, n)), alpha=1.5)


@weft.task
def kernel(a, b, alpha):
    for i in range(b.shape[0]):
        for j in range(b.shape[1]):
            b[i, j] += np.dot(a[i + 1 :, i], b[i + 1 :, j])
    b *= alpha
    return b
