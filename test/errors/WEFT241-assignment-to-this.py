# Assignment to this.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = (n, n)
    a[0] = 1
#   ^^^^ WEFT241 An item of `(int, int)` cannot be assigned to — only arrays have items that change
    return a[0]
