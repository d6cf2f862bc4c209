# File of unknown type.
# entry: f
# call: ()
import numpy as np

def f():
    return np.load('points.npy')
#                  ^^^^^^^^^^^^ WEFT303 The element type and the number of axes of `points.npy` are not known — they are needed before the task is sent
