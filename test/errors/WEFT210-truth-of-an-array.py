# Truth of an array.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.arange(n)
    if a > 2:
#      ^^^^^ WEFT210 `b1[n]` has no single truth value — NumPy raises `ValueError` for arrays with more than one element
        return 1
    return 0
