# Complex number.
import weft

@weft.task
def f(a: float):
    return a * 2j
#              ^^ WEFT131 Complex number `2j` cannot be compiled — Weft has no complex element type
