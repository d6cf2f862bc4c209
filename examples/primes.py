# SPDX-License-Identifier: Apache-2.0
"""The sieve of Eratosthenes, and the gaps between primes."""

import numpy as np

import weft


@weft.task
def primes(limit=2_000_000):
    """Gives how many primes are below `limit`, the largest one, and how often each gap occurs."""
    is_prime = np.ones(limit, dtype=bool)
    is_prime[:2] = False
    for i in range(2, int(limit**0.5) + 1):
        if is_prime[i]:
            is_prime[i * i :: i] = False
    found = np.flatnonzero(is_prime)
    gaps, counts = np.unique(np.diff(found), return_counts=True)
    return len(found), found[-1], gaps, counts


if __name__ == "__main__":
    print(primes()[:2])
