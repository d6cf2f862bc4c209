# SPDX-License-Identifier: Apache-2.0
"""Edit distance of two sequences by dynamic programming, with lists."""

import numpy as np

import weft


@weft.task
def edit_distance(length=400, letters=4, seed=12):
    """Gives the distance and how often each step is taken on one best path: keep, change, insert, delete."""
    rng = np.random.default_rng(seed)
    a = rng.integers(0, letters, length).tolist()
    b = rng.integers(0, letters, length + length // 10).tolist()
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        table[i][0] = i
    for j in range(len(b) + 1):
        table[0][j] = j
    for i, x in enumerate(a, start=1):
        for j, y in enumerate(b, start=1):
            change = table[i - 1][j - 1] + (0 if x == y else 1)
            table[i][j] = min(change, table[i][j - 1] + 1, table[i - 1][j] + 1)
    i, j = len(a), len(b)
    keep = change = insert = delete = 0
    while i > 0 or j > 0:
        if i > 0 and j > 0 and a[i - 1] == b[j - 1] and table[i][j] == table[i - 1][j - 1]:
            keep, i, j = keep + 1, i - 1, j - 1
        elif i > 0 and j > 0 and table[i][j] == table[i - 1][j - 1] + 1:
            change, i, j = change + 1, i - 1, j - 1
        elif j > 0 and table[i][j] == table[i][j - 1] + 1:
            insert, j = insert + 1, j - 1
        else:
            delete, i = delete + 1, i - 1
    return table[-1][-1], np.array([keep, change, insert, delete])


if __name__ == "__main__":
    print(edit_distance())
