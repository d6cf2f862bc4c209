# SPDX-License-Identifier: Apache-2.0
"""floyd-warshall: lengths of the shortest paths between all nodes."""

import numpy as np

import weft


@weft.task
def floyd_warshall_lists(n: int, path: list[list[int]]):
    for l in range(n):
        for i in range(n):
            for j in range(n):
                path[i][j] = path[i][j] if path[i][j] < path[i][l] + path[l][j] else path[i][l] + path[l][j]
    return path


@weft.task
def floyd_warshall_loops(n, path):
    for l in range(n):
        for i in range(n):
            for j in range(n):
                path[i, j] = path[i, j] if path[i, j] < path[i, l] + path[l, j] else path[i, l] + path[l, j]
    return path


@weft.task
def floyd_warshall_numpy(n, path):
    for l in range(n):
        path[:] = np.minimum(path, path[:, l:l + 1] + path[l:l + 1, :])
    return path
