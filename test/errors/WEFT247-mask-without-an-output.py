# Mask without an output.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.arange(n) - 2.0
    return np.sqrt(a, where=a > 0)
#          ^^^^^^^^^^^^^^^^^^^^^^^ WEFT247 Function `np.sqrt` has `where=` and no `out=` — what the mask leaves out is whatever was in memory
