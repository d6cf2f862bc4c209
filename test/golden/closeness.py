# task(a: f64[n,m], b: f32[n,m])
# Comparisons of whole arrays.
import numpy as np


def f(a, b):
    near = np.isclose(a, b, atol=0.5)
    same = np.array_equal(a, a.copy())
    clean = np.nan_to_num(a, nan=-1.0, posinf=9.0)
    return near, np.allclose(a, b), same, np.array_equiv(a, a[:1]), clean
