# task(x: f64[n], a: f64[n,m], k: int)
import functools
import itertools

import numpy as np
import scipy.special


@np.vectorize
def bounded(v, low=0.0):
    return v if v > low else low


def spread(row, scale):
    return (row.max() - row.min()) * scale


@functools.lru_cache(maxsize=None)
def weight(i, j):
    return 1.0 / (1 + i + j)


def task(x, a, k):
    y = bounded(x)
    widths = np.apply_along_axis(spread, 1, a, 2.0)
    z = np.piecewise(x, [x < 0, x > 1], [lambda v: -v, 1.0, np.sqrt])
    total = 0.0
    for i, j in itertools.combinations(range(k), 2):
        total += weight(i, j) * y[i] * y[j]
    longest = functools.reduce(lambda p, q: max(p, q), [1.0, total, 2.0])
    pairs = sum(p * q for p, q in itertools.product(range(k), repeat=2))
    return y, widths, z, total, longest, pairs, scipy.special.comb(k, 2, exact=True)
