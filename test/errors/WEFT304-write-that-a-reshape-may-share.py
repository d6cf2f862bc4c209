# Write that a reshape may share.
import weft
import numpy as np

@weft.task
def f(n: int):
    b = np.ones((n, 3)).T + 1
    v = b.ravel()
    v[0] = 5.0
#   ^^^^^^^^^^ WEFT304 Whether the array it was reshaped from sees this write is not known — the memory order in NumPy decides whether a reshape is a view
    return b

@weft.task
def g(n: int):
    b = np.ones((n, 3)).T + 1
    v = b.ravel()
    b[0, 0] = 5.0
#   ^^^^^^^^^^^^^ WEFT304 Whether `v` sees this write is not known — the memory order in NumPy decides whether a reshape is a view
    return v
