# task(u: f64[n], steps: int)
# Arrays in a list stay the same memory; a list of them becomes one array.
import numpy as np


def frames(u, steps):
    history = [u]
    for _ in range(steps):
        u = u * 0.5
        history.append(u.copy())
    history[0][0] = 9.0
    return np.stack(history), np.concatenate(history), len(history)
