# SPDX-License-Identifier: Apache-2.0
"""gemver: rank-two update, two matrix-vector products."""

import numpy as np

import weft


@weft.task
def gemver_lists(
    n: int,
    alpha: float,
    beta: float,
    A: list[list[float]],
    u1: list[float],
    v1: list[float],
    u2: list[float],
    v2: list[float],
    w: list[float],
    x: list[float],
    y: list[float],
    z: list[float],
):
    for i in range(n):
        for j in range(n):
            A[i][j] = A[i][j] + u1[i] * v1[j] + u2[i] * v2[j]
    for i in range(n):
        for j in range(n):
            x[i] = x[i] + beta * A[j][i] * y[j]
    for i in range(n):
        x[i] = x[i] + z[i]
    for i in range(n):
        for j in range(n):
            w[i] = w[i] + alpha * A[i][j] * x[j]
    return A, x, w


@weft.task
def gemver_loops(n, alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    for i in range(n):
        for j in range(n):
            A[i, j] = A[i, j] + u1[i] * v1[j] + u2[i] * v2[j]
    for i in range(n):
        for j in range(n):
            x[i] = x[i] + beta * A[j, i] * y[j]
    for i in range(n):
        x[i] = x[i] + z[i]
    for i in range(n):
        for j in range(n):
            w[i] = w[i] + alpha * A[i, j] * x[j]
    return A, x, w


@weft.task
def gemver_numpy(n, alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    A += np.outer(u1, v1) + np.outer(u2, v2)
    x += beta * (A.T @ y)
    x += z
    w += alpha * (A @ x)
    return A, x, w
