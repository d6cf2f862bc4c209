# Mask of another shape.
import weft
import numpy as np

@weft.task
def f():
    a = np.zeros(3)
    m = np.ones(4) > 0
    return a[m]
#            ^ WEFT250 Mask `b1[4]` does not fit `f64[3]` — axis 0 has size 3, the mask 4, and NumPy raises `IndexError`
