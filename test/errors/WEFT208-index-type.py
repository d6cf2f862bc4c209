# Index type.
import weft
import numpy as np

@weft.task
def f():
    a = np.zeros(3)
    return a[1.0]
#            ^^^ WEFT208 An index cannot be `float` — indices are integers
