# Comparison not compiled.
import weft
import numpy as np

@weft.task
def f(n: int):
    return n in (1, 2)
#          ^^^^^^^^^^^ WEFT243 Comparison `in` cannot be compiled for `int` and `(int, int)` — membership of arrays and tuples is not compiled
