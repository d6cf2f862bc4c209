# Unknown argument.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros(n).sum(axes=0)
#                          ^^^^ WEFT218 `a.sum` takes no argument `axes` — there is no such parameter
