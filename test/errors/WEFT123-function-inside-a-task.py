# Function inside a task.
import weft

@weft.task
def f(a: float):
    g = lambda x: x * 2
#       ^^^^^^^^^^^^^^^ WEFT123 A lambda inside a task cannot be compiled — it would see later assignments of the names around it
    return g(a)
