# Too many indices.
import weft
import numpy as np

@weft.task
def f():
    a = np.zeros(3)
    return a[0, 0]
#          ^^^^^^^ WEFT207 2 indices for `f64[3]` — it has 1 axes
