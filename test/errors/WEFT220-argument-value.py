# Argument value.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros((n, n), order='F')
#                                 ^^^ WEFT220 Argument `order` of `np.zeros` cannot be `'F'` — Weft does not compile it
