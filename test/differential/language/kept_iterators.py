# SPDX-License-Identifier: Apache-2.0
# Iterators that have a name: loops, `next` and whatever takes items go on from where they stand.

import itertools
from itertools import count, cycle, islice

import numpy as np


def t_names_of_iterators():
    xs = [3, 1, 4, 1, 5]
    it = iter(xs)
    a = next(it)
    print(a, next(it))
    b = next(it) + 10 * next(it)
    for x in it:
        print('rest', x)
    print(a, b, next(it, None), next(it, -1))
    ids = count()
    names = {}
    for w in ['a', 'b', 'a', 'c']:
        if w not in names:
            names[w] = next(ids)
    print(names, next(ids))
    turn = cycle('xy')
    print([next(turn) + str(i) for i in range(5)], next(turn))


def t_iterators_of_arrays_and_tokens():
    n = 9
    a = np.arange(n) * 0.5
    it = iter(a)
    first = next(it)
    best = first
    for v in it:
        if v > best: best = v
        if v > 3: break
    else:
        print('all')
    print([float(v) for v in it], float(first), float(best))
    tokens = "3 1 2 3 2 5 6".split()
    tok = iter(tokens)
    k = int(next(tok))
    ys = [int(next(tok)) for _ in range(k)]
    m = int(next(tok))
    print(k, ys, m, [int(t) for t in tok], list(tok))
    c = itertools.count(10, 5)
    print(next(c), next(c), [p for p in zip('ab', c)], next(c))
    it2 = iter(range(5))
    print(sum(islice(it2, 2)), sum(it2), 3 in it2)
    while True:
        w = next(c)
        if w > 60: break
    print(w)
    g = iter([1, 2, 3, 4])
    print([(u, next(g)) for u in g])


def t_no_item_left():
    it = iter([1])
    print(next(it))
    print(next(it))


def t_lists_that_grow():
    xs = [1, 2]
    it = iter(xs)
    print(next(it))
    xs.append(3)
    print(list(it))
    xs.append(4)
    print(next(it, 'none'), any(v > 1 for v in it))
    colors = cycle(['r', 'g'])
    for i, c in zip(range(3), colors):
        print(i, c)
    for j in range(2):
        it3 = iter((1.5, 2))
        print(next(it3), next(it3))
    f = count(0.5, 0.25)
    print(next(f), next(f), next(f))
