# task(a: f64[n,m], v: f64[n], limit: float)
# Masks as values and targets: `a[mask] = number` stays elementwise where the mask comes from the array itself.
import numpy as np


def index_mask(a, v, limit):
    big = v[v > limit]
    rows = a[v > 0.0]
    mixed = a[v > 0.0, -1]
    spread = a[:, a[0] > 0.0]
    c = a.copy()
    c[c > limit] = limit
    c[np.isnan(c) | (c < -limit)] *= 0.5
    d = a.copy()
    d[v > 0.0] = v[v > 0.0][:, None]
    d[v < 0.0, 0] -= 1.0
    e = v.copy()
    e[e > 0.0] += e[e > 0.0][::-1]
    return big, rows, mixed, spread, c, d, e, big.size
