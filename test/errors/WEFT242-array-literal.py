# Array literal.
import weft
import numpy as np

@weft.task
def f():
    return np.array([[1, 2], [3]])
#                   ^^^^^^^^^^^^^ WEFT242 This array literal cannot be compiled — its rows have different lengths
