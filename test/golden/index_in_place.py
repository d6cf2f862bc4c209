# task(a: f64[n,n], v: f64[n])
# Functions and methods that change elements of an array.
import numpy as np


def index_in_place(a, v):
    p = v.copy()
    np.put(p, [0, -1], [5.0, 6.0])
    p.put([7], 1, mode="wrap")
    q = a.copy()
    np.place(q, q > 0.0, [1.0, 2.0, 3.0])
    r = a.copy()
    np.putmask(r, r < 0.0, v)
    s = a.copy()
    np.copyto(s, v, where=a > 1.0)
    np.fill_diagonal(s, 9.0)
    t = a.copy()
    np.put_along_axis(t, np.argsort(a, axis=1, kind="stable")[:, :1], -1.0, axis=1)
    u = a.copy()
    u.sort(axis=0)
    u[0].sort()
    w = v.copy()
    w.partition(0)
    return p, q, r, s, t, u, w[0]
