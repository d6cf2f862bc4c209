# SPDX-License-Identifier: Apache-2.0
"""The Mandelbrot set, one point after the other."""

import numpy as np

import weft

CLASS = "scalar"
SIZE = {"quick": 60, "full": 300, "large": 1500}


def inputs(n):
    return dict(size=n, limit=100)


@weft.task
def kernel(size, limit):
    counts = np.zeros((size, size), dtype=np.int64)
    for i in range(size):
        y = -1.25 + 2.5 * i / (size - 1)
        for j in range(size):
            x = -2.0 + 2.5 * j / (size - 1)
            a = 0.0
            b = 0.0
            steps = 0
            while steps < limit and a * a + b * b <= 4.0:
                a, b = a * a - b * b + x, 2.0 * a * b + y
                steps += 1
            counts[i, j] = steps
    return counts
