# Index out of range.
import weft
import numpy as np

@weft.task
def f():
    a = np.zeros(3)
    return a[3]
#            ^ WEFT206 Index 3 is out of range — axis 0 of `f64[3]` has size 3
