# task(a: f64[n,3], w: f64[3])
# Weighted means, sums without NaN, covariances.
import numpy as np


def f(a, w):
    mean, total = np.average(a, axis=1, weights=w, returned=True)
    sums = np.nansum(a, axis=0)
    spread = np.nanstd(a, ddof=1)
    return mean, total, sums, spread, np.nanargmax(a, axis=1), np.cov(a.T)
