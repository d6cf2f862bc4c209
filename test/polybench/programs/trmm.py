# SPDX-License-Identifier: Apache-2.0
"""trmm: B = alpha A' B with A unit lower triangular."""

import weft


@weft.task
def trmm_lists(m: int, n: int, alpha: float, A: list[list[float]], B: list[list[float]]):
    for i in range(m):
        for j in range(n):
            for l in range(i + 1, m):
                B[i][j] += A[l][i] * B[l][j]
            B[i][j] = alpha * B[i][j]
    return B


@weft.task
def trmm_loops(m, n, alpha, A, B):
    for i in range(m):
        for j in range(n):
            for l in range(i + 1, m):
                B[i, j] += A[l, i] * B[l, j]
            B[i, j] = alpha * B[i, j]
    return B


@weft.task
def trmm_numpy(m, n, alpha, A, B):
    for i in range(m):
        B[i, :] += A[i + 1:, i] @ B[i + 1:, :]
        B[i, :] *= alpha
    return B
