# Kept part of a complex array.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.zeros(n, dtype=np.complex128)
    part = np.flip(a.real)
#   ^^^^^^^^^^^^^^^^^^^^^^ WEFT248 A part of a complex array is kept here — NumPy gives a view, which changes with the array
    a[0] = 1.0
    return part
