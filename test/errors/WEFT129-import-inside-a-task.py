# Import inside a task.
import weft

@weft.task
def f(a: float):
    import math
#   ^^^^^^^^^^^ WEFT129 An import inside a function cannot be compiled — modules are resolved once, from the top of the file
    return math.sqrt(a)
