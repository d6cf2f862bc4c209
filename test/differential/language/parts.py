# SPDX-License-Identifier: Apache-2.0
"""Parts of arrays whose number only the run knows, lists that are stored in arrays, and calls that take a list apart."""

from itertools import chain

import numpy as np
from scipy.linalg import block_diag


def numbers(n):
    return np.array([(i * 7) % 5 for i in range(n)]) * 1.5


# Lists of views.
def t_split_at_gaps():
    x = np.sort(numbers(9))
    parts = np.split(x, np.flatnonzero(np.diff(x) > 0) + 1)
    parts[0][0] = -7.0
    return [len(g) for g in parts], [g.mean() for g in parts], parts, x


def t_folds():
    out = []
    for k in range(1, 5):
        parts = np.array_split(np.arange(10), k)
        for i in range(k):
            rest = np.concatenate([p for j, p in enumerate(parts) if j != i] + [np.zeros(1, int)])
            out.append((parts[i].size, int(rest.sum())))
    return out


def pieces(x, k):
    return np.array_split(x, k)


def t_known_and_open_count():
    n = len(numbers(3))
    a, b = pieces(np.arange(5), 2)
    return a, b, [len(p) for p in pieces(np.arange(7), n)]


def t_other_axes():
    n = int(numbers(4).size) // 2
    m = np.arange(16.0).reshape(4, 4)
    cuts = [i for i in range(1, n + 1)]
    for p in np.vsplit(m, n):
        p[0] *= 2
    first, *rest = np.array_split(m, n + 1)
    return (np.split(m, cuts, axis=1), np.hsplit(m, cuts), np.hsplit(m[0], n), np.dsplit(m.reshape(2, 2, 4), n),
            np.split(m, np.array([-1, 2])), np.array_split(m, n + 1, 1), first, rest)


def t_no_place():
    cuts = [i for i in range(3) if i > 5]
    return np.split(np.arange(3), cuts), np.split(np.arange(3), [])


def t_uneven():
    n = numbers(3).size
    return np.split(np.arange(4), n)


def t_no_sections():
    n = numbers(3).size - 3
    return np.array_split(np.arange(4), n)


# Lists stored in arrays: each item as a number that is stored alone.
def t_store_lists():
    n = 5
    x = numbers(n)
    dist = [float("inf")] * n
    for i in range(0, n, 2):
        dist[i] = x[i]
    a = np.zeros((3, n - 1))
    a[0] = dist[: n - 1]
    a[1, :] = [2.0 * d for d in dist[1:]]
    a[2] = dist[:-1]
    a[2] += dist[:-1]
    a[:, 0] *= [i + 1 for i in range(3)]
    x -= [float(i) for i in range(n)]
    c = [float(i * i) for i in range(n - 1)] - x[1:]
    c /= [i + 2 for i in range(n - 1)]
    m = np.zeros(n, dtype=int)
    m[1:] = [i for i in range(n - 1)]
    m[[0, 2]] = [i + 7.9 for i in range(2)]
    m[m > 3] += [1 for _ in range(int((m > 3).sum()))]
    g = np.zeros((2, 3))
    g[:] = [[i + j for j in range(3)] for i in range(2)]
    g[:, 1:] = [x[i : i + 2] for i in range(2)]
    return a, x, c, m, g


def t_store_none():
    x = numbers(4)
    seen = [None] * 4
    seen[1] = x[1]
    a = np.zeros(4)
    a[:] = seen
    flags = np.ones(4, dtype=bool)
    flags[:] = seen
    return a, flags


def t_store_none_in_integers():
    seen = [None] * 4
    seen[1] = 3
    a = np.zeros(4, dtype=int)
    a[:] = seen
    return a


def t_store_nan_in_integers():
    values = [float("nan") if i == 2 else 1.5 for i in range(4)]
    a = np.zeros(4, dtype=int)
    a[:] = values
    return a


def t_store_too_many():
    a = np.zeros((3, 2))
    a[1] = [float(i) for i in range(3)]
    return a


def t_store_ragged():
    a = np.zeros((3, 2))
    a[:2] = [[1.0] * (i + 1) for i in range(2)]
    return a


def t_items_and_entries():
    n = 4
    rows = [np.ones(n) for _ in range(n)]
    rows[1] -= [float(i) for i in range(n)]
    now = {"v": np.ones(n)}
    now["v"] += [float(i) for i in range(n)]
    return rows, now


# Lists taken apart.
def t_blocks():
    n = 3
    q = np.array([[3.0, 1.0], [1.0, 4.0]])
    rows = [np.arange(i + 1.0) for i in range(n)]
    return (block_diag(*([q] * (n - 1) + [2 * q])), block_diag(*rows), block_diag(q, *rows), block_diag(*rows, q),
            block_diag(*[q.T[:, 1:] for _ in range(n)], *rows), block_diag(*rows[:0]), block_diag(q, *rows[:0]))


def t_unzip():
    points = [(i, i * 0.5, f"p{i}") for i in range(int(numbers(4).size))]
    a, b, c = zip(*points)
    pairs = [(x, -x) for x, _, _ in points]
    return a, b, c, np.array(b) * 2, [list(each) for each in zip(*pairs)], max(a), list(zip(*pairs))


def t_unzip_nothing():
    points = [(i, i * 0.5) for i in range(int(numbers(4).size) - 4)]
    a, b = zip(*points)
    return a, b


def t_columns():
    n = int(numbers(3).size)
    out = []
    for rows in range(n):
        grid = [[i * n + j for j in range(n + 1)] for i in range(rows)]
        out.append(list(zip(*grid)))
    grid = [[i * n + j for j in range(n + 1)] for i in range(n)]
    sums = [sum(column) for column in zip(*grid)]
    grid.append([1, 2])
    short = [list(column) for column in zip(*grid)]
    return out, sums, short, [(i, max(c), len(c)) for i, c in enumerate(zip(*grid))]


def t_columns_of_arrays():
    x = np.arange(6).reshape(2, 3)
    vs = [x[i] * i for i in range(int(x.shape[0]))]
    return [tuple(c) for c in zip(*x)], [sum(c) for c in zip(*vs)], list(chain(*vs)), list(chain(*[[i] * i for i in range(4)]))


# Lists of slices, with which arrays are indexed.
def differences(a, axis=0):
    upper = [slice(None)] * a.ndim
    upper[axis] = slice(1, None)
    lower = [slice(None)] * a.ndim
    lower[axis] = slice(None, -1)
    return a[tuple(upper)] - a[tuple(lower)]


def t_slices_along_an_axis():
    m = np.arange(24).reshape(2, 3, 4) ** 2
    out = []
    for axis in range(m.ndim):
        low = [slice(None)] * m.ndim
        low[axis] = 0
        high = [slice(None), slice(None), slice(None)]
        high[axis] = m.shape[axis] - 1
        out.append(int((m[tuple(high)] - m[tuple(low)]).sum()))
    place = [slice(None), 0, ...]
    place[-1] = slice(None, None, 2)
    m[tuple(place)] = 7
    return differences(m), differences(m, 1), differences(m, axis=-1), out, m
