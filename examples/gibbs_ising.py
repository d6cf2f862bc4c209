# SPDX-License-Identifier: Apache-2.0
"""Gibbs sampling of the Ising model, both colours of the board in turn."""

import numpy as np

import weft


@weft.task
def ising(n=64, sweeps=200, coupling=0.44, seed=11):
    """Gives the spins at the end, shape (n, n) of int8, and the mean magnetisation of each sweep."""
    rng = np.random.default_rng(seed)
    spins = np.where(rng.random((n, n)) < 0.5, -1, 1).astype(np.int8)
    i, j = np.indices((n, n))
    colours = ((i + j) % 2 == 0, (i + j) % 2 == 1)
    magnetisation = np.zeros(sweeps)
    for sweep in range(sweeps):
        for colour in colours:
            near = np.roll(spins, 1, 0) + np.roll(spins, -1, 0) + np.roll(spins, 1, 1) + np.roll(spins, -1, 1)
            up = 1.0 / (1.0 + np.exp(-2.0 * coupling * near.astype(np.float64)))
            drawn = np.where(rng.random((n, n)) < up, 1, -1)
            spins[colour] = drawn[colour]
        magnetisation[sweep] = spins.mean()
    return spins, magnetisation


if __name__ == "__main__":
    print(ising()[1][-5:])
