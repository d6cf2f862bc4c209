# SPDX-License-Identifier: Apache-2.0
"""doitgen: A[r, q, :] = A[r, q, :] C4 for every r and q."""

import weft


@weft.task
def doitgen_lists(nr: int, nq: int, np_: int, A: list[list[list[float]]], C4: list[list[float]], total: list[float]):
    for r in range(nr):
        for q in range(nq):
            for p in range(np_):
                total[p] = 0.0
                for s in range(np_):
                    total[p] += A[r][q][s] * C4[s][p]
            for p in range(np_):
                A[r][q][p] = total[p]
    return A


@weft.task
def doitgen_loops(nr, nq, np_, A, C4, total):
    for r in range(nr):
        for q in range(nq):
            for p in range(np_):
                total[p] = 0.0
                for s in range(np_):
                    total[p] += A[r, q, s] * C4[s, p]
            for p in range(np_):
                A[r, q, p] = total[p]
    return A


@weft.task
def doitgen_numpy(nr, nq, np_, A, C4, total):
    for r in range(nr):
        for q in range(nq):
            total[:] = A[r, q, :] @ C4
            A[r, q, :] = total
    return A
