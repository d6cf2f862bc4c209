# SPDX-License-Identifier: Apache-2.0
"""Lengths of the shortest paths between all pairs of nodes, in three loops."""

import numpy as np

import weft

CLASS = "scalar"
SIZE = {"quick": 25, "full": 120, "large": 320}


def inputs(n):
    r = np.random.default_rng(47)
    lengths = r.integers(1, 100, (n, n))
    lengths[r.random((n, n)) < 0.7] = 10**6
    return dict(lengths=lengths)


@weft.task
def kernel(lengths):
    n = lengths.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if lengths[i, k] + lengths[k, j] < lengths[i, j]:
                    lengths[i, j] = lengths[i, k] + lengths[k, j]
    return lengths
