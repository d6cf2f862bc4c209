# Comprehension or generator.
import weft
import numpy as np

@weft.task
def f(n: int):
#   ^ WEFT190 Weft cannot compile `f`: Cannot read properties of undefined (reading 'kind') — this is a fault of the compiler, not of the program
    return np.array([i * 2.0 for i in range(n)])
