# Too many versions of a function.
import weft

@weft.task
def f(a: float):
    return g((a,), 0)
#          ^^^^^^^^^^ WEFT142 The calls of `g` need over 32 versions of it — each call gives it arguments of other types

def g(t, depth):
    if depth == 3:
        return 0.0
    return g((t, 1.0), depth + 1)
