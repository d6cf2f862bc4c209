# Unpacking.
import weft
import numpy as np

@weft.task
def f(n: int):
    a, b, c = np.zeros((n, n)).shape
#   ^^^^^^^ WEFT226 3 names for 2 values — CPython raises `ValueError`
    return a
