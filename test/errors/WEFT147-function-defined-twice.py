# Function defined twice.
import weft

def g(x):
    return x

def g(x):
#   ^ WEFT147 Function `g` has several definitions in this module — which one runs depends on when it is called
    return x * 2

@weft.task
def f(a: float):
    return g(a)
