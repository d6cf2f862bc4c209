# Random function not compiled.
import weft
import numpy as np

@weft.task
def f(n: int):
    rng = np.random.Generator(np.random.Philox(n))
#                             ^^^^^^^^^^^^^^^^^^^ WEFT272 `np.random.Philox` is not compiled — only PCG64 and the legacy MT19937 of `np.random.seed` are
    return rng.random(n)
