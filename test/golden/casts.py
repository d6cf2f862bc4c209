# task(a: f32[n], b: i32[n], x: f64)
# Element types follow NumPy 2: Python numbers are weak, NumPy scalars are strong.


import numpy as np


def f(a, b, x):
    return a * 2.5, a * x, a + b, b + 1, b / 2, b.astype(np.float32) * a, np.float32(2) * a, np.int64(x)
