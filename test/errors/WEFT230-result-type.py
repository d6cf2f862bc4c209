# Result type.
import weft
import numpy as np

@weft.task
def f(n: int):
    return {n, 1}
#   ^^^^^^^^^^^^^ WEFT230 A task cannot return `set` — results are numbers, texts, arrays, and tuples, lists and dictionaries of them
