# Too many axes.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros((n, 2, 2, 2, 2, 2, 2, 2, 2))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT233 This array has 9 axes — Weft has arrays of 1 to 8 axes
