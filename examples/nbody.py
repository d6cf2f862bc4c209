# SPDX-License-Identifier: Apache-2.0
"""Bodies under gravity, by the leapfrog method."""

import numpy as np

import weft


def accelerations(position, mass, softening):
    """Pull of all bodies on each other, shape (n, 3)."""
    offset = position[np.newaxis, :, :] - position[:, np.newaxis, :]
    square = (offset**2).sum(axis=-1) + softening**2
    return (offset * (mass / square**1.5)[..., np.newaxis]).sum(axis=1)


def energy(position, velocity, mass, softening):
    kinetic = 0.5 * (mass * (velocity**2).sum(axis=1)).sum()
    potential = 0.0
    for i in range(len(mass)):
        for j in range(i + 1, len(mass)):
            distance = np.sqrt(((position[i] - position[j]) ** 2).sum() + softening**2)
            potential -= mass[i] * mass[j] / distance
    return kinetic + potential


@weft.task
def nbody(n=100, steps=100, dt=0.005, softening=0.05, seed=9):
    """Gives the positions at the end, shape (n, 3), and the relative drift of the energy."""
    rng = np.random.default_rng(seed)
    position, velocity = rng.normal(size=(n, 3)), 0.3 * rng.normal(size=(n, 3))
    mass = rng.uniform(0.5, 1.5, n) / n
    velocity -= (mass[:, None] * velocity).sum(axis=0) / mass.sum()
    start = energy(position, velocity, mass, softening)
    pull = accelerations(position, mass, softening)
    for _ in range(steps):
        velocity += 0.5 * dt * pull
        position += dt * velocity
        pull = accelerations(position, mass, softening)
        velocity += 0.5 * dt * pull
    return position, abs(energy(position, velocity, mass, softening) / start - 1)


if __name__ == "__main__":
    print(nbody()[1])
