# Too many arguments.
import weft
import numpy as np

@weft.task
def f(n: int):
    return abs(n, 2)
#                 ^ WEFT219 `abs` takes 1 arguments, not 2
