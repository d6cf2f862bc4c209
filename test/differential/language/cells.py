# SPDX-License-Identifier: Apache-2.0
# Names that inner functions assign, and functions with a cache.
import functools
from functools import cache, lru_cache

import numpy as np


def counter(start):
    def step(by=1):
        nonlocal start
        start += by
        return start

    return step


def t_counters():
    first, second = counter(0), counter(10)
    first()
    first(5)
    evaluations = 0

    def f(x):
        nonlocal evaluations
        evaluations += 1
        return x * x - 2.0

    low, high = 0.0, 2.0
    while high - low > 1e-6:
        middle = 0.5 * (low + high)
        if f(middle) > 0:
            high = middle
        else:
            low = middle
    return first(), second(), evaluations, low


def t_best_so_far():
    best, order = None, []
    seen = 0
    label = "none"

    def place(i, cost, chosen):
        nonlocal best, order, seen, label
        seen += 1
        if i == 4:
            if best is None or cost < best:
                best, order = cost, chosen[:]
                label = f"cost {cost}"
            return
        for j in range(4):
            if j not in chosen:
                chosen.append(j)
                place(i + 1, cost + abs(i - j) * (j + 1.5), chosen)
                chosen.pop()

    place(0, 0, [])
    print(best, order, seen, label)
    return best, order, seen


def t_two_levels(k=3):
    values = np.zeros(3)

    def outer():
        nonlocal values
        values = values + 1
        values[0] = 9

        def inner():
            nonlocal values, k
            values = values * 2
            for k in range(k + 2):
                pass

        inner()
        inner()
        return values

    found = outer()
    return found, values, k


def tree(n):
    calls = 0

    def walk(m):
        nonlocal calls
        calls += 1
        return 1 if m <= 1 else walk(m - 1) + tree(m - 2)[0]

    return walk(n), calls


def t_each_call_its_own():
    return tree(6)


def t_free_and_unset(k=3):
    def f():
        nonlocal z
        z += 1
        return z

    if k > 3:
        z = 1
    return f()


def t_unset(k=3):
    def f():
        nonlocal z
        z = 1

    if k > 3:
        z = 0
        f()
    print("before")
    return z + k


def t_truths():
    path = [3]

    def search(cost, bound):
        if cost + path[-1] > bound:
            return cost + path[-1]
        if path[-1] == 0:
            return True
        least = float("inf")
        for step in (1, 2):
            if path[-1] >= step:
                path.append(path[-1] - step)
                found = search(cost + 1, bound)
                if found is True:
                    return True
                least = min(least, found)
                path.pop()
        return least

    flag = len(path) == 1
    print(flag is True, flag is not False, np.bool_(True) is True, 1.0 is True, flag is (path[0] == 3))
    for bound in range(3, 9):
        found = search(0, bound)
        print(found, path)
        if found is True:
            break
    return bound


@lru_cache(maxsize=None)
def binomial(n, k):
    if k == 0 or k == n:
        return 1
    return binomial(n - 1, k - 1) + binomial(n - 1, k)


@functools.cache
def even(n):
    print("even", n)
    return True if n == 0 else odd(n - 1)


@functools.lru_cache(None)
def odd(n):
    return False if n == 0 else even(n - 1)


@lru_cache
def distance(a, b):
    if not a:
        return len(b)
    if not b:
        return len(a)
    if a[0] == b[0]:
        return distance(a[1:], b[1:])
    return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))


@cache
def divisor(n, k=2):
    if n < k:
        return None
    return k if n % k == 0 else divisor(n, k + 1)


@lru_cache(maxsize=None)
def partitions(n):
    if n == 0:
        return [[]]
    return [each + [k] for k in range(1, n + 1) for each in partitions(n - k)]


def t_caches():
    print(even(5), odd(5), even(3))
    return binomial(30, 12), distance("kitten", "sitting"), divisor(91), divisor(1), partitions(4)


def t_inner_cache(capacity=11):
    weights = [3, 4, 5, 9, 4]
    values = [3, 4, 4, 10, 4]
    runs = 0

    @cache
    def best(i, room):
        nonlocal runs
        runs += 1
        if i == len(weights):
            return 0.0
        found = best(i + 1, room)
        if weights[i] <= room:
            found = max(found, values[i] + best(i + 1, room - weights[i]))
        return found

    return best(0, capacity), runs, best(0, capacity), runs


def t_shared_result():
    a = partitions(3)
    a.append([7])
    return partitions(3), a is partitions(3)


def t_failure_in_cache():
    @lru_cache(maxsize=None)
    def f(n):
        print(n)
        return 10 // n + f(n - 1)

    return f(3)


def inbreeding(ped):
    order = {k: n for n, k in enumerate(ped)}

    @lru_cache(maxsize=None)
    def phi(a, b):
        if a is None or b is None:
            return 0.0
        if a == b:
            f, m = ped[a]
            return 0.5 * (1 + phi(f, m))
        if order[a] < order[b]:
            a, b = b, a
        f, m = ped[a]
        return 0.5 * (phi(f, b) + phi(m, b))

    return {k: 2 * phi(k, k) - 1 for k in ped}


@cache
def steps(n, label):
    print("steps", n, label)
    if n == 0:
        return 0 if label is None else len(label)
    return 1 + steps(n - 1, label)


@cache
def depth(place):
    if not place:
        return 0
    print("depth", place)
    return 1 + depth(UP[place])


UP = {"root": None, "a": "root", "b": "a", "c": "a"}


def t_caches_of_none(n=3):
    ped = {
        "sire": (None, None),
        "dam": (None, None),
        "x": ("sire", "dam"),
        "y": ("sire", "x"),
        "z": ("x", "y"),
        "w": (None, "z"),
    }

    @cache
    def climb(place, other, levels=0):
        if place is None:
            return levels, other
        return climb(UP[place], None, levels + 1)

    print(steps(n, None), steps(n, None), steps(n, "abc"), steps(n - 1, None), steps(n + 1, "abc"))
    print([depth(place) for place in ("c", "b", "root")])
    return inbreeding(ped), [climb(place, 1)[0] for place in UP]
