# With statement.
import numpy as np
import weft

@weft.task
def f(a: float):
    with np.errstate(all="raise"):
#        ^^^^^^^^^^^^^^^^^^^^^^^^ WEFT118 This `with` cannot be compiled — it turns warnings into errors or calls, which compiled code has none of
        return np.log(a)
