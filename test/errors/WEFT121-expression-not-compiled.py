# Expression not compiled.
import weft

@weft.task
def f(a: float):
    return (b := a) + b
#           ^^^^^^ WEFT121 An assignment expression cannot be compiled — a task works on numbers and arrays
#                     ^ WEFT205 Name `b` has no value here — no path assigns it before this line; CPython raises `UnboundLocalError`
