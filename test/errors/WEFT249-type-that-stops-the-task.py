# Type that stops the task.
import weft
import numpy as np

@weft.task
def f(n: int):
    x = np.zeros(3)
    if n > 0:
        x = np.ones((2, 3))
    return x.sum(axis=1)
#                     ^ WEFT249 The task stops here where `x` is `f64[3]` — axis 1 is out of range: `f64[3]` has 1 axis (WEFT222)
