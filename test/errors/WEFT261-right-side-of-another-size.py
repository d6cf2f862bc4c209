# Right side of another size.
import numpy as np
import weft

@weft.task
def f(n: int):
    x, residuals, rank, s = np.linalg.lstsq(np.ones((4, 2)), np.ones(3), rcond=None)
#                                                            ^^^^^^^^^^ WEFT261 `np.linalg.lstsq` needs `4` rows on the right side of `f64[4,2]`, and `f64[3]` has `3` — each row is one equation
    return np.linalg.solve(np.eye(3), np.ones((2, n)))
#                                     ^^^^^^^^^^^^^^^ WEFT261 `np.linalg.solve` needs `3` rows on the right side of `f64[3,3]`, and `f64[2,n]` has `2` — each row is one equation
