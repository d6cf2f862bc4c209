# task(a: f64[n,m])
# Shapes: reshape, ravel, transpose and friends are views where NumPy gives views.


import numpy as np


def f(a):
    n, m = a.shape
    flat = a.reshape(-1)
    return flat, a.reshape(m, n), a.T, np.expand_dims(a, 0), a.ravel()[::2], np.flip(a, axis=1), flat.reshape((n, m))
