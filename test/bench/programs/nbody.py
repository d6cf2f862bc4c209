# SPDX-License-Identifier: Apache-2.0
"""Gravity of n bodies with matrices of differences, leapfrog steps."""

import numpy as np

import weft

CLASS = "elementwise"
SIZE = {"quick": 100, "full": 400, "large": 1500}


def inputs(n):
    r = np.random.default_rng(19)
    return dict(mass=20.0 * np.ones((n, 1)) / n, pos=r.standard_normal((n, 3)), vel=r.standard_normal((n, 3)), steps=20, dt=0.01)


def acceleration(pos, mass):
    x = pos[:, 0:1]
    y = pos[:, 1:2]
    z = pos[:, 2:3]
    dx = x.T - x
    dy = y.T - y
    dz = z.T - z
    inv = (dx**2 + dy**2 + dz**2 + 0.01) ** (-1.5)
    return np.hstack(((dx * inv) @ mass, (dy * inv) @ mass, (dz * inv) @ mass))


@weft.task
def kernel(mass, pos, vel, steps, dt):
    acc = acceleration(pos, mass)
    for _ in range(steps):
        vel += acc * dt / 2.0
        pos += vel * dt
        acc = acceleration(pos, mass)
        vel += acc * dt / 2.0
    return pos, vel
