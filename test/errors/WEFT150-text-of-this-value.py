# Text of this value.
import numpy as np
import weft

@weft.task
def f(a: float):
    print(np)
#   ^^^^^^^^^ WEFT150 The text of `module numpy` cannot be made here — its text depends on where Python keeps it
    return a
