# Class inside a task.
import weft

@weft.task
def f(a: float):
    class Box:
#   ^^^^^^^^^^ WEFT124 A class cannot be compiled — a task works on numbers and arrays
        pass
    return a
