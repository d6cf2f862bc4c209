# SPDX-License-Identifier: Apache-2.0
"""Gradient descent of logistic regression: two products with the data a step."""

import numpy as np

import weft

CLASS = "blas"
SIZE = {"quick": 1000, "full": 20000, "large": 200000}


def inputs(n):
    r = np.random.default_rng(32)
    x = r.standard_normal((n, 50))
    return dict(x=x, y=(x[:, 0] + 0.5 * r.standard_normal(n) > 0).astype(np.float64), steps=30, rate=0.1)


@weft.task
def kernel(x, y, steps, rate):
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1.0 / (1.0 + np.exp(-(x @ w)))
        w -= rate * (x.T @ (p - y)) / y.size
    return w
