# SPDX-License-Identifier: Apache-2.0
"""covariance: covariance matrix of the columns."""

import weft


@weft.task
def covariance_lists(
    m: int,
    n: int,
    float_n: float,
    data: list[list[float]],
    cov: list[list[float]],
    mean: list[float],
):
    for j in range(m):
        mean[j] = 0.0
        for i in range(n):
            mean[j] += data[i][j]
        mean[j] /= float_n
    for i in range(n):
        for j in range(m):
            data[i][j] -= mean[j]
    for i in range(m):
        for j in range(i, m):
            cov[i][j] = 0.0
            for l in range(n):
                cov[i][j] += data[l][i] * data[l][j]
            cov[i][j] /= float_n - 1.0
            cov[j][i] = cov[i][j]
    return cov


@weft.task
def covariance_loops(m, n, float_n, data, cov, mean):
    for j in range(m):
        mean[j] = 0.0
        for i in range(n):
            mean[j] += data[i, j]
        mean[j] /= float_n
    for i in range(n):
        for j in range(m):
            data[i, j] -= mean[j]
    for i in range(m):
        for j in range(i, m):
            cov[i, j] = 0.0
            for l in range(n):
                cov[i, j] += data[l, i] * data[l, j]
            cov[i, j] /= float_n - 1.0
            cov[j, i] = cov[i, j]
    return cov


@weft.task
def covariance_numpy(m, n, float_n, data, cov, mean):
    mean[:] = data.sum(axis=0) / float_n
    data -= mean
    for i in range(m):
        cov[i, i:] = data[:, i] @ data[:, i:] / (float_n - 1.0)
        cov[i:, i] = cov[i, i:]
    return cov
