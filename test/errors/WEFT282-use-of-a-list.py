# Use of a list.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = [float(i) for i in range(n)]
    return a.mean()
#            ^^^^ WEFT282 A list has no method `mean` — CPython raises `AttributeError`
