# Python 2 syntax.
import weft

@weft.task
def f(a: int):
    return a <> 0
#            ^^ WEFT105 `<>` is Python 2 — Python 3 does not accept it
