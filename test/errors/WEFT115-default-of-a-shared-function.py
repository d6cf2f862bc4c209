# Default of a shared function.
import weft

@weft.task
def f(a: float):
    def g(x, scale=a * 2):
#                  ^^^^^ WEFT237 The value of `scale` cannot be compiled — it is not a constant expression
        return x * scale
    def h(x):
        return g(x) + 1
    return h(a)
#          ^^^^ WEFT115 Function `g` has a default that is known only at run time — another inner function calls it
