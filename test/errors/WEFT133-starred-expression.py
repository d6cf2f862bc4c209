# Starred expression.
import weft

def scale(x, by=1.0):
    return x * by

@weft.task
def f(a: int):
    options = {str(i): i for i in range(a)}
    return scale(2.0, **options)
#                     ^^^^^^^^^ WEFT133 A `**` argument cannot be compiled — the number of values must be known while compiling
