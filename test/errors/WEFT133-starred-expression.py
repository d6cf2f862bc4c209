# Starred expression.
import weft
import numpy as np

@weft.task
def f(a: int):
    first, *rest = np.arange(a)
#   ^^^^^^^^^^^^ WEFT133 A starred target cannot be compiled — the number of values must be known while compiling
    return first
