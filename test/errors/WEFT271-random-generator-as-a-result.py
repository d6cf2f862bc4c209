# Random generator as a result.
import weft
import numpy as np

@weft.task
def f(n: int):
    rng = np.random.default_rng(n)
    return rng
#   ^^^^^^^^^^ WEFT271 A task cannot give back `Generator` — results are numbers and arrays, and its state stays where the task runs
