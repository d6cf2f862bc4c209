# Recursion.
import weft

@weft.task
def fact(n: int):
    if n < 2:
        return 1
    return n * fact(n - 1)
#              ^^^^ WEFT142 Function `fact` calls itself — compiled functions do not recurse
