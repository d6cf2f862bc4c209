# Matrix that is not square.
import numpy as np
import weft

@weft.task
def f(n: int):
    a = np.ones((2, 3))
    return np.linalg.inv(a), np.linalg.eigvalsh(np.ones((n, 4, 5)))
#                        ^ WEFT260 `np.linalg.inv` needs a square matrix, and `f64[2,3]` has 2 rows and 3 columns — NumPy raises `LinAlgError`
#                                               ^^^^^^^^^^^^^^^^^^ WEFT260 `np.linalg.eigvalsh` needs a square matrix, and `f64[n,4,5]` has 4 rows and 5 columns — NumPy raises `LinAlgError`
