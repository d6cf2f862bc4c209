# SPDX-License-Identifier: Apache-2.0
"""PageRank of a random web of pages by power iteration over the list of links."""

import numpy as np

import weft


@weft.task
def pagerank(pages=2_000, links=16_000, damping=0.85, tolerance=1e-10, seed=4):
    """Gives the ten best pages with their ranks, and the number of iterations."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, pages, links)
    target = np.minimum((pages * rng.random(links) ** 2).astype(np.int64), pages - 1)
    out = np.bincount(source, minlength=pages)
    dangling = out == 0
    rank = np.full(pages, 1.0 / pages)
    iterations = 0
    while True:
        share = rank[source] / out[source]
        flow = np.bincount(target, weights=share, minlength=pages)
        updated = (1 - damping) / pages + damping * (flow + rank[dangling].sum() / pages)
        change = np.abs(updated - rank).sum()
        rank = updated
        iterations += 1
        if change < tolerance:
            break
    best = np.argsort(-rank, kind="stable")[:10]
    return best, rank[best], iterations


if __name__ == "__main__":
    print(pagerank())
