# Casting rule.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.zeros(n, dtype=np.int64)
    np.add(a, 0.5, out=a)
#   ^^^^^^^^^^^^^^^^^^^^^ WEFT246 Type float64 of the result of `np.add` cannot become int64 — NumPy raises `UFuncTypeError` for `casting='same_kind'`
    return a
