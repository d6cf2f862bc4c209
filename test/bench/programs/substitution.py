# SPDX-License-Identifier: Apache-2.0
"""Forward and back substitution with shrinking products."""

import numpy as np

import weft

CLASS = "sweeps"
SIZE = {"quick": 200, "full": 2000}


def inputs(n):
    r = np.random.default_rng(10)
    return dict(l=np.tril(r.random((n, n))) + n * np.eye(n), b=r.random(n))


@weft.task
def kernel(l, b):
    n = b.size
    y = np.zeros(n)
    for i in range(n):
        y[i] = (b[i] - np.dot(l[i, :i], y[:i])) / l[i, i]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (y[i] - np.dot(l[i + 1 :, i], x[i + 1 :])) / l[i, i]
    return x
