# SPDX-License-Identifier: Apache-2.0
"""Conway's game on int8 cells with sums of eight shifted slices."""

import numpy as np

import weft

CLASS = "stencils"
SIZE = {"quick": 256, "full": 1024, "large": 3000}


def inputs(n):
    return dict(cells=(np.random.default_rng(4).random((n, n)) < 0.3).astype(np.int8), generations=30)


@weft.task
def kernel(cells, generations):
    for _ in range(generations):
        neighbours = (
            cells[:-2, :-2] + cells[:-2, 1:-1] + cells[:-2, 2:] + cells[1:-1, :-2]
            + cells[1:-1, 2:] + cells[2:, :-2] + cells[2:, 1:-1] + cells[2:, 2:]
        )
        alive = cells[1:-1, 1:-1]
        birth = (neighbours == 3) & (alive == 0)
        survive = ((neighbours == 2) | (neighbours == 3)) & (alive == 1)
        cells[...] = 0
        cells[1:-1, 1:-1][birth | survive] = 1
    return cells
