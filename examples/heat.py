# SPDX-License-Identifier: Apache-2.0
"""Heat in a square plate: Jacobi sweeps until the temperature settles."""

import numpy as np

import weft


@weft.task
def heat(n=1024, sweeps=100):
    """Temperature of an `n` by `n` plate after `sweeps` Jacobi sweeps, in degrees.

    The top edge is held at 100 degrees, the left edge at 50, the others at 0.
    """
    a = np.zeros((n, n))
    a[:, 0] = 50.0
    a[0, :] = 100.0
    b = a.copy()
    for _ in range(sweeps):
        b[1:-1, 1:-1] = 0.25 * (a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:])
        a, b = b, a
    return a


if __name__ == "__main__":
    print(heat(n=256, sweeps=50).mean())
