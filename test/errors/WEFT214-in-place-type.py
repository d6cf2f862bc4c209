# In-place type.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.arange(n)
    a += 0.5
#   ^^^^^^^^ WEFT214 `float` cannot be stored in place in `i64[n]` — the result is float64: NumPy raises `UFuncTypeError`
    return a
