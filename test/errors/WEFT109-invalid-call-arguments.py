# Invalid call arguments.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.full(shape=n, 1.0)
#                           ^^^ WEFT109 This argument is not valid here — a positional argument follows a keyword argument
