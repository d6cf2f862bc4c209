# SPDX-License-Identifier: Apache-2.0
"""Covariance and correlation by the library's own names."""

import numpy as np

import weft

CLASS = "statistics"
SIZE = {"quick": 100, "full": 600, "large": 1200}


def inputs(n):
    return dict(data=np.random.default_rng(26).standard_normal((n, 2 * n)))


@weft.task
def kernel(data):
    return np.cov(data), np.corrcoef(data)
