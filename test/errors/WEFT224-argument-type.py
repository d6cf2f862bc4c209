# Argument type.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros(1.5)
#                   ^^^ WEFT224 Argument `shape` of `np.zeros` cannot be `float` — a size is an integer
