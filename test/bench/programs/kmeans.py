# SPDX-License-Identifier: Apache-2.0
"""Lloyd's iterations with a matrix of distances."""

import numpy as np

import weft

CLASS = "statistics"
SIZE = {"quick": 2000, "full": 40000, "large": 400000}


def inputs(n):
    r = np.random.default_rng(29)
    points = r.standard_normal((n, 4))
    return dict(points=points, centres=points[:12].copy(), rounds=10)


@weft.task
def kernel(points, centres, rounds):
    k = centres.shape[0]
    label = np.zeros(points.shape[0], dtype=np.int64)
    for _ in range(rounds):
        distance = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        label = np.argmin(distance, axis=1)
        for j in range(k):
            members = points[label == j]
            if members.shape[0] > 0:
                centres[j] = members.mean(axis=0)
    return centres, label
