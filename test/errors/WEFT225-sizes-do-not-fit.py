# Sizes do not fit.
import weft
import numpy as np

@weft.task
def f():
    return np.zeros(6).reshape(4, 2)
#          ^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT225 `f64[6]` has 6 elements — shape (4, 2) has 8 elements
