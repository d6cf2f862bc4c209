# Assignment to a name of the function around.
import weft

@weft.task
def f(a: float):
    total = 0.0
    def add(x):
        nonlocal total
#       ^^^^^^^^^^^^^^ WEFT116 `nonlocal` cannot be compiled — an inner function reads the names around it and assigns none
        total = total + x
    add(a)
    return total
