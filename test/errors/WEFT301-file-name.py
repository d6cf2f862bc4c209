# File name.
import weft
import numpy as np

@weft.task
def f(n: int):
    np.save(n, np.zeros(n))
#           ^ WEFT301 The file name of `np.save` must be a constant string — the file is read and written where the task runs
