# Sequence as a number.
import weft
import numpy as np

@weft.task
def f(n: int):
    return (n, n) - 2
#          ^^^^^^^^^^ WEFT234 `(int, int)` cannot be used here — tuples and lists exist only while compiling
