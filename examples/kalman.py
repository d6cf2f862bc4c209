# SPDX-License-Identifier: Apache-2.0
"""Kalman filter: track a body from noisy positions."""

import numpy as np

import weft


@weft.task
def track(steps=200, dt=0.1, noise=0.5, seed=19):
    """Gives the estimated states (x, y, vx, vy) of each step, and the error against that of the raw positions."""
    rng = np.random.default_rng(seed)
    t = np.arange(steps) * dt
    truth = np.stack([3 * np.cos(0.5 * t), 2 * np.sin(0.5 * t)], axis=1)
    seen = truth + rng.normal(0, noise, truth.shape)
    f = np.eye(4)
    f[0, 2] = f[1, 3] = dt
    h = np.eye(2, 4)
    q = 0.5 * np.diag([dt**3 / 3, dt**3 / 3, dt, dt])
    r = noise**2 * np.identity(2)
    state, cov = np.zeros(4), 10 * np.eye(4)
    states = np.empty((steps, 4))
    for k in range(steps):
        state = f @ state
        cov = f @ cov @ f.T + q
        gain = cov @ h.T @ np.linalg.inv(h @ cov @ h.T + r)
        state = state + gain @ (seen[k] - h @ state)
        cov = (np.eye(4) - gain @ h) @ cov
        states[k] = state
    error = np.sqrt(((states[:, :2] - truth) ** 2).mean())
    return states, error, np.sqrt(((seen - truth) ** 2).mean())


if __name__ == "__main__":
    print(track()[1:])
