# task(x: f64[n], k: int)
"""Tables of the module, computed from comprehensions and from each other, read by functions that call each other."""

import numpy as np

import weft

BITS = np.array([bin(i).count("1") for i in range(16)])
SCALED = np.sqrt(BITS + 1.0)
ROWS = [[i * j for j in range(3)] for i in range(4) if i != 2]


def spread(a, b):
    return a.max() - b.min()


def middle(a, b):
    return a.mean() + b.mean()


RULES = {"spread": spread, "middle": middle}


def weight(i):
    return SCALED[i % 16] + ROWS[i % 3][1]


def descend(i):
    if i <= 0:
        return 0.5
    return weight(i) + BITS[i % 16] * descend(i - 3)


@weft.task
def f(x, k):
    total = np.zeros_like(x)
    for i in range(x.shape[0]):
        total[i] = x[i] * weight(i + k) + descend(i + k)
    marks = [rule(x, total) for name, rule in RULES.items()] if x.shape[0] > 0 else [0.0]
    return total, marks[0], RULES["middle"](total + 1.0, x - 1.0) if x.shape[0] > 0 else 0.0
