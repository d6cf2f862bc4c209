# SPDX-License-Identifier: Apache-2.0
"""Levenshtein's distance of two integer sequences, a table filled row by row."""

import numpy as np

import weft

CLASS = "sweeps"
SIZE = {"quick": 200, "full": 1500, "large": 5000}


def inputs(n):
    r = np.random.default_rng(8)
    return dict(a=r.integers(0, 4, n), b=r.integers(0, 4, n + 50))


@weft.task
def kernel(a, b):
    table = np.zeros((a.size + 1, b.size + 1), dtype=np.int64)
    table[:, 0] = np.arange(a.size + 1)
    table[0, :] = np.arange(b.size + 1)
    for i in range(1, a.size + 1):
        for j in range(1, b.size + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost)
    return table
