# Items of two types.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = [0] * n
    a[0] = 0.5
#   ^^^^^^^^^^ WEFT280 A list of `int` cannot hold `float` — all items of a compiled list have one type
    return a
