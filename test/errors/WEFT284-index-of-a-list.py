# Index of a list.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = [[0.0] * n for i in range(n)]
    return a[0, 1]
#          ^^^^^^^ WEFT284 A list cannot be indexed by a tuple — Python raises `TypeError`: list indices are integers or slices
