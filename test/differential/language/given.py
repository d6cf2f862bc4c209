# SPDX-License-Identifier: Apache-2.0
# `default` of `min` and `max`, random orders of lists, names that lose one of their types, and imports of functions.

import numpy as np


def extremes(x, k):
    a = max([v for v in x if v > 100], default=0.0)
    b = max((v for v in x if v > 1), default=None)
    c = min([], default=3)
    d = max([], default=-1)
    e = max([1, 2], default=7)
    f = min((len(str(i)) for i in range(k)), default=0)
    g = max(range(k, 0, -2), default=-5)
    h = min(x, default=1)
    names = [n for n in ["ab", "c", "def"] if len(n) > k]
    i = max(names, key=len, default="none")
    j = min(names, default="")
    table = {}
    for q in range(k):
        table[q] = q * 1.5
    l = max(table.values(), default=0.0)
    m = max(table, key=lambda t: -t, default=-1)
    n = min({q % 3 for q in range(k)}, default=None)
    o = max(enumerate(x), key=lambda t: t[1], default=(0, 0.0))
    p = max(map(abs, x), default=0)
    if b is None:
        b = -1.0
    print(float(a), float(b), c, d, e, f, g, float(h), i, j, l, m, n, o[0], float(o[1]), float(p))


def t_default_of_min_and_max():
    extremes(np.array([1.0, 2.0, 3.0]), 0)
    extremes(np.array([0.0, -5.0]), 5)
    extremes(np.zeros(0), 2)
    extremes(np.array([101.5, np.inf]), 1)


def t_one_type_left():
    table = {1: 2.5}
    for i in range(3):
        table[i] = 1.5
    b = table.get(7)
    if b is None:
        b = 1.0
    b = b + 1.0
    c = table.get(2)
    if c is not None:
        c = c * 2
    else:
        c = 0.0
    d = max([v for v in table.values() if v > 9], default=None)
    while d is None:
        d = 4.0
    return b, c, d


def t_shuffled_lists():
    rng = np.random.default_rng(3)
    l = [1, 2, 3, 4, 5, 6, 7]
    rng.shuffle(l)
    names = ["a", "b", "c"]
    rng.shuffle(names)
    pairs = [(i, i * 0.5) for i in range(6)]
    rng.shuffle(pairs)
    e = []
    rng.shuffle(e)
    deck = list(range(10))
    same = deck
    rng.shuffle(x=deck)
    np.random.seed(3)
    np.random.shuffle(l)
    old = np.random.RandomState(4)
    rows = [[i] for i in range(5)]
    old.shuffle(rows)
    print(l, names, pairs, e, deck, same, rows)
    return rng.random(), old.rand(), np.random.rand()


def t_chosen_texts():
    rng = np.random.default_rng(3)
    names = ["x", "yy", "zzz"]
    out = ""
    for i in range(9):
        out += rng.choice(["A", "C", "G", "T"], p=[0.1, 0.2, 0.3, 0.4])
        out += rng.choice(names)
    np.random.seed(5)
    print(out, rng.choice(("u", "v")), np.random.choice(names), np.random.RandomState(2).choice(names, p=[0.5, 0.25, 0.25]))
    return [names[i] for i in rng.choice(len(names), size=4)], rng.random()


def root_of(x):
    from math import sqrt as root

    def other(v):
        from math import exp as root
        return root(v)
    return root(x) + other(x)


def cosine_of(x):
    from math import cos as root
    import numpy.linalg as la
    return root(x) + la.norm(np.ones(3))


class Angle:
    def __init__(self, x):
        from math import sin as root
        self.v = root(x)

    def tenths(self):
        import math
        return math.floor(self.v * 10)


def t_imports_of_functions():
    import math as root
    angle = Angle(1.25)
    f = lambda t: root.cos(t)
    print([root.sin(v) for v in (0.5, 1.5)], f(0.5))
    return root_of(2.0), cosine_of(2.0), angle.v, angle.tenths()
