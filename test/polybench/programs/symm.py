# SPDX-License-Identifier: Apache-2.0
"""symm: C = alpha A B + beta C with A symmetric, stored as a lower triangle."""

import numpy as np

import weft


@weft.task
def symm_lists(
    m: int,
    n: int,
    alpha: float,
    beta: float,
    C: list[list[float]],
    A: list[list[float]],
    B: list[list[float]],
):
    for i in range(m):
        for j in range(n):
            temp2 = 0.0
            for l in range(i):
                C[l][j] += alpha * B[i][j] * A[i][l]
                temp2 += B[l][j] * A[i][l]
            C[i][j] = beta * C[i][j] + alpha * B[i][j] * A[i][i] + alpha * temp2
    return C


@weft.task
def symm_loops(m, n, alpha, beta, C, A, B):
    for i in range(m):
        for j in range(n):
            temp2 = 0.0
            for l in range(i):
                C[l, j] += alpha * B[i, j] * A[i, l]
                temp2 += B[l, j] * A[i, l]
            C[i, j] = beta * C[i, j] + alpha * B[i, j] * A[i, i] + alpha * temp2
    return C


@weft.task
def symm_numpy(m, n, alpha, beta, C, A, B):
    for i in range(m):
        temp2 = A[i, :i] @ B[:i, :]
        C[:i, :] += alpha * np.outer(A[i, :i], B[i, :])
        C[i, :] = beta * C[i, :] + alpha * B[i, :] * A[i, i] + alpha * temp2
    return C
