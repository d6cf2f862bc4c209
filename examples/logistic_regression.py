# SPDX-License-Identifier: Apache-2.0
"""Logistic regression by gradient descent with momentum."""

import numpy as np

import weft


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


@weft.task
def train(samples=20_000, features=12, epochs=60, rate=0.5, seed=7):
    """Gives the weights, the intercept, and the share of right answers on held-out samples."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((samples, features))
    truth = rng.uniform(-2, 2, features)
    y = (rng.random(samples) < sigmoid(x @ truth - 0.5)).astype(float)
    split = int(0.8 * samples)
    w, b = np.zeros(features), 0.0
    velocity, slope = np.zeros_like(w), 0.0
    for epoch in range(epochs):
        error = sigmoid(x[:split] @ w + b) - y[:split]
        velocity = 0.9 * velocity - rate * (x[:split].T @ error) / split
        slope = 0.9 * slope - rate * error.mean()
        w += velocity
        b += slope
    guess = sigmoid(x[split:] @ w + b) > 0.5
    accuracy = np.mean(guess == (y[split:] == 1))
    print(f"accuracy on held-out samples: {accuracy:.3f}")
    return w, b, accuracy


if __name__ == "__main__":
    train()
