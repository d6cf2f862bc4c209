# Axis out of range.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros((n, n)).sum(axis=2)
#                                    ^ WEFT222 Axis 2 is out of range — `f64[n,n]` has 2 axes
