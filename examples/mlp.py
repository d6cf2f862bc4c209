# SPDX-License-Identifier: Apache-2.0
"""A network with one hidden layer learns two spirals."""

import numpy as np

import weft


def softmax(z):
    shifted = np.exp(z - z.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


@weft.task
def spirals(points=300, hidden=64, epochs=400, rate=1.0, seed=16):
    """Gives the loss of every tenth epoch and the share of points in the right spiral."""
    rng = np.random.default_rng(seed)
    radius = np.linspace(0.05, 1, points)
    angle = 4 * radius
    arms = [angle, angle + np.pi]
    x = np.vstack([np.column_stack((radius * np.sin(arm), radius * np.cos(arm))) for arm in arms])
    x += rng.normal(scale=0.02, size=x.shape)
    y = np.repeat(np.arange(2), points)
    target = np.eye(2)[y]
    w1, b1 = rng.normal(size=(2, hidden)), np.zeros(hidden)
    w2, b2 = rng.normal(size=(hidden, 2)) / np.sqrt(hidden), np.zeros(2)
    losses = []
    for epoch in range(epochs):
        h = np.tanh(x @ w1 + b1)
        p = softmax(h @ w2 + b2)
        if epoch % 10 == 0:
            losses.append(-np.log(p[np.arange(len(y)), y]).mean())
        grad = (p - target) / len(y)
        back = (grad @ w2.T) * (1 - h**2)
        w2 -= rate * h.T @ grad
        b2 -= rate * grad.sum(axis=0)
        w1 -= rate * x.T @ back
        b1 -= rate * back.sum(axis=0)
    guess = np.argmax(np.tanh(x @ w1 + b1) @ w2 + b2, axis=1)
    return np.array(losses), (guess == y).mean()


if __name__ == "__main__":
    print(spirals()[1])
