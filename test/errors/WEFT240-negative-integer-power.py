# Negative integer power.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.arange(n) ** -1
#          ^^^^^^^^^^^^^^^^^^ WEFT240 Integer arrays have no negative powers — NumPy raises `ValueError`
