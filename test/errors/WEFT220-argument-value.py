# Argument value.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.pad(np.ones(n), 1, mode='circular')
#                                     ^^^^^^^^^^ WEFT220 Argument `mode` of `np.pad` cannot be `'circular'` — Weft does not compile it
