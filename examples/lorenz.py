# SPDX-License-Identifier: Apache-2.0
"""The Lorenz attractor by the Runge-Kutta method, for a cloud of starting points."""

import numpy as np

import weft


def rk4(f, state, dt):
    """One step of the classical fourth-order method."""
    k1 = f(state)
    k2 = f(state + 0.5 * dt * k1)
    k3 = f(state + 0.5 * dt * k2)
    k4 = f(state + dt * k3)
    return state + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


@weft.task
def lorenz(particles=2_000, steps=300, dt=0.01, sigma=10.0, rho=28.0, beta=8 / 3, seed=21):
    """Positions at the end, shape (3, particles), and the spread of the cloud over time."""
    rng = np.random.default_rng(seed)
    state = np.array([[1.0], [1.0], [25.0]]) + 1e-3 * rng.standard_normal((3, particles))

    def derivative(s):
        x, y, z = s
        return np.stack((sigma * (y - x), x * (rho - z) - y, x * y - beta * z))

    spread = np.empty(steps)
    for step in range(steps):
        state = rk4(derivative, state, dt)
        spread[step] = state.std(axis=1).max()
    return state, spread


if __name__ == "__main__":
    print(lorenz()[1][::100])
