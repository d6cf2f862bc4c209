# SPDX-License-Identifier: Apache-2.0
"""bicg: s = A' r, q = A p."""

import weft


@weft.task
def bicg_lists(m: int, n: int, A: list[list[float]], s: list[float], q: list[float], p: list[float], r: list[float]):
    for i in range(m):
        s[i] = 0.0
    for i in range(n):
        q[i] = 0.0
        for j in range(m):
            s[j] = s[j] + r[i] * A[i][j]
            q[i] = q[i] + A[i][j] * p[j]
    return s, q


@weft.task
def bicg_loops(m, n, A, s, q, p, r):
    for i in range(m):
        s[i] = 0.0
    for i in range(n):
        q[i] = 0.0
        for j in range(m):
            s[j] = s[j] + r[i] * A[i, j]
            q[i] = q[i] + A[i, j] * p[j]
    return s, q


@weft.task
def bicg_numpy(m, n, A, s, q, p, r):
    s[:] = r @ A
    q[:] = A @ p
    return s, q
