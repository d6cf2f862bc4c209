# SPDX-License-Identifier: Apache-2.0
"""The Lorenz system by Runge-Kutta in scalars."""

import numpy as np

import weft

CLASS = "scalar"
SIZE = {"quick": 2000, "full": 200000}


def inputs(n):
    return dict(steps=n, dt=0.005)


def slope(x, y, z):
    return 10.0 * (y - x), x * (28.0 - z) - y, x * y - 8.0 / 3.0 * z


@weft.task
def kernel(steps, dt):
    path = np.zeros((steps, 3))
    x, y, z = 1.0, 1.0, 1.0
    for i in range(steps):
        ax, ay, az = slope(x, y, z)
        bx, by, bz = slope(x + 0.5 * dt * ax, y + 0.5 * dt * ay, z + 0.5 * dt * az)
        cx, cy, cz = slope(x + 0.5 * dt * bx, y + 0.5 * dt * by, z + 0.5 * dt * bz)
        dx, dy, dz = slope(x + dt * cx, y + dt * cy, z + dt * cz)
        x += dt / 6 * (ax + 2 * bx + 2 * cx + dx)
        y += dt / 6 * (ay + 2 * by + 2 * cy + dy)
        z += dt / 6 * (az + 2 * bz + 2 * cz + dz)
        path[i, 0] = x
        path[i, 1] = y
        path[i, 2] = z
    return path
