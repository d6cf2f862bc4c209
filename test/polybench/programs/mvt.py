# SPDX-License-Identifier: Apache-2.0
"""mvt: x1 += A y1, x2 += A' y2."""

import weft


@weft.task
def mvt_lists(n: int, x1: list[float], x2: list[float], y1: list[float], y2: list[float], A: list[list[float]]):
    for i in range(n):
        for j in range(n):
            x1[i] = x1[i] + A[i][j] * y1[j]
    for i in range(n):
        for j in range(n):
            x2[i] = x2[i] + A[j][i] * y2[j]
    return x1, x2


@weft.task
def mvt_loops(n, x1, x2, y1, y2, A):
    for i in range(n):
        for j in range(n):
            x1[i] = x1[i] + A[i, j] * y1[j]
    for i in range(n):
        for j in range(n):
            x2[i] = x2[i] + A[j, i] * y2[j]
    return x1, x2


@weft.task
def mvt_numpy(n, x1, x2, y1, y2, A):
    x1 += A @ y1
    x2 += y2 @ A
    return x1, x2
