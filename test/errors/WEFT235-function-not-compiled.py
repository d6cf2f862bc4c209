# Function not compiled.
import weft
import numpy as np

@weft.task
def f(n: int):
    print(n)
#   ^^^^^^^^ WEFT235 `print` cannot be compiled — compiled code has no terminal
    return n
