# Element type depends on the path.
import weft
import numpy as np

@weft.task
def f(n: int, x: float):
    return np.ones(n, dtype=np.float32) * max(0.0, np.sqrt(x))
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT238 This result is f32 or f64, depending on the path — an operand is a Python number on one path only
