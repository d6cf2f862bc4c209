# SPDX-License-Identifier: Apache-2.0
"""The mean of a picture over rings of equal radius, a mask a ring."""

import numpy as np

import weft

CLASS = "masks"
SIZE = {"quick": 20000, "full": 400000}


def inputs(n):
    r = np.random.default_rng(21)
    return dict(values=r.random(n), radius=r.random(n), rings=200)


@weft.task
def kernel(values, radius, rings):
    top = radius.max()
    out = np.zeros(rings)
    for i in range(rings):
        low = top * i / rings
        high = top * (i + 1) / rings
        ring = (radius > low) & (radius <= high)
        out[i] = values[ring].mean()
    return out
