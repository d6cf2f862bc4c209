# task(a: f64[n,m])
# Files are written on the machine where the task runs.


import numpy as np


def f(a):
    np.save("scaled.npy", a * 2)
    return a.sum()
