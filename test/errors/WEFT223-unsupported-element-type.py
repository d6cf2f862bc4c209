# Unsupported element type.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.zeros(n, dtype=np.float16)
#                               ^^^^^^^ WEFT223 Element type `float16` is not supported — Weft has bool, int32, int64, float32 and float64
