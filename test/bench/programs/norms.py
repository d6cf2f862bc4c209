# SPDX-License-Identifier: Apache-2.0
"""Norms, means and normalised rows of one large matrix."""

import numpy as np

import weft

CLASS = "elementwise"
SIZE = {"quick": 300, "full": 3000, "large": 30000}


def inputs(n):
    return dict(x=np.random.default_rng(20).standard_normal((n, 500)))


@weft.task
def kernel(x):
    length = np.sqrt(np.sum(x * x, axis=1))
    unit = x / length[:, None]
    return unit, np.mean(unit, axis=0), np.std(x), np.abs(x).max()
