# Mutable default.
import weft

@weft.task
def f(a: float):
    def g(x, seen=[]):
#                 ^^ WEFT113 The default of `seen` is a list, dictionary or set — Python makes it once, and all calls share and change it
        return x
    return g(a)
