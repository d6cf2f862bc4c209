# Element type depends on the path.
import heapq

import numpy as np
import weft

@weft.task
def f(n: int, x: float):
    h = [0.0]
    heapq.heappush(h, np.sqrt(x))
    return np.ones(n, dtype=np.float32) * h[0]
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT238 This result is f32 or f64, depending on the path — an operand is a Python number on one path only
