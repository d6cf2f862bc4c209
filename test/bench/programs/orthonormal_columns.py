# SPDX-License-Identifier: Apache-2.0
"""Gram and Schmidt's orthonormal columns, each taken out of every column after it."""

import numpy as np

import weft

CLASS = "triangular"
SIZE = {"quick": 60, "full": 240, "large": 1000}


def inputs(n):
    return dict(a=np.random.default_rng(49).random((n, n)) + np.eye(n))


@weft.task
def kernel(a):
    q = np.zeros_like(a)
    r = np.zeros((a.shape[1], a.shape[1]))
    for k in range(a.shape[1]):
        r[k, k] = np.sqrt(np.dot(a[:, k], a[:, k]))
        q[:, k] = a[:, k] / r[k, k]
        for j in range(k + 1, a.shape[1]):
            r[k, j] = np.dot(q[:, k], a[:, j])
            a[:, j] -= q[:, k] * r[k, j]
    return q, r
