# Change of a constant list.
import weft

W = [1.0, 2.0]

def reset(w):
    w[0] = 0.0
#   ^^^^ WEFT281 This list cannot be changed — it is a constant, and the function gets a copy of it

@weft.task
def f(x: float):
    reset(W)
    return x
