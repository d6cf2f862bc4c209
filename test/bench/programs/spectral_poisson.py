# SPDX-License-Identifier: Apache-2.0
"""Poisson's equation on a periodic square by Fourier transforms."""

import numpy as np

import weft

CLASS = "fft"
SIZE = {"quick": 64, "full": 512, "large": 2048}


def inputs(n):
    return dict(f=np.random.default_rng(33).standard_normal((n, n)))


@weft.task
def kernel(f):
    n = f.shape[0]
    k = np.fft.fftfreq(n) * n
    square = k[:, None] ** 2 + k[None, :] ** 2
    square[0, 0] = 1.0
    transformed = np.fft.fft2(f - f.mean())
    return np.real(np.fft.ifft2(-transformed / square))
