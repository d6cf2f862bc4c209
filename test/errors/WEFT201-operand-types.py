# Operand types.
import weft
import numpy as np

@weft.task
def f(n: int):
    return -(np.arange(n) > 2)
#          ^^^^^^^^^^^^^^^^^^^ WEFT201 Operator `-` does not take `b1[n]` — NumPy raises `TypeError` for bools
