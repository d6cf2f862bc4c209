# Part of a data file.
# entry: f
# call: ()
import numpy as np

def f():
    data = np.load('points.npz')
    return data[0]
#          ^^^^^^^ WEFT273 This index of `points.npz` cannot be compiled — its arrays have names
