# Too many versions of a function.
import weft
import numpy as np

@weft.task
def f(a: float):
    return g(a, 0)

def g(a, depth):
    return np.zeros((2,)).sum(axis=depth - depth) if depth > 1000 else g((a, a)[0], depth + 1)
#                                  ^^^^^^^^^^^^^ WEFT221 `axis` of `a.sum` must be a constant — the type of the result depends on it
