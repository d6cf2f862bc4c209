# Invalid assignment target.
import weft

@weft.task
def f(a: float):
    b = a += 1
#       ^^^^^^ WEFT108 This cannot be assigned to — an augmented assignment is a statement and has no value
    return b
