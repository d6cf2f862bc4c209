# Assignment to this.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = (n, n)
    a[0] = 1
#   ^^^^ WEFT241 An item of `(int, int)` cannot be assigned to — tuples do not change
    return a[0]
