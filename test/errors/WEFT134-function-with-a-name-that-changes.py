# Function with a name that changes.
import weft

@weft.task
def f(a: float):
    def make():
        return lambda x: x * a
    g = make()
#       ^^^^^^ WEFT134 Function `lambda` comes back with `a`, which is assigned more than once — it would see later values of it
    a = a + 1
    return g(a)
