# task(a: f64[n,m], v: f64[n])
# Integer arrays and lists: alone, together, parted by slices, with new axes, as targets with repeated places.
import numpy as np


def index_integers(a, v):
    order = np.arange(len(v))[::-1]
    turned = v[order]
    table = v[np.array([[0, -1], [-1, 0]])]
    rows = a[[0, -1, 0]]
    pairs = a[order, order % a.shape[1]]
    apart = a[None, order, :, None][..., [0]]
    first = a[:, None, [0, -1]]
    mesh = a[np.ix_([0, -1], [0])]
    c = v.copy()
    c[[0, 0, -1]] = np.array([1.0, 2.0, 3.0])
    c[order] += 1.0
    c[[0, 0]] += 1.0
    d = a.copy()
    d[order] = a * 2.0
    d[:, [0, -1]] = 7.0
    c[order] = c.copy()
    return turned, table, rows, pairs, apart, first, mesh, c, d
