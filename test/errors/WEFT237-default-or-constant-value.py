# Default or constant value.
import weft

def g(n, rule=b"x"):
#             ^^^^ WEFT237 The value of `rule` cannot be compiled — it is not a constant expression
    return n if rule is None else 0

@weft.task
def f(n: int):
    return g(n)
