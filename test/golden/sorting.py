# task(a: f64[n,m], v: f64[n], k: i64[n])
# Sorted copies, places in sorted order, insertion places and bins.
import numpy as np


def sorting(a, v, k):
    order = np.argsort(v, kind="stable")
    edges = np.sort(a[0])
    return (
        np.sort(a),
        np.sort(a, axis=None),
        v[order],
        np.lexsort((v, k)),
        np.searchsorted(edges, v, side="right"),
        np.digitize(v, [-1.0, 0.0, 1.0]),
        np.partition(v, 0)[0],
        np.bincount(np.abs(k), minlength=3),
        np.argwhere(a > 0.0),
        np.nonzero(v)[0],
        np.take_along_axis(a, np.argsort(a, axis=1, kind="stable"), axis=1),
    )
