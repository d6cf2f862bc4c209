# Inconsistent indentation.
import weft

@weft.task
def f(a: float):
    b = a
      c = b
#     ^^^^^ WEFT103 The indentation of this line fits no block around it — CPython raises `IndentationError`
    return c
