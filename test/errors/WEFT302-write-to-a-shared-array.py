# Write to a shared array.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.broadcast_to(np.zeros(1), (n,))
    a[0] = 1.0
#   ^^^^^^^^^^ WEFT302 This array cannot be changed — it is a broadcast view; NumPy raises `ValueError`
    return a
