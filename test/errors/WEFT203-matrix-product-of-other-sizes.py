# Matrix product of other sizes.
import weft
import numpy as np

@weft.task
def f():
    return np.zeros((2, 3)) @ np.zeros((2, 3))
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT203 `f64[2,3]` and `f64[2,3]` cannot be multiplied as matrices — sizes 3 and 2 must be equal
