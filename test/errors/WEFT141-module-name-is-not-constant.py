# Module name is not constant.
import weft

scale = 2.0
scale = 3.0

@weft.task
def f(a: float):
    return a * scale
#              ^^^^^ WEFT141 Module name `scale` is not a constant — it is assigned more than once
