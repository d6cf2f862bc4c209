# Array of other numbers as index.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.arange(n)
    return a[np.linspace(0, 2, 3)]
#            ^^^^^^^^^^^^^^^^^^^^ WEFT209 An index cannot be `f64[3]` — NumPy takes arrays of integers and masks, and raises `IndexError`
