# Array as index.
import weft
import numpy as np

@weft.task
def f(n: int):
    a = np.arange(n)
    return a[a > 2].sum()
#            ^^^^^ WEFT209 Indexing by a mask cannot be compiled yet — its result has a size known only at run time, or gathers elements
