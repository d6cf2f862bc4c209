# task(b: f64[n])
# First axes of size 1 are dropped where a value with more axes than the target is assigned.
import numpy as np


def f(b):
    b[:3] = np.ones((1, 1, 3))
    return b
