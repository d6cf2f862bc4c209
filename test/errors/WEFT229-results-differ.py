# Results differ.
import weft
import numpy as np

@weft.task
def f(n: int):
    if n > 2:
        return 1.5
    return np.sqrt
#   ^^^^^^^^^^^^^^ WEFT229 This `return` gives `function sqrt`, another gives `float` — no result holds both
