# SPDX-License-Identifier: Apache-2.0
"""Programs so small that only the cost of a call is left of them: ten elements, scalars, short loops."""

import numpy as np

import weft

_r = np.random.default_rng(1)
INPUTS = {
    "scaled_sum": dict(a=2.5, x=_r.random(10), y=_r.random(10)),
    "moments": dict(x=_r.random(10)),
    "positive_sum": dict(x=_r.standard_normal(10)),
    "rotation": dict(m=_r.random((3, 3)), v=_r.random(3)),
    "newton_root": dict(x=2.0),
    "horner": dict(c=_r.random(10), x=0.5),
    "fibonacci": dict(n=40),
    "prefix_maximum": dict(x=_r.random(10)),
}


@weft.task
def scaled_sum(a, x, y):
    return a * x + y


@weft.task
def moments(x):
    return x.mean(), x.std()


@weft.task
def positive_sum(x):
    return x[x > 0].sum()


@weft.task
def rotation(m, v):
    return m @ v


@weft.task
def newton_root(x):
    root = x
    while abs(root * root - x) > 1e-12:
        root = 0.5 * (root + x / root)
    return root


@weft.task
def horner(c, x):
    value = 0.0
    for k in range(c.shape[0]):
        value = value * x + c[k]
    return value


@weft.task
def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


@weft.task
def prefix_maximum(x):
    out = np.empty_like(x)
    most = x[0]
    for i in range(x.shape[0]):
        most = max(most, x[i])
        out[i] = most
    return out
