# Shapes do not broadcast.
import weft
import numpy as np

@weft.task
def f():
    return np.zeros(3) + np.zeros(4)
#          ^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT202 `f64[3]` and `f64[4]` do not broadcast — axes of sizes 3 and 4 meet, and neither is 1
