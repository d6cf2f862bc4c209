# Data file that cannot be read.
# unreadable: points.npy
import weft
import numpy as np

@weft.task
def f():
    return np.load('points.npy')
#                  ^^^^^^^^^^^^ WEFT274 `points.npy` cannot be read on local — FileNotFoundError: No such file or directory
