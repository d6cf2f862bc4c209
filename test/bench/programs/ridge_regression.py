# SPDX-License-Identifier: Apache-2.0
"""Ridge regression by the normal equations, and its residual."""

import numpy as np

import weft

CLASS = "blas"
SIZE = {"quick": 500, "full": 8000, "large": 40000}


def inputs(n):
    r = np.random.default_rng(31)
    return dict(x=r.standard_normal((n, 200)), y=r.standard_normal(n), weight=0.5)


@weft.task
def kernel(x, y, weight):
    gram = x.T @ x + weight * np.eye(x.shape[1])
    beta = np.linalg.solve(gram, x.T @ y)
    residual = y - x @ beta
    return beta, np.sqrt(np.mean(residual**2))
