# Loop over this.
import weft
import numpy as np

@weft.task
def f(n: int):
    total = 0
    for i in n:
#            ^ WEFT227 A loop cannot run over `int` — a loop runs over `range`, an array, a list or a tuple
        total += i
    return total
