# task(a: f64[n,m])
# Archives and texts are written where the task runs.
import numpy as np


def save(a):
    np.savez("golden.npz", a, mean=a.mean(axis=0))
    np.savetxt("golden.csv", a, delimiter=",", fmt="%.3f", header="values")
