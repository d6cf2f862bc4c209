# Unreadable annotation.
import weft
import numpy as np

@weft.task
def f(n: bytes):
#        ^^^^^ WEFT231 Annotation `bytes` is not understood — the type of `n` is inferred instead
    return n
