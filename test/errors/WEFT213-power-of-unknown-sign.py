# Power of unknown sign.
import weft
import numpy as np

@weft.task
def f(n: int):
    return 2 ** n
#          ^^^^^^ WEFT213 The type of this power depends on the sign of its exponent — Python gives `int` for exponents from 0 and `float` below
