# task(seed: int, n: int)
# Random numbers of a Generator: its state goes through functions and loops as an array that the kernels change.
import numpy as np


def noise(rng, n):
    return rng.normal(0.0, 0.5, size=n)


def walk(seed, n):
    rng = np.random.default_rng(seed)
    total = np.zeros(n)
    for _ in range(3):
        total += noise(rng, n)
    order = rng.permutation(n)
    rng.shuffle(total)
    picked = rng.choice(total, 4, p=None)
    return total, order, picked, rng.integers(0, 10, (2, 3), dtype=np.uint8), rng.random()
