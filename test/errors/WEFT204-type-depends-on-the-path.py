# Type depends on the path.
import weft
import numpy as np

@weft.task
def f(n: int):
    total = 1.0
    if n > 0:
        total = np.zeros(3)
    return total
#          ^^^^^ WEFT204 Name `total` is `f64[3]` on one path and `float` on another — a compiled name has one type where paths meet
