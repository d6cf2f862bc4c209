# SPDX-License-Identifier: Apache-2.0
"""Distances on the globe between pairs of places."""

import numpy as np

import weft

CLASS = "elementwise"
SIZE = {"quick": 100000, "full": 2000000, "large": 8000000}


def inputs(n):
    r = np.random.default_rng(16)
    return dict(theta1=r.random(n), phi1=r.random(n), theta2=r.random(n), phi2=r.random(n))


@weft.task
def kernel(theta1, phi1, theta2, phi2):
    t = np.sin((theta2 - theta1) / 2) ** 2 + np.cos(theta1) * np.cos(theta2) * np.sin((phi2 - phi1) / 2) ** 2
    return 2 * np.arctan2(np.sqrt(t), np.sqrt(1 - t))
