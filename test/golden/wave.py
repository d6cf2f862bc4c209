# task(u: f64[n], old: f64[n], steps: int, c: float)
# Three buffers in turn.


import numpy as np


def f(u, old, steps, c):
    for _ in range(steps):
        new = np.empty_like(u)
        new[0] = 0.0
        new[-1] = 0.0
        new[1:-1] = 2 * u[1:-1] - old[1:-1] + c**2 * (u[2:] - 2 * u[1:-1] + u[:-2])
        old, u = u, new
    return u
