# task(a: f64[n,m], q: f64[k])
# Medians and quantiles select elements; NaN is kept or left out.
import numpy as np


def f(a, q):
    middle = np.median(a, axis=0)
    low, high = np.percentile(a, [25, 75])
    parts = np.quantile(a, np.abs(q) / 4, axis=1, method="nearest")
    kept = np.nanmedian(np.where(a > 0, a, np.nan), axis=1, keepdims=True)
    return middle, high - low, parts, kept
