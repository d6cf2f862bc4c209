# SPDX-License-Identifier: Apache-2.0
"""Sparse matrix times vector in compressed rows, as loops."""

import numpy as np

import weft


def make_rows(n, each, seed):
    """A sparse matrix with `each` entries a row: values, columns and where each row starts."""
    rng = np.random.default_rng(seed)
    start = np.arange(n + 1) * each
    return rng.standard_normal(n * each), rng.integers(0, n, n * each), start


@weft.task
def spmv(n=20_000, each=12, repeats=10, seed=8):
    """The vector after `repeats` products, each scaled to length 1; shape (n,)."""
    values, columns, start = make_rows(n, each, seed)
    x = np.ones(n)
    y = np.zeros(n)
    for _ in range(repeats):
        for i in range(n):
            total = 0.0
            for k in range(start[i], start[i + 1]):
                total += values[k] * x[columns[k]]
            y[i] = total
        x = y / np.sqrt((y * y).sum())
    return x


if __name__ == "__main__":
    print(spmv()[:3])
