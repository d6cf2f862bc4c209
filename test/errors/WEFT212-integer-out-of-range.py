# Integer out of range.
import weft
import numpy as np

@weft.task
def f(n: int):
    return n + 2 ** 70
#          ^^^^^^^^^^^ WEFT212 Integer 1180591620717411303424 does not fit 64 bits — compiled integers have 64 bits
