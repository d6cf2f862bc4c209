# task(a: i64[n,m], v: i64[n])
# Distinct values, sets of two arrays, and arrays with other elements.
import numpy as np


def sets(a, v):
    values, places, counts = np.unique(a, return_index=True, return_counts=True)
    return (
        values,
        places,
        counts,
        np.union1d(a, v),
        np.intersect1d(a, v),
        np.setdiff1d(a, v),
        np.setxor1d(a, v),
        np.isin(a, v),
        np.append(v, [1, 2]),
        np.insert(v, 0, 7),
        np.delete(a, 0, axis=0),
        np.trim_zeros(v),
        np.ediff1d(v),
    )
