# SPDX-License-Identifier: Apache-2.0
"""A picture sampled at shifted places: four gathers and their mean."""

import numpy as np

import weft

CLASS = "masks"
SIZE = {"quick": 200, "full": 1200, "large": 2400}


def inputs(n):
    r = np.random.default_rng(25)
    return dict(image=r.random((n, n)), x=(n - 2) * r.random((n, n)), y=(n - 2) * r.random((n, n)))


@weft.task
def kernel(image, x, y):
    i = np.floor(y).astype(np.int64)
    j = np.floor(x).astype(np.int64)
    a = y - i
    b = x - j
    top = (1 - b) * image[i, j] + b * image[i, j + 1]
    bottom = (1 - b) * image[i + 1, j] + b * image[i + 1, j + 1]
    return (1 - a) * top + a * bottom
