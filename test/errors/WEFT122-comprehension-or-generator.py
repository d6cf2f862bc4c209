# Comprehension or generator.
import weft
import numpy as np

@weft.task
def f(n: int):
    return np.array([i * 2.0 for i in range(n)])
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT122 A list comprehension cannot be compiled — it makes a Python list or iterator of unknown element type
