# Element type depends on the path.
import weft
import numpy as np

@weft.task
def f(n: int):
    total = 0.0
    for i in range(n):
        total += np.sqrt(2.0)
    return np.ones(n, dtype=np.float32) * total
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT238 This result is f32 or f64, depending on the path — an operand is a Python number on one path only
