# SPDX-License-Identifier: Apache-2.0
# Generator functions as programs use them: windows, walks through graphs, steps of a simulation.

from collections import deque

import numpy as np


def windows(xs, size=3, *, pad=False):
    held = deque(maxlen=size)
    for x in xs:
        held.append(x)
        if len(held) == size:
            yield list(held)
    if pad:
        yield [0.0] * size


def stars(a, *rest):
    yield a
    for r in rest:
        yield r + a


def reached(after, start):
    seen = {start}
    waiting = deque([start])
    while waiting:
        u = waiting.popleft()
        yield u
        for v in after[u]:
            if v not in seen:
                seen.add(v)
                waiting.append(v)


def primes():
    n = 2
    found = []
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1


def heun(f, y, h, n):
    t = 0.0
    for _ in range(n):
        k1 = f(t, y)
        k2 = f(t + h, y + h * k1)
        y = y + 0.5 * h * (k1 + k2)
        t += h
        yield t, y


def parts(a, k):
    for s in range(0, len(a), k):
        yield s, a[s:s + k]


class Run:
    def __init__(self, n):
        self.x = np.zeros(n)
        self.t = 0.0
        self.log = []

    def steps(self, dt):
        while self.t < 1.0:
            self.x += dt
            self.t += dt
            yield self.t, self.x

    def run(self):
        for t, x in self.steps(0.3):
            self.log.append(float(x.sum()) + t)
        return len(self.log)


def t_programs():
    n = 4
    after = {0: [1, 2], 1: [3], 2: [3], 3: []}
    small = []
    for p in primes():
        if p > 30:
            break
        small.append(p)
    for t, y in heun(lambda t, y: -y, 1.0, 0.1, n):
        pass
    a = np.arange(7.0)
    for start, part in parts(a, 3):
        part *= start + 1
    run = Run(3)
    print(run.run(), run.log, list(windows([1.0, 2.0, 3.0, 4.0], pad=True)), [x for x in stars(1, 2, 3)])
    flag = 5 if any(p == 7 for p in primes()) and not all(x > 0 for x in stars(0, 1)) else 6
    k = 0
    while any(x == k for x in stars(0, 1, 2)):
        k += 1
    best = min(((y, x) for x, y in parts(a, 3)), key=lambda z: z[0].sum())[1]
    x = next((p for p in primes() if p > n), None)
    z = x + 1 if x is not None else -1
    g = parts(a, 2)
    n = 100
    lengths = [len(p) for _, p in g]
    print({u: [v for v in reached(after, u)] for u in reached(after, 1)}, ' '.join(f'{p}' for p in stars(3, 4)))
    return small, t, y, a, flag, k, best, z, lengths, list(reached(after, 0)), np.sum([p.sum() for _, p in parts(a, 4)])


def t_next_in_the_place_of_an_update():
    profile = [(("memphis", "nashville", "knox"), 42), (("nashville", "knox", "memphis"), 26), (("knox", "memphis"), 15)]
    alive = ["knox", "nashville"]
    tally = {c: 0 for c in alive}
    for ballot, n in profile:
        tally[next(c for c in ballot if c in alive)] += n
    rows = [[1.0, 2.0], [3.0, 4.0]]
    rows[next(i for i, row in enumerate(rows) if row[0] > 2)][1] -= 1
    xs = [1, 2, 3]
    xs[next((j for j in range(3) if xs[j] > 5), 1)] *= 3
    print(tally, rows, xs)
    tally[next(c for c in profile[0][0] if c == "paris")] += 1
    return tally
