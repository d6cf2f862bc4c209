# SPDX-License-Identifier: Apache-2.0
"""Shallow water on a periodic grid: a drop falls into a rotating sea."""

import numpy as np

import weft


def ahead(f, axis):
    return np.roll(f, -1, axis=axis)


def behind(f, axis):
    return np.roll(f, 1, axis=axis)


@weft.task
def shallow_water(n=128, steps=200, gravity=9.81, depth=10.0, rotation=1e-2):
    """Height and both velocities after `steps` steps, each of shape (n, n), and whether the volume stayed."""
    dx = 100.0
    dt = 0.3 * dx / np.sqrt(gravity * depth)
    y, x = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    h = depth + np.exp(-((x - n // 2) ** 2 + (y - n // 3) ** 2) / 40)
    u, v = np.zeros_like(h), np.zeros_like(h)
    volume = h.sum()
    for _ in range(steps):
        du = -gravity * (ahead(h, 1) - h) / dx + rotation * v
        dv = -gravity * (ahead(h, 0) - h) / dx - rotation * u
        u, v = u + dt * du, v + dt * dv
        flow_x = u * 0.5 * (h + ahead(h, 1))
        flow_y = v * 0.5 * (h + ahead(h, 0))
        h = h - dt * ((flow_x - behind(flow_x, 1)) + (flow_y - behind(flow_y, 0))) / dx
    return h, u, v, abs(h.sum() / volume - 1) < 1e-12


if __name__ == "__main__":
    print(shallow_water()[3])
