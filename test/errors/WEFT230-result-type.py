# Result type.
import weft
import numpy as np

@weft.task
def f(n: int):
    return 'done'
#   ^^^^^^^^^^^^^ WEFT230 A task cannot return `str` — results are numbers and arrays
