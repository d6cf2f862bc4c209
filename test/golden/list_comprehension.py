# task(n: int)
# Several generators, filters, names of their own; generators inside builtins.
import numpy as np


def comprehensions(n):
    x = 10
    pairs = [(i, j) for i in range(n) for j in range(i) if (i + j) % 2]
    total = sum(i * j for i, j in pairs)
    largest = max(pairs, key=lambda p: p[0] - p[1], default=(0, 0)) if False else (0, 0)
    flat = [v for row in [[1, 2], [3, n]] for v in row]
    some = any(v > 3 for v in flat)
    return total, largest[0], np.array(flat) * x, some, [x for x in flat if x > 1], x
