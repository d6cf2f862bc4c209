# task(a: f64[n], b: i64[n])
# Functions on arrays; integers become floats where NumPy's do.


import numpy as np


def f(a, b):
    return np.sqrt(a), np.sin(b), np.abs(b), np.maximum(a, 0), np.clip(a, 0, 1), np.where(a > 0, a, b), np.hypot(a, b)
