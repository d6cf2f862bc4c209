# Not callable.
import weft
import numpy as np

@weft.task
def f(n: int):
    return n(2)
#          ^ WEFT228 `int` cannot be called
