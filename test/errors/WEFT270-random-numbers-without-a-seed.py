# Random numbers without a seed.
import weft
import numpy as np

@weft.task
def f(n: int):
    rng = np.random.default_rng()
#         ^^^^^^^^^^^^^^^^^^^^^^^ WEFT270 The numbers of `np.random.default_rng` are others in every run — without a seed the generator starts anywhere
    return rng.normal(size=n)
