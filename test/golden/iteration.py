# task(a: f64[n], m: f64[p,q], k: int)
import numpy as np


def f(a, m, k):
    s = 0.0
    for i, (u, v) in enumerate(zip(a, a[::-1]), 1):
        s += i * u - v
    for v in reversed(a):
        s = s / 2 + v
    for (i, j), v in np.ndenumerate(m):
        if v > 3:
            break
        s += (i - j) * v
    else:
        s += 1
    for row in m:
        s += row[0]
    steps = 0
    while (k := k - 1) > 0:
        steps += 1
    match steps:
        case 0 | 1:
            s -= 1
        case _:
            s *= 2
    first, *rest = (1.0, s, 3.0)
    return s, k in (0, -1), first + rest[1], steps or 7
