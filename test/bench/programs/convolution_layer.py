# SPDX-License-Identifier: Apache-2.0
"""A convolution layer: for each output pixel one product of a window with all filters."""

import numpy as np

import weft

CLASS = "nets"
SIZE = {"quick": 2, "full": 8, "large": 256}


def inputs(n):
    r = np.random.default_rng(14)
    return dict(x=r.random((n, 32, 32, 3)).astype(np.float32), w=r.random((5, 5, 3, 16)).astype(np.float32), bias=r.random(16).astype(np.float32))


@weft.task
def kernel(x, w, bias):
    k = w.shape[0]
    rows = x.shape[1] - k + 1
    columns = x.shape[2] - k + 1
    out = np.empty((x.shape[0], rows, columns, w.shape[3]), dtype=np.float32)
    for i in range(rows):
        for j in range(columns):
            out[:, i, j, :] = np.sum(x[:, i : i + k, j : j + k, :, np.newaxis] * w[np.newaxis, :, :, :], axis=(1, 2, 3))
    return np.maximum(out + bias, 0)
