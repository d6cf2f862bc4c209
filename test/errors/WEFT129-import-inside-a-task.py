# Import inside a task.
import math as m
import weft

@weft.task
def f(x: float):
    import numpy as m
#   ^^^^^^^^^^^^^^^^^ WEFT129 This import inside a function cannot be compiled — its name means something else in the file
    return m.sqrt(x)
#          ^ WEFT141 Module name `m` is not a constant — imports give it several meanings
