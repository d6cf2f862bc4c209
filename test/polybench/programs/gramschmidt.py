# SPDX-License-Identifier: Apache-2.0
"""gramschmidt: QR decomposition by modified Gram-Schmidt."""

import math

import numpy as np

import weft


@weft.task
def gramschmidt_lists(m: int, n: int, A: list[list[float]], R: list[list[float]], Q: list[list[float]]):
    for l in range(n):
        nrm = 0.0
        for i in range(m):
            nrm += A[i][l] * A[i][l]
        R[l][l] = math.sqrt(nrm)
        for i in range(m):
            Q[i][l] = A[i][l] / R[l][l]
        for j in range(l + 1, n):
            R[l][j] = 0.0
            for i in range(m):
                R[l][j] += Q[i][l] * A[i][j]
            for i in range(m):
                A[i][j] = A[i][j] - Q[i][l] * R[l][j]
    return R, Q


@weft.task
def gramschmidt_loops(m, n, A, R, Q):
    for l in range(n):
        nrm = 0.0
        for i in range(m):
            nrm += A[i, l] * A[i, l]
        R[l, l] = math.sqrt(nrm)
        for i in range(m):
            Q[i, l] = A[i, l] / R[l, l]
        for j in range(l + 1, n):
            R[l, j] = 0.0
            for i in range(m):
                R[l, j] += Q[i, l] * A[i, j]
            for i in range(m):
                A[i, j] = A[i, j] - Q[i, l] * R[l, j]
    return R, Q


@weft.task
def gramschmidt_numpy(m, n, A, R, Q):
    for l in range(n):
        R[l, l] = np.sqrt(A[:, l] @ A[:, l])
        Q[:, l] = A[:, l] / R[l, l]
        R[l, l + 1:] = Q[:, l] @ A[:, l + 1:]
        A[:, l + 1:] -= np.outer(Q[:, l], R[l, l + 1:])
    return R, Q
