# Results differ.
import weft
import numpy as np

@weft.task
def f(n: int):
    if n > 2:
        return 1.5
    return np.random.default_rng(7)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT229 This `return` gives `Generator`, another gives `float` — no result holds both
