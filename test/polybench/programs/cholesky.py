# SPDX-License-Identifier: Apache-2.0
"""cholesky: lower triangular factor of a positive definite matrix, in place."""

import math

import numpy as np

import weft


@weft.task
def cholesky_lists(n: int, A: list[list[float]]):
    for i in range(n):
        for j in range(i):
            for l in range(j):
                A[i][j] -= A[i][l] * A[j][l]
            A[i][j] /= A[j][j]
        for l in range(i):
            A[i][i] -= A[i][l] * A[i][l]
        A[i][i] = math.sqrt(A[i][i])
    return A


@weft.task
def cholesky_loops(n, A):
    for i in range(n):
        for j in range(i):
            for l in range(j):
                A[i, j] -= A[i, l] * A[j, l]
            A[i, j] /= A[j, j]
        for l in range(i):
            A[i, i] -= A[i, l] * A[i, l]
        A[i, i] = math.sqrt(A[i, i])
    return A


@weft.task
def cholesky_numpy(n, A):
    for i in range(n):
        for j in range(i):
            A[i, j] = (A[i, j] - A[i, :j] @ A[j, :j]) / A[j, j]
        A[i, i] = np.sqrt(A[i, i] - A[i, :i] @ A[i, :i])
    return A
