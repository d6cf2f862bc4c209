# SPDX-License-Identifier: Apache-2.0
"""Welch's power spectrum: windows, transforms, a mean."""

import numpy as np

import weft

CLASS = "fft"
SIZE = {"quick": 20000, "full": 1000000, "large": 8000000}


def inputs(n):
    return dict(signal=np.random.default_rng(34).standard_normal(n), width=1024)


@weft.task
def kernel(signal, width):
    window = np.hanning(width)
    count = (signal.size - width) // (width // 2) + 1
    power = np.zeros(width // 2 + 1)
    for i in range(count):
        start = i * (width // 2)
        part = signal[start : start + width] * window
        power += np.abs(np.fft.rfft(part)) ** 2
    return power / count
