# SPDX-License-Identifier: Apache-2.0
"""Alternating least squares: factor a rating matrix of which only a part is known."""

import numpy as np

import weft


def observed(users, items, rank, seed):
    """Ratings of a hidden low-rank model, and which of them are known, both of shape (users, items)."""
    rng = np.random.default_rng(seed)
    ratings = rng.normal(size=(users, rank)) @ rng.normal(size=(rank, items))
    known = rng.random((users, items)) < 0.3
    return ratings, known


def fit_rows(ratings, known, factors, penalty):
    """The best row factors while the column factors stay fixed: one small least-squares problem for each row."""
    rows, rank = ratings.shape[0], factors.shape[1]
    result = np.zeros((rows, rank))
    for i in range(rows):
        chosen = factors[known[i]]
        gram = chosen.T @ chosen + penalty * np.eye(rank)
        result[i] = np.linalg.solve(gram, chosen.T @ ratings[i, known[i]])
    return result


@weft.task
def als(users=300, items=200, rank=5, sweeps=10, penalty=0.1, seed=1):
    """Gives the user factors, the item factors, and the error on the known ratings after each sweep."""
    ratings, known = observed(users, items, rank, seed)
    rng = np.random.default_rng(seed + 1)
    u, v = np.zeros((users, rank)), rng.normal(scale=0.1, size=(items, rank))
    errors = np.empty(sweeps)
    for sweep in range(sweeps):
        u = fit_rows(ratings, known, v, penalty)
        v = fit_rows(ratings.T, known.T, u, penalty)
        rest = (ratings - u @ v.T)[known]
        errors[sweep] = np.sqrt(np.mean(rest**2))
    return u, v, errors


if __name__ == "__main__":
    print(als()[2])
