# SPDX-License-Identifier: Apache-2.0
"""The Mandelbrot set on whole arrays with a mask of the points that stay."""

import numpy as np

import weft

CLASS = "masks"
SIZE = {"quick": 100, "full": 400, "large": 1000}


def inputs(n):
    x = np.linspace(-2.0, 0.5, n)
    y = np.linspace(-1.25, 1.25, n)
    return dict(c=x[None, :] + 1j * y[:, None], limit=60)


@weft.task
def kernel(c, limit):
    z = np.zeros_like(c)
    count = np.zeros(c.shape, dtype=np.int64)
    for step in range(limit):
        inside = np.abs(z) < 2.0
        count[inside] = step
        z[inside] = z[inside] ** 2 + c[inside]
    return count
