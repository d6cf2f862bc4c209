# SPDX-License-Identifier: Apache-2.0
"""Waves on a membrane with absorbing edges."""

import numpy as np

import weft


@weft.task
def wave(n=300, steps=300, courant=0.5):
    """Height after `steps` steps, shape (n, n), and its energy over time."""
    y, x = np.mgrid[0:n, 0:n]
    before = np.exp(-((x - n / 3) ** 2 + (y - n / 2) ** 2) / 50.0)
    now = before.copy()
    sponge = np.ones((n, n))
    edge = np.linspace(0.9, 1.0, 20)
    sponge[:20] *= edge[:, None]
    sponge[-20:] *= edge[::-1, None]
    sponge[:, :20] *= edge
    sponge[:, -20:] *= edge[::-1]
    energy = np.zeros(steps)
    for step in range(steps):
        laplace = now[2:, 1:-1] + now[:-2, 1:-1] + now[1:-1, 2:] + now[1:-1, :-2] - 4 * now[1:-1, 1:-1]
        after = np.zeros_like(now)
        after[1:-1, 1:-1] = 2 * now[1:-1, 1:-1] - before[1:-1, 1:-1] + courant**2 * laplace
        before, now = now * sponge, after * sponge
        energy[step] = ((now - before) ** 2).sum()
    return now, energy


if __name__ == "__main__":
    print(wave()[1][-1])
