# SPDX-License-Identifier: Apache-2.0
"""Inference of a three-layer perceptron with ReLU and softmax."""

import numpy as np

import weft

CLASS = "blas"
SIZE = {"quick": 64, "full": 1024, "large": 8192}


def inputs(n):
    r = np.random.default_rng(13)
    f = lambda *shape: r.standard_normal(shape).astype(np.float32) / 8
    return dict(x=f(n, 784), w1=f(784, 256), b1=f(256), w2=f(256, 128), b2=f(128), w3=f(128, 10), b3=f(10))


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@weft.task
def kernel(x, w1, b1, w2, b2, w3, b3):
    h = np.maximum(x @ w1 + b1, 0)
    h = np.maximum(h @ w2 + b2, 0)
    return softmax(h @ w3 + b3)
