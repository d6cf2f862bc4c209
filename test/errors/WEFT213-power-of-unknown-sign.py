# Power of unknown sign.
import weft
import numpy as np

@weft.task
def f(n: int):
    return 1 if (m := 2 ** n) > 3 else m
#                     ^^^^^^ WEFT213 The type of this power depends on the sign of its exponent — Python gives `int` for exponents from 0 and `float` below
