# Constant needed.
import weft
import numpy as np

@weft.task
def f(n: int, axis: int):
    return np.zeros((n, n)).sum(axis=axis)
#                                    ^^^^ WEFT221 `axis` of `a.sum` must be a constant — the type of the result depends on it
