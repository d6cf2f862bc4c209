# Type depends on the path.
import weft
import numpy as np

@weft.task
def f(n: int):
    scale = 1.0
    if n > 0:
        scale = np.random.default_rng(7)
    return scale
#          ^^^^^ WEFT204 Name `scale` is `Generator` on one path and `float` on another — no variable holds both
