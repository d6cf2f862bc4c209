# None as a value.
import weft

def g(n, scale=None):
    return n * scale
#          ^^^^^^^^^ WEFT232 This value may not be `None` here — only `is None` and `is not None` work on it

@weft.task
def f(n: int):
    return g(n)
