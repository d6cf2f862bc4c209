# task(b: i32[m,3], k: int)
import numpy as np


def sequences_beside_arrays(b, k):
    x = b + [1, 2, 3]
    y = (1.5, 2, 3) * b
    z = b == [1, 2, 3]
    w = np.add([1, 2], (k, 4.5))
    b[0] = [1, 2, 3]
    b += (1, 2, 3)
    return x, y, z, w, np.sum([[1, 2], [3, 4]], axis=0), np.max((k, 3))
