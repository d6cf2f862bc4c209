# Name not assigned.
import weft
import numpy as np

@weft.task
def f(n: int):
    total = total + n
#           ^^^^^ WEFT205 Name `total` has no value here — no path assigns it before this line; CPython raises `UnboundLocalError`
    return total
