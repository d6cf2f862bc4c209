# SPDX-License-Identifier: Apache-2.0
"""ludcmp: solve A x = b by LU decomposition without pivoting."""

import weft


@weft.task
def ludcmp_lists(n: int, A: list[list[float]], b: list[float], x: list[float], y: list[float]):
    for i in range(n):
        for j in range(i):
            w = A[i][j]
            for l in range(j):
                w -= A[i][l] * A[l][j]
            A[i][j] = w / A[j][j]
        for j in range(i, n):
            w = A[i][j]
            for l in range(i):
                w -= A[i][l] * A[l][j]
            A[i][j] = w
    for i in range(n):
        w = b[i]
        for j in range(i):
            w -= A[i][j] * y[j]
        y[i] = w
    for i in range(n - 1, -1, -1):
        w = y[i]
        for j in range(i + 1, n):
            w -= A[i][j] * x[j]
        x[i] = w / A[i][i]
    return x


@weft.task
def ludcmp_loops(n, A, b, x, y):
    for i in range(n):
        for j in range(i):
            w = A[i, j]
            for l in range(j):
                w -= A[i, l] * A[l, j]
            A[i, j] = w / A[j, j]
        for j in range(i, n):
            w = A[i, j]
            for l in range(i):
                w -= A[i, l] * A[l, j]
            A[i, j] = w
    for i in range(n):
        w = b[i]
        for j in range(i):
            w -= A[i, j] * y[j]
        y[i] = w
    for i in range(n - 1, -1, -1):
        w = y[i]
        for j in range(i + 1, n):
            w -= A[i, j] * x[j]
        x[i] = w / A[i, i]
    return x


@weft.task
def ludcmp_numpy(n, A, b, x, y):
    for i in range(n):
        for j in range(i):
            A[i, j] = (A[i, j] - A[i, :j] @ A[:j, j]) / A[j, j]
        A[i, i:] -= A[i, :i] @ A[:i, i:]
    for i in range(n):
        y[i] = b[i] - A[i, :i] @ y[:i]
    for i in range(n - 1, -1, -1):
        x[i] = (y[i] - A[i, i + 1:] @ x[i + 1:]) / A[i, i]
    return x
