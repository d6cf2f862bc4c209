# task(seed: int)
# The legacy functions of np.random have one state for the whole task; a RandomState has its own.
import numpy as np


def legacy(seed):
    np.random.seed(seed)
    state = np.random.RandomState(seed + 1)
    a = np.random.randn(2, 3)
    b = np.random.randint(0, 10, 4)
    c = state.uniform(-1, 1)
    return a, b, c, np.random.rand(), state.poisson([1.0, 20.0])
