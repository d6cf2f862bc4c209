# Text.
import weft

@weft.task
def f(a: float):
    label = b'text'
#           ^^^^^^^ WEFT128 A bytes literal cannot be compiled — a task knows strings of characters and f-strings
    return a
