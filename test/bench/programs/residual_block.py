# SPDX-License-Identifier: Apache-2.0
"""A residual bottleneck block: convolutions of 1x1, 3x3 and 1x1 with normalisation over the batch, added to the input."""

import numpy as np

import weft

CLASS = "nets"
SIZE = {"quick": 2, "full": 8, "large": 128}


def inputs(n):
    r = np.random.default_rng(42)
    f = lambda *shape: (r.random(shape) - 0.5).astype(np.float32)
    return dict(x=f(n, 14, 14, 64), w1=f(1, 1, 64, 16), w2=f(3, 3, 16, 16), w3=f(1, 1, 16, 64))


def relu(x):
    return np.maximum(x, 0)


def convolve(x, w):
    k = w.shape[0]
    rows = x.shape[1] - k + 1
    columns = x.shape[2] - k + 1
    out = np.empty((x.shape[0], rows, columns, w.shape[3]), dtype=np.float32)
    for i in range(rows):
        for j in range(columns):
            out[:, i, j, :] = np.sum(x[:, i : i + k, j : j + k, :, np.newaxis] * w[np.newaxis, :, :, :], axis=(1, 2, 3))
    return out


def normalised(x, eps=1e-5):
    mean = np.mean(x, axis=0, keepdims=True)
    deviation = np.std(x, axis=0, keepdims=True)
    return (x - mean) / np.sqrt(deviation + eps)


@weft.task
def kernel(x, w1, w2, w3):
    h = relu(normalised(convolve(x, w1)))
    padded = np.zeros((h.shape[0], h.shape[1] + 2, h.shape[2] + 2, h.shape[3]), dtype=np.float32)
    padded[:, 1:-1, 1:-1, :] = h
    h = relu(normalised(convolve(padded, w2)))
    h = normalised(convolve(h, w3))
    return relu(h + x)
