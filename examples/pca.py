# SPDX-License-Identifier: Apache-2.0
"""Principal components of correlated measurements."""

import numpy as np

import weft


@weft.task
def pca(samples=5_000, features=30, keep=4, seed=3):
    """Gives the explained share of each kept component, shape (keep,), and the size of what is lost."""
    rng = np.random.default_rng(seed)
    mixing = rng.normal(size=(keep, features)) * np.linspace(3, 1, keep)[:, np.newaxis]
    data = rng.normal(size=(samples, keep)) @ mixing + 0.1 * rng.normal(size=(samples, features))
    centred = data - data.mean(axis=0)
    covariance = centred.T @ centred / (samples - 1)
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1]
    values, vectors = values[order], vectors[:, order]
    scores = centred @ vectors[:, :keep]
    rest = centred - scores @ vectors[:, :keep].T
    return values[:keep] / values.sum(), np.linalg.norm(rest) / np.linalg.norm(centred)


if __name__ == "__main__":
    print(pca())
