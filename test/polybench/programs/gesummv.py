# SPDX-License-Identifier: Apache-2.0
"""gesummv: y = alpha A x + beta B x."""

import weft


@weft.task
def gesummv_lists(
    n: int,
    alpha: float,
    beta: float,
    A: list[list[float]],
    B: list[list[float]],
    tmp: list[float],
    x: list[float],
    y: list[float],
):
    for i in range(n):
        tmp[i] = 0.0
        y[i] = 0.0
        for j in range(n):
            tmp[i] = A[i][j] * x[j] + tmp[i]
            y[i] = B[i][j] * x[j] + y[i]
        y[i] = alpha * tmp[i] + beta * y[i]
    return y


@weft.task
def gesummv_loops(n, alpha, beta, A, B, tmp, x, y):
    for i in range(n):
        tmp[i] = 0.0
        y[i] = 0.0
        for j in range(n):
            tmp[i] = A[i, j] * x[j] + tmp[i]
            y[i] = B[i, j] * x[j] + y[i]
        y[i] = alpha * tmp[i] + beta * y[i]
    return y


@weft.task
def gesummv_numpy(n, alpha, beta, A, B, tmp, x, y):
    tmp[:] = A @ x
    y[:] = alpha * tmp + beta * (B @ x)
    return y
