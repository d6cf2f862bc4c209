# Coroutine or generator function.
import weft

@weft.task
def f(n: int):
    for i in range(n):
        yield i
#       ^^^^^^^ WEFT130 `yield` cannot be compiled — a task runs from its call to its return
