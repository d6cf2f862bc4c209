# Results differ.
import weft
import numpy as np

@weft.task
def f(n: int):
    if n > 2:
        return 1.5
    return n
#   ^^^^^^^^ WEFT229 This `return` gives `int`, another gives `float` — a compiled function has one result type
