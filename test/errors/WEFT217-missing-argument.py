# Missing argument.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.full(n)
#          ^^^^^^^^^^ WEFT217 `np.full` needs argument `fill_value`
