# task(x: float)
# Array literals: element types are promoted.


import numpy as np


def f(x):
    return np.array([[1, 2], [3, 4]]), np.array([1, 2.5, x]), np.array([True, False])
