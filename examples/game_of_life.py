# SPDX-License-Identifier: Apache-2.0
"""Conway's Game of Life on a torus."""

import numpy as np

import weft


GLIDER = ((0, 1), (1, 2), (2, 0), (2, 1), (2, 2))


@weft.task
def life(n=96, generations=200, seed=2):
    """Gives the board at the end, shape (n, n) of bool, and the living cells of each generation."""
    rng = np.random.default_rng(seed)
    board = rng.random((n, n)) < 0.25
    board[:12, :12] = False
    for row, column in GLIDER:
        board[4 + row, 4 + column] = True
    alive = np.empty(generations, dtype=int)
    for generation in range(generations):
        near = np.zeros((n, n), dtype=np.int64)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                if dy != 0 or dx != 0:
                    near += np.roll(np.roll(board, dy, axis=0), dx, axis=1)
        board = (near == 3) | (board & (near == 2))
        alive[generation] = board.sum()
    return board, alive


if __name__ == "__main__":
    print(life()[1][-1])
