# SPDX-License-Identifier: Apache-2.0
"""Dijkstra's shortest paths on a grid of costs, with a list as the heap."""

import numpy as np

import weft


def push(heap, item):
    """Add (distance, node) to a binary heap."""
    heap.append(item)
    at = len(heap) - 1
    while at > 0 and heap[at] < heap[(at - 1) // 2]:
        heap[at], heap[(at - 1) // 2] = heap[(at - 1) // 2], heap[at]
        at = (at - 1) // 2


def take(heap):
    """Remove and give the least (distance, node)."""
    least = heap[0]
    last = heap.pop()
    if len(heap) > 0:
        heap[0] = last
        at = 0
        while 2 * at + 1 < len(heap):
            child = 2 * at + 1
            if child + 1 < len(heap) and heap[child + 1] < heap[child]:
                child += 1
            if heap[at] <= heap[child]:
                break
            heap[at], heap[child] = heap[child], heap[at]
            at = child
    return least


@weft.task
def shortest_paths(rows=80, columns=90, seed=20):
    """Least cost from the corner to every cell of the grid, shape (rows, columns)."""
    rng = np.random.default_rng(seed)
    cost = rng.integers(1, 10, (rows, columns))
    distance = np.full((rows, columns), np.iinfo(np.int64).max)
    distance[0, 0] = 0
    heap = [(0, 0)]
    while len(heap) > 0:
        so_far, node = take(heap)
        i, j = divmod(node, columns)
        if so_far > distance[i, j]:
            continue
        for di, dj in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            y, x = i + di, j + dj
            if 0 <= y < rows and 0 <= x < columns:
                reached = so_far + int(cost[y, x])
                if reached < distance[y, x]:
                    distance[y, x] = reached
                    push(heap, (reached, y * columns + x))
    return distance


if __name__ == "__main__":
    print(shortest_paths()[-1, -1])
