# Dictionary or set comprehension.
import weft
import numpy as np

@weft.task
def f(n: int):
    squares = {i: i * i for i in range(n)}
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT122 A dictionary comprehension cannot be compiled — compiled values are numbers, arrays, lists and tuples
    return n
