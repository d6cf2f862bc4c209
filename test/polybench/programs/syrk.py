# SPDX-License-Identifier: Apache-2.0
"""syrk: lower triangle of C = alpha A A' + beta C."""

import weft


@weft.task
def syrk_lists(n: int, m: int, alpha: float, beta: float, C: list[list[float]], A: list[list[float]]):
    for i in range(n):
        for j in range(i + 1):
            C[i][j] *= beta
        for l in range(m):
            for j in range(i + 1):
                C[i][j] += alpha * A[i][l] * A[j][l]
    return C


@weft.task
def syrk_loops(n, m, alpha, beta, C, A):
    for i in range(n):
        for j in range(i + 1):
            C[i, j] *= beta
        for l in range(m):
            for j in range(i + 1):
                C[i, j] += alpha * A[i, l] * A[j, l]
    return C


@weft.task
def syrk_numpy(n, m, alpha, beta, C, A):
    for i in range(n):
        C[i, :i + 1] *= beta
        C[i, :i + 1] += alpha * (A[:i + 1, :] @ A[i, :])
    return C
