# Items of two types.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = [0] * n
    a[0] = 0.5
#   ^^^^^^^^^^ WEFT280 A list of `int` cannot hold `float` — a list that is an argument, or used as a whole as in `sum(a)` or `np.array(a)`, has items of one type
    return sum(a)
