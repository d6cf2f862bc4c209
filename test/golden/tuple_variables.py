# task(a: f64[n,m], k: int)
import numpy as np


def step(state, dt):
    x, v = state
    return x + dt * v, v - dt * x


def ordered(p, q):
    if p <= q:
        return p, q
    return q, p


def task(a, k):
    best = (0, 0)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] > a[best]:
                best = (i, j)
    state = (a[0].copy(), a[-1] * 2.0)
    energy = 0.0
    while energy < 100.0 and k > 0:
        state = step(state, 0.5)
        energy += (state[0] ** 2).sum()
        k -= 1
    pair = (k, 1.5)
    nested = ((0, 1), -1.0)
    if k > 2:
        pair = ordered(pair, (3, 0.5))[0]
        nested = ((k, 2), float(a[0, 0]))
    (low, high), weight = nested
    for i in range(a.shape[1]):
        here = (float(a[0, i]), i)
        if here > (0.5, 0):
            last = here
            break
    else:
        last = (-1.0, -1)
    fib = 0, 1
    for _ in range(10):
        fib = fib[1], fib[0] + fib[1]
    choice = (k, 1) if a[0, 0] > 0 else (1, k)
    return best[0], best[1], state[0], state[1], energy, pair[0], pair[1], low, high, weight, last[0], last[1], fib[0], choice[0], choice[1]
