# task(x: float, y: f64)
# `math` works on Python floats, with Python's errors; NumPy's functions give NumPy scalars.


import math

import numpy as np


def f(x, y):
    return math.sqrt(x), np.sqrt(x), math.floor(y), math.atan2(x, y), math.log(x, 2), np.exp(y) * math.pi
