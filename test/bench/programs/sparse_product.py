# SPDX-License-Identifier: Apache-2.0
"""A sparse matrix in compressed rows times a vector, a gather and a product a row."""

import numpy as np

import weft

CLASS = "masks"
SIZE = {"quick": 4000, "full": 40000, "large": 400000}


def inputs(n):
    r = np.random.default_rng(22)
    counts = r.integers(1, 40, n)
    rows = np.concatenate(([0], np.cumsum(counts)))
    return dict(rows=rows, columns=r.integers(0, n, rows[-1]), values=r.random(rows[-1]), x=r.random(n))


@weft.task
def kernel(rows, columns, values, x):
    y = np.empty(rows.size - 1)
    for i in range(y.size):
        cols = columns[rows[i] : rows[i + 1]]
        y[i] = values[rows[i] : rows[i + 1]] @ x[cols]
    return y
