# SPDX-License-Identifier: Apache-2.0
"""syr2k: lower triangle of C = alpha (A B' + B A') + beta C."""

import weft


@weft.task
def syr2k_lists(
    n: int,
    m: int,
    alpha: float,
    beta: float,
    C: list[list[float]],
    A: list[list[float]],
    B: list[list[float]],
):
    for i in range(n):
        for j in range(i + 1):
            C[i][j] *= beta
        for l in range(m):
            for j in range(i + 1):
                C[i][j] += A[j][l] * alpha * B[i][l] + B[j][l] * alpha * A[i][l]
    return C


@weft.task
def syr2k_loops(n, m, alpha, beta, C, A, B):
    for i in range(n):
        for j in range(i + 1):
            C[i, j] *= beta
        for l in range(m):
            for j in range(i + 1):
                C[i, j] += A[j, l] * alpha * B[i, l] + B[j, l] * alpha * A[i, l]
    return C


@weft.task
def syr2k_numpy(n, m, alpha, beta, C, A, B):
    for i in range(n):
        C[i, :i + 1] *= beta
        C[i, :i + 1] += alpha * (A[:i + 1, :] @ B[i, :] + B[:i + 1, :] @ A[i, :])
    return C
