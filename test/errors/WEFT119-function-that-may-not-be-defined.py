# Function that may not be defined.
import weft

@weft.task
def f(a: float, n: int):
    for i in range(n):
        def g(x):
            return x * 2
    return g(a)
#          ^ WEFT119 Function `g` may not be defined here — only some paths to this line define it
