# SPDX-License-Identifier: Apache-2.0
"""atax: y = A' (A x)."""

import weft


@weft.task
def atax_lists(m: int, n: int, A: list[list[float]], x: list[float], y: list[float], tmp: list[float]):
    for i in range(n):
        y[i] = 0.0
    for i in range(m):
        tmp[i] = 0.0
        for j in range(n):
            tmp[i] = tmp[i] + A[i][j] * x[j]
        for j in range(n):
            y[j] = y[j] + A[i][j] * tmp[i]
    return y


@weft.task
def atax_loops(m, n, A, x, y, tmp):
    for i in range(n):
        y[i] = 0.0
    for i in range(m):
        tmp[i] = 0.0
        for j in range(n):
            tmp[i] = tmp[i] + A[i, j] * x[j]
        for j in range(n):
            y[j] = y[j] + A[i, j] * tmp[i]
    return y


@weft.task
def atax_numpy(m, n, A, x, y, tmp):
    tmp[:] = A @ x
    y[:] = tmp @ A
    return y
