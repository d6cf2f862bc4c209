# SPDX-License-Identifier: Apache-2.0
"""gemm: C = alpha A B + beta C."""

import weft


@weft.task
def gemm_lists(
    ni: int,
    nj: int,
    nk: int,
    alpha: float,
    beta: float,
    C: list[list[float]],
    A: list[list[float]],
    B: list[list[float]],
):
    for i in range(ni):
        for j in range(nj):
            C[i][j] *= beta
        for l in range(nk):
            for j in range(nj):
                C[i][j] += alpha * A[i][l] * B[l][j]
    return C


@weft.task
def gemm_loops(ni, nj, nk, alpha, beta, C, A, B):
    for i in range(ni):
        for j in range(nj):
            C[i, j] *= beta
        for l in range(nk):
            for j in range(nj):
                C[i, j] += alpha * A[i, l] * B[l, j]
    return C


@weft.task
def gemm_numpy(ni, nj, nk, alpha, beta, C, A, B):
    C *= beta
    C += alpha * (A @ B)
    return C
