# Unreadable annotation.
import weft
import numpy as np

@weft.task
def f(n: complex):
#        ^^^^^^^ WEFT231 Annotation `complex` is not understood — the type of `n` is inferred instead
    return n
