# Operator of lists.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = [1.0] * n
    return a * 2.0
#          ^^^^^^^ WEFT283 `*` of `list[float]` and `float` — Python raises `TypeError`: lists do not compute item by item
