# Unknown name.
import weft

@weft.task
def f(a: float):
    return a * scale
#              ^^^^^ WEFT140 Name `scale` is not defined — neither the function, the module nor Python's builtins define it
