# Function not compiled.
import weft
import numpy as np

@weft.task
def f(n: int):
    open(n)
#   ^^^^ WEFT235 `open` cannot be compiled — a task computes with numbers and arrays
    return n
