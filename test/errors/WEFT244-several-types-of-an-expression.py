# Several types of an expression.
import weft
import numpy as np

@weft.task
def f(n: int):
    return (m := n) + (np.sin if m > 2 else np.cos)(0.5)
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT244 This expression is `function sin` or `function cos` — which one depends on a value known only at run time
