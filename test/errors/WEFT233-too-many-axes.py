# Too many axes.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros((n, n, n, n, n))
#                   ^^^^^^^^^^^^^^^ WEFT233 This array has 5 axes — Weft has arrays of 1 to 4 axes
