# SPDX-License-Identifier: Apache-2.0
"""Medians and quartiles of every row."""

import numpy as np

import weft

CLASS = "statistics"
SIZE = {"quick": 200, "full": 2000, "large": 10000}


def inputs(n):
    return dict(x=np.random.default_rng(28).standard_normal((n, 501)))


@weft.task
def kernel(x):
    return np.median(x, axis=1), np.percentile(x, 25, axis=1), np.percentile(x, 75, axis=1)
