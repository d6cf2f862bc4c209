# SPDX-License-Identifier: Apache-2.0
"""3mm: G = (A B) (C D)."""

import weft


@weft.task
def three_mm_lists(
    ni: int,
    nj: int,
    nk: int,
    nl: int,
    nm: int,
    E: list[list[float]],
    A: list[list[float]],
    B: list[list[float]],
    F: list[list[float]],
    C: list[list[float]],
    D: list[list[float]],
    G: list[list[float]],
):
    for i in range(ni):
        for j in range(nj):
            E[i][j] = 0.0
            for l in range(nk):
                E[i][j] += A[i][l] * B[l][j]
    for i in range(nj):
        for j in range(nl):
            F[i][j] = 0.0
            for l in range(nm):
                F[i][j] += C[i][l] * D[l][j]
    for i in range(ni):
        for j in range(nl):
            G[i][j] = 0.0
            for l in range(nj):
                G[i][j] += E[i][l] * F[l][j]
    return G


@weft.task
def three_mm_loops(ni, nj, nk, nl, nm, E, A, B, F, C, D, G):
    for i in range(ni):
        for j in range(nj):
            E[i, j] = 0.0
            for l in range(nk):
                E[i, j] += A[i, l] * B[l, j]
    for i in range(nj):
        for j in range(nl):
            F[i, j] = 0.0
            for l in range(nm):
                F[i, j] += C[i, l] * D[l, j]
    for i in range(ni):
        for j in range(nl):
            G[i, j] = 0.0
            for l in range(nj):
                G[i, j] += E[i, l] * F[l, j]
    return G


@weft.task
def three_mm_numpy(ni, nj, nk, nl, nm, E, A, B, F, C, D, G):
    E[:] = A @ B
    F[:] = C @ D
    G[:] = E @ F
    return G
