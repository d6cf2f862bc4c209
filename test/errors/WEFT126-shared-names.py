# Shared names.
import weft

total = 0.0

@weft.task
def f(a: float):
    global total
#   ^^^^^^^^^^^^ WEFT126 `global` cannot be compiled — a task reads module constants by value and changes none
    total = a
    return total
#          ^^^^^ WEFT141 Module name `total` is not a constant — function `f` assigns it
