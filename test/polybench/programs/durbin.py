# SPDX-License-Identifier: Apache-2.0
"""durbin: Yule-Walker equations by Levinson-Durbin recursion."""

import numpy as np

import weft


@weft.task
def durbin_lists(n: int, r: list[float], y: list[float]):
    z = [0.0] * n
    y[0] = -r[0]
    beta = 1.0
    alpha = -r[0]
    for l in range(1, n):
        beta = (1.0 - alpha * alpha) * beta
        total = 0.0
        for i in range(l):
            total += r[l - i - 1] * y[i]
        alpha = -(r[l] + total) / beta
        for i in range(l):
            z[i] = y[i] + alpha * y[l - i - 1]
        for i in range(l):
            y[i] = z[i]
        y[l] = alpha
    return y


@weft.task
def durbin_loops(n, r, y):
    z = np.zeros(n)
    y[0] = -r[0]
    beta = 1.0
    alpha = -r[0]
    for l in range(1, n):
        beta = (1.0 - alpha * alpha) * beta
        total = 0.0
        for i in range(l):
            total += r[l - i - 1] * y[i]
        alpha = -(r[l] + total) / beta
        for i in range(l):
            z[i] = y[i] + alpha * y[l - i - 1]
        for i in range(l):
            y[i] = z[i]
        y[l] = alpha
    return y


@weft.task
def durbin_numpy(n, r, y):
    y[0] = -r[0]
    beta = 1.0
    alpha = -r[0]
    for l in range(1, n):
        beta *= 1.0 - alpha * alpha
        alpha = -(r[l] + r[:l][::-1] @ y[:l]) / beta
        y[:l] += alpha * y[:l][::-1]
        y[l] = alpha
    return y
