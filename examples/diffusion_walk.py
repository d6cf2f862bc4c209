# SPDX-License-Identifier: Apache-2.0
"""Random walks in the plane: mean squared displacement and the law of diffusion."""

import numpy as np

import weft


@weft.task
def walks(walkers=2_000, steps=500, seed=22):
    """Gives the diffusion constant from a straight-line fit, and the quartiles of the final distance."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, (walkers, steps))
    x, y = np.cos(angle).cumsum(axis=1), np.sin(angle).cumsum(axis=1)
    square = (x**2 + y**2).mean(axis=0)
    t = np.arange(1, steps + 1)
    slope, offset = np.polyfit(t, square, 1)
    distance = np.hypot(x[:, -1], y[:, -1])
    return slope / 4, np.percentile(distance, [25, 50, 75])


if __name__ == "__main__":
    print(walks())
