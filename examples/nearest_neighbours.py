# SPDX-License-Identifier: Apache-2.0
"""Classify points by the vote of their nearest neighbours."""

import numpy as np

import weft


@weft.task
def classify(train=1_500, test=300, classes=4, k=7, seed=23):
    """Gives the share of right answers and the matrix of confusions, shape (classes, classes)."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(-3, 3, (classes, 2))
    label = rng.integers(0, classes, train + test)
    point = centre[label] + rng.normal(size=(train + test, 2))
    known, asked = point[:train], point[train:]
    square = (asked**2).sum(axis=1)[:, None] - 2 * asked @ known.T + (known**2).sum(axis=1)
    nearest = np.argsort(square, axis=1, kind="stable")[:, :k]
    votes = np.zeros((test, classes), dtype=np.int64)
    for c in range(classes):
        votes[:, c] = np.count_nonzero(label[:train][nearest] == c, axis=1)
    guess = votes.argmax(axis=1)
    confusion = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(confusion, (label[train:], guess), 1)
    return np.trace(confusion) / test, confusion


if __name__ == "__main__":
    print(classify()[0])
