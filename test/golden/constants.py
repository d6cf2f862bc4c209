# task(a: f64[n])
# Module constants are captured by value: numbers, expressions of them and small arrays.


import math

import numpy as np

SCALE = 2.0 * math.pi
WEIGHTS = np.array([0.25, 0.5, 0.25])
STEPS = 3


def f(a):
    for _ in range(STEPS):
        a = WEIGHTS[0] * a + WEIGHTS[1] * SCALE
    return a
