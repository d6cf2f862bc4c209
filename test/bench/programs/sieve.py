# SPDX-License-Identifier: Apache-2.0
"""Primes below n by a sieve of loops, and the longest gap."""

import numpy as np

import weft

CLASS = "scalar"
SIZE = {"quick": 50000, "full": 3000000}


def inputs(n):
    return dict(n=n)


@weft.task
def kernel(n):
    composite = np.zeros(n, dtype=np.bool_)
    count = 0
    last = 2
    gap = 0
    for i in range(2, n):
        if not composite[i]:
            count += 1
            if i - last > gap:
                gap = i - last
            last = i
            for j in range(i * i, n, i):
                composite[j] = True
    return count, gap
