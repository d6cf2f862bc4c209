# task(a: f64[n,m], k: int)
# Larger arrays from copies of parts of one.
import numpy as np


def f(a, k):
    framed = np.pad(a, ((1, 1), (0, k)))
    mirrored = np.pad(a, 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(a, (2, 2)).mean(axis=(-2, -1))
    return framed, mirrored, windows, np.tile(a, (2, 1)), np.repeat(a, k, axis=0)
