# Starred expression.
import weft

@weft.task
def f(a: float, b: float):
    pair = (a, *[b])
#              ^^^^ WEFT133 A starred expression cannot be compiled — the number of values must be written in the program
    return pair
