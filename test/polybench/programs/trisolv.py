# SPDX-License-Identifier: Apache-2.0
"""trisolv: solve L x = b by forward substitution."""

import weft


@weft.task
def trisolv_lists(n: int, L: list[list[float]], x: list[float], b: list[float]):
    for i in range(n):
        x[i] = b[i]
        for j in range(i):
            x[i] -= L[i][j] * x[j]
        x[i] = x[i] / L[i][i]
    return x


@weft.task
def trisolv_loops(n, L, x, b):
    for i in range(n):
        x[i] = b[i]
        for j in range(i):
            x[i] -= L[i, j] * x[j]
        x[i] = x[i] / L[i, i]
    return x


@weft.task
def trisolv_numpy(n, L, x, b):
    for i in range(n):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
    return x
