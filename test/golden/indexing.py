# task(a: f64[n,m,p], i: int)
# Basic indices: integers, slices with steps, `...`, new axes and negative bounds.


import numpy as np


def f(a, i):
    return a[i], a[..., 0], a[::2, -1], a[::-1, 1:-1, np.newaxis, i], a[-3:, :i], a[1:, 2:4, 0]
