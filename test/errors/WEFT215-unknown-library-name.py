# Unknown library name.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeroes(n)
#             ^^^^^^ WEFT215 Module `numpy` has no `zeroes` that Weft compiles — it is not compiled yet, or does not exist
