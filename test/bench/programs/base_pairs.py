# SPDX-License-Identifier: Apache-2.0
"""Nussinov's table of base pairs, element by element."""

import numpy as np

import weft

CLASS = "scalar"
SIZE = {"quick": 30, "full": 180, "large": 1500}


def inputs(n):
    return dict(bases=np.random.default_rng(46).integers(0, 4, n))


@weft.task
def kernel(bases):
    n = bases.size
    table = np.zeros((n, n), dtype=np.int64)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            best = max(table[i, j - 1], table[i + 1, j])
            pair = 1 if bases[i] + bases[j] == 3 and i < j - 1 else 0
            best = max(best, table[i + 1, j - 1] + pair)
            for k in range(i + 1, j):
                best = max(best, table[i, k] + table[k + 1, j])
            table[i, j] = best
    return table
