# task(a: f64[n], b: f64[n,m])
# Periodic neighbours and differences.


import numpy as np


def f(a, b):
    return np.roll(a, 1) - 2 * a + np.roll(a, -1), np.diff(a), np.roll(b, 2, axis=1), np.diff(b, axis=0)
