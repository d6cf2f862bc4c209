# SPDX-License-Identifier: Apache-2.0
"""Programs as people write them with lists: each gives under Weft what CPython gives, types of items included."""

import numpy as np


# call n=50
def sieve(n):
    flags = [True] * (n + 1)
    primes = []
    for p in range(2, n + 1):
        if flags[p]:
            primes.append(p)
            for q in range(p * p, n + 1, p):
                flags[q] = False
    return primes


# call n=12
def bfs(n):
    graph = [[] for _ in range(n)]
    for i in range(n):
        graph[i].append((i * 2) % n)
        graph[(i * 3) % n].append(i)
    dist = [-1] * n
    queue = [0]
    dist[0] = 0
    while len(queue) > 0:
        v = queue.pop(0)
        for w in graph[v]:
            if dist[w] < 0:
                dist[w] = dist[v] + 1
                queue.append(w)
    return dist, graph


# call n=11
def dp(n):
    weights = [1, 3, 4, 5]
    values = [1, 4, 5, 7]
    table = [[0 for _ in range(n + 1)] for _ in range(len(weights) + 1)]
    for i in range(1, len(weights) + 1):
        for w in range(n + 1):
            table[i][w] = table[i - 1][w]
            if weights[i - 1] <= w:
                table[i][w] = max(table[i][w], table[i - 1][w - weights[i - 1]] + values[i - 1])
    return table[len(weights)][n], table


# call n=4
def transpose(n):
    A = [[i * n + j for j in range(n)] for i in range(n)]
    T = [[row[j] for row in A] for j in range(n)]
    D = [sum(x * y for x, y in zip(r, c)) for r, c in zip(A, T)]
    C = [[sum(a * b for a, b in zip(row, col)) for col in T] for row in A]
    return T, D, C


# call n=5
def heat3d(n):
    A = [[[float(i + j + (n - k)) * 10 / n for k in range(n)] for j in range(n)] for i in range(n)]
    B = [[[A[i][j][k] for k in range(n)] for j in range(n)] for i in range(n)]
    for t in range(2):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for k in range(1, n - 1):
                    B[i][j][k] = 0.125 * (A[i + 1][j][k] - 2.0 * A[i][j][k] + A[i - 1][j][k]) + 0.125 * (A[i][j + 1][k] - 2.0 * A[i][j][k] + A[i][j - 1][k]) + A[i][j][k]
        A, B = B, A
    return A


# call n=2
def minmax(n):
    pts = [(3.0, 1.0), (1.0, 2.0)]
    lo = min(p[0] for p in pts)
    hi = max([p[1] for p in pts])
    xs = [p[0] for p in pts]
    mean = sum(xs) / len(xs)
    var = sum((x - mean) ** 2 for x in xs) / len(xs)
    order = sorted(range(len(xs)), key=lambda i: xs[i])
    return lo, hi, mean, var, order, xs.index(min(xs)), all(x > 0 for x in xs), [0] * 3 == [0, 0, 0]


# call n=6 dt=0.125
def ode(n, dt):
    ts = [0.0]
    ys = [[1.0, 0.0]]
    for i in range(n):
        t = ts[-1]
        y = ys[-1]
        k = [y[1], -y[0]]
        ys.append([y[0] + dt * k[0], y[1] + dt * k[1]])
        ts.append(t + dt)
    return np.array(ts), np.array(ys)


# call n=30
def fib(n):
    memo = [0, 1] + [0] * n
    for i in range(2, n + 1):
        memo[i] = memo[i - 1] + memo[i - 2]
    a, b = memo[n], memo[-1]
    first, *rest = [1, 2, 3]
    words = [x for x in (1, 2, 3) if x != 2]
    m = [[0] * 2 for i in range(2)]
    m[0][1], m[1][0] = m[1][0] + 5, m[0][1] + 6
    return a, b, first, rest, words, m


# call n=3
def queue(n):
    todo = [(0, n)]
    out = []
    while todo:
        depth, value = todo.pop()
        out.append(value)
        if depth < 3:
            todo.append((depth + 1, value * 2))
            todo.append((depth + 1, value + 1))
    return out


# call n=4
def hanoi(n):
    moves = []
    def move(k, a, b, c):
        if k == 0:
            return
        move(k - 1, a, c, b)
        moves.append((a, c))
        move(k - 1, b, a, c)
    move(n, 0, 1, 2)
    return len(moves), [a for a, b in moves]
