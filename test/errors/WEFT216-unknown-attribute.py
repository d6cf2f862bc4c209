# Unknown attribute.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros(n).total()
#                      ^^^^^ WEFT216 `f64[n]` has no attribute `total` that Weft compiles — it is not compiled yet, or does not exist
