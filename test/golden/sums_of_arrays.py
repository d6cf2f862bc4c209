# task(x: f64[n], g: b1[n,m], k: int)
# Python's sum over arrays that are made one by one.
import numpy as np


def sums_of_arrays(x, g, k):
    k = abs(k) % 5
    waves = sum(np.sin(i * x) / i for i in range(1, k + 2))
    near = sum(np.roll(np.roll(g, i, 0), j, 1) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i != 0 or j != 0))
    rows = [x * i for i in range(k + 1)]
    mean = sum(rows) / len(rows)
    shifted = sum(rows, np.ones(len(x)))
    return waves, near, (g & (near == 2)) | (near == 3), mean, shifted
