# Missing block.
import weft

@weft.task
def f(a: float):
    if a > 0:
#   ^^^^^^^^^ WEFT104 An indented block is missing after this line — CPython raises `IndentationError`
    return a
