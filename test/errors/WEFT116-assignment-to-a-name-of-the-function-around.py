# Assignment to a name of the function around.
import weft

@weft.task
def f(a: float):
    last = a
    def add(x):
        nonlocal last
#       ^^^^^^^^^^^^^ WEFT116 This `nonlocal` cannot be compiled — a function has the name, or `del` or `:=` changes it
        return x + (last := x * 2)
    return add(a) + last
