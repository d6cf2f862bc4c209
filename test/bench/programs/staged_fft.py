# SPDX-License-Identifier: Apache-2.0
"""A Fourier transform of length 2^k in stages of reshaped views."""

import numpy as np

import weft

CLASS = "masks"
SIZE = {"quick": 10, "full": 17, "large": 20}


def inputs(n):
    r = np.random.default_rng(24)
    return dict(x=r.random(2**n) + 1j * r.random(2**n), stages=n)


@weft.task
def kernel(x, stages):
    n = x.shape[0]
    y = x.copy()
    half = n // 2
    width = 1
    for _ in range(stages):
        a = y.reshape(2, half, width)
        angle = np.exp(-1j * np.pi * np.arange(half) / half)
        out = np.empty((half, 2, width), dtype=np.complex128)
        out[:, 0, :] = a[0] + a[1]
        out[:, 1, :] = (a[0] - a[1]) * angle[:, None]
        y = out.reshape(n)
        half //= 2
        width *= 2
    return y
