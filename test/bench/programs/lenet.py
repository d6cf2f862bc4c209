# SPDX-License-Identifier: Apache-2.0
"""Inference of LeNet-5: two convolution layers with max pooling, then three dense layers."""

import numpy as np

import weft

CLASS = "nets"
SIZE = {"quick": 2, "full": 16, "large": 256}


def inputs(n):
    r = np.random.default_rng(41)
    f = lambda *shape: (r.random(shape) - 0.4).astype(np.float32) / 8
    return dict(
        x=f(n, 28, 28, 1), c1=f(5, 5, 1, 6), b1=f(6), c2=f(5, 5, 6, 16), b2=f(16), w3=f(256, 120), b3=f(120), w4=f(120, 84), b4=f(84), w5=f(84, 10), b5=f(10)
    )


def convolve(x, w):
    k = w.shape[0]
    rows = x.shape[1] - k + 1
    columns = x.shape[2] - k + 1
    out = np.empty((x.shape[0], rows, columns, w.shape[3]), dtype=np.float32)
    for i in range(rows):
        for j in range(columns):
            out[:, i, j, :] = np.sum(x[:, i : i + k, j : j + k, :, np.newaxis] * w[np.newaxis, :, :, :], axis=(1, 2, 3))
    return out


def pool(x):
    out = np.empty((x.shape[0], x.shape[1] // 2, x.shape[2] // 2, x.shape[3]), dtype=x.dtype)
    for i in range(x.shape[1] // 2):
        for j in range(x.shape[2] // 2):
            out[:, i, j, :] = np.max(x[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2))
    return out


def relu(x):
    return np.maximum(x, 0)


@weft.task
def kernel(x, c1, b1, c2, b2, w3, b3, w4, b4, w5, b5):
    h = pool(relu(convolve(x, c1) + b1))
    h = pool(relu(convolve(h, c2) + b2))
    h = np.reshape(h, (h.shape[0], h.shape[1] * h.shape[2] * h.shape[3]))
    h = relu(h @ w3 + b3)
    h = relu(h @ w4 + b4)
    return h @ w5 + b5
