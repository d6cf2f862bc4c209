# SPDX-License-Identifier: Apache-2.0
"""A histogram and a weighted one of the same numbers."""

import numpy as np

import weft

CLASS = "statistics"
SIZE = {"quick": 100000, "full": 2000000, "large": 8000000}


def inputs(n):
    r = np.random.default_rng(27)
    return dict(x=r.standard_normal(n), w=r.random(n))


@weft.task
def kernel(x, w):
    low, high = x.min(), x.max()
    counts, _ = np.histogram(x, bins=100, range=(low, high))
    weights, _ = np.histogram(x, bins=100, range=(low, high), weights=w)
    return counts, weights
