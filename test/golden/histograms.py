# task(x: f64[n], y: f64[n])
# Counts between edges, and over a grid.
import numpy as np


def f(x, y):
    counts, edges = np.histogram(x, bins=20, range=(-1.0, 1.0))
    density, _ = np.histogram(x, bins=[-1.0, 0.0, 0.5, 2.0], density=True)
    cells, _, rows = np.histogram2d(x, y, bins=(4, 5), weights=y)
    return counts, edges, density, cells, rows
