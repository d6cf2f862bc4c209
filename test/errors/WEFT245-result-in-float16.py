# Result in float16.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.zeros(n, dtype=np.uint8)
    return np.sqrt(a)
#          ^^^^^^^^^^ WEFT245 Result of `np.sqrt` for `u8[n]` is float16 — Weft has no float16, which NumPy takes for bools and 8-bit integers
