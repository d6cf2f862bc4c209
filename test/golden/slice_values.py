# task(a: f64[n,m], k: int)
# Slices as values, and lists of tuples that a function changes.
import numpy as np


def add(heap, item):
    heap.append(item)


def part(a, where):
    return a[where]


def slice_values(a, k):
    inner = (slice(1, -1), slice(1, -1))
    b = a.copy()
    b[inner] = 0.0
    c = part(a, np.s_[::2, ::-1])
    d = part(a, slice(k))
    every = tuple([slice(None)] * 2)
    e = a[every] + 1.0
    f = a[np.index_exp[k:]]
    total = 0.0
    for i in range(3):
        w = slice(i, i + 2)
        total = total + a[w, ...].sum()
    heap = [(0, 1.5)]
    add(heap, (k, 2.5))
    last, weight = heap[-1]
    return b, c, d, e, f, total, last, weight
