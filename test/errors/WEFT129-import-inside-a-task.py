# Import inside a task.
import weft

@weft.task
def f(x: float):
    import math as m
#   ^^^^^^^^^^^^^^^^ WEFT129 This import inside a function cannot be compiled — its name means something else in the function
    y = m.sqrt(x)
    m = 2.0
    return y * m
