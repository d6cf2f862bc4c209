# task(a: f64[n,m], b: f64[k,m], v: f64[m])
# Joined arrays: sizes add along the axis.


import numpy as np


def f(a, b, v):
    both = np.concatenate((a, b), axis=0)
    return both, np.vstack([a, v]), np.hstack((a, a)), np.stack((v, v), axis=1)
