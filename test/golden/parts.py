# task(a: f64[n,6], v: f64[k])
# Arrays cut into parts and joined again.
import numpy as np


def f(a, v):
    left, right = np.hsplit(a, 2)
    head, middle, tail = np.array_split(v, 3)
    block = np.block([[left, right], [right, left]])
    line = np.concatenate(([0.0], np.cumsum(v)))
    return block, np.rot90(left), np.dstack((left, right)), line, head.sum() - tail.sum() + middle.sum()
