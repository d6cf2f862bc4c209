# SPDX-License-Identifier: Apache-2.0
"""lu: LU decomposition without pivoting, in place."""

import weft


@weft.task
def lu_lists(n: int, A: list[list[float]]):
    for i in range(n):
        for j in range(i):
            for l in range(j):
                A[i][j] -= A[i][l] * A[l][j]
            A[i][j] /= A[j][j]
        for j in range(i, n):
            for l in range(i):
                A[i][j] -= A[i][l] * A[l][j]
    return A


@weft.task
def lu_loops(n, A):
    for i in range(n):
        for j in range(i):
            for l in range(j):
                A[i, j] -= A[i, l] * A[l, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            for l in range(i):
                A[i, j] -= A[i, l] * A[l, j]
    return A


@weft.task
def lu_numpy(n, A):
    for i in range(n):
        for j in range(i):
            A[i, j] = (A[i, j] - A[i, :j] @ A[:j, j]) / A[j, j]
        A[i, i:] -= A[i, :i] @ A[:i, i:]
    return A
