# SPDX-License-Identifier: Apache-2.0
"""2mm: D = alpha A B C + beta D."""

import weft


@weft.task
def two_mm_lists(
    ni: int,
    nj: int,
    nk: int,
    nl: int,
    alpha: float,
    beta: float,
    tmp: list[list[float]],
    A: list[list[float]],
    B: list[list[float]],
    C: list[list[float]],
    D: list[list[float]],
):
    for i in range(ni):
        for j in range(nj):
            tmp[i][j] = 0.0
            for l in range(nk):
                tmp[i][j] += alpha * A[i][l] * B[l][j]
    for i in range(ni):
        for j in range(nl):
            D[i][j] *= beta
            for l in range(nj):
                D[i][j] += tmp[i][l] * C[l][j]
    return D


@weft.task
def two_mm_loops(ni, nj, nk, nl, alpha, beta, tmp, A, B, C, D):
    for i in range(ni):
        for j in range(nj):
            tmp[i, j] = 0.0
            for l in range(nk):
                tmp[i, j] += alpha * A[i, l] * B[l, j]
    for i in range(ni):
        for j in range(nl):
            D[i, j] *= beta
            for l in range(nj):
                D[i, j] += tmp[i, l] * C[l, j]
    return D


@weft.task
def two_mm_numpy(ni, nj, nk, nl, alpha, beta, tmp, A, B, C, D):
    tmp[:] = alpha * (A @ B)
    D *= beta
    D += tmp @ C
    return D
