# Items of two types.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = [n, 0.5, "text", None]
    a.append(np.zeros(n))
#            ^^^^^^^^^^^ WEFT280 A list of `none | int | float | str` cannot hold `f64[?1]` — the items of a list have at most four types
    return a[n]
