# Several types of an expression.
import weft
import numpy as np

@weft.task
def f(n: int):
    return [1 if i > 2 else 0.5 for i in range(n)]
#           ^^^^^^^^^^^^^^^^^^^ WEFT244 This expression is `int` or `float` — which one depends on a value known only at run time
