# SPDX-License-Identifier: Apache-2.0
"""Max pooling of two by two windows, then a mean over the picture."""

import numpy as np

import weft

CLASS = "nets"
SIZE = {"quick": 8, "full": 64, "large": 1024}


def inputs(n):
    return dict(x=np.random.default_rng(15).random((n, 28, 28, 16)).astype(np.float32))


@weft.task
def kernel(x):
    out = np.empty((x.shape[0], x.shape[1] // 2, x.shape[2] // 2, x.shape[3]), dtype=x.dtype)
    for i in range(x.shape[1] // 2):
        for j in range(x.shape[2] // 2):
            out[:, i, j, :] = np.max(x[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2))
    return out.mean(axis=(1, 2))
