# task(n: int, x: f64[k])
# Coordinates, triangles and diagonals.
import numpy as np


def f(n, x):
    X, Y = np.meshgrid(x, np.linspace(0.0, 1.0, 3))
    field = np.mgrid[0:4, 0:1:5j].sum(axis=0)
    below = np.tril(np.ones((n, n)), -1)
    powers = np.logspace(0, 2, 5)
    return X * Y, field, below, np.diag(x, 1), np.diagonal(below), powers
