# task(a: f64[n,n], x: f64[m])
import numpy as np


def diagonal_views(a, x):
    b = a * 2.0
    d = np.diagonal(b)
    upper = np.diag(b, 1)
    before = d.sum() + upper.sum()
    b[0, 0] = 100.0
    b += 1.0
    y = np.concatenate((x, x, x))
    windows = np.lib.stride_tricks.sliding_window_view(y, 3)
    first = windows.sum(axis=1)
    y[1] = -5.0
    return before, d.copy(), upper.sum(), first, windows.sum(axis=1), windows[::-2, 1] + 0.0
