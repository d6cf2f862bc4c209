# SPDX-License-Identifier: Apache-2.0
"""Lloyd's algorithm: split points in the plane into k clusters."""

import numpy as np

import weft

MODULUS = 2147483648


def uniform(count, seed):
    """`count` reproducible numbers in [0, 1), from a linear congruential generator."""
    state = (np.arange(count) * 1103515245 + seed) % MODULUS
    state = (state * 69069 + 1) % MODULUS
    return state / MODULUS


def make_points(n, k):
    """`n` points in `k` overlapping clouds on a circle, shape (n, 2)."""
    angle = 2 * np.pi * (np.arange(n) % k) / k
    x = 3 * np.cos(angle) + uniform(n, 12345) + uniform(n, 999)
    y = 3 * np.sin(angle) + uniform(n, 54321) + uniform(n, 777)
    return np.stack((x, y), axis=1)


@weft.task
def kmeans(n=200_000, k=5, iterations=30, tolerance=1e-6):
    """Cluster `n` points; gives the `k` centers, shape (k, 2), and each point's label, shape (n,)."""
    points = make_points(n, k)
    centers = points[:k].copy()
    labels = np.zeros(n, dtype=np.int64)
    for _ in range(iterations):
        distances = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        labels = distances.argmin(axis=1)
        updated = centers.copy()
        for j in range(k):
            member = labels == j
            count = member.sum()
            if count > 0:
                updated[j] = np.where(member[:, None], points, 0.0).sum(axis=0) / count
        moved = np.abs(updated - centers).max()
        centers = updated
        if moved < tolerance:
            break
    return centers, labels


if __name__ == "__main__":
    print(kmeans(n=10_000)[0])
